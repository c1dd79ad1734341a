using System.Globalization;
using Comity.Records;
using Comity.Server.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Comity.Server.Tests.Workbench;

/// <summary>What counsel does in a real browser where something is not as it should be: a scenario that fails, a sentence that is old, a
/// text without a translation, a page that is left too early.</summary>
public sealed class CounselPathTests(Site browser) : IClassFixture<Site>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ADraftWithAFailingScenarioIsPublishedOnlyWithAReasonThatTheApproverAndTheLogSee(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync("A scenario that fails");
        await ChangeAnswerAsync(bench, draft);
        using var failing = await bench.First.PostAsync($"{draft}/items/scenarios", draft, ("state", ""), ("within",
            "scenarios/holds.yaml"),
            ("text", "name: Nothing is said\non: 2026-01-01\nfacts:\n  requestedAction: notify-of-release\n  judicialWarrant: false\noutcome: prohibited\nprovisions: []"));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, failing.StatusCode);
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync(draft);
        Assert.Equal(0, await page.Locator("#checks ~ .done").CountAsync());
        await page.GetByText("out otherwise than expected").First.WaitForAsync();
        await Checks.LooksGoodAsync(page, javaScript);

        // Without a reason, or with one that tells of a person, it is refused, and what was typed stays.
        var (day, reason) = (bench.Clock.Today.AddDays(3), page.GetByLabel("Why it is to be published like this"));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, (await bench.ActAsync(bench.First, draft, "request", ("from",
            Written(day)), ("reason", ""))).Status);
        await page.GetByLabel("Decides requests from").FillAsync(Written(day));
        await reason.FillAsync("Asked by A 012-345-678");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal("Asked by A 012-345-678", await reason.InputValueAsync());
        Assert.Equal(Written(day), await page.GetByLabel("Decides requests from").InputValueAsync());
        await reason.FillAsync("The scenario is of the old law.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        await page.GetByText("Publication is asked for.").WaitForAsync();

        // The approver finds it where what waits is listed, and reads it beside the button; its author does not have it there.
        await using var approving = await browser.ContextOfAsync(bench.Second, bench.Server.Address, javaScript);
        var other = await approving.NewPageAsync();
        await page.GotoAsync("/queue");
        Assert.Equal(0, await page.GetByRole(AriaRole.Link, new() { Name = "A scenario that fails" }).CountAsync());
        await other.GotoAsync("/queue");
        await Checks.LooksGoodAsync(other, javaScript);
        await other.GetByRole(AriaRole.Link, new() { Name = "A scenario that fails" }).ClickAsync();
        var publish = other.Locator("section[aria-labelledby=publish]");
        Assert.Contains("The scenario is of the old law.", await publish.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Nothing is said", await publish.InnerTextAsync(), StringComparison.Ordinal);
        await Checks.LooksGoodAsync(other, javaScript);
        await other.GetByRole(AriaRole.Button, new() { Name = "Approve and publish" }).ClickAsync();
        await other.GetByText("Published. It decides").WaitForAsync();
        await other.GotoAsync("/queue");
        Assert.Equal(0, await other.GetByRole(AriaRole.Link, new() { Name = "A scenario that fails" }).CountAsync());
        var publication = Assert.IsType<PolicyPublication>(Assert.Single(await bench.Server.Records.PolicyEventsAsync(Stop)).Item);
        Assert.Equal("The scenario is of the old law.", publication.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwoPoliciesNeverHaveTheSameVersion(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await ChangeAnswerAsync(bench, draft);
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync(draft);
        var version = page.GetByLabel("Version of the policy");
        Assert.Equal("1.0.1", await version.InputValueAsync());
        await version.FillAsync("1.0.0");
        await page.GetByLabel("Decides requests from").FillAsync(Written(bench.Clock.Today));
        await page.GetByLabel("Why it is").FillAsync("The scenario is of the old law.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        Assert.Contains("for example 1.0.1", await page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        await version.FillAsync("1.1.0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        await page.GetByText("as version 1.1.0").WaitForAsync();
        Assert.Equal(System.Net.HttpStatusCode.OK, (await bench.ActAsync(bench.Second, draft, "approve")).Status);
        Assert.Equal(["1.0.0", "1.1.0"], bench.Server.Application.Services.GetRequiredService<PolicyVersions>().All.Select(served =>
            served.Pack.Manifest.Version));
        await page.GotoAsync("/public/en/history");
        Assert.Contains("1.1.0", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        // The next one is offered the next version.
        var next = await bench.BeginAsync("Another");
        await bench.EditAsync(next, "Telling", "Telling", last: true, with: "<!-- another -->\n");
        Assert.Equal("1.1.1", Suggested(await bench.First.ReadAsync(next)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ANewQuestionIsUsedInARuleAtOnce(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync($"{draft}/items/questions");
        await page.GetByText("Add one").ClickAsync();
        await page.GetByLabel("As the file writes it")
            .FillAsync("name: personWasTold\ntype: boolean\nlabel: Told first\nquestion: Was the person told first?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "personWasTold" }).WaitForAsync();
        await page.GotoAsync($"{draft}/logic/cooperation-act");
        Assert.Equal("Told first", await page.Locator("#facts option[value=personWasTold]").TextContentAsync());
        await page.GetByText("Add a column").ClickAsync();
        await page.GetByLabel("What it tests").FillAsync("personWasTold");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the column" }).ClickAsync();
        await page.GetByText("Every fact matters somewhere.").WaitForAsync();
        await page.GetByLabel("Rule 4, personWasTold").FillAsync("true");
        await page.Locator("[value=save]").ClickAsync();
        await page.GetByText("the answer changes in").WaitForAsync();
        Assert.Equal(0, await page.GetByText("is not known here").CountAsync());
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GotoAsync($"{draft}/items/questions");
        await Checks.LooksGoodAsync(page, javaScript);

        // The cell, the column, and the question with its input are an edit each.
        await page.GotoAsync(draft);
        foreach (var _ in (int[])[1, 2, 3])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Take the last edit back" }).ClickAsync();
        }

        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Take the last edit back" }).CountAsync());
    }

    [Fact]
    public async Task LeavingWhatIsNotSavedAsksFirst()
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript: true);
        var page = await writing.NewPageAsync();
        var asked = new List<string>();
        page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Type);
            await dialog.DismissAsync();
        };
        foreach (var (address, field) in new[] { ("/logic/cooperation-act", "Rule 1, reason"), ("/items/questions/one?name=formNumber",
            "Question"), ($"/file?path={Bench.Model}", "The file as it is written") })
        {
            await page.GotoAsync(draft + address);
            var cell = page.GetByLabel(field, new() { Exact = true });
            var before = await cell.InputValueAsync();
            await cell.FillAsync(before + " ");
            await page.GetByRole(AriaRole.Link, new() { Name = "Telling of a release" }).ClickAsync();
            await page.WaitForFunctionAsync("true");
            Assert.Equal(before + " ", await cell.InputValueAsync());
            Assert.Equal(["beforeunload"], asked);
            asked.Clear();

            // Saving does not ask.
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).Last.ClickAsync();
            await page.WaitForLoadStateAsync();
            Assert.Empty(asked);
            await page.GotoAsync(draft);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NothingTypedIntoATableIsLostWhereItIsRefused(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await bench.EditAsync(draft, "Telling", "Telling", last: true, with: "<!-- first -->\n");
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync($"{draft}/logic/cooperation-act");

        // Somebody takes back the edit that the page was made after.
        await bench.ActAsync(bench.Second, draft, "undo");
        await page.GetByLabel("Rule 1, reason").FillAsync("\"Typed with care\"");
        await page.GetByText("Add a column").ClickAsync();
        await page.GetByLabel("What it tests").FillAsync("judicialWarrant");
        await page.Locator("[value=save]").ClickAsync();
        await page.GetByText("Nothing was saved yet").WaitForAsync();
        Assert.Equal("\"Typed with care\"", await page.GetByLabel("Rule 1, reason").InputValueAsync());
        Assert.Equal("judicialWarrant", await page.GetByLabel("What it tests").InputValueAsync());
        await page.Locator("[value=save]").ClickAsync();
        await page.GetByText("Saved.").WaitForAsync();

        // What XML cannot hold is refused; both cells stay as they were typed.
        await page.GetByLabel("Rule 1, reason").FillAsync("\"Typed again\"");
        await page.GetByLabel("Rule 2, reason").FillAsync("\"\uFFFE\"");
        await page.Locator("[value=save]").ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal("\"Typed again\"", await page.GetByLabel("Rule 1, reason").InputValueAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AGuaranteeWhoseLogicChangedAsksForItsSentence(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync($"{draft}/items/guarantees/one?name=Short");
        await page.GetByLabel("Where (FEEL").FillAsync("requestedAction = \"hold\" and not(judicialWarrant) and holdHours > 72 and on >= date(\"2023-07-01\")");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByText("and its sentence did not").First.WaitForAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        var (status, refused) = await bench.ActAsync(bench.First, draft, "request", ("from", Written(bench.Clock.Today)));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("The logic of a guarantee changed", refused, StringComparison.Ordinal);
        await page.GotoAsync(draft);
        Assert.Equal(0, await page.Locator("section.checks .done").CountAsync());
        await Checks.LooksGoodAsync(page, javaScript);

        // Rewritten, it is asked for no more; confirmed, the approver reads who did.
        await page.GetByLabel("Short: “").CheckAsync();
        await page.GetByLabel("Decides requests from").FillAsync(Written(bench.Clock.Today));
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for publication" }).ClickAsync();
        await page.GetByText("first confirms that their sentences").WaitForAsync();
        await page.GotoAsync($"{draft}/items/guarantees/one?name=Short");
        await page.GetByLabel("In plain words").FillAsync("Nobody is held on a detainer for more than 72 hours past release.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByText("Saved.").WaitForAsync();
        Assert.Equal(0, await page.GetByText("and its sentence did not").CountAsync());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await bench.ActAsync(bench.First, draft, "request", ("from",
            Written(bench.Clock.Today)))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TextsWithoutATranslationAreShownAndWritten(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync($"{draft}/items/questions/one?name=formNumber");
        await page.GetByLabel("Question").FillAsync("What \"number\": of the form?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GotoAsync(draft);
        await page.GetByText("that the public sees").First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Write the translations" }).ClickAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GetByLabel("What \"number\": of the form?").FillAsync("¿Qué número: \"A\"?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByText("The translations are part of the draft now.").WaitForAsync();
        Assert.Equal(0, await page.Locator("details.mark li", new() { HasText = "What \"number\"" }).CountAsync());
        await page.GotoAsync($"{draft}/file?path=translations/es.yaml");
        Assert.Contains("es: \"¿Qué número: \\\"A\\\"?\"", await page.GetByLabel("The file as it is written").InputValueAsync(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivingADraftUpAsksAndItCanBeTakenUpAgain(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync("Given up by mistake");
        await ChangeAnswerAsync(bench, draft);
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync(draft);
        await page.GetByRole(AriaRole.Link, new() { Name = "Give up this draft" }).ClickAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GetByRole(AriaRole.Link, new() { Name = "Keep working on it" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Give up this draft" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give up this draft" }).ClickAsync();
        await page.GetByText("Drafts that were given up").ClickAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GetByRole(AriaRole.Link, new() { Name = "Given up by mistake" }).ClickAsync();
        await Checks.LooksGoodAsync(page, javaScript);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take up this draft again" }).ClickAsync();
        await page.GetByText("Taken up again").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the last edit back" }).WaitForAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATypingErrorInOneItemLeavesTheOthersOpenAndAColonIsExplained(bool javaScript)
    {
        await using var bench = await Bench.StartAsync();
        var draft = await bench.BeginAsync();
        await using var writing = await browser.ContextOfAsync(bench.First, bench.Server.Address, javaScript);
        var page = await writing.NewPageAsync();
        await page.GotoAsync($"{draft}/items/instruments/one?name=EX-COOP");
        await page.GetByText("All of it, as the file writes it").ClickAsync();
        var yaml = page.GetByLabel("YAML");
        var was = await yaml.InputValueAsync();
        var bad = was.Replace("title: Cooperation Act", "title: Cooperation: an act", StringComparison.Ordinal);
        Assert.NotEqual(was, bad);
        await yaml.FillAsync(bad);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this" }).ClickAsync();
        Assert.Contains("title: \"Cooperation: an act of the invented state\"", await page.GetByRole(AriaRole.Alert).InnerTextAsync(),
            StringComparison.Ordinal);
        Assert.Equal(bad, await yaml.InputValueAsync());

        // A word that means nothing is taken, and said; every list opens.
        await yaml.FillAsync(was.Replace("force: ", "force: x-", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this" }).ClickAsync();
        await page.GetByText("cannot be read as a policy yet").WaitForAsync();
        Assert.DoesNotMatch("[a-z][.:][A-Z][a-z]", await page.Locator("section.checks").InnerTextAsync());
        await Checks.LooksGoodAsync(page, javaScript);
        foreach (var list in (string[])["provisions", "instruments", "questions", "papers", "guarantees", "scenarios"])
        {
            await page.GotoAsync($"{draft}/items/{list}");
            Assert.True(await page.Locator("main > ul > li").CountAsync() > 0, list);
        }
    }

    // The last rule of the act only permits what it required.
    private static Task<string> ChangeAnswerAsync(Bench bench, string draft) =>
        bench.EditAsync(draft, """<outputEntry><text>"required"</text></outputEntry>""",
            """<outputEntry><text>"permitted"</text></outputEntry>""", last: true);

    private static string Suggested(string page) => System.Text.RegularExpressions.Regex.Match(page,
        "name=\"version\" value=\"([^\"]*)\"").Groups[1].Value;

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
