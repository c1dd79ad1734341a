using Comity.Diagrams.Core;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;

namespace Comity.Policy.Determinations;

/// <summary>A decider, or why the pack has none.</summary>
/// <param name="Decider">The decider; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PolicyDeciderResult(PolicyDecider? Decider, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Whether policy lets a question be asked.</summary>
/// <param name="Allowed">Whether it may be asked; null while that depends on facts that are not known.</param>
/// <param name="DependsOn">Those facts.</param>
public sealed record AskVerdict(bool? Allowed, IReadOnlyList<string> DependsOn);

/// <summary>Decides by the pack's diagrams. Unknown facts are left open, and contradictions of the logic are told, never guessed. Immutable and safe for concurrent use.</summary>
public sealed class PolicyDecider
{
    private readonly DiagramSpace _space;
    private readonly PolicyLogic _logic;
    private readonly Dictionary<TableRule, Diagram> _rules = new(ReferenceEqualityComparer.Instance);
    private readonly Diagram _findings;
    private readonly Diagram _review;
    private readonly Diagram _reviewNeeded;
    private readonly Diagram _answer;
    private readonly List<LogicFinding> _flaws;

    // What each value of the two decisions says, read once. Values of a diagram are shared, so a list stands for itself.
    private readonly Dictionary<FeelList, IReadOnlyList<Finding>> _findingsOf = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FeelList, IReadOnlyList<ReviewReason>> _reasonsOf = new(ReferenceEqualityComparer.Instance);

    private PolicyDecider(PolicyLogic logic)
    {
        _logic = logic;
        _space = logic.Space;
        _findings = logic.Findings;
        _review = logic.Review;
        _reviewNeeded = _review.Map(value => FeelValue.From(NeedsReview(value)));
        _answer = _findings.Map(value => FeelValue.From(Words.Of(PolicyLogic.OutcomeOf(value)))).Apply(_reviewNeeded, (outcome, needed) => FeelValue.From($"{outcome.AsString()} {needed.IsTrue}"));
        Plans = new InterviewPlans(this);
        Answers = new PreparedAnswers(this);

        // What is wrong is worked out only where something is.
        _flaws = logic.Contradictory == _space.False ? [.. LogicProofs.OpenConditions(logic)] : [.. LogicProofs.All(logic)];

        // A table in a knowledge model is met once for each invocation.
        foreach (var table in logic.Compiled.Tables)
        {
            foreach (var (rule, where) in table.Table.Rules.Zip(table.Matches))
            {
                _rules[rule] = _rules.TryGetValue(rule, out var before) ? before.Or(where) : where;
            }
        }
    }

    /// <summary>The pack that is asked.</summary>
    public PolicyPack Pack => _logic.Pack;

    /// <summary>The engine for the same model: the second way to an answer, for complete facts.</summary>
    public DmnEngine Engine => _logic.Engine;

    /// <summary>The best order of questions.</summary>
    public InterviewPlans Plans { get; }

    /// <summary>Answers from bytes to bytes.</summary>
    public PreparedAnswers Answers { get; }

    /// <summary>The pack's logic.</summary>
    internal PolicyLogic Logic => _logic;

    /// <summary>Outcome and need for review: what an interview settles.</summary>
    internal Diagram Answer => _answer;

    /// <summary>The variables of the diagrams, in their order: what <see cref="Regions"/> gives a region for.</summary>
    internal IReadOnlyList<DiagramVariable> Variables => _space.Variables;

    /// <summary>For what is known, a number for the findings and one for the review; null where facts on which either depends are not known.</summary>
    internal (int Findings, int Review)? Settled(ReadOnlySpan<int> regions) =>
        (_findings.Follow(regions), _review.Follow(regions)) is (< 0, < 0) and var settled ? settled : null;

    /// <summary>How many nodes the diagrams have.</summary>
    public int NodeCount => _findings.NodeCount + _review.NodeCount;

    /// <summary>What is wrong with the logic in some situations, each with its place. A pack with flaws can be asked, compared and mended; it is not served.</summary>
    public IReadOnlyList<Diagnostic> Flaws => [.. _flaws.Select(flaw => flaw.Finding).Distinct()];

    /// <summary>Compiles a pack. Only what is wrong with its text refuses it; what is wrong with its logic is among its <see cref="Flaws"/>.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="work">What compiling spends from, and what is asked of the decider until it is disposed of; when null, one of its own
    /// that ends with compiling.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PolicyDeciderResult Create(PolicyPack pack, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (work is null)
        {
            using var own = new WorkBudget();
            return Create(pack, own);
        }

