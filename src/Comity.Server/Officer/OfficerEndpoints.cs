using System.Security.Claims;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Records;
using Comity.Records.Privacy;
using Comity.Server.Access;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Records;
using Comity.Server.Review;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Officer;

/// <summary>The officer's way from the paper in hand to a record.</summary>
internal static class OfficerEndpoints
{
    /// <summary>Where a request begins.</summary>
    public const string StartPath = "/request";

    /// <summary>Where its questions are asked.</summary>
    public const string AskPath = "/ask";

    public static void MapOfficer(this IEndpointRouteBuilder routes)
    {
        var officers = routes.MapGroup("").For(Roles.Officer);
        officers.MapGet(StartPath, StartAsync);
        officers.MapGet(AskPath, AskAsync);
        officers.MapForm(AskPath, AnswerAsync);
        officers.MapForm("/records", KeepAsync);
        officers.MapForm("/drafts/{id}/discard", async (string id, ClaimsPrincipal user, Drafts drafts) =>
        {
            await drafts.DiscardAsync(id, user.AccountId());
            return Results.LocalRedirect($"~{StartPath}");
        });
    }

    private static async Task<IResult> StartAsync(HttpRequest request, ClaimsPrincipal user, PolicyVersions versions, Drafts drafts, Reviews reviews, TimeProvider clock)
    {
        var pack = versions.At(InterviewAddress.Day(request.Query) ?? clock.Today()).Pack;
        var (at, problem) = InterviewAddress.Read(request.Query, pack, clock.Today());
        return at is null
            ? PageResults.BadAddress(problem!)
            : PageResults.Page<StartPage>(
                ("Pack", pack), ("At", at), ("Problem", request.Query.ContainsKey("nothing") ? "Choose the paper that you have in hand, or that you have none." : null),
                ("Drafts", await drafts.ListAsync(user.AccountId(), versions)), ("Returned", await reviews.ReturnedToAsync(user.AccountId())));
    }

    private static async Task<IResult> AskAsync(HttpRequest request, PolicyVersions versions, RecordStore records, ServerConfiguration configuration, TimeProvider clock)
    {
        var version = versions.At(InterviewAddress.Day(request.Query) ?? clock.Today());
        var pack = version.Pack;
        var (at, problem) = InterviewAddress.Read(request.Query, pack, clock.Today());
        if (at is null)
        {
            return PageResults.BadAddress(problem!);
        }

        if (at.State.DocumentId is null && pack.Documents.Count > 0)
        {
            return Results.LocalRedirect("~" + at.Of(null, StartPath, ("nothing", "1")));
        }

        var step = version.Interview.At(at.State);
        at = at with { State = step.State };
        var edit = pack.Facts.FirstOrDefault(fact => fact.Name == request.Query["edit"].ToString());
        if (edit?.Ask is not null && version.Program.AskAt(edit, step.Request).Allowed != true)
        {
            edit = null;
        }

        var asked = request.Query["asked"].ToString();
        if ((edit ?? step.Next) is { } fact)
        {
            var unanswered = asked == fact.Name ? fact.Name == pack.Manifest.Action ? "Choose at least one." : "Choose an answer. If you do not know it yet, say so." : null;
            return PageResults.Page<QuestionPage>(("At", at), ("Step", step), ("Fact", fact), ("Pack", pack), ("Approval", configuration.Approval), ("Problem", unanswered));
        }

        // What is kept from here has one name, however often it is sent: the address has it, so that going back keeps it too.
        if (at.DraftId is null)
        {
            return Results.LocalRedirect("~" + (at with { DraftId = Drafts.NewId() }).Of());
        }

        Measures.Decided(step.Determinations);
        var corrected = at.Corrects is { } number ? await records.GetAsync(number) : null;
        return PageResults.Page<ResultPage>(
            ("At", at), ("Step", step), ("Pack", pack), ("Approval", configuration.Approval),
            ("Recorded", corrected is null ? null : RequestRecord.RecordedFacts(corrected, pack)),
            ("NoteCode", corrected?.Content.NoteCode), ("Note", corrected?.Content.Note));
    }

