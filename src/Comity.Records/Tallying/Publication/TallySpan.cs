namespace Comity.Records.Tallying.Publication;

/// <summary>What is shown of some days that follow each other.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Complete">Whether the unit of time that was asked for is over; more days may still join a span that is not complete.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Determinations">How many determinations.</param>
public sealed record TallySpan(DateOnly From, DateOnly To, bool Complete, long Requests, long Determinations)
{
    /// <summary>How many days it has.</summary>
    public int Days => To.DayNumber - From.DayNumber + 1;
}

/// <summary>What is shown of the determinations of some days by one dimension.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Complete">Whether the unit of time that was asked for is over.</param>
/// <param name="Determinations">How many determinations.</param>
/// <param name="Shown">The counts that are shown, by value. The empty value stands for determinations that say nothing about this dimension.</param>
/// <param name="Together">Values whose counts are shown only together, because one of them by itself is small; each of them may be 0.</param>
/// <param name="TogetherCount">How many these are together.</param>
public sealed record TallyBreakdown(
    DateOnly From, DateOnly To, bool Complete, long Determinations, IReadOnlyDictionary<string, long> Shown, IReadOnlyList<string> Together, long TogetherCount);