        var compiled = PolicyLogic.Compile(pack, work: work);
        if (compiled.Logic is not { } logic)
        {
            return new PolicyDeciderResult(null, compiled.Diagnostics);
        }

        try
        {
            var decider = new PolicyDecider(logic);
            decider.ReadTerminals();
            return new PolicyDeciderResult(decider, []);
        }
        catch (EvaluationLimitException exception)
        {
            return new PolicyDeciderResult(null, [logic.Beyond("The pack cannot decide", exception)]);
        }
    }

    /// <summary>Decides.</summary>
    /// <param name="on">The day.</param>
    /// <param name="facts">The facts that are known, with values that the pack allows.</param>
    public Determination Decide(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts) => Decide(on, facts, asks: true);

    /// <summary>Decides; without the next question where nobody will ask it.</summary>
    internal Determination Decide(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts, bool asks)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var regions = Regions(on, facts);
        var missing = Names(_answer.Support(regions));
        var found = _findings.Terminals(regions);
        var outcomes = found.Select(PolicyLogic.OutcomeOf).Distinct().ToList();
        var outcome = outcomes.Count == 1 ? outcomes[0] : Outcome.Undetermined;
        var (certain, possible) = Split(found, _findingsOf);
        return new Determination(
            Pack, on, facts, outcome, certain, possible, ReviewOf(regions, outcome), missing,
            [.. Names(_findings.Support(regions)).Union(Names(_review.Support(regions))).Except(missing)], missing.Count == 0 || !asks ? null : Next(on, facts))
        {
            Flaws = _flaws.Count == 0 ? [] : FlawsAt(regions, outcome),
        };
    }

    /// <summary>Decides each requested action by itself; one determination, of no action, where none is known.</summary>
    public IReadOnlyList<Determination> Decide(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Actions.Count == 0
            ? [Decide(request.On, request.Facts)]
            : [.. request.Actions.Select(action => Decide(request.On, With(request.Facts, action)))];
    }

    /// <summary>Whether policy lets a fact be asked.</summary>
    /// <param name="fact">A fact of the pack.</param>
    /// <param name="request">What is known; the question must be allowed for each of its actions.</param>
    public AskVerdict MayAsk(Fact fact, PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(request);
        if (fact.Ask is null)
        {
            return new AskVerdict(true, []);
        }

        var rule = _logic.MayAsk(fact);
        var situations = request.Actions.Count == 0 ? [Regions(request.On, request.Facts)] : request.Actions.Select(action => Regions(request.On, With(request.Facts, action))).ToArray();
        var answers = situations.Select(regions => rule.Terminals(regions)).ToArray();
        return answers.Any(values => values is [var only] && !only.IsTrue) ? new AskVerdict(false, [])
            : answers.All(values => values is [_]) ? new AskVerdict(true, [])
            : new AskVerdict(null, [.. situations.SelectMany(regions => Names(rule.Support(regions))).Distinct()]);
    }

    /// <summary>Whether a rule of a decision table matches: always, never, or (null) depending on facts that are not known.</summary>
    /// <param name="rule">A rule of the pack's model.</param>
    /// <param name="on">The day.</param>
    /// <param name="facts">The facts that are known.</param>
    public bool? Matches(TableRule rule, DateOnly on, IReadOnlyDictionary<string, FeelValue> facts) =>
        _rules.TryGetValue(rule, out var where) && where.Terminals(Regions(on, facts)) is var values
            ? values is [var only] ? only.IsTrue : null
            : false;

    // The action comes first: all else depends on it.
    private string? Next(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts)
    {
        IReadOnlyList<FeelValue> actions = [];
        if (Pack.Manifest.Action is { } name)
        {
            if (!facts.TryGetValue(name, out var action))
            {
                return name;
            }

            actions = [action];
        }

        var next = Plans.Next(new PolicyRequest(on, actions, facts));
        return next < 0 ? null : _space.Variables[next].Name;
    }

    private Dictionary<string, FeelValue> With(IReadOnlyDictionary<string, FeelValue> facts, FeelValue action) =>
        new(facts, StringComparer.Ordinal) { [Pack.Manifest.Action!] = action };

    /// <summary>The outcome for complete facts, without an explanation.</summary>
    /// <param name="regions">What <see cref="Regions"/> gave.</param>
    public Outcome OutcomeFor(ReadOnlySpan<int> regions) => PolicyLogic.OutcomeOf(_findings.Evaluate(regions));

    /// <summary>For complete facts, whether counsel should look.</summary>
    /// <param name="regions">What <see cref="Regions"/> gave.</param>
    public bool NeedsReview(ReadOnlySpan<int> regions) => NeedsReview(_review.Evaluate(regions));

    /// <summary>Where a day and facts lie: a region for each variable, -1 for what is not known.</summary>
    public int[] Regions(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts) =>
    [
        .. _space.Variables.Select(variable => variable.Name == PolicyLogic.DateInput ? variable.RegionOf(FeelValue.From(on))
            : facts.TryGetValue(variable.Name, out var value) ? variable.RegionOf(value)
            : -1),
    ];

    /// <summary>Reads a value of <see cref="Answer"/>.</summary>
    internal static (Outcome Outcome, bool NeedsReview) ReadAnswer(FeelValue answer)
    {
        var words = answer.AsString().Split(' ');
        return (YamlFile.WordOf<Outcome>(words[0])!.Value, bool.Parse(words[1]));
    }

    private static bool NeedsReview(FeelValue review) => review.IsNull || PolicyLogic.Entries(review).Count > 0;

    // Those that are certain; where it is certain that there is one and not which, all that may be.
    private IReadOnlyList<Diagnostic> FlawsAt(int[] regions, Outcome outcome)
    {
        var here = _flaws.Select(flaw => (flaw.Finding, Values: flaw.Where.Terminals(regions))).ToList();
        var certain = here.Where(flaw => flaw.Values is [var only] && only.IsTrue).ToList();
        return [.. (certain.Count > 0 || outcome != Outcome.Contradictory ? certain : here.Where(flaw => flaw.Values.Any(value => value.IsTrue))).Select(flaw => flaw.Finding).Distinct()];
    }

    private void ReadTerminals()
    {
        foreach (var terminal in _findings.Terminals().Where(terminal => !terminal.IsNull))
        {
            _findingsOf[terminal.AsList()] = [.. PolicyLogic.Entries(terminal).Select(Finding)];
        }

        foreach (var terminal in _review.Terminals().Where(terminal => !terminal.IsNull))
        {
            _reasonsOf[terminal.AsList()] = [.. PolicyLogic.Entries(terminal).Select(entry => new ReviewReason(Pack.Provisions[PolicyLogic.Text(entry, "provision")!], PolicyLogic.Text(entry, "reason") ?? ""))];
        }
    }

    private Finding Finding(FeelValue entry) => new(
        Pack.Provisions[PolicyLogic.Text(entry, "provision")!], PolicyLogic.OutcomeOf(FeelValue.From(FeelList.Of(entry))), PolicyLogic.Text(entry, "reason") ?? "", PolicyLogic.Text(entry, "circumstance"), PolicyLogic.Text(entry, "condition"));

    private static (IReadOnlyList<T> Certain, IReadOnlyList<T> Possible) Split<T>(IReadOnlyList<FeelValue> values, Dictionary<FeelList, IReadOnlyList<T>> read)
    {
        if (values is [var only])
        {
            return (Read(only), []);
        }

        var lists = values.Select(Read).ToList();
        var all = lists.SelectMany(entries => entries).Distinct().ToList();
        return ([.. all.Where(entry => lists.TrueForAll(list => list.Contains(entry)))], [.. all.Where(entry => !lists.TrueForAll(list => list.Contains(entry)))]);

        // Where the logic contradicts itself, nothing that it says stands.
        IReadOnlyList<T> Read(FeelValue value) => value.IsNull ? [] : read[value.AsList()];
    }

    private CounselReview? ReviewOf(int[] regions, Outcome outcome)
    {
        var (certain, possible) = Split(_review.Terminals(regions), _reasonsOf);
        if (_reviewNeeded.Terminals(regions) is [var needed])
        {
            return needed.IsFalse ? null : new CounselReview(certain.Count > 0 ? certain : possible, []);
        }

        // Contested means ask counsel, but only about an answer that stands.
        return outcome == Outcome.Undetermined ? null : new CounselReview(possible, Names(_reviewNeeded.Support(regions)));
    }

    private IReadOnlyList<string> Names(IReadOnlyList<int> levels) => [.. levels.Select(level => _space.Variables[level]).OrderBy(variable => variable.Place).Select(variable => variable.Name)];
}
