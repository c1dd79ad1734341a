using Comity.Policy.Determinations;
using Comity.Policy.Residents;
using Comity.Server.Access;
using Comity.Server.Public;
using Microsoft.Playwright;

namespace Comity.Server.Tests.Public;

/// <summary>The public's pages in a real browser, in both languages.</summary>
public sealed class PublicPagesTests(PublicSite site) : IClassFixture<PublicSite>
{
    internal static readonly string[] Addresses =
    [
        "", "/policy", "/policy?on=2025-02-01", "/policy?on=1990-01-01", "/history", "/may-they", "/may-they?place=school&who=state-police&what=ask-status&on=2025-02-01",
        "/may-they?place=court&who=local-police&what=federal-arrest", "/may-they?place=state-office&who=state-worker&what=go-along", "/may-they?place=church&who=state-police&what=share-information",
        "/tally", "/tally?unit=day", "/tally?unit=week&by=action", "/tally?unit=month&by=circumstance&since=2026-03-01", "/tally?unit=year&by=direction", "/tally?by=outcome",
        "/policy?on=tomorrow", "/may-they?place=moon&who=state-police&what=arrest",
    ];

    public static TheoryData<string> Pages { get; } = [.. Addresses.SelectMany(address => PublicTexts.All.Select(texts => $"/public/{texts.Language}{address}"))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task AxeFindsNothing(string address)
    {
        await using var context = await site.Site.ContextAsync(roles: Roles.None);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        Assert.Equal(address[8..10], await page.Locator("html").GetAttributeAsync("lang"));
        await Checks.AccessibleAsync(page);
        if (address == "/public/en/tally")
        {
            await Checks.DocumentAsync(page, "tally");
        }
    }

    // With the keyboard alone and without scripts, from the first page to an answer in the other language.
    [Fact]
    public async Task AnAnswerIsFoundWithTheKeyboardAlone()
    {
        await using var context = await site.Site.ContextAsync(javaScript: false, width: 320, roles: Roles.None);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/public");
        Assert.EndsWith("/public/en", page.Url, StringComparison.Ordinal);
        await ToAsync(page, "a[href$='/public/en/may-they']");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/may-they$"));
        await ToAsync(page, "#what");
        await page.Keyboard.TypeAsync("arrest");
        await ToAsync(page, "main button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("what=arrest"));
        Assert.Equal("It depends.", await page.Locator(".outcome h2").InnerTextAsync());
        await page.GotoAsync(await page.Locator("header .who a").GetAttributeAsync("href") ?? "");
        Assert.Contains("what=arrest", page.Url, StringComparison.Ordinal);
        Assert.Equal("Depende.", await page.Locator(".outcome h2").InnerTextAsync());
    }

    [Fact]
    public async Task AnAnswerPrintsOnOnePage()
    {
        await using var context = await site.Site.ContextAsync(roles: Roles.None);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/public/en/may-they?place=school&who=state-police&what=ask-status&on=2025-02-01");
        await Checks.DocumentAsync(page, "may-they");
        var pdf = System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new PagePdfOptions { Format = "Letter" }));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(pdf, "/Type\\s*/Page\\b(?!s)"));
    }

    // What the page says at first sight is what the policy's logic says, for each combination that can be chosen, in both languages.
    [Fact]
    public async Task EveryCombinationShowsWhatTheLogicSays()
    {
        var (logic, residents) = (TestServer.Logic, TestServer.Logic.Pack.Residents);
        var on = new DateOnly(2025, 2, 1);
        foreach (var texts in PublicTexts.All)
        {
            foreach (var (place, officer, action) in residents.Places.SelectMany(place => residents.Officers.SelectMany(officer => residents.Actions.Select(action => (place, officer, action)))))
            {
                var page = System.Net.WebUtility.HtmlDecode(await site.Http.GetStringAsync(new Uri($"/public/{texts.Language}/may-they?place={place.Id}&who={officer.Id}&what={action.Id}&on=2025-02-01", UriKind.Relative), TestContext.Current.CancellationToken));
                var answer = ResidentAnswer.Of(logic.Program, on, place, officer, action);
                Assert.Contains($"<h2>{texts[ResidentQuestion.Verdict(answer.Whole)]}</h2>", page, StringComparison.Ordinal);
                foreach (var verdict in ResidentAnswer.Verdicts(answer.Part))
                {
                    Assert.NotEqual(Outcome.Undetermined, verdict.Outcome);
                    Assert.Contains(texts[ResidentQuestion.Verdict(verdict)], page, StringComparison.Ordinal);
                }

                Assert.Contains(texts.Of(logic.Pack, officer.Label), page, StringComparison.Ordinal);
            }
        }
    }

    private static async Task ToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator($"{selector}:focus").CountAsync() == 1)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not come to {selector}.");
    }
}
