using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>Every page, light and dark, wide and narrow.</summary>
public sealed class AccessibilityTests(Site site) : IClassFixture<Site>
{
    public static TheoryData<string> Pages { get; } = new(
        "/request", "/request?nothing=1", "/ask?paper=no-paper", "/ask?paper=no-paper&asked=requestedAction", "/ask?on=2025-02-01&paper=i-247a",
        "/ask?on=2025-02-01&paper=i-247g&a=agency%3Astate-law-enforcement&a=requiredByLaw%3Afalse&a=convictedOfStateCrime%3Afalse&a=personRole%3Avictim&a=underInvestigationForCrime%3Afalse",
        "/ask?on=2026-11-24&paper=i-247a&a=agency%3Astate-law-enforcement&a=convictedOfStateCrime%3Atrue",
        "/ask?on=2026-11-24&paper=i-247a&a=agency%3Alocal-law-enforcement",
        "/ask?on=2025-02-01&paper=i-247g&a=agency%3A%3F&a=requiredByLaw%3A%3F&a=convictedOfStateCrime%3A%3F&a=personRole%3A%3F&a=underInvestigationForCrime%3A%3F&a=statusRelevantToInvestigation%3A%3F&a=suspectedMultinationalCrime%3A%3F",
        "/ask?paper=court-order&act=transfer-custody", "/records", "/records/2099-000001", "/policy?on=2025-02-01", "/nowhere",
        "/compare", "/compare?from=2025-01-27&to=2025-01-28", "/compare?from=2025-01-28&to=2025-02-28", "/compare?from=2025-01-27", "/compare?without=NY-2026", "/policy/graph",
        "/explain?on=2025-02-01&paper=i-247a&a=agency%3Astate-law-enforcement&a=convictedOfStateCrime%3Atrue", "/explain?on=2025-02-01&paper=no-paper&act=facility-arrest");

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task AxeFindsNothing(string address)
    {
        await using var context = await site.ContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        await Checks.AccessibleAsync(page);
    }

    [Fact]
    public async Task AKeptRecordToo()
    {
        await using var context = await site.ContextAsync(width: 320, scheme: ColorScheme.Dark);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/ask?on=2025-02-01&paper=i-247a&a=agency%3Alocal-law-enforcement");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and print" }).ClickAsync();
        await Checks.AccessibleAsync(page);
        await page.GotoAsync("/records");
        await Checks.AccessibleAsync(page);
    }
}
