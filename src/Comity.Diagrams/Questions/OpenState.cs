using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>What is still open in an interview: two ways of getting to know the same leave the same.</summary>
/// <param name="Goals">What is left of the goals, by the number of their list.</param>
/// <param name="Permits">What is left of the conditions for asking, by the number of their list.</param>
internal readonly record struct OpenState(int Goals, int Permits);

/// <summary>What can be asked in a state.</summary>
/// <param name="State">The state, in which conditions that no longer matter are forgotten.</param>
/// <param name="CanChange">The levels of the variables that can change a goal's value.</param>
/// <param name="Matters">Those, and the ones on which it depends whether they may be asked about.</param>
/// <param name="Askable">Of those that matter, what may certainly be asked about, in the order in which people list them.</param>
internal sealed record OpenQuestions(OpenState State, IndexSet CanChange, IndexSet Matters, int[] Askable)
{
    /// <summary>Whether there is nothing to be asked.</summary>
    public bool IsEnd => CanChange.IsEmpty || Askable.Length == 0;
}

/// <summary>What an order of questions takes from a state on.</summary>
internal readonly record struct Outlook(int Next, double Cost, double Questions, int Most)
{
    public static Outlook Done { get; } = new(-1, 0, 0, 0);
}
