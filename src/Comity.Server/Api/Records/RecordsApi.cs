using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Comity.Log.Tiles;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Records;
using Comity.Records.Canonical;
using Comity.Server.Access;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Records;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api.Records;

/// <summary>Records over the API: keeping, correcting and following up; reading, searching and proving.</summary>
internal sealed class RecordsApi(RecordStore records, RecordKeeping keeping, PolicyVersions versions, ServerConfiguration configuration, TimeProvider clock)
{
    /// <summary>How many records a page has where the caller does not say.</summary>
    public const int DefaultLimit = 50;

    private const string NotASearch = "Unreadable search";
    private static readonly string[] FollowUpMembers = ["action", "choice", "on", RecordReader.ReasonCode, RecordReader.Reason];

    /// <summary><c>POST /v1/records</c>: decides a request and keeps the answer.</summary>
    public Task KeepAsync(HttpContext context, string? key) => SubmitAsync(context, key, async (body, submission) =>
    {
        var (record, problems) = RecordReader.Read(At(body).Interview, body);
        if (record is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable record", problems);
            return;
        }

        var receipt = await keeping.KeepAsync(record, submission, Keeper.Of(context.User));
        context.Response.Headers.Location = $"{context.Request.PathBase}/v1/records/{receipt.Number}";
        await WriteAsync(context, receipt, record);
    });

