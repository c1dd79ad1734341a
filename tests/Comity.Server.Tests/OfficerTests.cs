using Comity.Records;
using System.Text;
using System.Text.RegularExpressions;
using Comity.Server.Access;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>What a duty officer does, in a real browser.</summary>
public sealed partial class OfficerTests(Site site) : IClassFixture<Site>
{
    private const string Detainer = "/ask?on=2025-02-01&paper=i-247a&act=notify-of-release&act=hold-beyond-release";

    // State police, no law that requires it, a conviction: the list permits notice and counsel looks; the hold is prohibited.
    private const string Decided = Detainer + "&a=agency%3Astate-law-enforcement&a=requiredByLaw%3Afalse&a=convictedOfStateCrime%3Atrue";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FromTheDetainerToARecordThatSurvivesARestart(bool javaScript)
    {
        await using var context = await site.ContextAsync(javaScript);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("Form I-247A, immigration detainer").CheckAsync();
        await page.GetByLabel("Day of the request").FillAsync("2025-02-01");
        await ContinueAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Who is asked to act?");
        await Assertions.Expect(page.GetByText("Already certain")).ToContainTextAsync("Hold past release");
        await AnswerAsync(page, "State law enforcement");
        await AnswerAsync(page, "No");
        await AnswerAsync(page, "Yes");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Permitted, but wait" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Prohibited: you may not do this" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Counsel must look at this first" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A supervisor must approve this first" })).ToBeVisibleAsync();
        await page.GetByLabel("The federal agency asked").CheckAsync();
        await page.GetByLabel("Note, in words").FillAsync("Detainer under 8 U.S.C. § 1226, received 2025-02-01.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and print" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Kept as ");
        var number = NumberForm().Match(await page.TitleAsync()).Value;

        await site.Server.RestartAsync();
        await using var later = await site.ContextAsync(javaScript);
        page = await later.NewPageAsync();
        await page.GotoAsync("/records?outcome=prohibited&action=hold-beyond-release");
        await page.GetByRole(AriaRole.Link, new() { Name = number }).ClickAsync();
        await Assertions.Expect(page.GetByText("168 A.D.3d 31")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("received 2025-02-01")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("The federal agency asked")).ToBeVisibleAsync();
        Assert.Equal(2, (await site.Records.GetAsync(number, TestContext.Current.CancellationToken))!.Content.Determinations.Count);
    }

    [Fact]
    public async Task TheKeyboardIsEnough()
    {
        await using var context = await site.ContextAsync(roles: Roles.Officer | Roles.Counsel);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.GetByLabel("Form I-247A, immigration detainer")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Who is asked to act?");
        for (var i = 0; i < 10; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        // The radio group is one stop; arrows move in it.
        await Assertions.Expect(page.GetByLabel("State law enforcement")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Determination for a request of");
    }

    [Fact]
    public async Task BackAndChangeKeepEverythingElse()
    {
        await using var context = await site.ContextAsync(javaScript: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync(Detainer + "&a=agency%3Astate-law-enforcement&a=requiredByLaw%3Afalse");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Does a law require");
        await Assertions.Expect(page.GetByLabel("No", new() { Exact = true })).ToBeCheckedAsync();
        await page.GotoAsync(Decided);
        await page.GetByRole(AriaRole.Link, new() { Name = "Change What a judge signed" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Nothing")).ToBeCheckedAsync();
        await AnswerAsync(page, "An order to your agency");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Required, but wait" })).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Change the requested action" }).ClickAsync();
        await page.GetByLabel("Tell of a release").UncheckAsync();
        await ContinueAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Required, but wait" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task AQuestionThatPolicyForbidsIsNotAskedAndThePageSaysWhy()
    {
        await using var context = await site.ContextAsync(javaScript: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/ask?on=2025-02-01&paper=i-247g&a=agency%3Astate-law-enforcement&a=requiredByLaw%3Afalse&a=convictedOfStateCrime%3Afalse&a=personRole%3Avictim&a=underInvestigationForCrime%3Afalse");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Not asked" })).ToContainTextAsync("NY-EO170 § B.3");
        await AnswerAsync(page, "No");
        await AnswerAsync(page, "I don't know yet");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Undetermined: facts that matter are not known" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".missing")).ToContainTextAsync("Suspected immigration crime");

        // Nor by its address.
        await page.GotoAsync(page.Url + "&edit=suspectedImmigrationCrime");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Determination");
    }

    [Fact]
    public async Task ANoteAboutAPersonIsRefusedAndNothingIsLost()
    {
        await using var context = await site.ContextAsync(javaScript: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync(Decided);
        await page.GetByLabel("Note, in words").FillAsync("Subject is A 012-345-678");
        await page.GetByLabel("Your agency would start").CheckAsync();
        var before = (await site.Records.ListAsync(new RecordFilter(), null, 200, TestContext.Current.CancellationToken)).Records.Count;
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and print" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("alien registration number");
        await Assertions.Expect(page.GetByLabel("Note, in words")).ToHaveValueAsync("Subject is A 012-345-678");
        await Assertions.Expect(page.GetByLabel("Your agency would start")).ToBeCheckedAsync();
        Assert.Equal(before, (await site.Records.ListAsync(new RecordFilter(), null, 200, TestContext.Current.CancellationToken)).Records.Count);
    }

    [Fact]
    public async Task ARecordPrintsOnOnePage()
    {
        await using var context = await site.ContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(Decided + "&a=suspectedImmigrationCrime%3Areentry-after-removal&a=statusRelevantToInvestigation%3Atrue&a=suspectedMultinationalCrime%3Atrue");
        await page.GetByLabel("Note, in words").FillAsync("The longest answer that the list gives.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and print" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Kept as ");
        var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new PagePdfOptions { Format = "Letter", PreferCSSPageSize = true }));
        Assert.Single(PdfPage().Matches(pdf));
    }

    private static Task ContinueAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

    private static async Task AnswerAsync(IPage page, string label)
    {
        await page.Locator(".choice", new() { Has = page.Locator("strong", new() { HasTextRegex = new Regex($"^{Regex.Escape(label)}$") }) }).Locator("> input").CheckAsync();
        await ContinueAsync(page);
    }

    [GeneratedRegex("[0-9]{4}-[0-9]{6}")]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"/Type\s*/Page\b")]
    private static partial Regex PdfPage();
}
