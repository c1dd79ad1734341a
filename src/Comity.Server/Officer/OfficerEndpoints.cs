using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Records;
using Comity.Records.Privacy;
using Comity.Server.Access;
using Comity.Server.Records;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
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
        officers.MapGet(StartPath, Start);
        officers.MapGet(AskPath, Ask);
        officers.MapForm("/records", KeepAsync);
    }

    private static RazorComponentResult Start(HttpRequest request, Interview interview, TimeProvider clock)
    {
        var pack = interview.Decider.Pack;
        var (state, problem) = InterviewAddress.Read(request.Query, pack, clock.Today());
        return state is null
            ? PageResults.BadAddress(problem!)
            : PageResults.Page<StartPage>(("Pack", pack), ("State", state), ("Problem", request.Query.ContainsKey("nothing") ? "Choose the paper that you have in hand, or that you have none." : null));
    }

    private static IResult Ask(HttpRequest request, Interview interview, TimeProvider clock)
    {
        var pack = interview.Decider.Pack;
        var (state, problem) = InterviewAddress.Read(request.Query, pack, clock.Today());
        if (state is null)
        {
            return PageResults.BadAddress(problem!);
        }

        if (state.DocumentId is null && pack.Documents.Count > 0)
        {
            return Results.LocalRedirect("~" + InterviewAddress.Of(state, StartPath, ("nothing", "1")));
        }

        var step = interview.At(state);
        var edit = pack.Facts.FirstOrDefault(fact => fact.Name == request.Query["edit"].ToString());
        if (edit?.Ask is not null && interview.Decider.MayAsk(edit, step.Request).Allowed != true)
        {
            edit = null;
        }

        var asked = request.Query["asked"].ToString();
        if ((edit ?? step.Next) is { } fact)
        {
            var unanswered = asked == fact.Name ? fact.Name == pack.Manifest.Action ? "Choose at least one." : "Choose an answer. If you do not know it yet, say so." : null;
            return PageResults.Page<QuestionPage>(("Step", step), ("Fact", fact), ("Pack", pack), ("Problem", unanswered));
        }

        return PageResults.Page<ResultPage>(("Step", step), ("Pack", pack), ("Problem", null), ("Note", ""));
    }

    private static async Task<IResult> KeepAsync(HttpRequest request, Interview interview, RecordStore records, TimeProvider clock)
    {
        var pack = interview.Decider.Pack;
        var form = await request.ReadFormAsync();
        var (state, problem) = InterviewAddress.Read(form, pack, clock.Today());
        var recorded = FactReader.Read(pack, form["recorded"].Select(text => (text ?? "").Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => KeyValuePair.Create(parts[0], parts[1])));
        if (state is null || recorded.Facts is null)
        {
            return PageResults.Message(StatusCodes.Status400BadRequest, "Nothing was kept", problem ?? string.Join(" ", recorded.Problems));
        }

        var step = interview.At(state);
        var note = form["note"].ToString().Trim();
        try
        {
            var kept = await records.AddAsync(RequestRecord.Of(step, pack, recorded.Facts, note), Authors.Of(request.HttpContext.User, Roles.Officer));
            return Results.LocalRedirect($"~/records/{kept.Number}?kept=1");
        }
        catch (Exception exception) when (exception is PersonalDataException or ArgumentException)
        {
            var refused = exception is PersonalDataException personal ? personal.Finding.Message : exception.Message;
            return PageResults.Page<ResultPage>(StatusCodes.Status422UnprocessableEntity, ("Step", step), ("Pack", pack), ("Problem", refused), ("Note", note));
        }
    }
}
