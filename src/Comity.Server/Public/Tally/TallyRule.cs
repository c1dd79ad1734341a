namespace Comity.Server.Public.Tally;

/// <summary>The rules by which the tally was first published; one row, which is never changed.</summary>
internal sealed class TallyRule
{
    /// <summary>The only row's.</summary>
    public const int OnlyId = 1;

    /// <summary>The row's number.</summary>
    public required int Id { get; init; }

    /// <summary>See <see cref="Comity.Records.Tallying.Publication.TallyRules.Threshold"/>.</summary>
    public required int Threshold { get; init; }

    /// <summary>See <see cref="Comity.Records.Tallying.Publication.TallyRules.Breakdowns"/>, as a word.</summary>
    public required string Breakdowns { get; init; }
}
