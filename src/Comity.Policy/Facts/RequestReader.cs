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
    private static readonly string[] Members = ["on", "facts"];

    /// <summary>Reads a request.</summary>
    /// <param name="pack">The pack that it is about.</param>
    /// <param name="request">The JSON.</param>
    /// <param name="today">The day of a request that names none; null when it must name one.</param>
    /// <param name="further">Names of members that the caller reads itself; any other is refused.</param>
    public static RequestReadResult Read(PolicyPack pack, JsonElement request, DateOnly? today, params ReadOnlySpan<string> further)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (request.ValueKind != JsonValueKind.Object)
        {
            return Failed("A request is a JSON object with \"on\", a date such as 2025-02-01, and \"facts\", an object.");
        }

        foreach (var member in request.EnumerateObject())
        {
            if (!Members.AsSpan().Contains(member.Name) && !further.Contains(member.Name))
            {
                return Failed($"A request has no member \"{member.Name}\". {NearestName.Mend(member.Name, [.. Members, .. further])}".TrimEnd());
            }
        }

        var given = request.TryGetProperty("on", out var on);
        if (given ? on.ValueKind != JsonValueKind.String || !DateOnly.TryParseExact(on.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) : today is null)
        {
            return Failed("\"on\" is a date such as \"2025-02-01\".");
        }

        if (!request.TryGetProperty("facts", out var written))
        {
            return Failed("\"facts\" is missing: an object of names and values, {} when nothing is known.");
        }

        var day = given ? DateOnly.ParseExact(on.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture) : today!.Value;
        var facts = FactReader.Read(pack, written);
        return facts.Facts is null ? new RequestReadResult(null, facts.Problems) : new RequestReadResult(new PolicyRequest(day, facts.Actions, facts.Facts), []);
    }

    /// <summary>The day that a request names; null where it names none that can be read. It chooses the version of the policy that reads the rest.</summary>
    /// <param name="request">The JSON.</param>
    public static DateOnly? Day(JsonElement request) =>
        request.ValueKind == JsonValueKind.Object && request.TryGetProperty("on", out var on) && on.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(on.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static RequestReadResult Failed(string problem) => new(null, [problem]);
}
