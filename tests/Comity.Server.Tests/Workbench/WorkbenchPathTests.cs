using System.Globalization;
using Microsoft.Playwright;

namespace Comity.Server.Tests.Workbench;

/// <summary>The whole path of a change, in a real browser: draft, edit, see a guarantee fail, mend, compare, approval by a second person, publication for a later day, and what is decided on which day.</summary>
public sealed class WorkbenchPathTests(Site browser) : IClassFixture<Site>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AChangeFromTheFirstEditToTheDayItDecides(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var day = bench.Clock.Today.AddDays(10);
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();

        // Draft.
        await page.GotoAsync("/counsel");
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GetByText("Begin a draft").ClickAsync();
        await page.GetByLabel("What it is about").FillAsync("Telling of a release is left to the agency");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin", Exact = true }).ClickAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        var draft = new Uri(page.Url).AbsolutePath;

        // Edit: the wrong row first. While FEEL is typed, what is wrong with it is shown with its place.
        await page.GetByRole(AriaRole.Link, new() { Name = "Court process" }).ClickAsync();
        var effect = page.GetByLabel("Rule 1, effect");
        if (javaScript)
        {
            await effect.FillAsync("\"permitted");
            await page.GetByText("(line 1, place").First.WaitForAsync();
            Assert.Equal("true", await effect.GetAttributeAsync("aria-invalid"));
        }

        await effect.FillAsync("\"permitted\"");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).And(page.Locator("[value=save]")).ClickAsync();

        // The guarantee that fails, its smallest example, and one click to the row that decides it.
        await page.GetByText("Guarantee Court").WaitForAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GetByRole(AriaRole.Link, new() { Name = "Rule 1 of Court process decides the example" }).First.ClickAsync();
        Assert.EndsWith("#rule-1", page.Url, StringComparison.Ordinal);

        // It cannot be published.
        await page.GotoAsync(draft);
        await page.GetByLabel("Decides requests from").FillAsync(Written(day));
        await page.GetByLabel("Why it is to be published like this").FillAsync("The scenario is of the old policy.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        Assert.Contains("Not every check holds", await page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);

        // Mend: take it back, and edit the row that was meant.
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the last edit back" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Cooperation Act", Exact = true }).ClickAsync();
        await page.GetByLabel("Rule 4, effect").FillAsync("\"permitted\"");
        await page.Locator("[value=save]").ClickAsync();
        await page.GetByText("the answer changes in").WaitForAsync();
        await Checks.LooksGoodAsync(page, javaScript);

        // Compare.
        await page.GetByRole(AriaRole.Link, new() { Name = "Which", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "required becomes permitted" }).WaitForAsync();
        await Checks.LooksGoodAsync(page, javaScript);

        // Ask; one does not approve one's own.
        await page.GetByLabel("Decides requests from").FillAsync(Written(day));
        await page.GetByLabel("Why it is to be published like this").FillAsync("The scenario is of the old policy.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Approve and publish" }).CountAsync());
        await Checks.LooksGoodAsync(page, javaScript);

        // A second person approves.
        await using var approving = await browser.ContextOfAsync(bench.Second, bench.Server.Address, javaScript);
        var other = await approving.NewPageAsync();
        await other.GotoAsync("/counsel");
        await other.GetByRole(AriaRole.Link, new() { Name = "Telling of a release is left to the agency" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Approve and publish" }).ClickAsync();
        await other.GetByText("Published. It decides requests from its day on.").WaitForAsync();
        await other.GotoAsync("/counsel");
        await other.GetByText("not in effect yet").WaitForAsync();
        await Checks.LooksGoodAsync(other, javaScript);

        // The decision changes on that day and not before, and everybody can read it.
        Assert.Equal("required", await bench.OutcomeAsync(day.AddDays(-1)));
        Assert.Equal("permitted", await bench.OutcomeAsync(day));
        await other.GotoAsync($"/counsel/policy?on={Written(day.AddDays(-1))}");
        Assert.Equal(1, await other.Locator("section", new() { HasText = "EX-COOP § 12" }).GetByText("required").CountAsync());
        await other.GotoAsync($"/counsel/policy?on={Written(day)}");
        Assert.Equal(1, await other.Locator("section", new() { HasText = "EX-COOP § 12" }).GetByText("permitted").CountAsync());
        await Checks.LooksGoodAsync(other, javaScript);
        bench.Clock.Move(10);
        Assert.Equal("permitted", await bench.OutcomeAsync(bench.Clock.Today));
        Assert.Equal("required", await bench.OutcomeAsync(bench.Clock.Today.AddDays(-1)));
    }

    [Fact]
    public async Task WithTheKeyboardOnly()
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var context = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript: true);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{draft}/logic/cooperation-act");
        await TabToAsync("cell-4-output-1");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("\"permitted\"");
        await TabToAsync("do", "save");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("the answer changes in").WaitForAsync();
        await TabToAsync("do", "down:1");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**#rule-2");

        async Task TabToAsync(string name, string? value = null)
        {
            for (var steps = 0; steps < 400; steps++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<bool>("([name, value]) => document.activeElement.name === name && (value === null || document.activeElement.value === value)", new object?[] { name, value }))
                {
                    return;
                }
            }

            Assert.Fail($"The keyboard does not lead to {name} {value}.");
        }
    }

    [Fact]
    public async Task EveryPageOfADraftIsAccessible()
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var context = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript: true);
        var page = await context.NewPageAsync();
        foreach (var address in (string[])["/logic/findings", "/items/provisions", "/items/provisions/one?name=%C2%A7%2011&within=EX-COOP", "/items/guarantees/one?name=Short", "/items/questions", "/items/scenarios", $"/file?path={Bench.Model}"])
        {
            await page.GotoAsync(draft + address);
            await Checks.AccessibleAsync(page);
        }
    }

    [Fact]
    public async Task NewYorksPolicyCanBeEditedToo()
    {
        await using var bench = await Bench.StartAsync(pack: "new-york");
        var draft = await bench.BeginAsync();
        await using var context = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript: true);
        var page = await context.NewPageAsync();

        // Sharing status is never prohibited: what federal law says, G3 guards.
        await page.GotoAsync($"{draft}/logic/status-information");
        await page.GetByLabel("Rule 1, effect").FillAsync("\"prohibited\"");
        await page.Locator("[value=save]").ClickAsync();
        await page.GetByText("Guarantee G3").WaitForAsync();
        await Checks.AccessibleAsync(page);
        await Checks.DocumentAsync(page, "workbench");
        await page.GotoAsync(draft);
        await Checks.AccessibleAsync(page);
        foreach (var address in (string[])["/logic/the-list-of-2025", "/items/provisions", "/items/guarantees"])
        {
            await page.GotoAsync(draft + address);
            await Checks.AccessibleAsync(page);
        }

        await page.GotoAsync("/counsel/policy");
        await Checks.AccessibleAsync(page);
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
