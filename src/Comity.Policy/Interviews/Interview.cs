using Comity.Diagrams.Questions;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;

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
/// <param name="decider">The pack's decider.</param>
/// <param name="improver">Looks further for the best order of questions in the background; null for nobody.</param>
public sealed class Interview(PolicyDecider decider, QuestionImprover? improver = null)
{
    /// <summary>The pack's decider.</summary>
    public PolicyDecider Decider => decider;

    /// <summary>Where an interview stands.</summary>
    /// <exception cref="ArgumentException">The state names a document or fact that the pack does not have.</exception>
    public InterviewStep At(InterviewState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var pack = decider.Pack;
        var document = state.DocumentId is null ? null : pack.Documents.FirstOrDefault(document => document.Id == state.DocumentId)
            ?? throw new ArgumentException($"The pack has no document '{state.DocumentId}'.", nameof(state));
        if (state.Answers.FirstOrDefault(answer => pack.Facts.All(fact => fact.Name != answer.Fact)) is { } stranger)
        {
            throw new ArgumentException($"The pack has no fact '{stranger.Fact}'.", nameof(state));
        }

        state = Lawful(state, document);
        var request = Known(state, document);
        var determinations = decider.Decide(request);
        if (pack.Manifest.Action is { } name && request.Actions.Count == 0)
        {
            return new InterviewStep(pack.Facts.First(fact => fact.Name == name), 1, document, state, request, [], determinations);
        }

        var unknown = state.Answers.Where(answer => answer.Value is null).Select(answer => answer.Fact).ToList();
        var outlook = decider.Plans.At(request, unknown, state.Thorough, improver);
        var askable = outlook.Askable.Select(level => decider.Plans.FactAt(level)!).ToList();
        var forbidden = outlook.CanChange.Select(level => decider.Plans.FactAt(level)!)
            .Where(fact => fact.Ask is not null && !unknown.Contains(fact.Name)).Select(fact => Refused(fact, request, askable)).OfType<ForbiddenQuestion>();
        return new InterviewStep(outlook.Next < 0 ? null : decider.Plans.FactAt(outlook.Next), outlook.Most, document, state, request, [.. forbidden], determinations);
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

            foreach (var needed in decider.Pack.Facts.Where(other => decider.MayAsk(candidate, request).DependsOn.Contains(other.Name) && seen.Add(other)))
            {
                ahead.Push(needed);
            }
        }

        var rule = fact.Ask!;
        return new ForbiddenQuestion(fact, decider.Pack.Provisions[rule.ProvisionKey], rule.Reason, decider.MayAsk(fact, request).DependsOn);
    }

    // A changed answer can forbid a question that was answered before; that answer does not count any more.
    private InterviewState Lawful(InterviewState state, Document? document)
    {
        foreach (var answer in state.Answers)
        {
            var fact = decider.Pack.Facts.First(fact => fact.Name == answer.Fact);
            if (fact.Ask is not null && decider.MayAsk(fact, Known(state.Without(fact.Name), document)).Allowed != true)
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
