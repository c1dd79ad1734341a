using Comity.Policy.Packs;
using Comity.Records.Tallying.Publication;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Public.Tally;

/// <summary>What somebody wants to see of the tally.</summary>
/// <param name="Unit">By which unit of time.</param>
/// <param name="By">By which dimension answers are split; null for none.</param>
/// <param name="Since">From which day on; null for all.</param>
public sealed record TallyQuery(TallyUnit Unit, string? By, DateOnly? Since)
{
    /// <summary>Reads an address.</summary>
    /// <param name="query">Its values.</param>
    /// <param name="tally">The tally that is asked.</param>
    /// <returns>The query; null, with the name of the text that says why, where it cannot be read.</returns>
    public static (TallyQuery? Query, string? Problem) Read(IQueryCollection query, PublicTally? tally)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!QueryValues.TryDay(query["since"], out var since))
        {
            return (null, "problem.day");
        }

        var (unit, by) = (QueryValues.Text(query["unit"]) ?? Words.Of(TallyUnit.Month), QueryValues.Text(query["by"]));
        return Enum.GetValues<TallyUnit>().Where(known => Words.Of(known) == unit).Select(known => (TallyUnit?)known).FirstOrDefault() is { } read && (by is null || tally is null || tally.Dimensions.Contains(by))
            ? (new TallyQuery(read, by, since), null)
            : (null, "problem.choice");
    }

    /// <summary>The spans that are asked for, the oldest first.</summary>
    public IReadOnlyList<TallySpan> Spans(PublicTally tally) => [.. tally.Spans(Unit).Where(span => Since is null || span.From >= Since)];

    /// <summary>The breakdowns by a dimension that are asked for, the oldest first.</summary>
    public IReadOnlyList<TallyBreakdown> Breakdown(PublicTally tally, string dimension) => [.. tally.Breakdown(dimension, Unit).Where(row => Since is null || row.From >= Since)];
}
