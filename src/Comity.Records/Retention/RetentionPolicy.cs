using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Comity.Records.Retention;

/// <summary>How long each kind of record is kept, counted from when it was kept (UTC).</summary>
/// <param name="Periods">The period of each kind.</param>
public sealed partial record RetentionPolicy(IReadOnlyDictionary<string, RetentionPeriod> Periods)
{
    /// <summary>Nothing is ever erased.</summary>
    public static RetentionPolicy Forever { get; } = new(new Dictionary<string, RetentionPeriod>());

    /// <summary>Reads a JSON object of kinds and periods: <c>{"determination": "P6Y", "exercise": "P90D"}</c>. A kind that is not in it is kept for ever.</summary>
    /// <exception cref="FormatException">It is something else; the message says what.</exception>
    public static RetentionPolicy Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new RetentionPolicy(document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => RetentionPeriod.Parse(member.Value.GetString() ?? "")));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"Retention periods are written as {{\"determination\": \"P6Y\"}}: {exception.Message}", exception);
        }
    }
}

/// <summary>A period of the calendar, ISO 8601: <c>P6Y</c>, <c>P18M</c>, <c>P90D</c>, <c>P1Y6M</c>.</summary>
/// <param name="Months">Months, and twelve for each year.</param>
/// <param name="Days">Days.</param>
public sealed partial record RetentionPeriod(int Months, int Days)
{
    /// <summary>Reads a period of years, months and days, at least one of them.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static RetentionPeriod Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Form().Match(text);
        var period = match.Success ? new RetentionPeriod((12 * Number("y")) + Number("m"), Number("d")) : new RetentionPeriod(0, 0);
        return period is { Months: 0, Days: 0 } ? throw new FormatException($"'{text}' is not a period. Write P6Y for six years, P18M for eighteen months, P90D for ninety days.") : period;

        int Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>What was kept before this time is due at <paramref name="now"/>.</summary>
    public DateTimeOffset Before(DateTimeOffset now) => now.AddDays(-Days).AddMonths(-Months);

    [GeneratedRegex("^P(?:(?<y>[0-9]{1,3})Y)?(?:(?<m>[0-9]{1,4})M)?(?:(?<d>[0-9]{1,5})D)?$")]
    private static partial Regex Form();
}