    // An answer is saved, and the next question is a plain link again.
    private static async Task<IResult> AnswerAsync(HttpRequest request, ClaimsPrincipal user, PolicyVersions versions, Drafts drafts, ServerConfiguration configuration, TimeProvider clock)
    {
        var form = await request.ReadFormAsync();
        var version = versions.At(InterviewAddress.Day(form) ?? clock.Today());
        var pack = version.Pack;
        var (at, problem) = InterviewAddress.Read(form, pack, clock.Today());
        if (at is null)
        {
            return PageResults.BadAddress(problem!);
        }

        var typed = form[InterviewAddress.Typed].ToString().Trim();
        if (typed.Length > 0 && pack.Facts.FirstOrDefault(fact => fact.Name == form["asked"].ToString()) is { } fact
            && (typed != form[InterviewAddress.TypedBefore].ToString() || at.State.Answers.All(answer => answer.Fact != fact.Name)))
        {
            at = at with { State = at.State.Without(fact.Name) };

            // Nothing about a person is saved, not even for a while.
            var refused = fact.Kind == FactKind.Text ? PersonalData.Check(typed)?.Message : null;
            if (refused is not null || fact.Read(typed) is not { } value)
            {
                var step = version.Interview.At(at.State);
                return PageResults.Page<QuestionPage>(
                    StatusCodes.Status422UnprocessableEntity, ("At", at with { State = step.State }), ("Step", step), ("Fact", fact), ("Pack", pack),
                    ("Approval", configuration.Approval), ("Problem", refused ?? $"Write {fact.Shape}."), ("Typed", typed));
            }

            at = at with { State = at.State.With(new Answer(fact.Name, value)) };
        }

        if (at.State.DocumentId is not null || pack.Documents.Count == 0)
        {
            at = await drafts.SaveAsync(at with { State = version.Interview.At(at.State).State }, user.AccountId());
        }

        return Results.LocalRedirect("~" + (QueryValues.Text(form["asked"]) is { } asked ? at.Of(null, AskPath, ("asked", asked)) : at.Of()));
    }

    private static async Task<IResult> KeepAsync(HttpRequest request, ClaimsPrincipal user, PolicyVersions versions, RecordKeeping keeping, Drafts drafts, ServerConfiguration configuration, TimeProvider clock)
    {
        var form = await request.ReadFormAsync();
        var version = versions.At(InterviewAddress.Day(form) ?? clock.Today());
        var pack = version.Pack;
        var (at, problem) = InterviewAddress.Read(form, pack, clock.Today());
        var recorded = FactReader.Read(pack, form["recorded"].Select(text => (text ?? "").Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => KeyValuePair.Create(parts[0], parts[1])));
        if (at is null || recorded.Facts is null)
        {
            return PageResults.Message(StatusCodes.Status400BadRequest, "Nothing was saved", problem ?? string.Join(" ", recorded.Problems));
        }

        var step = version.Interview.At(at.State);
        at = at with { State = step.State, DraftId = at.DraftId ?? Drafts.NewId() };
        var (noteCode, note) = (QueryValues.Text(form["noteCode"]), QueryValues.Text(form["note"].ToString().Trim()));
        var (reasonCode, reason) = (QueryValues.Text(form["reasonCode"]), QueryValues.Text(form["reason"].ToString().Trim()));
        if ((Reasons.Problem(Reasons.Notes, noteCode, note) ?? Reasons.Problem(Reasons.Corrections, reasonCode, reason)) is { } notOffered)
        {
            return Refused(notOffered);
        }

        try
        {
            var (record, keeper) = (RequestRecord.Of(step, pack, recorded.Facts, noteCode, note), Keeper.Officer(user));

            // A draft's id travels in addresses; it is its officer's only.
            var submission = $"{keeper.AccountId} {at.DraftId}";
            var kept = at.Corrects is { } corrects
                ? await keeping.CorrectAsync(corrects, new Correction(record, reason) { ReasonCode = reasonCode }, submission, keeper)
                : await keeping.KeepAsync(record, submission, keeper);
            await drafts.DiscardAsync(at.DraftId, user.AccountId());
            return Results.LocalRedirect($"~/records/{kept.Number}?done={(at.Corrects is null ? "kept" : "corrected")}");
        }
        catch (Exception exception) when (exception is PersonalDataException or ArgumentException or RecordRefusedException)
        {
            return Refused(exception is PersonalDataException personal ? personal.Finding.Message : exception.Message);
        }

        // Nothing that was entered is lost.
        IResult Refused(string why) => PageResults.Page<ResultPage>(
            StatusCodes.Status422UnprocessableEntity,
            ("At", at), ("Step", step), ("Pack", pack), ("Approval", configuration.Approval), ("Problem", why),
            ("Recorded", recorded.Facts), ("NoteCode", noteCode), ("Note", note), ("ReasonCode", reasonCode), ("Reason", reason));
    }
}
