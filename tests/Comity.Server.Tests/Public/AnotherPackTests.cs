using System.Net;
using Comity.Policy.Programs;
using Comity.Policy.Residents;
using Comity.Server.Public;

namespace Comity.Server.Tests.Public;

/// <summary>The public's pages are not New York's: another policy has its own places and texts, and no circumstances or direction.</summary>
public sealed class AnotherPackTests
{
    [Fact]
    public async Task AnotherPolicyHasItsPages()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = await TestServer.StartAsync(pack: "example-state");
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        var logic = PolicyLogic.Compile(Policy.Packs.PackReader.Read(Repository.Pack("example-state")).Pack!).Logic!;
        foreach (var texts in PublicTexts.All)
        {
            foreach (var path in (string[])["", "/policy", "/history", "/may-they", "/tally?by=outcome"])
            {
                var sentences = Readability.Sentences(await http.GetStringAsync(new Uri($"/public/{texts.Language}{path}", UriKind.Relative), stop));
                Assert.True(texts.Language == "en" ? Readability.Grade(sentences) <= 9 : Readability.Ease(sentences) >= 60, $"{texts.Language}{path}");
            }

            foreach (var (place, officer, action) in logic.Pack.Residents.Places.SelectMany(place => logic.Pack.Residents.Officers.SelectMany(officer => logic.Pack.Residents.Actions.Select(action => (place, officer, action)))))
            {
                var page = WebUtility.HtmlDecode(await http.GetStringAsync(new Uri($"/public/{texts.Language}/may-they?place={place.Id}&who={officer.Id}&what={action.Id}&on=2025-02-01", UriKind.Relative), stop));
                var answer = ResidentAnswer.Of(logic.Program, new DateOnly(2025, 2, 1), place, officer, action);
                Assert.Contains($"<h2>{texts[ResidentQuestion.Verdict(answer.Whole)]}</h2>", page, StringComparison.Ordinal);
                Assert.DoesNotContain("lang=\"en\">", page[page.IndexOf("<main", StringComparison.Ordinal)..], StringComparison.Ordinal);
            }
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri("/public/tally.csv?by=direction", UriKind.Relative), stop)).StatusCode);
    }
}
