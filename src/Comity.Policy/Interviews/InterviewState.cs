using Comity.Feel.Values;

namespace Comity.Policy.Interviews;

/// <summary>What an officer said about a fact.</summary>
/// <param name="Fact">The fact's name.</param>
/// <param name="Value">Its value; null for "I don't know yet".</param>
public sealed record Answer(string Fact, FeelValue? Value);

/// <summary>All that an officer has said so far. Immutable; small enough to travel in a form.</summary>
/// <param name="On">The day of the request.</param>
/// <param name="DocumentId">The paper in hand; null when none was chosen.</param>
/// <param name="Actions">The actions that are asked for.</param>
/// <param name="Answers">Answers in the order in which they were given, at most one for a fact.</param>
/// <param name="Thorough">Whether facts are asked too that decide only which provisions are named.</param>
public sealed record InterviewState(DateOnly On, string? DocumentId, IReadOnlyList<FeelValue> Actions, IReadOnlyList<Answer> Answers, bool Thorough = false)
{
    /// <summary>With one more answer, or another one in the place of an earlier.</summary>
    public InterviewState With(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var place = Answers.ToList().FindIndex(given => given.Fact == answer.Fact);
        return this with { Answers = place < 0 ? [.. Answers, answer] : [.. Answers.Select((given, i) => i == place ? answer : given)] };
    }

    /// <summary>Without the answer about a fact, so that it is asked again.</summary>
    public InterviewState Without(string fact) => this with { Answers = [.. Answers.Where(answer => answer.Fact != fact)] };
}