    /// <summary><c>POST /v1/records/{number}/corrections</c>: the record as it should have been; what was kept first stays.</summary>
    public Task CorrectAsync(HttpContext context, string number, string? key, string? ifMatch) => SubmitAsync(context, key, async (body, submission) =>
    {
        if (ifMatch is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status428PreconditionRequired, "Say which version you correct", $"A correction replaces what you read. {RecordTag.Problem}");
            return;
        }

        var good = RecordTag.TryRead(ifMatch, out var expected);
        var (record, problems) = RecordReader.Read(At(body).Interview, body, RecordReader.ReasonCode, RecordReader.Reason);
        var (code, reason, problem) = RecordReader.Why(body, Reasons.Corrections, RecordReader.ReasonCode, RecordReader.Reason);
        if (!good || record is null || problem is not null)
        {
            await Problems.WriteAsync(
                context, StatusCodes.Status400BadRequest, "Unreadable correction",
                !good ? [RecordTag.Problem] : record is null ? problems : [problem!]);
            return;
        }

        await WriteAsync(context, await keeping.CorrectAsync(
            number, new Correction(record, reason) { ReasonCode = code }, submission, Keeper.Of(context.User), expected), record);
    });

    /// <summary><c>POST /v1/records/{number}/follow-ups</c>: what was done.</summary>
    public Task FollowUpAsync(HttpContext context, string number, string? key, string? ifMatch) => SubmitAsync(context, key, async (body, submission) =>
    {
        var (item, problem) = await FollowUpAsync(number, body);
        if (!RecordTag.TryRead(ifMatch, out var expected) || item is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable follow-up", problem ?? RecordTag.Problem);
            return;
        }

        await WriteAsync(context, await keeping.FollowUpAsync(number, item, Keeper.Of(context.User).Author, unit => context.User.Unit() is not { } own || own == unit, submission, expected), null);
    });

    /// <summary><c>GET /v1/records</c>: a page of records, or with <c>application/x-ndjson</c> all of them, a line each.</summary>
    public async Task ListAsync(HttpContext context, string? after, string? limit)
    {
        var (filter, problems) = await RecordSearch.ReadAsync(context.Request.Query, records, versions, context.RequestAborted);
        if (filter is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, NotASearch, problems);
            return;
        }

        var lines = context.Request.Headers.Accept.Any(accept => accept?.Contains(ApiBody.LinesMediaType, StringComparison.OrdinalIgnoreCase) == true);
        var size = lines ? RecordStore.MaximumPageSize : DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > RecordStore.MaximumPageSize))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, NotASearch, $"\"limit\" is a number from 1 to {RecordStore.MaximumPageSize}.");
            return;
        }

        RecordPage page;
        try
        {
            page = await records.ListAsync(filter, after, size, context.RequestAborted);
        }
        catch (ArgumentException)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, NotASearch, RecordSearch.AfterProblem);
            return;
        }

        if (!lines)
        {
            await ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => RecordJson.Write(writer, page));
            return;
        }

        context.Response.ContentType = ApiBody.LinesMediaType;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // Nobody would get the lines.
            return;
        }

        var output = context.Response.BodyWriter;
        using var writer = new Utf8JsonWriter(output, DeterminationJson.Options);
        while (true)
        {
            foreach (var record in page.Records)
            {
                writer.Reset(output);
                RecordJson.Write(writer, record);
                writer.Flush();
                output.Write("\n"u8);
            }

            await output.FlushAsync(context.RequestAborted);
            if (page.Next is null)
            {
                return;
            }

            page = await records.ListAsync(filter, page.Next, size, context.RequestAborted);
        }
    }

    /// <summary><c>GET /v1/records/{number}</c>: a record with everything that happened to it.</summary>
    public async Task ReadAsync(HttpContext context, string number)
    {
        switch (await records.FileAsync(number, context.RequestAborted))
        {
            case { Current: { } current } file:
                if (!EntityTags.IsKnown(context, RecordTag.Of(file.Version)))
                {
                    await ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer => RecordJson.Write(writer, file, current, configuration.Approval));
                }

                break;
            case not null:
                await Problems.WriteAsync(context, StatusCodes.Status410Gone, "Erased", $"The content of record {number} was erased. The log still proves that it was kept.");
                break;
            default:
                await NoSuchAsync(context, $"No record has the number {number}. Numbers look like 2026-000123.");
                break;
        }
    }

    /// <summary><c>GET /v1/records/{number}/proof</c>: a proof that an event is in the log, which anybody can check without this server.</summary>
    public async Task ProveAsync(HttpContext context, string number, string? version, string? content)
    {
        var wanted = 1;
        if ((version is not null && !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out wanted)) || content is not (null or "true" or "false"))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable address", "\"event\" is the version of an event, 1 for the first; \"content\" is true or false.");
            return;
        }

        if (await records.ProveAsync(number, wanted, content == "true", context.RequestAborted) is not { } proof)
        {
            await NoSuchAsync(context, $"Record {number} has no event {wanted}, or its content was erased.");
            return;
        }

        context.Response.ContentType = TextMediaType;
        await context.Response.WriteAsync(proof.ToString(), context.RequestAborted);
    }

    /// <summary><c>GET /v1/log</c>: the newest signed checkpoint, and the keys to check it with.</summary>
    public async Task LogAsync(HttpContext context)
    {
        var file = Path.Combine(records.LogFolder, LogSource.CheckpointPath);
        var checkpoint = File.Exists(file) ? await File.ReadAllTextAsync(file, context.RequestAborted) : null;
        await ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("checkpoint", checkpoint);
            writer.WriteStartArray("keys");
            foreach (var key in records.LogTrust.Keys)
            {
                writer.WriteStringValue(key.ToString());
            }

            writer.WriteEndArray();
            writer.WriteString("behind", records.LogFailure?.Message);
            writer.WriteEndObject();
        });
    }

    /// <summary>The media type of proofs.</summary>
    public const string TextMediaType = "text/plain";

    private PolicyVersion At(JsonElement body) => versions.At(RequestReader.Day(body) ?? clock.Today());

    private async Task<(FollowUp? Item, string? Problem)> FollowUpAsync(string number, JsonElement body)
    {
        if (ApiBody.Stranger(body, FollowUpMembers) is { } stranger)
        {
            return (null, stranger);
        }

        if (!RecordReader.TryText(body, "action", out var action) || !RecordReader.TryText(body, "choice", out var word))
        {
            return (null, "\"action\" and \"choice\" are texts.");
        }

        var (code, reason, unread) = RecordReader.Why(body, Reasons.FollowUps, RecordReader.ReasonCode, RecordReader.Reason);
        if (unread is not null)
        {
            return (null, unread);
        }

        if (word is null || !FollowUpRules.Choices.TryGetValue(word, out var choice))
        {
            return (null, $"\"choice\" says what your agency did: {string.Join(", ", FollowUpRules.Choices.Keys)}.");
        }

        var on = RequestReader.Day(body);
        var outcome = (await records.GetAsync(number))?.Content.Determinations.FirstOrDefault(determination => determination.Action == action)?.Outcome;
        return FollowUpRules.Problem(choice, on, clock.Today(), code ?? reason, outcome) is { } problem
            ? (null, problem)
            : (new FollowUp(action, choice, reason) { On = on, ReasonCode = code }, null);
    }

    private static Task SubmitAsync(HttpContext context, string? key, Func<JsonElement, string, Task> submit) => IdempotencyKey.Read(key, context.User) is not { } submission
        ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "The header Idempotency-Key is missing", IdempotencyKey.Problem)
        : ApiBody.HandleAsync(context, async body =>
        {
            try
            {
                await submit(body, submission);
            }
            catch (Exception exception) when (RecordProblem.Of(exception) is { } problem)
            {
                if (problem.Status == StatusCodes.Status503ServiceUnavailable)
                {
                    context.Response.Headers.RetryAfter = Failures.RetryAfter;
                }

                await Problems.WriteAsync(context, problem.Status, problem.Title, problem.Detail);
            }
        });

    // The determinations as they are kept, so that the answer to the same submission is the same word for word.
    private async Task WriteAsync(HttpContext context, Receipt receipt, NewRecord? record)
    {
        var determinations = record is null ? null : receipt.Repeated ? await KeptAsync(receipt, context.RequestAborted) : record.Determinations.Select(determination => CanonicalJson.Of(determination.Json));
        context.Response.Headers.ETag = RecordTag.Of(receipt.Version);
        await ApiBody.WriteAsync(context, StatusCodes.Status201Created, writer => RecordJson.Write(writer, receipt, determinations));
    }

    // The answer to a repeated submission is the first one's: it is read from what was kept then, by a policy that may have changed since.
    private async Task<IEnumerable<string>> KeptAsync(Receipt receipt, CancellationToken cancellation)
    {
        var kept = (await records.FileAsync(receipt.Number, cancellation))?.Events.FirstOrDefault(item => item.Version == receipt.Version);
        using var data = JsonDocument.Parse(kept?.Data ?? "{}");
        var record = data.RootElement.TryGetProperty("record", out var corrected) ? corrected : data.RootElement;
        return record.TryGetProperty("determinations", out var list) ? [.. list.EnumerateArray().Select(determination => determination.GetProperty("json").GetRawText())] : [];
    }

    private static Task NoSuchAsync(HttpContext context, string detail) => Problems.WriteAsync(context, StatusCodes.Status404NotFound, "No such record", detail);
}
