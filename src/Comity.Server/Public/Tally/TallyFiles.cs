using System.Globalization;
using System.Text;
using Comity.Policy.Packs;
using Comity.Records.Tallying;
using Comity.Records.Tallying.Publication;

namespace Comity.Server.Public.Tally;

/// <summary>The tally as files, with everything that is published for a unit of time.</summary>
internal static class TallyFiles
{
    /// <summary>Comma-separated values (RFC 4180): one figure a line.</summary>
    public static string Csv(PublicTally tally, TallyQuery query)
    {
        var text = new StringBuilder("unit,from,to,complete,by,value,count\r\n");
        foreach (var span in query.Spans(tally))
        {
            Line(span.From, span.To, span.Complete, TallyRow.Requests, "", span.Requests);
            Line(span.From, span.To, span.Complete, TallyRow.Determinations, "", span.Determinations);
        }

        foreach (var dimension in Dimensions(tally, query))
        {
            foreach (var row in query.Breakdown(tally, dimension))
            {
                foreach (var (value, count) in row.Shown)
                {
                    Line(row.From, row.To, row.Complete, dimension, Written(value), count);
                }

                if (row.Together.Count > 0)
                {
                    Line(row.From, row.To, row.Complete, dimension, string.Join('|', row.Together.Select(Written)), row.TogetherCount);
                }
            }
        }

        return text.ToString();

        void Line(DateOnly from, DateOnly to, bool complete, string by, string value, long count) =>
            text.Append(CultureInfo.InvariantCulture, $"{Words.Of(query.Unit)},{from:yyyy-MM-dd},{to:yyyy-MM-dd},{(complete ? "true" : "false")},{by},{value},{count}\r\n");
    }

    /// <summary>The same as JSON.</summary>
    public static TallyDocument Json(PublicTally tally, TallyQuery query) => new(
        tally.Rules.Threshold, Words.Of(tally.Rules.Breakdowns), tally.Through, Words.Of(query.Unit), query.Spans(tally), tally.HighestDay(), query.Since is { } since ? tally.Since(since) : null,
        Dimensions(tally, query).ToDictionary(dimension => dimension, dimension => (IReadOnlyList<BreakdownDocument>)[.. query.Breakdown(tally, dimension).Select(row => new BreakdownDocument(
            row.From, row.To, row.Complete, row.Determinations, row.Shown.ToDictionary(pair => Written(pair.Key), pair => pair.Value), [.. row.Together.Select(Written)], row.TogetherCount))]));

    /// <summary>A value as files write it.</summary>
    public static string Written(string value) => value.Length == 0 ? "not-recorded" : value;

    private static IEnumerable<string> Dimensions(PublicTally tally, TallyQuery query) => query.By is { } by ? [by] : tally.Dimensions.Order(StringComparer.Ordinal);
}

/// <summary>What is published of the tally for one unit of time. docs/tally.md says how figures are made.</summary>
/// <param name="Threshold">No figure above 0 is below this.</param>
/// <param name="Breakdowns">The shortest time that determinations are broken down for.</param>
/// <param name="Through">The last day that is final.</param>
/// <param name="Unit">The unit of time.</param>
/// <param name="Spans">Requests and determinations, the oldest first.</param>
/// <param name="HighestDay">The day with the most requests, of those shown by themselves; null for none.</param>
/// <param name="Since">The sum of everything since the day that was asked for; null where none was.</param>
/// <param name="By">Determinations by each dimension.</param>
public sealed record TallyDocument(
    int Threshold, string Breakdowns, DateOnly Through, string Unit, IReadOnlyList<TallySpan> Spans, TallySpan? HighestDay, TallySpan? Since, IReadOnlyDictionary<string, IReadOnlyList<BreakdownDocument>> By);

/// <summary>Determinations of some days by one dimension.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Complete">Whether the unit of time is over.</param>
/// <param name="Determinations">How many.</param>
/// <param name="Shown">Counts by value.</param>
/// <param name="Together">Values that are shown only together.</param>
/// <param name="TogetherCount">How many these are together.</param>
public sealed record BreakdownDocument(
    DateOnly From, DateOnly To, bool Complete, long Determinations, IReadOnlyDictionary<string, long> Shown, IReadOnlyList<string> Together, long TogetherCount);
