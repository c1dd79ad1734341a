using System.Globalization;
using Comity.Records;
using Comity.Records.Privacy;
using Comity.Server.Access;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Review;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Records;

/// <summary>One record: what it says, what happened to it, and what may be added: a follow-up, a verdict.</summary>
internal static class OneRecordEndpoints
{
    public static void MapOneRecord(this IEndpointRouteBuilder routes)
    {
        var record = routes.MapGroup("/records/{number}");
        record.MapGet("", (string number, HttpContext context, OneRecord one) => one.ShowAsync(number, context, StatusCodes.Status200OK, context.Request.Query["done"] switch
        {
            ["kept"] => $"Kept as {number}. Print this page with your browser: Ctrl and P.",
            ["corrected"] => "Corrected.",
            ["added"] => "Added.",
            _ => null,
        })).For(RecordsEndpoints.Readers);
        record.MapForm("/follow-up", FollowUpAsync).For(Roles.Officer);
        record.MapForm("/verdict", VerdictAsync).For(ReviewEndpoints.Reviewers);
    }

    private static async Task<IResult> FollowUpAsync(string number, HttpContext context, RecordStore records, OneRecord one, TimeProvider clock)
    {
        var form = await context.Request.ReadFormAsync();
        var action = QueryValues.Text(form["action"]);
        var (code, reason) = (QueryValues.Text(form["reasonCode"]), QueryValues.Text(form["reason"].ToString().Trim()));
        Choice? choice = FollowUpRules.Choices.TryGetValue(form["choice"].ToString(), out var chosen) ? chosen : null;
        var outcome = (await records.GetAsync(number))?.Content.Determinations.FirstOrDefault(determination => determination.Action == action)?.Outcome;
        var on = QueryValues.TryDay(form["on"], out var day) ? day : null;
        var problem = FollowUpRules.Problem(choice, on, clock.Today(), code ?? reason, outcome)
            ?? Reasons.Problem(Reasons.FollowUps, code, reason)
            ?? await one.AddAsync(number, new FollowUp(action, choice!.Value, reason) { On = on, ReasonCode = code }, context);
        return problem is null ? Results.LocalRedirect($"~/records/{number}?done=added") : await one.ShowAsync(number, context, StatusCodes.Status422UnprocessableEntity, null, problem, form);
    }

    private static async Task<IResult> VerdictAsync(string number, HttpContext context, Reviews reviews, OneRecord one)
    {
        var form = await context.Request.ReadFormAsync();
        var acting = RoleNames.Read(form["as"]);
        if (!int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return PageResults.Message(StatusCodes.Status400BadRequest, "Nothing was done", "This form does not say which state of the record it is about. Load the page again.");
        }

        try
        {
            return await reviews.DecideAsync(number, acting, form["verdict"] == "approve", QueryValues.Text(form["reasonCode"]),
                QueryValues.Text(form["reason"].ToString().Trim()), version, context.User) is { } problem
                ? await one.ShowAsync(number, context, StatusCodes.Status422UnprocessableEntity, null, problem, form)
                : Results.LocalRedirect($"~{ReviewEndpoints.QueuePath}");
        }
        catch (PersonalDataException exception)
        {
            return await one.ShowAsync(number, context, StatusCodes.Status422UnprocessableEntity, null, exception.Finding.Message, form);
        }
        catch (Exception exception) when (exception is RecordRefusedException or ArgumentException)
        {
            return await one.ShowAsync(number, context, StatusCodes.Status409Conflict, null, Meanwhile(exception), form);
        }
    }

    private static string Meanwhile(Exception exception) => exception is RecordRefusedException { Refusal: RecordRefusal.AnotherVersion }
        ? "Nothing was done: something happened to this record after you opened it. What follows is the record as it is now. Look again, then decide."
        : exception.Message;
}

/// <summary>Shows a record, and adds to it.</summary>
internal sealed class OneRecord(
    RecordStore records, RecordKeeping keeping, PolicyVersions versions, Reviews reviews, ServerConfiguration configuration)
{
    /// <summary>The record's page.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="context">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="done">What was just done; null for nothing.</param>
    /// <param name="problem">What is wrong with what was sent; null for nothing.</param>
    /// <param name="sent">The form that was sent, so that nothing typed is lost; null for none.</param>
    public async Task<IResult> ShowAsync(string number, HttpContext context, int status, string? done, string? problem = null, IFormCollection? sent = null)
    {
        switch (await records.FileAsync(number))
        {
            case { Current: { } record } file:
                // A review that was noted in the record's events and not yet in the queue is noted now.
                await reviews.FollowAsync(number);
                var served = versions.At(record.Content.On).Pack;
                var pack = (await versions.FindAsync(record.Content.PackDigest))?.Pack ?? served;
                return PageResults.Page<OneRecordPage>(
                    status, ("Pack", pack), ("File", file), ("Record", record), ("Case", await reviews.FindAsync(number)), ("Done", done), ("Problem", problem), ("Sent", sent),
                    ("Approval", configuration.Approval),
                    ("Correct", Officer.RequestRecord.Again(record, served).Of()));
            case { Events: [.., var last] }:
                return PageResults.Message(
                    StatusCodes.Status410Gone, $"Record {number} was erased", $"Its content was erased on {last.At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}. The log still proves that it was kept.");
            default:
                return PageResults.Message(StatusCodes.Status404NotFound, "There is no such record", $"No record has the number {number}. Numbers look like 2026-000123.");
        }
    }

    /// <summary>Adds what an officer says was done.</summary>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<string?> AddAsync(string number, FollowUp item, HttpContext context)
    {
        try
        {
            await keeping.FollowUpAsync(number, item, Authors.Of(context.User, Roles.Officer), context.User.ActsFor);
            return null;
        }
        catch (PersonalDataException exception)
        {
            return exception.Finding.Message;
        }
        catch (Exception exception) when (exception is RecordRefusedException or ArgumentException)
        {
            return exception.Message;
        }
    }
}
