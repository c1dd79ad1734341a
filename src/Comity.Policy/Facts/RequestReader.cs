using System.Globalization;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Facts;

/// <summary>A request, or what is wrong with it.</summary>
/// <param name="Request">The request; null when there are problems.</param>
/// <param name="Problems">One sentence each, with a way to mend it.</param>
public sealed record RequestReadResult(PolicyRequest? Request, IReadOnlyList<string> Problems);

/// <summary>Reads the JSON form of a request: <c>{"on": "2025-02-01", "facts": {…}}</c>.</summary>
public static class RequestReader
{
    private const string NoDay = "\"on\" is a date such as \"2025-02-01\".";

    private static readonly string[] Members = ["on", "facts"];

    /// <summary>Reads a request.</summary>
    /// <param name="pack">The pack that it is about.</param>
    /// <param name="request">The JSON.</param>
    /// <param name="today">The day of a request that names none; null when it must name one.</param>
    /// <param name="further">Names of members that the caller reads itself; any other is refused.</param>
    public static RequestReadResult Read(PolicyDescription pack, JsonElement request, DateOnly? today, params ReadOnlySpan<string> further)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (request.ValueKind != JsonValueKind.Object)
        {
            return Failed("A request is a JSON object with \"on\", a date such as 2025-02-01, and \"facts\", an object.");
        }

        try
        {
            foreach (var member in request.EnumerateObject())
            {
                if (!Members.AsSpan().Contains(member.Name) && !further.Contains(member.Name))
                {
                    return Failed(
                        $"A request has no member \"{member.Name}\". {NearestName.Mend(member.Name, [.. Members, .. further])}".TrimEnd());
                }
            }

            JsonElement? on = request.TryGetProperty("on", out var given) ? given : null;
            if (Day(on, today) is null)
            {
                return Failed(NoDay);
            }

            if (!request.TryGetProperty("facts", out var written))
            {
                return Failed("\"facts\" is missing: an object of names and values, {} when nothing is known.");
            }

            return Request(Day(on, today)!.Value, FactReader.Read(pack, written));
        }
        catch (InvalidOperationException)
        {
            return Failed(FactReader.NoUnicode);
        }
    }

    /// <summary>Reads a request from its parts, wherever they stood.</summary>
    /// <param name="pack">The pack that it is about.</param>
    /// <param name="on">The day; null where none is given.</param>
    /// <param name="facts">Names and values; a later one replaces an earlier one.</param>
    /// <param name="today">The day of a request that names none.</param>
    public static RequestReadResult Read(PolicyDescription pack, JsonElement? on, IEnumerable<KeyValuePair<string, JsonElement>> facts, DateOnly today) =>
        Day(on, today) is { } day ? Request(day, FactReader.Read(pack, facts)) : Failed(NoDay);

    /// <summary>The day that a request names; null where it names none that can be read. It chooses the version of the policy that reads the rest.</summary>
    /// <param name="request">The JSON.</param>
    public static DateOnly? Day(JsonElement request) => request.ValueKind == JsonValueKind.Object && request.TryGetProperty("on", out var on) ? Day(on, null) : null;

    /// <summary>A written day, or today where none is written (or null); null for anything else.</summary>
    public static DateOnly? Day(JsonElement? on, DateOnly? today) => on is not { ValueKind: not JsonValueKind.Null } given ? today
        : given.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(given.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static RequestReadResult Request(DateOnly day, FactReadResult facts) =>
        facts.Facts is null ? new RequestReadResult(null, facts.Problems) : new RequestReadResult(new PolicyRequest(day, facts.Actions, facts.Facts), []);

    private static RequestReadResult Failed(string problem) => new(null, [problem]);
}
