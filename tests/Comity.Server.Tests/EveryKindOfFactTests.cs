using Comity.Server.Access;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>An interview whose facts are choices, a number, a date that may be absent, and a text.</summary>
public sealed class EveryKindOfFactTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task EachIsAskedInItsOwnWayAndKept()
    {
        await using var server = await TestServer.StartAsync(pack: "example-state");
        await server.AddAccountAsync("ines", Roles.Officer);
        await using var context = await site.ContextAsync(roles: Roles.None, address: server.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Sign-in name").FillAsync("ines");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestServer.Password);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Your account: ines" })).ToBeVisibleAsync();
        await page.GotoAsync("/ask?paper=no-paper&act=hold&a=judicialWarrant%3Afalse");
        var asked = new HashSet<string>();
        while (await page.Locator("#progress").IsVisibleAsync())
        {
            var question = await page.Locator("h1").InnerTextAsync();
            Assert.True(asked.Add(question), $"Asked again: {question}");
            await Checks.AccessibleAsync(page);
            switch (question)
            {
                case "For how many hours past release would the person be held?":
                    await TypeAsync(page, "1000");
                    await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("from 0 to 720");
                    await TypeAsync(page, "12.5");
                    break;
                case "On which day was the detainer issued?":
                    await TypeAsync(page, "2025-01-31");
                    break;
                case "Which form number stands in the footer?":
                    await TypeAsync(page, "A 012-345-678");
                    await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("alien registration number");
                    await TypeAsync(page, "I-247A");
                    break;
                default:
                    await page.GetByLabel("I don't know yet").CheckAsync();
                    await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
                    break;
            }
        }

        Assert.True(asked.Count >= 2, string.Join("; ", asked));

        // Not known after all, and known again: what was done last counts.
        await page.GetByRole(AriaRole.Link, new() { Name = "Change Hours past release" }).ClickAsync();
        await page.GetByLabel("I don't know yet").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByText("not known yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change Hours past release" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("I don't know yet")).ToBeCheckedAsync();
        await TypeAsync(page, "12.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and print" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Kept as ");
        await Assertions.Expect(page.GetByText("12.5")).ToBeVisibleAsync();
        await Checks.AccessibleAsync(page);
    }

    [Fact]
    public async Task AnAddressWithSomethingAboutAPersonIsRefused()
    {
        await using var server = await TestServer.StartAsync(pack: "example-state");
        await server.AddAccountAsync("ines", Roles.Officer);
        using var ines = server.Client();
        await ines.SignInAsync("ines", TestServer.Password);
        using var page = await ines.GetAsync("/ask?paper=no-paper&act=hold&a=formNumber%3AA%20012-345-678");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("alien registration number", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task TypeAsync(IPage page, string text)
    {
        await page.Locator("#value").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
