namespace Comity.Server.Records;

/// <summary>A reason that a form offers, so that nobody has to write one.</summary>
/// <param name="Code">As records keep it.</param>
/// <param name="Label">As people read it.</param>
public sealed record OfferedReason(string Code, string Label);

/// <summary>
/// The reasons and notes that forms and the API offer at each place. A code that records hold stays here for ever, and keeps its meaning.
/// </summary>
internal static class Reasons
{
    /// <summary>Says that none of the others fits; then it is written.</summary>
    public const string Other = "other";

    private static readonly OfferedReason
        AnotherAction = new("another-action", "Something else was asked for"), AnotherPaper = new("another-paper", "Another paper was in hand"),
        WrongFact = new("wrong-fact", "A fact is wrong"), RequestWithdrawn = new("request-withdrawn", "The request was withdrawn"),
        Written = new(Other, "Another reason, written below");

    /// <summary>What is noted of a request when its record is kept.</summary>
    public static IReadOnlyList<OfferedReason> Notes { get; } =
    [
        new("by-phone", "Asked by phone"), new("in-writing", "Asked in writing"), new("in-person", "Asked in person"),
        new("asked-again", "Asked again after an earlier answer"), RequestWithdrawn, new(Other, "Something else, written below"),
    ];

    /// <summary>What was wrong with a record.</summary>
    public static IReadOnlyList<OfferedReason> Corrections { get; } =
    [
        WrongFact, new("fact-learned", "A fact became known later"), AnotherPaper, AnotherAction, new("wrong-day", "The day of the request is wrong"),
        new("wrong-note", "The note is wrong"), Written,
    ];

    /// <summary>Why an agency did what it did.</summary>
    public static IReadOnlyList<OfferedReason> FollowUps { get; } =
    [
        new("court-ordered", "A court ordered it"), new("counsel-advised", "Counsel advised it"), new("supervisor-decided", "A supervisor decided it"),
        new("public-safety", "Public safety"), new("emergency", "An emergency left no time"), new("no-means", "No staff, room or time for it"),
        new("agency-practice", "The agency’s practice where policy leaves the choice"), new("custody-ended", "Custody had ended"), RequestWithdrawn, Written,
    ];

    /// <summary>Why a record is returned.</summary>
    public static IReadOnlyList<OfferedReason> Returns { get; } =
    [
        new("fact-missing", "A fact is missing"), WrongFact, AnotherPaper, AnotherAction, new("person-in-note", "The note says something about a person"),
        new("ask-counsel", "Counsel is to be asked first"), Written,
    ];

    private static readonly Dictionary<string, string> Labels =
        new[] { Notes, Corrections, FollowUps, Returns }.SelectMany(place => place).Where(reason => reason.Code != Other).Distinct()
            .ToDictionary(reason => reason.Code, reason => reason.Label, StringComparer.Ordinal);

    /// <summary>A reason as pages show it: the words of its code, then what was written; null for neither.</summary>
    public static string? Text(string? code, string? written) => code is null or Other ? written
        : Labels.GetValueOrDefault(code, code) is var label && string.IsNullOrEmpty(written) ? label
        : $"{label}. {written}";

    /// <summary>What is wrong with a code, or with its having no words beside it; null for nothing.</summary>
    /// <param name="offered">What the place offers.</param>
    /// <param name="code">The code; null for none.</param>
    /// <param name="written">What was written; null for nothing.</param>
    public static string? Problem(IReadOnlyList<OfferedReason> offered, string? code, string? written) =>
        code is not null && offered.All(reason => reason.Code != code)
            ? $"'{code}' is not offered here. Choose one of: {string.Join(", ", offered.Select(reason => reason.Code))}."
        : code == Other && string.IsNullOrEmpty(written) ? "You chose another reason than those that are offered. Write it."
        : null;
}
