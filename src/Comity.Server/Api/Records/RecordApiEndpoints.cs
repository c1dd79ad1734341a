using Comity.Server.Api.Description;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Api.Records;

/// <summary>The addresses of records for programs.</summary>
internal static class RecordApiEndpoints
{
    private const string Tag = "Records";
    private const string Record = "/v1/records/{number}";

    public static void MapRecordsApi(this IEndpointRouteBuilder routes)
    {
        var keep = routes.MapGroup("").ForScope(ApiScopes.Record);
        keep.MapPost("/v1/records", (HttpContext context, RecordsApi api, [FromHeader(Name = IdempotencyKey.Header)] string? key) => api.KeepAsync(context, key))
            .Described("keepRecord", "Decides a request and keeps the answer as a record", Tag).Keeps<NewRecordBody>()
            .WithSample("""{"on":"2025-02-01","document":"i-247a","facts":{"agency":"local-law-enforcement","requestedAction":["hold-beyond-release","notify-of-release"]},"note":"Received by fax."}""");
        keep.MapPost(Record + "/follow-ups", (HttpContext context, RecordsApi api, string number, [FromHeader(Name = IdempotencyKey.Header)] string? key, [FromHeader(Name = "If-Match")] string? ifMatch) => api.FollowUpAsync(context, number, key, ifMatch))
            .Described("followUp", "Adds what was done after a record was kept", Tag).Keeps<FollowUpBody>().Misses()
            .WithSample("""{"action":"notify-of-release","choice":"declined","on":"2025-02-03","reason":"The unit had no means to do so."}""");
        keep.MapPost(Record + "/corrections", (HttpContext context, RecordsApi api, string number, [FromHeader(Name = IdempotencyKey.Header)] string? key, [FromHeader(Name = "If-Match")] string? ifMatch) => api.CorrectAsync(context, number, key, ifMatch))
            .Described("correctRecord", "Keeps a record as it should have been; only the program that kept it may", Tag).Keeps<CorrectionBody>().Misses().Produces<ProblemBody>(StatusCodes.Status428PreconditionRequired, Problems.MediaType)
            .WithSample("""{"on":"2025-02-01","document":"i-247a","facts":{"agency":"state-law-enforcement"},"reason":"State police were asked."}""");
        var read = routes.MapGroup("").ForScope(ApiScopes.Read);
        read.MapGet("/v1/records", ListAsync).Described("listRecords", "Lists records by the day of the request, the newest first; with 'Accept: application/x-ndjson' all of them, a line each", Tag)
            .Produces<RecordPageBody>(StatusCodes.Status200OK, "application/json", ApiBody.LinesMediaType).Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
        read.MapGet(Record, (HttpContext context, RecordsApi api, string number) => api.ReadAsync(context, number)).Described("readRecord", "Reads a record with everything that happened to it", Tag).Produces<RecordFileBody>().Misses();
        read.MapGet(Record + "/proof", (HttpContext context, RecordsApi api, string number, [FromQuery(Name = "event")] string? version, string? content) => api.ProveAsync(context, number, version, content))
            .Described("proveRecord", "Gives a proof that an event of a record is in the log (C2SP tlog-proof), to be checked with 'comity log verify'", Tag)
            .Produces<string>(StatusCodes.Status200OK, RecordsApi.TextMediaType).Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType).Misses();
        read.MapGet("/v1/log", (HttpContext context, RecordsApi api) => api.LogAsync(context)).Described("log", "Gives the newest signed checkpoint of the log and the keys to check it with", Tag).Produces<LogBody>();
    }

    // The parameters are what the address is described with and known by.
    private static Task ListAsync(HttpContext context, RecordsApi api, string? outcome, string? action, string? from, string? to, string? after, string? limit) =>
        api.ListAsync(context, QueryValues.Text(after), QueryValues.Text(limit));

    private static RouteHandlerBuilder Keeps<TBody>(this RouteHandlerBuilder route)
        where TBody : notnull => route.Accepts<TBody>("application/json").Produces<KeptBody>(StatusCodes.Status201Created).Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType)
        .Produces<ProblemBody>(StatusCodes.Status422UnprocessableEntity, Problems.MediaType).Produces<ProblemBody>(StatusCodes.Status503ServiceUnavailable, Problems.MediaType);

    // A record that is there or not, and may have changed.
    private static RouteHandlerBuilder Misses(this RouteHandlerBuilder route) => route.Produces<ProblemBody>(StatusCodes.Status404NotFound, Problems.MediaType)
        .Produces<ProblemBody>(StatusCodes.Status409Conflict, Problems.MediaType).Produces<ProblemBody>(StatusCodes.Status410Gone, Problems.MediaType).Produces<ProblemBody>(StatusCodes.Status412PreconditionFailed, Problems.MediaType);
}
