using Comity.Conformance.Cases;

namespace Comity.Conformance.Running;

/// <summary>How a case ended.</summary>
public enum CaseStatus
{
    /// <summary>Every result is as expected.</summary>
    Passed,

    /// <summary>A result differs, or the engine could not give it.</summary>
    Failed,

    /// <summary>The model asks for something outside this platform, and says so.</summary>
    Ignored,
}

/// <summary>The end of one case.</summary>
/// <param name="File">Its file.</param>
/// <param name="Case">The case.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">What differs, or why it is ignored; empty when it passed.</param>
public sealed record CaseOutcome(CaseFile File, ConformanceCase Case, CaseStatus Status, string Detail)
{
    /// <summary>Folder, file and id, by which a filter and a reader name the case.</summary>
    public string Path => $"{File.Folder}/{File.Name}/{Case.Id}";
}

/// <summary>The end of a run.</summary>
/// <param name="Outcomes">One for each case, in the order of the files.</param>
public sealed record ConformanceRun(IReadOnlyList<CaseOutcome> Outcomes)
{
    /// <summary>How many cases ended so.</summary>
    public int Count(CaseStatus status, string? level = null) =>
        Outcomes.Count(outcome => outcome.Status == status && (level is null || outcome.File.Level == level));

    /// <summary>The levels that were run, in order.</summary>
    public IReadOnlyList<string> Levels => [.. Outcomes.Select(outcome => outcome.File.Level).Distinct().Order(StringComparer.Ordinal)];
}
