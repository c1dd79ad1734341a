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
/// Asks one question at a time: only what still matters, in the order of the pack, and only what policy lets an officer ask.
/// What a condition for asking needs is asked first. Immutable and safe for concurrent use.
/// </summary>
/// <param name="decider">The pack's decider.</param>
public sealed class Interview(PolicyDecider decider)
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

        var wanted = determinations.SelectMany(determination => state.Thorough ? determination.Missing.Union(determination.FurtherFacts) : determination.Missing).ToHashSet(StringComparer.Ordinal);
        var open = pack.Facts.Where(fact => wanted.Contains(fact.Name) && state.Answers.All(answer => answer.Fact != fact.Name)).ToList();
        var forbidden = new List<ForbiddenQuestion>();
        var questions = new List<Fact>();
        foreach (var fact in open)
        {
            var (first, refused) = Before(fact, state, request);
            if (refused is not null)
            {
                forbidden.Add(refused);
            }
            else if (!questions.Contains(first!))
            {
                questions.Add(first!);
            }
        }

        return new InterviewStep(questions.FirstOrDefault(), questions.Count, document, state, request, forbidden, determinations);
    }

    // The fact itself when it may be asked, what has to be asked before it, or why it is not asked.
    private (Fact? First, ForbiddenQuestion? Refused) Before(Fact fact, InterviewState state, PolicyRequest request)
    {
        var ahead = new Stack<Fact>([fact]);
        var seen = new HashSet<Fact>(ReferenceEqualityComparer.Instance);
        while (ahead.TryPop(out var candidate))
        {
            var verdict = seen.Add(candidate) ? decider.MayAsk(candidate, request) : new AskVerdict(false, []);
            if (verdict.Allowed == true)
            {
                return (candidate, null);
            }

            // The first in the pack's order lies on top.
            foreach (var needed in decider.Pack.Facts.Reverse().Where(other => verdict.DependsOn.Contains(other.Name) && state.Answers.All(answer => answer.Fact != other.Name)))
            {
                ahead.Push(needed);
            }
        }

        var rule = fact.Ask!;
        return (null, new ForbiddenQuestion(fact, decider.Pack.Provisions[rule.ProvisionKey], rule.Reason, decider.MayAsk(fact, request).DependsOn));
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
