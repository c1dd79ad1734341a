using Comity.Server.Access;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>The pages of access in a real browser: the first administrator, invitations, passkeys.</summary>
public sealed class AccessPagesTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task OneLinkMakesAnAdministratorWhoInvitesAnOfficer()
    {
        await using var server = await TestServer.StartAsync();
        await using var context = await site.ContextAsync(roles: Roles.None, address: server.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync((await ComityServer.SetupPathAsync(server.Application))!);
        await Checks.AccessibleAsync(page);
        await page.GetByLabel("Sign-in name").FillAsync("adam");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("a long enough word");
        await page.GetByLabel("The same password again").FillAsync("a long enough word");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("you are signed in");
        await Checks.AccessibleAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your work" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Units" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Troop K");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Checks.AccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the accounts" }).ClickAsync();
        await page.GetByLabel("Sign-in name").FillAsync("ines");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Officer asks" }).CheckAsync();
        await page.GetByLabel("Unit", new() { Exact = true }).SelectOptionAsync("Troop K");
        await Checks.AccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account and its link" }).ClickAsync();
        await Checks.AccessibleAsync(page);
        await page.GetByLabel("Your password").FillAsync("a long enough word");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        var link = await page.Locator("code").InnerTextAsync();
        Assert.StartsWith(server.Address + "/join/", link, StringComparison.Ordinal);
        await Checks.AccessibleAsync(page);

        await using var elsewhere = await site.ContextAsync(roles: Roles.None, address: server.Address);
        var ines = await elsewhere.NewPageAsync();
        await ines.GotoAsync(link);
        await Checks.AccessibleAsync(ines);
        await ines.GetByLabel("Password", new() { Exact = true }).FillAsync("another long word");
        await ines.GetByLabel("The same password again").FillAsync("another long word");
        await ines.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Assertions.Expect(ines.GetByText("Troop K")).ToBeVisibleAsync();
        await ines.GetByRole(AriaRole.Link, new() { Name = "Go to your work" }).ClickAsync();
        await Assertions.Expect(ines.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("What do you have in hand?");
        await page.GotoAsync("/access-log");
        await Checks.AccessibleAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Row)).ToContainTextAsync(["When (UTC)", "password set by one-time link"]);
    }

    [Fact]
    public async Task APasskeyIsAddedAndSignsIn()
    {
        await using var context = await site.ContextAsync(roles: Roles.Counsel);
        var page = await context.NewPageAsync();
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a passkey" }).ClickAsync();
        await Checks.AccessibleAsync(page);
        await page.GetByLabel("Your password").FillAsync(TestServer.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Checks.AccessibleAsync(page);
        await page.GetByLabel("What to call it").FillAsync("blue key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("blue key, added")).ToBeVisibleAsync();
        await Checks.AccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");
        await Checks.AccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Your account: counsel" })).ToBeVisibleAsync();

        // Taken away, it opens nothing.
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the passkey blue key" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This passkey is not known here");
    }

    [Theory]
    [InlineData("ctap2", false, "the device cannot ask for a finger, a face or a code")]
    [InlineData("u2f", false, "Older security keys (U2F) cannot")]
    public async Task ADeviceThatCannotAskForItsOwnerIsToldSo(string protocol, bool resident, string sentence)
    {
        await using var context = await site.ContextAsync(roles: Roles.Supervisor);
        var page = await context.NewPageAsync();
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = protocol, ["transport"] = "usb", ["hasResidentKey"] = resident, ["hasUserVerification"] = false, ["automaticPresenceSimulation"] = true },
        });
        await page.GotoAsync("/account/passkey");
        if (await page.GetByLabel("Your password").IsVisibleAsync())
        {
            await page.GetByLabel("Your password").FillAsync(TestServer.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        }

        await page.GetByLabel("What to call it").FillAsync("old key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(sentence, new() { Timeout = 90_000 });
    }

    [Fact]
    public async Task AtANumberThePasskeyButtonSaysWhyItCannotWork()
    {
        await using var context = await site.ContextAsync(roles: Roles.None, address: site.Server.Address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"open http://localhost:{new Uri(site.Server.Address).Port} instead");
    }

    [Fact]
    public async Task AWrongPasswordIsExplainedAndTheRightOneLeadsWhereOneWantedToGo()
    {
        await site.StaffAsync(Roles.Auditor);
        await using var context = await site.ContextAsync(width: 320, scheme: ColorScheme.Dark, roles: Roles.None);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/records");
        await Checks.AccessibleAsync(page);
        await page.GetByLabel("Sign-in name").FillAsync("auditor");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("not this one");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The name or the password is wrong");
        await page.GetByLabel("Sign-in name").FillAsync("auditor");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestServer.Password);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Records");
        await page.GotoAsync("/accounts");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This page is not for your role");
        await Checks.AccessibleAsync(page);
    }
}
