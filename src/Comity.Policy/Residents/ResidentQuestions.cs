using Comity.Feel.Values;

namespace Comity.Policy.Residents;

/// <summary>One of the things that a resident chooses: a place, who acts, or what is asked or done.</summary>
/// <param name="Id">Its id, for addresses.</param>
/// <param name="Label">What it is called, so that it fits into a sentence of the page.</param>
/// <param name="Facts">The facts that are known by it.</param>
public sealed record ResidentChoice(string Id, string Label, IReadOnlyDictionary<string, FeelValue> Facts);

/// <summary>What residents may look up in a pack: every combination of one choice of each kind is a question, and the pack's logic answers it.</summary>
/// <param name="Places">Where.</param>
/// <param name="Officers">Who would ask or act.</param>
/// <param name="Actions">What would be asked or done.</param>
/// <param name="Note">What all of the questions have in common; null for nothing to say.</param>
public sealed record ResidentQuestions(IReadOnlyList<ResidentChoice> Places, IReadOnlyList<ResidentChoice> Officers, IReadOnlyList<ResidentChoice> Actions, string? Note)
{
    /// <summary>No questions.</summary>
    public static ResidentQuestions None { get; } = new([], [], [], null);

    /// <summary>Whether there is anything to look up.</summary>
    public bool Any => Places.Count > 0 && Officers.Count > 0 && Actions.Count > 0;

    /// <summary>All choices.</summary>
    public IEnumerable<ResidentChoice> All => [.. Places, .. Officers, .. Actions];
}
