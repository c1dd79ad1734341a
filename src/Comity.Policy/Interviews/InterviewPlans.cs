using System.Collections.Concurrent;
using Comity.Diagrams.Core;
using Comity.Diagrams.Questions;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Programs;

namespace Comity.Policy.Interviews;

/// <summary>
/// The best order of questions for each day and each set of requested actions: one mechanism for the interview, the page and what a
/// determination says to ask next. Plans are made when they are first needed and kept. Safe for concurrent use.
/// </summary>
public sealed class InterviewPlans
{
    // Plans grow as they are asked; strangers choose days and actions, so that not every plan is kept.
    private const int MostPlans = 128;

    // A question is there within a tenth of a second, whatever else the machine does.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(60);

    private readonly QuestionImprover? _improver;
    private readonly DiagramSpace _space;
    private readonly QuestionTerms[] _terms;
    private readonly ConcurrentDictionary<string, QuestionPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Makes no plan yet.</summary>
    /// <param name="program">The policy.</param>
    /// <param name="improver">Looks further for the best order where it was not found at once; null for nobody.</param>
    public InterviewPlans(PolicyProgram program, QuestionImprover? improver = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        (Program, _space, _improver) = (program, program.Space, improver);
        _terms = [.. _space.Variables.Select((variable, level) => Terms(variable, FactAt(level)))];
    }

    /// <summary>The policy.</summary>
    public PolicyProgram Program { get; }

    /// <summary>Decides, and says what to ask next.</summary>
    public IReadOnlyList<Determination> Decide(PolicyRequest request) =>
        [.. Program.Decide(request).Select(answer => answer.Missing.Count == 0 ? answer : answer with { Next = NextOf(answer) })];

    /// <summary>Where an interview stands. Its levels are those of <see cref="FactAt"/>.</summary>
    /// <param name="request">What is known; each of its actions is to be answered.</param>
    /// <param name="skipped">Names of facts that nobody knows.</param>
    /// <param name="thorough">Whether facts matter too that decide only which provisions are named.</param>
    public QuestionOutlook At(PolicyRequest request, IEnumerable<string> skipped, bool thorough)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(skipped);
        var (known, plan) = (Program.Regions(request.On, request.Facts), Of(request.On, request.Actions, thorough));
        int[] levels = [.. skipped.Select(Program.LevelOf).Where(level => level >= 0)];
        var outlook = plan.At(known, levels);
        if (!outlook.IsOptimal)
        {
            _improver?.Add(plan, known, levels);
        }

        return outlook;
    }

    /// <summary>The plan for a day and actions.</summary>
    public QuestionPlan Of(DateOnly on, IReadOnlyList<FeelValue> actions, bool thorough)
    {
        ArgumentNullException.ThrowIfNull(actions);
        var settled = Settled(on, actions);
        var key = $"{thorough} {string.Join(" ", settled.Select(regions => string.Join(",", regions)).Order(StringComparer.Ordinal))}";
        if (!_plans.TryGetValue(key, out var plan))
        {
            if (_plans.Count >= MostPlans)
            {
                _plans.Clear();
            }

            plan = _plans.GetOrAdd(key, Plan(settled, thorough));
        }

        return plan;
    }

    /// <summary>The fact at a level; null for the day.</summary>
    public Fact? FactAt(int level) => Program.Policy.Facts.FirstOrDefault(fact => fact.Name == _space.Variables[level].Name);

    /// <summary>The least expected cost of an interview by trying every order; null where there is too much to try.</summary>
    public double? LeastByTrying(DateOnly on, IReadOnlyList<FeelValue> actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        var settled = Settled(on, actions);
        return ExhaustiveQuestions.LeastCost(_space, Goals(settled, thorough: false), Conditions(settled), _terms);
    }

    private int[][] Settled(DateOnly on, IReadOnlyList<FeelValue> actions)
    {
        var nothing = new Dictionary<string, FeelValue>();
        return [.. (actions.Count == 0 ? [nothing] : actions.Select(value => new Dictionary<string, FeelValue> { [Program.Policy.Manifest.Action!] = value })).Select(facts => Program.Regions(on, facts))];
    }

    private QuestionPlan Plan(int[][] settled, bool thorough) => new(_space, Goals(settled, thorough), Conditions(settled), _terms, timeout: Timeout);

    private SettledDiagram[] Goals(int[][] settled, bool thorough)
    {
        Diagram[] goals = thorough ? [.. Program.AnswerRoots] : [Program.Outcome, Program.Review];
        return [.. settled.SelectMany(regions => goals.Select(goal => new SettledDiagram(goal, regions)))];
    }

    private Dictionary<int, IReadOnlyList<SettledDiagram>> Conditions(int[][] settled) =>
        Program.MayAsk.Where(entry => Program.LevelOf(entry.Key) >= 0).ToDictionary(
            entry => Program.LevelOf(entry.Key),
            entry => (IReadOnlyList<SettledDiagram>)[.. settled.Select(regions => new SettledDiagram(entry.Value, regions))]);

    // The action comes first: all else depends on it.
    private string? NextOf(Determination answer)
    {
        IReadOnlyList<FeelValue> actions = [];
        if (Program.Policy.Manifest.Action is { } name)
        {
            if (!answer.Facts.TryGetValue(name, out var action))
            {
                return name;
            }

            actions = [action];
        }

        // By the best order that is known or found at once: nobody waits for it.
        var next = Of(answer.On, actions, thorough: false).Next(Program.Regions(answer.On, answer.Facts));
        return next < 0 ? null : _space.Variables[next].Name;
    }

    private static QuestionTerms Terms(DiagramVariable variable, Fact? fact) => new(
        fact?.Cost ?? 1,
        [.. Enumerable.Range(0, variable.RegionCount).Select(region => variable is FiniteVariable finite && fact is not null && fact.Likelihoods.TryGetValue(Fact.Written(finite.Values[region]), out var weight) ? weight : 1)]);
}
