using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Programs;

namespace Comity.Policy.Interviews;

/// <summary>A question that policy does not let an officer ask.</summary>
/// <param name="Fact">What would be asked.</param>
/// <param name="Provision">The provision that forbids it.</param>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="DependsOn">Facts, not known, on which it depends whether it may be asked; empty when it certainly may not.</param>
public sealed record ForbiddenQuestion(Fact Fact, Provision Provision, string Reason, IReadOnlyList<string> DependsOn);

/// <summary>Where an interview stands.</summary>
/// <param name="Next">The fact to ask next; null when nothing is left that matters and may be asked.</param>
/// <param name="Remaining">At most how many questions are left, the next one among them.</param>
/// <param name="Document">The paper in hand; null for none.</param>
/// <param name="State">The state, without answers that were given to questions that may no longer be asked.</param>
/// <param name="Request">What is known: what the paper settles and what was answered.</param>
/// <param name="Forbidden">Questions that would matter and are not asked.</param>
/// <param name="Determinations">What can be said now, one for each action.</param>
public sealed record InterviewStep(
    Fact? Next, int Remaining, Document? Document, InterviewState State, PolicyRequest Request,
    IReadOnlyList<ForbiddenQuestion> Forbidden, IReadOnlyList<Determination> Determinations);

/// <summary>
/// Asks one question at a time: only what still matters, only what policy lets an officer ask, and in the order in which the fewest
/// questions are expected (<see cref="InterviewPlans"/>). Immutable and safe for concurrent use.
/// </summary>
/// <param name="plans">The order of questions, and the policy.</param>
public sealed class Interview(InterviewPlans plans)
{
    /// <summary>The order of questions.</summary>
    public InterviewPlans Plans => plans;

    private PolicyProgram Program => plans.Program;

    /// <summary>Where an interview stands.</summary>
    /// <exception cref="ArgumentException">The state names a document or fact that the pack does not have.</exception>
    public InterviewStep At(InterviewState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var policy = Program.Policy;
        var document = state.DocumentId is null ? null : policy.Documents.FirstOrDefault(document => document.Id == state.DocumentId)
            ?? throw new ArgumentException($"The pack has no document '{state.DocumentId}'.", nameof(state));
        if (state.Answers.FirstOrDefault(answer => policy.Facts.All(fact => fact.Name != answer.Fact)) is { } stranger)
        {
            throw new ArgumentException($"The pack has no fact '{stranger.Fact}'.", nameof(state));
        }

        state = Lawful(state, document);
        var request = Known(state, document);
        var determinations = plans.Decide(request);
        if (policy.Manifest.Action is { } name && request.Actions.Count == 0)
        {
            return new InterviewStep(policy.Facts.First(fact => fact.Name == name), 1, document, state, request, [], determinations);
        }

        var unknown = state.Answers.Where(answer => answer.Value is null).Select(answer => answer.Fact).ToList();
        var outlook = plans.At(request, unknown, state.Thorough);
        var askable = outlook.Askable.Select(level => plans.FactAt(level)!).ToList();
        var forbidden = outlook.CanChange.Select(level => plans.FactAt(level)!)
            .Where(fact => fact.Ask is not null && !unknown.Contains(fact.Name)).Select(fact => Refused(fact, request, askable)).OfType<ForbiddenQuestion>();
        return new InterviewStep(outlook.Next < 0 ? null : plans.FactAt(outlook.Next), outlook.Most, document, state, request, [.. forbidden], determinations);
    }

    // Why a fact is not asked; null where it may be, or where an answer to a question that may be asked can still allow it.
    private ForbiddenQuestion? Refused(Fact fact, PolicyRequest request, List<Fact> askable)
    {
        var (ahead, seen) = (new Stack<Fact>([fact]), new HashSet<Fact>(ReferenceEqualityComparer.Instance));
        while (ahead.TryPop(out var candidate))
        {
            if (askable.Contains(candidate))
            {
                return null;
            }

            foreach (var needed in Program.Policy.Facts.Where(other => Program.AskAt(candidate, request).DependsOn.Contains(other.Name) && seen.Add(other)))
            {
                ahead.Push(needed);
            }
        }

        var rule = fact.Ask!;
        return new ForbiddenQuestion(fact, Program.Policy.Provisions[rule.ProvisionKey], rule.Reason, Program.AskAt(fact, request).DependsOn);
    }

    // A changed answer can forbid a question that was answered before; that answer does not count any more.
    private InterviewState Lawful(InterviewState state, Document? document)
    {
        foreach (var answer in state.Answers)
        {
            var fact = Program.Policy.Facts.First(fact => fact.Name == answer.Fact);
            if (fact.Ask is not null && Program.AskAt(fact, Known(state.Without(fact.Name), document)).Allowed != true)
            {
                return Lawful(state.Without(fact.Name), document);
            }
        }

        return state;
    }

    private static PolicyRequest Known(InterviewState state, Document? document)
    {
        var facts = new Dictionary<string, FeelValue>(document?.Settles ?? new Dictionary<string, FeelValue>(), StringComparer.Ordinal);
        foreach (var (fact, value) in state.Answers)
        {
            if (value is { } known)
            {
                facts[fact] = known;
            }
            else
            {
                facts.Remove(fact);
            }
        }

        return new PolicyRequest(state.On, state.Actions, facts);
    }
}
