namespace Comity.Diagrams.Questions;

/// <summary>What is still open in an interview: two ways of getting to know the same leave the same.</summary>
/// <param name="Goal">What is left of the goals, a function.</param>
/// <param name="Permits">What is left of the conditions for asking, by the number of their list.</param>
internal readonly record struct OpenState(int Goal, int Permits);

/// <summary>What the best known order of questions takes from a state on.</summary>
internal readonly record struct Outlook(int Next, double Cost, double Questions, int Most)
{
    public static Outlook Done { get; } = new(-1, 0, 0, 0);
}
