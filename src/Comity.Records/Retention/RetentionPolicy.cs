using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Comity.Records.Retention;

/// <summary>How long each kind of record is kept, counted from when it was kept (UTC).</summary>
/// <param name="Periods">The period of each kind.</param>
public sealed partial record RetentionPolicy(IReadOnlyDictionary<string, RetentionPeriod> Periods)
{
    private const string Example = "Write it as {\"determination\": \"P6Y\"}.";

    /// <summary>The kinds of records.</summary>
    private static readonly IReadOnlyList<string> Kinds = [NewRecord.DefaultKind, NewRecord.ExerciseKind];

    /// <summary>Nothing is ever erased.</summary>
    public static RetentionPolicy Forever { get; } = new(new Dictionary<string, RetentionPeriod>());

    /// <summary>Reads a JSON object of kinds and periods: <c>{"determination": "P6Y", "exercise": "P90D"}</c>. A kind that is not in it is kept for ever.</summary>
    /// <exception cref="FormatException">It is something else; the message says what.</exception>
    public static RetentionPolicy Parse(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(
                json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1} is not JSON. {Example}"), exception);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"this is no JSON object. {Example}");
            }

            var periods = new Dictionary<string, RetentionPeriod>();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!Kinds.Contains(member.Name))
                {
                    throw new FormatException(
                        $"there is no kind of record '{member.Name}'.{Nearest(member.Name)} Kinds are: {string.Join(", ", Kinds)}.");
                }

                if (member.Value.ValueKind != JsonValueKind.String)
                {
                    throw new FormatException($"the period of '{member.Name}' is a text in quotes. {Example}");
                }

                if (!periods.TryAdd(member.Name, RetentionPeriod.Parse(member.Value.GetString()!)))
                {
                    throw new FormatException($"'{member.Name}' has two periods. Leave one.");
                }
            }

            return new RetentionPolicy(periods);
        }
    }

    // The kind that the fewest letters would have to be changed for, if they are few.
    private static string Nearest(string name) =>
        Kinds.Select(kind => (Kind: kind, Distance: Distance(kind, name.ToLowerInvariant()))).MinBy(item => item.Distance)
            is var (kind, distance)
            && distance <= kind.Length / 3
        ? $" Did you mean '{kind}'?"
        : "";

    // Levenshtein's.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (corner, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                left = Math.Min(Math.Min(left, row[j]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1));
                (corner, row[j]) = (row[j], left);
            }
        }

        return row[^1];
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
