using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

namespace Comity.Policy.Programs;

/// <summary>Whether policy lets a question be asked.</summary>
/// <param name="Allowed">Whether it may be asked; null while that depends on facts that are not known.</param>
/// <param name="DependsOn">Those facts.</param>
public sealed record AskVerdict(bool? Allowed, IReadOnlyList<string> DependsOn);

/// <content>Deciding: a function of a program and the regions of a request. What is not known is left open.</content>
public sealed partial class PolicyProgram
{
    /// <summary>Decides. What to ask next is said by <see cref="Interviews.InterviewPlans"/>.</summary>
    /// <param name="on">The day.</param>
    /// <param name="facts">The facts that are known, with values that the policy allows.</param>
    public Determination Decide(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts)
    {
        var regions = Regions(on, facts);
        var outcome = OutcomeAt(regions) ?? Determinations.Outcome.Undetermined;
        var review = Review.Certain(regions);
        IReadOnlyList<string> missing = outcome != Determinations.Outcome.Undetermined && review is not null
            ? []
            : Names(Outcome.Support(regions).Union(Review.Support(regions)));
        var (certain, possible) = Split(Findings, regions);
        var (reasons, possibleReasons) = Split(Reasons, regions);
        return new Determination(
            Policy, on, facts, outcome, certain, possible, ReviewOf(regions, outcome, review, reasons, possibleReasons), missing,
            possible.Count + possibleReasons.Count == 0 ? [] : Further(regions, missing), null)
        {
            Flaws = Flaws.Count == 0 ? [] : FlawsAt(regions, outcome),
        };
    }

    /// <summary>Decides each requested action by itself; one determination, of no action, where none is known.</summary>
    public IReadOnlyList<Determination> Decide(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return [.. Situations(request).Select(facts => Decide(request.On, facts))];
    }

    /// <summary>The outcome; null while it depends on what is not known.</summary>
    /// <param name="regions">What <see cref="Regions"/> gave.</param>
    public Outcome? OutcomeAt(ReadOnlySpan<int> regions)
    {
        if (Outcome.Follow(regions) is < 0 and var end)
        {
            return _outcomes[~end];
        }

        return Outcome.Terminals(regions) is [var only] ? Words.Read<Outcome>(only.AsString()) : null;
    }

    /// <summary>Whether policy lets a fact be asked.</summary>
    /// <param name="fact">A fact of the policy.</param>
    /// <param name="request">What is known; the question must be allowed for each of its actions.</param>
    public AskVerdict AskAt(Fact fact, PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(request);
        if (!MayAsk.TryGetValue(fact.Name, out var allowed))
        {
            return new AskVerdict(true, []);
        }

        var situations = Situations(request).Select(facts => Regions(request.On, facts)).ToList();
        var answers = situations.ConvertAll(regions => allowed.Certain(regions));
        return answers.Contains(false) ? new AskVerdict(false, [])
            : answers.Contains(null) ? new AskVerdict(null, [.. situations.SelectMany(regions => Names(allowed.Support(regions))).Distinct()])
            : new AskVerdict(true, []);
    }

    // The facts, with each of the actions that are asked for.
    private IEnumerable<IReadOnlyDictionary<string, FeelValue>> Situations(PolicyRequest request) => request.Actions.Count == 0
        ? [request.Facts]
        : request.Actions.Select(action =>
            new Dictionary<string, FeelValue>(request.Facts, StringComparer.Ordinal) { [Policy.Manifest.Action!] = action });

    // Facts that only decide which provisions are named.
    private IReadOnlyList<string> Further(int[] regions, IReadOnlyList<string> missing)
    {
        var open = Findings.Select(finding => finding.When).Concat(Reasons.Select(reason => reason.When));
        return [.. Names(open.SelectMany(when => when.Support(regions))).Except(missing)];
    }

    private static (IReadOnlyList<T> Certain, IReadOnlyList<T> Possible) Split<T>(IReadOnlyList<Guarded<T>> all, int[] regions)
    {
        var (certain, possible) = (new List<T>(), new List<T>());
        foreach (var (value, when) in all)
        {
            switch (when.Certain(regions))
            {
                case true:
                    certain.Add(value);
                    break;
                case null:
                    possible.Add(value);
                    break;
            }
        }

        return (certain, possible);
    }

    // Contested means ask counsel, but only about an answer that stands.
    private CounselReview? ReviewOf(
        int[] regions, Outcome outcome, bool? needed, IReadOnlyList<ReviewReason> certain, IReadOnlyList<ReviewReason> possible) => needed switch
        {
            true => new CounselReview(certain.Count > 0 ? certain : possible, []),
            null when outcome != Determinations.Outcome.Undetermined => new CounselReview(possible, Names(Review.Support(regions))),
            _ => null,
        };

    // Those that are certain; where it is certain that there is one and not which, all that may be.
    private IReadOnlyList<Diagnostic> FlawsAt(int[] regions, Outcome outcome)
    {
        var (certain, possible) = Split(Flaws, regions);
        return [.. (certain.Count > 0 || outcome != Determinations.Outcome.Contradictory ? certain : possible).Distinct()];
    }

    private string[] Names(IEnumerable<int> levels) =>
        [.. levels.Distinct().OrderBy(level => Space.Variables[level].Place).Select(level => _names[level])];
}
