using Comity.Server.Public;

namespace Comity.Server.Tests.Public;

/// <summary>The public's pages read at the ninth school year or below, in both languages; see <see cref="Readability"/> for what is measured.</summary>
public sealed class PlainLanguageTests(PublicSite site, ITestOutputHelper output) : IClassFixture<PublicSite>
{
    private const double HighestGrade = 9;
    private const double LowestEase = 60;

    // Every page, and every answer that can be looked up, today and when the list was new.
    private static IEnumerable<string> Addresses => PublicPagesTests.Addresses.Concat(
        TestServer.Logic.Pack.Residents.Officers.SelectMany(officer => TestServer.Logic.Pack.Residents.Actions.SelectMany(action => TestServer.Logic.Pack.Residents.Places.SelectMany(place =>
            new[] { "2025-02-01", "2026-06-20" }.Select(on => $"/may-they?place={place.Id}&who={officer.Id}&what={action.Id}&on={on}")))));

    [Fact]
    public async Task EveryPageReadsAtTheNinthGradeOrBelow()
    {
        var (hard, all) = (new List<string>(), new List<(string Language, string Address, double Measured)>());
        foreach (var texts in PublicTexts.All)
        {
            foreach (var address in Addresses)
            {
                using var response = await site.Http.GetAsync(new Uri($"/public/{texts.Language}{address}", UriKind.Relative), TestContext.Current.CancellationToken);
                var sentences = Readability.Sentences(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                Assert.NotEmpty(sentences);
                var (measured, good) = texts.Language == "en" ? (Readability.Grade(sentences), Readability.Grade(sentences) <= HighestGrade) : (Readability.Ease(sentences), Readability.Ease(sentences) >= LowestEase);
                all.Add((texts.Language, address, measured));
                if (!good)
                {
                    hard.Add($"{texts.Language}{address}: {measured:0.0}");
                }
            }
        }

        var (english, spanish) = (all.Where(page => page.Language == "en").MaxBy(page => page.Measured), all.Where(page => page.Language == "es").MinBy(page => page.Measured));
        output.WriteLine($"{all.Count} pages; the hardest: {english}, {spanish}");
        Assert.True(hard.Count == 0, $"{hard.Count} pages are too hard:\n{string.Join("\n", hard.Take(20))}");
    }

    [Theory]
    [InlineData("agency", 3)]
    [InlineData("the", 1)]
    [InlineData("immigration", 4)]
    [InlineData("asked", 1)]
    [InlineData("needed", 2)]
    [InlineData("rule", 1)]
    [InlineData("policy", 3)]
    public void EnglishSyllablesAreCounted(string word, int syllables) => Assert.Equal(syllables, Readability.EnglishSyllables(word));

    [Theory]
    [InlineData("agencia", 3)]
    [InlineData("policía", 4)]
    [InlineData("pregunta", 3)]
    [InlineData("quien", 1)]
    [InlineData("leer", 2)]
    [InlineData("migratorio", 4)]
    [InlineData("orden", 2)]
    [InlineData("y", 1)]
    public void SpanishSyllablesAreCounted(string word, int syllables) => Assert.Equal(syllables, Readability.SpanishSyllables(word));

    // A sentence of the Gettysburg Address and one that a child wrote lie on both sides of the line.
    [Fact]
    public void HardTextIsTold()
    {
        Assert.True(Readability.Grade(["Four score and seven years ago our fathers brought forth on this continent a new nation conceived in liberty and dedicated to the proposition that all men are created equal."]) > 9);
        Assert.True(Readability.Grade(["The cat sat on the mat.", "It was warm there."]) < 3);
        Assert.True(Readability.Ease(["Las disposiciones administrativas correspondientes establecen responsabilidades jurisdiccionales extraordinarias."]) < 30);
    }
}
