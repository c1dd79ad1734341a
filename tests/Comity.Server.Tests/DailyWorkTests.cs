using System.Net;
using System.Text.RegularExpressions;
using Comity.Log.Proofs;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Auditor;
using Comity.Server.Data;
using Comity.Server.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>Officer, supervisor, counsel and auditor at work on the same records, each in their own browser.</summary>
public sealed partial class DailyWorkTests(Site site) : IClassFixture<Site>
{
    // State police, no law that requires it, a conviction: telling is permitted and goes to counsel, holding is prohibited.
    private const string Decided = "/ask?on=2025-02-01&paper=i-247a&act=notify-of-release&act=hold-beyond-release&a=agency%3Astate-law-enforcement&a=requiredByLaw%3Afalse&a=convictedOfStateCrime%3Atrue";

    [Fact]
    public async Task AnInterviewGoesOnOnAnotherDevice()
    {
        await using var desk = await site.ContextAsync(javaScript: false, roles: Roles.Officer);
        var page = await desk.NewPageAsync();
        await page.GotoAsync("/request");
        await page.GetByLabel("Form I-247A, immigration detainer").CheckAsync();
        await page.GetByLabel("Day of the request").FillAsync("2025-02-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.Locator("#c-state-law-enforcement").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        var question = await page.Locator("h1").InnerTextAsync();

        await using var car = await site.ContextAsync(width: 320, roles: Roles.Officer);
        var phone = await car.NewPageAsync();
        await phone.GotoAsync("/request");
        await Checks.AccessibleAsync(phone);
        await phone.GetByRole(AriaRole.Link, new() { Name = "Go on: Form I-247A, immigration detainer" }).First.ClickAsync();
        await Assertions.Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(question);
        await Assertions.Expect(phone.GetByText("State law enforcement")).ToBeVisibleAsync();

        // Nobody else's: the same address with another officer saves nothing over it.
        await using var other = await site.ContextAsync(javaScript: false, roles: Roles.Officer | Roles.Auditor);
        var stranger = await other.NewPageAsync();
        await stranger.GotoAsync("/request");
        await Assertions.Expect(stranger.GetByText("Go on:")).ToHaveCountAsync(0);

        await phone.GotoAsync("/request");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Discard Form I-247A" }).First.ClickAsync();
        await Assertions.Expect(phone.GetByText("Go on:")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task FromTheOfficerThroughReviewToTheAudit()
    {
        // The officer keeps it.
        await using var officers = await site.ContextAsync(roles: Roles.Officer);
        var officer = await officers.NewPageAsync();
        await officer.GotoAsync(Decided);
        await Checks.DocumentAsync(officer, "determination");
        var number = await KeepAsync(officer);

        // The supervisor returns it, with a reason; a person's number in it is refused first.
        await using var supervisors = await site.ContextAsync(roles: Roles.Supervisor);
        var supervisor = await supervisors.NewPageAsync();
        await supervisor.GotoAsync("/");
        await Checks.AccessibleAsync(supervisor);
        await Checks.DocumentAsync(supervisor, "queue");
        await supervisor.GetByRole(AriaRole.Link, new() { Name = number }).ClickAsync();
        await Checks.AccessibleAsync(supervisor);
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Return to the officer" }).ClickAsync();
        await Assertions.Expect(supervisor.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why you return it");
        await Reason(supervisor).SelectOptionAsync("other");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Return to the officer" }).ClickAsync();
        await Assertions.Expect(supervisor.GetByRole(AriaRole.Alert)).ToContainTextAsync("Write it.");
        await Reason(supervisor).SelectOptionAsync("wrong-fact");
        await supervisor.GetByLabel("Why, in words").FillAsync("Ask about A 012-345-678");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Return to the officer" }).ClickAsync();
        await Assertions.Expect(supervisor.GetByRole(AriaRole.Alert)).ToContainTextAsync("alien registration number");
        await Assertions.Expect(Reason(supervisor)).ToHaveValueAsync("wrong-fact");
        await supervisor.GetByLabel("Why, in words").FillAsync("The conviction was for another State's crime.");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Return to the officer" }).ClickAsync();
        await Assertions.Expect(supervisor.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Waiting for you");
        await Assertions.Expect(supervisor.GetByRole(AriaRole.Link, new() { Name = number })).ToHaveCountAsync(0);

        // The officer corrects it.
        await officer.GotoAsync("/request");
        await Checks.AccessibleAsync(officer);
        await officer.GetByRole(AriaRole.Link, new() { Name = $"Record {number}" }).ClickAsync();
        await Assertions.Expect(officer.GetByText("A fact is wrong. The conviction was for another State's crime.").First).ToBeVisibleAsync();
        await Checks.AccessibleAsync(officer);
        await officer.GetByRole(AriaRole.Link, new() { Name = "Correct this record" }).ClickAsync();
        await Assertions.Expect(officer.GetByLabel("Your agency would start")).ToBeCheckedAsync();
        await Assertions.Expect(officer.GetByLabel("Note, in words")).ToHaveValueAsync("Called the field office.");
        await Assertions.Expect(officer.GetByLabel("Note, if you want to add one")).ToHaveValueAsync("by-phone");
        await officer.GetByLabel("What was wrong", new() { Exact = true }).SelectOptionAsync("A fact became known later");
        await Checks.AccessibleAsync(officer);
        await officer.GetByRole(AriaRole.Button, new() { Name = "Correct the record" }).ClickAsync();
        await Assertions.Expect(officer.GetByRole(AriaRole.Status)).ToHaveTextAsync("Corrected.");

        // Two supervisors open it; the second to decide is told.
        await supervisor.GotoAsync($"/records/{number}");
        await using var seconds = await site.ContextAsync(javaScript: false, roles: Roles.Supervisor | Roles.Auditor);
        var second = await seconds.NewPageAsync();
        await second.GotoAsync($"/records/{number}");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("something happened to this record after you opened it");
        await Assertions.Expect(second.GetByText("A supervisor approved this record.")).ToBeVisibleAsync();

        // Counsel, who sees it too.
        await using var lawyers = await site.ContextAsync(javaScript: false, roles: Roles.Counsel);
        var counsel = await lawyers.NewPageAsync();
        await counsel.GotoAsync("/");
        await counsel.GetByRole(AriaRole.Link, new() { Name = number }).ClickAsync();
        await counsel.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        var file = (await site.Records.FileAsync(number, TestContext.Current.CancellationToken))!;
        Assert.Equal("Called the field office.", file.Current!.Content.Note);
        Assert.Contains("\"direction\":\"agency-initiated\"", file.Current.Content.Facts, StringComparison.Ordinal);
        Assert.Equal(["record", "approval", "correction", "approval", "approval"], file.Events.Select(item => item.Kind));
        Assert.Equal(["officer", "supervisor", "officer", "supervisor", "counsel"], file.Events.Select(item => item.By!.Role));

        // What was done, when and why.
        await officer.GotoAsync($"/records/{number}");
        await officer.GetByLabel("Which of the things asked").SelectOptionAsync("notify-of-release");
        await officer.GetByLabel("Did what was asked").CheckAsync();
        await officer.GetByLabel("On which day").FillAsync("2025-02-03");
        await officer.GetByRole(AriaRole.Button, new() { Name = "Add to the record" }).ClickAsync();
        await Assertions.Expect(officer.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why it chose so");
        await Assertions.Expect(officer.GetByLabel("On which day")).ToHaveValueAsync("2025-02-03");
        await Reason(officer).SelectOptionAsync("Public safety");
        await officer.GetByRole(AriaRole.Button, new() { Name = "Add to the record" }).ClickAsync();
        await Assertions.Expect(officer.GetByRole(AriaRole.Row).Last).ToContainTextAsync("done as asked on 3 February 2025");
        await Assertions.Expect(officer.GetByRole(AriaRole.Row).Last).ToContainTextAsync("Public safety");
        await Assertions.Expect(officer.GetByText("Asked by phone. Called the field office.")).ToBeVisibleAsync();
        Assert.Equal(
            ["by-phone", "wrong-fact", "fact-learned", "public-safety"],
            (await site.Records.FileAsync(number, TestContext.Current.CancellationToken))!.Events
                .Select(item => CodeForm().Match(item.Data!).Groups["code"].Value).Where(code => code.Length > 0));
        await Assertions.Expect(officer.GetByRole(AriaRole.Heading, new() { Name = "What counsel looked at" })).ToHaveCountAsync(1);
        await Assertions.Expect(officer.GetByText("Counsel must look at this first")).ToHaveCountAsync(0);
        await Checks.AccessibleAsync(officer);

        // The auditor derives it again, takes a proof, and checks everything.
        await using var auditors = await site.ContextAsync(roles: Roles.Auditor);
        var auditor = await auditors.NewPageAsync();
        await auditor.GotoAsync("/records");
        await auditor.GetByLabel("Number").FillAsync(number);
        await auditor.Keyboard.PressAsync("Enter");
        await auditor.GetByRole(AriaRole.Link, new() { Name = "Derive the reasoning again" }).ClickAsync();
        await Assertions.Expect(auditor.GetByRole(AriaRole.Status)).ToContainTextAsync("The same");
        await Checks.AccessibleAsync(auditor);
        await auditor.GetByRole(AriaRole.Link, new() { Name = "Back to the record" }).ClickAsync();
        Assert.Equal(1, await auditor.GetByRole(AriaRole.Link, new() { Name = "that it is there (entry 3)" }).CountAsync());
        using var proof = await (await site.StaffAsync(Roles.Auditor)).GetAsync($"/records/{number}/proof/3");
        Assert.Equal($"{number}-3.tlog-proof", proof.Content.Headers.ContentDisposition!.FileName);
        var text = await proof.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(file.Events[2].Leaf, LogProof.Parse(text).Index);
        await auditor.GotoAsync("/audit");
        await Checks.AccessibleAsync(auditor);
        await auditor.GetByRole(AriaRole.Button, new() { Name = "Check everything" }).ClickAsync();
        for (var i = 0; i < 100 && !await auditor.GetByText("ended").IsVisibleAsync(); i++)
        {
            await auditor.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
        }

        await Assertions.Expect(auditor.GetByRole(AriaRole.Status)).ToHaveTextAsync("Everything checked out.");
        await Checks.AccessibleAsync(auditor);
        await Checks.DocumentAsync(auditor, "audit");
    }

    [Fact]
    public async Task NobodyApprovesTheirOwn()
    {
        await using var context = await site.ContextAsync(javaScript: false, roles: RoleNames.Every);
        var page = await context.NewPageAsync();
        var number = await KeepAsync(page);
        await Assertions.Expect(page.GetByText("You kept this record yourself. Somebody else must look.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);

        // Nor by sending the form.
        var self = await site.StaffAsync(RoleNames.Every);
        using var refused = await self.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Single((await site.Records.FileAsync(number, TestContext.Current.CancellationToken))!.Events);
    }

    [Fact]
    public async Task TheSameDeterminationSentTwiceIsKeptOnce()
    {
        var staff = await site.StaffAsync(Roles.Officer);
        (string, string)[] form = [("draft", "0123456789abcdef0123456789abcdef"), ("on", "2025-02-01"), ("paper", "i-247a"), ("note", "sent twice")];
        using var first = await staff.PostAsync("/records", "/account", form);
        using var second = await staff.PostAsync("/records", "/account", form);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        using var other = await staff.PostAsync("/records", "/account", [.. form[..3], ("note", "something else")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task ReasoningThatIsNotThePolicysIsFound()
    {
        var staff = await site.StaffAsync(Roles.Officer);
        using var kept = await staff.PostAsync("/records", "/account", ("on", "2025-02-01"), ("paper", "i-247a"), ("note", ""));
        var number = NumberForm().Match(kept.Headers.Location!.ToString()).Value;
        var good = (await site.Records.GetAsync(number, TestContext.Current.CancellationToken))!.Content;
        var versions = site.Server.Application.Services.GetRequiredService<PolicyVersions>();
        Assert.Equal(ReasoningVerdict.Same, (await Reasoning.CheckAsync(good, versions)).Verdict);
        var first = good.Determinations[0];
        await DiffersAsync(good with { Determinations = [first with { Outcome = "required" }, .. good.Determinations.Skip(1)] }, ReasoningVerdict.Differs, "recorded as required");
        await DiffersAsync(good with { Determinations = [first with { Json = first.Json.Replace("8 C.F.R.", "9 C.F.R.", StringComparison.Ordinal).Replace("\"conditions\":[", "\"conditions\":[\"x\"", StringComparison.Ordinal) }, .. good.Determinations.Skip(1)] }, ReasoningVerdict.Differs, "conditions");
        await DiffersAsync(good with { Determinations = [first] }, ReasoningVerdict.Differs, "1 determinations were recorded");
        await DiffersAsync(good with { PackDigest = "sha256:" + new string('0', 64) }, ReasoningVerdict.NotDerivable, "are not here");

        // The files that were kept, and not the ones that are served, decide.
        await using var scope = site.Server.Application.Services.CreateAsyncScope();
        var archive = (await scope.ServiceProvider.GetRequiredService<ServerContext>().Packs.SingleAsync(TestContext.Current.CancellationToken)).Archive;
        Assert.Equal(good.PackDigest, Policy.Packs.PackArchive.Read(archive).Digest);

        async Task DiffersAsync(NewRecord record, ReasoningVerdict verdict, string text)
        {
            var reasoning = await Reasoning.CheckAsync(record, versions);
            Assert.Equal(verdict, reasoning.Verdict);
            Assert.Contains(text, reasoning.Text, StringComparison.Ordinal);
        }
    }

    private static async Task<string> KeepAsync(IPage page)
    {
        await page.GotoAsync(Decided);
        await page.GetByLabel("Your agency would start").CheckAsync();
        await page.GetByLabel("Note, if you want to add one").SelectOptionAsync("Asked by phone");
        await page.GetByLabel("Note, in words").FillAsync("Called the field office.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and print" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Kept as ");
        return NumberForm().Match(await page.TitleAsync()).Value;
    }

    private static ILocator Reason(IPage page) => page.GetByLabel("Why", new() { Exact = true });

    [GeneratedRegex("\"(note|reason)Code\":\"(?<code>[a-z-]+)\"")]
    private static partial Regex CodeForm();

    [GeneratedRegex("[0-9]{4}-[0-9]{6}")]
    private static partial Regex NumberForm();
}
