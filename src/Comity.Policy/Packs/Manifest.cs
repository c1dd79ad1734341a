namespace Comity.Policy.Packs;

/// <summary>What the manifest of a pack says.</summary>
/// <param name="Id">The pack's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">Its title.</param>
/// <param name="Jurisdiction">Whose policy it is.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Action">The fact that one request may ask several times; null for none.</param>
/// <param name="Silent">What is said where no provision speaks.</param>
/// <param name="DocumentAdvice">How to look at the papers that an officer may hold; null for nothing to say.</param>
/// <param name="Circumstances">Labels of the circumstances that findings may name.</param>
public sealed record Manifest(
    string Id, string Version, string Title, string Jurisdiction, string Summary, string? Action, string Silent,
    string? DocumentAdvice, IReadOnlyDictionary<string, string> Circumstances)
{
    /// <summary>Facts by which the tally counts requests beside what it always counts by.</summary>
    public IReadOnlyList<string> Tally { get; init; } = [];
}
