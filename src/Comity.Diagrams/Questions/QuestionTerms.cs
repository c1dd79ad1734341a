namespace Comity.Diagrams.Questions;

/// <summary>What it takes to ask about a variable, and how likely each answer is.</summary>
/// <param name="Cost">What the question costs, more than 0; 1 for an ordinary one.</param>
/// <param name="Likelihoods">For each region a weight, not negative and not all 0. Answers to different questions are taken to be independent.</param>
public sealed record QuestionTerms(double Cost, IReadOnlyList<double> Likelihoods);

/// <summary>Where an interview stands.</summary>
/// <param name="CanChange">The variables that can still change a goal's value, ascending: these and no others. Empty: the answer is certain.</param>
/// <param name="Askable">The variables that may be asked about now and matter, by themselves or to whether another may be asked; ascending.</param>
/// <param name="Next">The one to ask about; -1 when none is left.</param>
/// <param name="Expected">How many questions are expected.</param>
/// <param name="ExpectedCost">What they are expected to cost.</param>
/// <param name="Most">How many questions there are at most.</param>
/// <param name="LeastCost">No order of questions is expected to cost less; equal to <paramref name="ExpectedCost"/> where the order is the best there is.</param>
public sealed record QuestionOutlook(IReadOnlyList<int> CanChange, IReadOnlyList<int> Askable, int Next, double Expected, double ExpectedCost, int Most, double LeastCost)
{
    /// <summary>Whether the order of questions is known to be the best.</summary>
    public bool IsOptimal => ExpectedCost - LeastCost <= 1e-9;
}
