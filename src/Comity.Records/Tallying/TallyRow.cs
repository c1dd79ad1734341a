namespace Comity.Records.Tallying;

/// <summary>How many requests or determinations of one kind a day had.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Dimension">By what is counted: <see cref="Dimensions"/>, or the name of something that records bring (<see cref="RecordedDetermination.Counted"/>).</param>
/// <param name="Value">Its value; empty where there is only one.</param>
/// <param name="Count">How many, from 0.</param>
public sealed record TallyRow(DateOnly Day, string Dimension, string Value, long Count)
{
    /// <summary>Requests: each record is one.</summary>
    public const string Requests = "requests";

    /// <summary>Determinations: one for each requested action of a record.</summary>
    public const string Determinations = "determinations";

    /// <summary>Determinations by requested action.</summary>
    public const string Action = "action";

    /// <summary>Determinations by outcome.</summary>
    public const string Outcome = "outcome";

    /// <summary>The dimensions that every record has.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = [Requests, Determinations, Action, Outcome];
}

/// <summary>What is counted together.</summary>
internal readonly record struct TallyCell(int Day, string Dimension, string Value);
