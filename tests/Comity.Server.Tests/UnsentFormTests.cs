using System.Net;
using System.Text.RegularExpressions;
using Comity.Records;
using Comity.Server.Access;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>A form that is sent after its session ended is neither acted on nor lost. Without scripts.</summary>
public sealed partial class UnsentFormTests(Site site) : IClassFixture<Site>
{
    private const string Answered = "/ask?on=2025-02-01&paper=i-247a&a=agency%3Astate-law-enforcement&a=convictedOfStateCrime%3Atrue";
    private const string Note = "Called the field office.\nThey \"call\" back <b>later</b> & soon; señor.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnOfficersNoteAFollowUpAndAVerdictComeThrough()
    {
        await site.Server.AddAccountAsync("olga", Roles.Officer);
        await site.Server.AddAccountAsync("sven", Roles.Supervisor);
        await using var context = await site.ContextAsync(javaScript: false, width: 375, roles: Roles.None);
        var page = await context.NewPageAsync();
        await OpenAsync(page, Answered, "olga");
        await page.GetByRole(AriaRole.Textbox).FillAsync(Note);
        await EndAsync(context);
        var before = await CountAsync();
        await page.Locator("form[action$='/records'] button[type=submit]").First.ClickAsync();
        Assert.Equal(before, await CountAsync());

        // A wrong password loses nothing either.
        await SignInAsync(page, "olga", "not the password");
        await SignInAsync(page, "olga");
        Assert.Equal(Note, (await page.Locator("dd.note").Filter(new() { HasText = "field office" }).TextContentAsync())!.ReplaceLineEndings("\n"));
        Assert.Equal(before, await CountAsync());
        Assert.StartsWith("/ask?", await page.GetByRole(AriaRole.Link, new() { Name = "Back to the form" }).GetAttributeAsync("href"),
            StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it now" }).ClickAsync();
        var number = Number().Match(page.Url).Value;
        Assert.Equal(Note, (await site.Records.GetAsync(number, Stop))!.Content.Note!.ReplaceLineEndings("\n"));

        await page.GetByLabel("Which of the things asked").SelectOptionAsync("notify-of-release");
        await page.Locator("form[action$='/follow-up'] input[type=radio]").First.CheckAsync();
        await page.GetByLabel("On which day").FillAsync("2025-02-03");
        await page.Locator("form[action$='/follow-up'] textarea").FillAsync("It was for the court.");
        await EndAsync(context);
        await page.Locator("form[action$='/follow-up'] button").ClickAsync();
        await SendAgainAsync(page, "olga");
        Assert.Equal(2, (await site.Records.FileAsync(number, Stop))!.Events.Count);

        // A verdict, which only its own roles may send: another account sees the refusal of the address itself.
        await EndAsync(context);
        await OpenAsync(page, $"/records/{number}", "sven");
        await page.GetByLabel("Why, in words").FillAsync("The wrong day.");
        await EndAsync(context);
        await page.GetByRole(AriaRole.Button, new() { Name = "Return to the officer" }).ClickAsync();
        await SendAgainAsync(page, "olga");
        Assert.Equal("This page is not for your role", await page.Locator("h1").TextContentAsync());
        Assert.Equal(2, (await site.Records.FileAsync(number, Stop))!.Events.Count);
        await EndAsync(context);
        await OpenAsync(page, $"/records/{number}", "sven");
        await page.GetByLabel("Why, in words").FillAsync("The wrong day.");
        await EndAsync(context);
        await page.GetByRole(AriaRole.Button, new() { Name = "Return to the officer" }).ClickAsync();
        await SendAgainAsync(page, "sven");
        Assert.Equal("The wrong day.", Review.RecordEventView.Of((await site.Records.FileAsync(number, Stop))!.Events[2]).Reason);
    }

    [Fact]
    public async Task CounselsTableOfManyCellsComesThrough()
    {
        await site.Server.AddAccountAsync("carla", Roles.Counsel);
        await using var context = await site.ContextAsync(javaScript: false, roles: Roles.None);
        var page = await context.NewPageAsync();
        await OpenAsync(page, "/counsel", "carla");
        await page.Locator("summary").First.ClickAsync();
        await page.GetByLabel("What it is about").FillAsync("A draft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await page.Locator("a[href*='/logic/']").Filter(new() { HasText = "olds" }).First.ClickAsync();
        var table = page.Url;
        var cell = page.Locator("td textarea").Last;
        var id = await cell.GetAttributeAsync("id");
        await cell.FillAsync("\"Another reason.\"");
        await EndAsync(context);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).Last.ClickAsync();
        await SendAgainAsync(page, "carla");
        await page.GotoAsync(table);
        await Assertions.Expect(page.Locator($"[id='{id}']")).ToHaveValueAsync("\"Another reason.\"");
    }

    // In the same browser somebody else signed in meanwhile: the token of the form is another's.
    [Fact]
    public async Task AFormOfAnotherSignInIsShownAndNotActedOn()
    {
        await site.Server.AddAccountAsync("otto", Roles.Officer);
        await site.Server.AddAccountAsync("ossi", Roles.Officer);
        await using var context = await site.ContextAsync(javaScript: false, roles: Roles.None);
        var page = await context.NewPageAsync();
        await OpenAsync(page, Answered, "otto");
        await page.GetByRole(AriaRole.Textbox).FillAsync(Note);
        await EndAsync(context);
        var other = await context.NewPageAsync();
        await OpenAsync(other, "/", "ossi");
        var before = await CountAsync();
        await page.Locator("form[action$='/records'] button[type=submit]").First.ClickAsync();
        Assert.Equal("What you typed is still here", await page.Locator("h1").TextContentAsync());
        Assert.Equal(before, await CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it now" }).ClickAsync();
        Assert.Equal(before + 1, await CountAsync());
    }

    // What was signed in elsewhere (by the agency, in another window) opens it too.
    [Fact]
    public async Task ItIsShownToWhoeverSignedInInAnotherWindow()
    {
        using var nobody = site.Server.Client();
        var page = await BodyAsync(await SendAsync(nobody, "/records", ("note", "typed here")), HttpStatusCode.Unauthorized);
        using var staff = site.Server.Client();
        await site.Server.AddAccountAsync("oona", Roles.Officer);
        await staff.SignInAsync("oona", TestServer.Password);
        Assert.Contains("typed here", await BodyAsync(await SendAsync(staff, "/sign-in/unsent", ("unsent", Carried(page))),
            HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.DoesNotContain("typed here", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingIsCarriedThatIsSecretTooLargeOrOfAnotherSite()
    {
        using var nobody = site.Server.Client();
        foreach (var (address, fields, headers) in new (string, (string, string)[], (string, string)[])[]
        {
            ("/account/password", [("old", "a secret"), ("password", "another")], Own),
            ("/records", [("note", new string('x', 1 << 21))], Own),
            ("/records", [("note", "x")], [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]),
            ("/records", [("note", "x")], [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors")]),
            ("/records", [("note", "x")], [("Origin", "https://elsewhere.example")]),
            ("/records", [("note", "x")], []),
            ("/records", [("__RequestVerificationToken", "x")], Own),
        })
        {
            using var answer = await SendAsync(nobody, address, headers, fields);
            Assert.Equal((address, HttpStatusCode.Redirect), (address, answer.StatusCode));
            Assert.EndsWith("/sign-in?expired=1", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        // By the browser's older word, too; without the password of a confirmation.
        var page = await BodyAsync(
            await SendAsync(nobody, "/programs", [("Origin", site.Server.Address)], ("name", "a program"), ("confirm-password",
                "a secret")), HttpStatusCode.Unauthorized);
        await site.Server.AddAccountAsync("ada", Roles.Administrator);
        using var staff = site.Server.Client();
        var shown = await BodyAsync(
            await staff.SendAsync("/sign-in", "/sign-in", ("name", "ada"), ("password", TestServer.Password), ("unsent", Carried(page))),
                HttpStatusCode.OK);
        Assert.Contains("a program", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", shown, StringComparison.Ordinal);

        // What nobody here protected is nothing.
        using var forged = await staff.SendAsync("/sign-in", "/account", ("name", "ada"), ("password", TestServer.Password), ("unsent",
            Carried(page)[..^4] + "AAAA"));
        Assert.Equal(HttpStatusCode.Redirect, forged.StatusCode);
    }

    private static (string, string)[] Own => [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "navigate")];

    private static string Carried(string page) => CarriedField().Match(page).Groups["value"].Value;

    private static Task<HttpResponseMessage> SendAsync(StaffClient client, string address, params (string, string)[] fields) =>
        SendAsync(client, address, Own, fields);

    private static async Task<HttpResponseMessage> SendAsync(StaffClient client, string address, (string Name, string Value)[] headers,
        params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields.Select(field =>
            KeyValuePair.Create(field.Name, field.Value))) };
        // The server need not read what it does not take.
        request.Headers.ExpectContinue = true;
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.Http.SendAsync(request, Stop);
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Stop);
        }
    }

    private static async Task OpenAsync(IPage page, string address, string name)
    {
        await page.GotoAsync($"/sign-in?return={Uri.EscapeDataString(address)}");
        await SignInAsync(page, name);
    }

    private static async Task SendAgainAsync(IPage page, string name)
    {
        await SignInAsync(page, name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it now" }).ClickAsync();
    }

    private static async Task SignInAsync(IPage page, string name, string password = TestServer.Password)
    {
        await page.GetByLabel("Sign-in name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    private static Task EndAsync(IBrowserContext context) =>
        context.ClearCookiesAsync(new BrowserContextClearCookiesOptions { Name = "comity" });

    private Task<int> CountAsync() => site.Records.CountAsync(new RecordFilter(), 1000, Stop);

    [GeneratedRegex("[0-9]{4}-[0-9]{6}")]
    private static partial Regex Number();

    [GeneratedRegex("name=\"unsent\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex CarriedField();
}
