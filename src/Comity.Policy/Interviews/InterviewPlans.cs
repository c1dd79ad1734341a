using System.Collections.Concurrent;
using Comity.Diagrams.Core;
using Comity.Diagrams.Questions;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;

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
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);

    private readonly PolicyDecider _decider;
    private readonly DiagramSpace _space;
    private readonly QuestionTerms[] _terms;
    private readonly Dictionary<string, int> _levels;
    private readonly ConcurrentDictionary<string, QuestionPlan> _plans = new(StringComparer.Ordinal);

    internal InterviewPlans(PolicyDecider decider)
    {
        _decider = decider;
        _space = decider.Logic.Space;
        _levels = _space.Variables.Index().ToDictionary(entry => entry.Item.Name, entry => entry.Index, StringComparer.Ordinal);
        _terms = [.. _space.Variables.Select(variable => Terms(variable, decider.Pack.Facts.FirstOrDefault(fact => fact.Name == variable.Name)))];
    }

    /// <summary>Where an interview stands. Its levels are those of <see cref="FactAt"/>.</summary>
    /// <param name="request">What is known; each of its actions is to be answered.</param>
    /// <param name="skipped">Names of facts that nobody knows.</param>
    /// <param name="thorough">Whether facts matter too that decide only which provisions are named.</param>
    /// <param name="improver">Looks further for the best order where it was not found at once; null for nobody.</param>
    public QuestionOutlook At(PolicyRequest request, IEnumerable<string> skipped, bool thorough, QuestionImprover? improver = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(skipped);
        var (known, plan) = (_decider.Regions(request.On, request.Facts), Of(request.On, request.Actions, thorough));
        int[] levels = [.. skipped.Where(_levels.ContainsKey).Select(name => _levels[name])];
        var outlook = plan.At(known, levels);
        if (!outlook.IsOptimal)
        {
            improver?.Add(plan, known, levels);
        }

        return outlook;
    }

    /// <summary>The level of the fact to ask next, by the best order that is known or found at once; -1 for none. Nobody waits for
    /// it.</summary>
    /// <param name="request">What is known; each of its actions is to be answered.</param>
    public int Next(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Of(request.On, request.Actions, thorough: false).Next(_decider.Regions(request.On, request.Facts));
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
    public Fact? FactAt(int level) => _decider.Pack.Facts.FirstOrDefault(fact => fact.Name == _space.Variables[level].Name);

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
        return [.. (actions.Count == 0 ? [nothing] : actions.Select(value => new Dictionary<string, FeelValue> { [_decider.Pack.Manifest.Action!] = value })).Select(facts => _decider.Regions(on, facts))];
    }

    private QuestionPlan Plan(int[][] settled, bool thorough) =>
        new(_space, Goals(settled, thorough), Conditions(settled), _terms, patience: Patience);

    private SettledDiagram[] Goals(int[][] settled, bool thorough)
    {
        Diagram[] goals = thorough ? [_decider.Logic.Findings, _decider.Logic.Review] : [_decider.Answer];
        return [.. settled.SelectMany(regions => goals.Select(goal => new SettledDiagram(goal, regions)))];
    }

    private Dictionary<int, IReadOnlyList<SettledDiagram>> Conditions(int[][] settled) => _decider.Pack.Facts.Where(fact => fact.Ask is not null && _levels.ContainsKey(fact.Name)).ToDictionary(
        fact => _levels[fact.Name], fact => (IReadOnlyList<SettledDiagram>)[.. settled.Select(regions => new SettledDiagram(_decider.Logic.MayAsk(fact), regions))]);

    private static QuestionTerms Terms(DiagramVariable variable, Fact? fact) => new(
        fact?.Cost ?? 1,
        [.. Enumerable.Range(0, variable.RegionCount).Select(region => variable is FiniteVariable finite && fact is not null && fact.Likelihoods.TryGetValue(Fact.Written(finite.Values[region]), out var weight) ? weight : 1)]);
}
