using System.Globalization;
using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Reading;
using Comity.Records;
using Comity.Records.Privacy;
using Comity.Server.Interviews;
using Comity.Server.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Comity.Server;

/// <summary>What each address answers: reads the request, asks the policy or the records, and chooses the page.</summary>
internal sealed class Site(Interview interview, RecordStore records, TimeProvider clock)
{
    private const int PageSize = 25;

    private PolicyPack Pack => interview.Decider.Pack;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetLocalNow().DateTime);

    public IResult Start(HttpRequest request)
    {
        var (state, problem) = InterviewAddress.Read(request.Query, Pack, Today);
        return state is null
            ? Message(StatusCodes.Status400BadRequest, "This address cannot be read", problem!)
            : Page<StartPage>(("Pack", Pack), ("State", state), ("Problem", request.Query.ContainsKey("nothing") ? "Choose the paper that you have in hand, or that you have none." : null));
    }

    public IResult Ask(HttpRequest request)
    {
        var (state, problem) = InterviewAddress.Read(request.Query, Pack, Today);
        if (state is null)
        {
            return Message(StatusCodes.Status400BadRequest, "This address cannot be read", problem!);
        }

        if (state.DocumentId is null && Pack.Documents.Count > 0)
        {
            return Results.Redirect(InterviewAddress.Of(state, "/", ("nothing", "1")));
        }

        var step = interview.At(state);
        var edit = Pack.Facts.FirstOrDefault(fact => fact.Name == request.Query["edit"].ToString());
        if (edit?.Ask is not null && interview.Decider.MayAsk(edit, step.Request).Allowed != true)
        {
            edit = null;
        }

        var asked = request.Query["asked"].ToString();
        if ((edit ?? step.Next) is { } fact)
        {
            var unanswered = asked == fact.Name ? fact.Name == Pack.Manifest.Action ? "Choose at least one." : "Choose an answer. If you do not know it yet, say so." : null;
            return Page<QuestionPage>(("Step", step), ("Fact", fact), ("Pack", Pack), ("Problem", unanswered));
        }

        return Page<ResultPage>(("Step", step), ("Pack", Pack), ("Problem", null), ("Note", ""));
    }

    public async Task<IResult> Keep(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return Message(StatusCodes.Status415UnsupportedMediaType, "Nothing was kept", "This address takes the form of the determination's page.");
        }

        var form = await request.ReadFormAsync();
        var (state, problem) = InterviewAddress.Read(form, Pack, Today);
        var recorded = FactReader.Read(Pack, form["recorded"].Select(text => (text ?? "").Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => KeyValuePair.Create(parts[0], parts[1])));
        if (state is null || recorded.Facts is null)
        {
            return Message(StatusCodes.Status400BadRequest, "Nothing was kept", problem ?? string.Join(" ", recorded.Problems));
        }

        var step = interview.At(state);
        var note = form["note"].ToString().Trim();
        try
        {
            var kept = records.Add(new NewRecord(
                state.On, Pack.Manifest.Id, Pack.Manifest.Version, Pack.Digest, state.DocumentId, Facts(step.Request, recorded.Facts),
                [.. step.Determinations.Select(Recorded)], note.Length == 0 ? null : note));
            return Results.Redirect($"/records/{kept.Number}?kept=1");
        }
        catch (Exception exception) when (exception is PersonalDataException or ArgumentException)
        {
            var refused = exception is PersonalDataException personal ? personal.Finding.Message : exception.Message;
            return Page<ResultPage>(StatusCodes.Status422UnprocessableEntity, ("Step", step), ("Pack", Pack), ("Problem", refused), ("Note", note));
        }
    }

    public IResult List(HttpRequest request)
    {
        var query = request.Query;
        if (!TryDay(query["from"], out var from) || !TryDay(query["to"], out var to))
        {
            return Message(StatusCodes.Status400BadRequest, "This address cannot be read", "Days are written as 2025-02-01.");
        }

        var filter = new RecordFilter(Text(query["outcome"]), Text(query["action"]), from, to);
        try
        {
            return Page<RecordsPage>(("Pack", Pack), ("Filter", filter), ("Records", records.List(filter, Text(query["before"]), PageSize)));
        }
        catch (ArgumentException exception)
        {
            return Message(StatusCodes.Status400BadRequest, "This address cannot be read", exception.Message);
        }
    }

    public IResult Record(HttpRequest request, string number) => records.Get(number) is { } record
        ? Page<OneRecordPage>(("Pack", Pack), ("Record", record), ("Kept", request.Query.ContainsKey("kept")))
        : Message(StatusCodes.Status404NotFound, "There is no such record", $"No record has the number {number}. Numbers look like 2026-000123.");

    public IResult Policy(HttpRequest request) => TryDay(request.Query["on"], out var on)
        ? Page<PolicyPage>(("Policy", PlainPolicy.Of(interview.Decider, on ?? Today)))
        : Message(StatusCodes.Status400BadRequest, "This address cannot be read", "Days are written as 2025-02-01.");

    public static IResult NotFound() => Message(StatusCodes.Status404NotFound, "There is no such page", "Start at the first page; everything can be reached from there.");

    public static Task Failure(HttpContext context) =>
        Message(StatusCodes.Status500InternalServerError, "Something went wrong", "Nothing was kept. Try again; if it happens again, tell the people who run this program what you did.").ExecuteAsync(context);

    private static RecordedDetermination Recorded(Determination determination) => new(
        determination.Pack.Manifest.Action is { } name && determination.Facts.TryGetValue(name, out var action) ? Fact.Written(action) : null,
        Words.Of(determination.Outcome), determination.Review is not null, DeterminationJson.Text([determination]));

    private string Facts(PolicyRequest request, IReadOnlyDictionary<string, FeelValue> recorded)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, DeterminationJson.Options))
        {
            writer.WriteStartObject();
            foreach (var fact in Pack.Facts)
            {
                if (fact.Name == Pack.Manifest.Action)
                {
                    writer.WriteStartArray(fact.Name);
                    foreach (var action in request.Actions)
                    {
                        writer.WriteStringValue(Fact.Written(action));
                    }

                    writer.WriteEndArray();
                }
                else if (request.Facts.TryGetValue(fact.Name, out var value) || recorded.TryGetValue(fact.Name, out value))
                {
                    writer.WritePropertyName(fact.Name);
                    if (value.Kind == FeelKind.Boolean)
                    {
                        writer.WriteBooleanValue(value.IsTrue);
                    }
                    else
                    {
                        writer.WriteStringValue(Fact.Written(value));
                    }
                }
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static RazorComponentResult Message(int status, string title, string text) => Page<MessagePage>(status, ("Title", title), ("Text", text));

    private static RazorComponentResult Page<TPage>(params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent => Page<TPage>(StatusCodes.Status200OK, parameters);

    private static RazorComponentResult Page<TPage>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent
    {
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters)
        {
            values.Add(name, value);
        }

        return new RazorComponentResult(typeof(TPage), values) { StatusCode = status };
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var good = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        day = good ? read : null;
        return good;
    }
}
