using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>The states of one interview: what is left of goals and conditions when some variables are known.</summary>
internal sealed class OpenStates
{
    // Goals are put together to one function as long as that takes no more arcs than this; it says more about them than each by itself.
    private const int LargestProduct = 40_000;

    private readonly FunctionTable _table;
    private readonly FunctionLists _goals;
    private readonly FunctionLists _permits;
    private readonly Dictionary<OpenState, OpenQuestions> _questions = [];

    /// <param name="space">The space.</param>
    /// <param name="goals">What is to be settled.</param>
    /// <param name="conditions">By level, what must certainly be true before a variable may be asked about.</param>
    public OpenStates(DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions)
    {
        _table = new FunctionTable(space);
        (_goals, _permits) = (new FunctionLists(_table), new FunctionLists(_table));
        var permits = new int[space.Variables.Count];
        for (var level = 0; level < permits.Length; level++)
        {
            permits[level] = conditions.TryGetValue(level, out var all) ? _table.ImportAll(all) : FunctionTable.Everywhere;
        }

        Start = Questions(new OpenState(_goals.NumberOf(Together(goals)), _permits.NumberOf(permits))).State;
    }

    public OpenState Start { get; }

    public FunctionTable Table => _table;

    /// <summary>What is left of the goals.</summary>
    public int[] Goals(OpenState state) => _goals[state.Goals];

    /// <summary>What is left when a variable is known.</summary>
    public OpenState Answer(OpenState state, int level, int region) =>
        Questions(new OpenState(_goals.Restrict(state.Goals, level, region), _permits.Restrict(state.Permits, level, region))).State;

    /// <summary>Whether a variable may certainly be asked about.</summary>
    public bool MayAsk(OpenState state, int level) => _permits[state.Permits][level] == FunctionTable.Everywhere;

    /// <summary>The state in which some variables are known.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that are not asked about again.</param>
    public OpenState At(ReadOnlySpan<int> known, IEnumerable<int> skipped)
    {
        var done = new Dictionary<int, int>();
        var (goals, permits) = (All(_goals[Start.Goals], known, done), All(_permits[Start.Permits], known, done));
        foreach (var level in skipped)
        {
            permits[level] = FunctionTable.Nowhere;
        }

        return Questions(new OpenState(_goals.NumberOf(goals), _permits.NumberOf(permits))).State;
    }

    /// <summary>What can be asked in a state.</summary>
    public OpenQuestions Questions(OpenState state)
    {
        if (_questions.TryGetValue(state, out var known))
        {
            return known;
        }

        var (permits, goals) = (_permits[state.Permits], _goals[state.Goals]);
        _table.Effort?.Spend(permits.Length + goals.Length);
        var canChange = goals.Aggregate(IndexSet.Empty, (levels, goal) => levels.Union(_table.Support(goal)));
        var (matters, ahead) = (canChange, new Stack<int>(canChange.Members));
        while (ahead.TryPop(out var level))
        {
            foreach (var needed in _table.Support(permits[level]).Members)
            {
                if (!matters.Contains(needed))
                {
                    matters = matters.With(needed);
                    ahead.Push(needed);
                }
            }
        }

        var kept = _permits.NumberOf([.. permits.Select((permit, level) => matters.Contains(level) ? permit : FunctionTable.Everywhere)]);
        var askable = matters.Members.Where(level => permits[level] == FunctionTable.Everywhere)
            .OrderBy(level => _table.Space.Variables[level].Place).ToArray();
        var questions = new OpenQuestions(state with { Permits = kept }, canChange, matters, askable);
        _questions[questions.State] = questions;
        return _questions[state] = questions;
    }

    private int[] All(int[] functions, ReadOnlySpan<int> known, Dictionary<int, int> done)
    {
        var result = new int[functions.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = _table.Restrict(functions[i], known, done);
        }

        return result;
    }

    // Many goals that have little to do with each other are one function of all their situations together: such goals stay by themselves.
    private int[] Together(IReadOnlyList<SettledDiagram> goals)
    {
        var (together, alone) = (~0, new List<int>());
        var effort = new Effort(LargestProduct);
        foreach (var goal in goals.Select(_table.Import).Distinct())
        {
            _table.Effort = effort;
            if (effort.IsOver || !effort.TryWithin(1, () => together = _table.Pair(together, goal, [])))
            {
                alone.Add(goal);
            }

            _table.Effort = null;
        }

        return [together, .. alone];
    }
}
