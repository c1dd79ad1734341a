using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;

namespace Comity.Diagrams.Questions;

/// <summary>The states of one interview: what is left of goals and conditions when some variables are known.</summary>
internal sealed class OpenStates
{
    private readonly FunctionTable _table;
    private readonly List<int[]> _permits = [];
    private readonly Dictionary<int[], int> _permitNumbers = new(new SameNumbers());
    private readonly Dictionary<(int, int, int), int> _restricted = [];
    private readonly Dictionary<OpenState, (OpenState State, int[] Matters, int[] Askable)> _trimmed = [];

    /// <param name="space">The space.</param>
    /// <param name="goals">What is to be settled.</param>
    /// <param name="conditions">By level, what must certainly be true before a variable may be asked about.</param>
    public OpenStates(DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions)
    {
        _table = new FunctionTable(space);
        var goal = ~0;
        foreach (var (diagram, settled) in goals)
        {
            var numbers = new Dictionary<FeelValue, int>();
            goal = _table.Pair(goal, _table.Import(diagram, [.. settled], value => numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count), []);
        }

        var permits = new int[space.Variables.Count];
        for (var level = 0; level < permits.Length; level++)
        {
            permits[level] = conditions.TryGetValue(level, out var all)
                ? all.Aggregate(FunctionTable.Everywhere, (both, condition) => _table.And(both, _table.Import(condition.Diagram, [.. condition.Settled], value => value.IsTrue ? 1 : 0)))
                : FunctionTable.Everywhere;
        }

        Start = Trim(new OpenState(goal, NumberOf(permits))).State;
    }

    public OpenState Start { get; }

    public FunctionTable Table => _table;

    /// <summary>What is left when a variable is known.</summary>
    public OpenState Answer(OpenState state, int level, int region) => Trim(new OpenState(_table.Restrict(state.Goal, level, region), Restrict(state.Permits, level, region))).State;

    /// <summary>What is left when nobody knows an answer: the question is not asked again.</summary>
    public OpenState Skip(OpenState state, int level)
    {
        var permits = (int[])_permits[state.Permits].Clone();
        permits[level] = FunctionTable.Nowhere;
        return Trim(new OpenState(state.Goal, NumberOf(permits))).State;
    }

    /// <summary>The variables that may be asked about and matter, ascending.</summary>
    public IReadOnlyList<int> Askable(OpenState state) => Trim(state).Askable;

    /// <summary>The variables that matter, whether they may be asked about or not, ascending.</summary>
    public IReadOnlyList<int> Matters(OpenState state) => Trim(state).Matters;

    /// <summary>Whether a variable may certainly be asked about.</summary>
    public bool MayAsk(OpenState state, int level) => _permits[state.Permits][level] == FunctionTable.Everywhere;

    // Conditions of what no longer matters are forgotten, so that states that differ only there are one.
    private (OpenState State, int[] Matters, int[] Askable) Trim(OpenState state)
    {
        if (_trimmed.TryGetValue(state, out var known))
        {
            return known;
        }

        var permits = _permits[state.Permits];
        var (matters, ahead) = (IndexSet.Empty, new Stack<int>(_table.Support(state.Goal).Members));
        while (ahead.TryPop(out var level))
        {
            if (!matters.Contains(level))
            {
                matters = matters.With(level);
                foreach (var needed in _table.Support(permits[level]).Members)
                {
                    ahead.Push(needed);
                }
            }
        }

        var kept = permits.Select((permit, level) => matters.Contains(level) ? permit : FunctionTable.Everywhere).ToArray();
        var trimmed = (new OpenState(state.Goal, NumberOf(kept)), matters.Members.ToArray(), matters.Members.Where(level => kept[level] == FunctionTable.Everywhere).OrderBy(level => _table.Space.Variables[level].Place).ToArray());
        _trimmed[trimmed.Item1] = trimmed;
        _trimmed[state] = trimmed;
        return trimmed;
    }

    private int Restrict(int permits, int level, int region)
    {
        if (!_restricted.TryGetValue((permits, level, region), out var result))
        {
            result = NumberOf([.. _permits[permits].Select(permit => _table.Restrict(permit, level, region))]);
            _restricted.Add((permits, level, region), result);
        }

        return result;
    }

    private int NumberOf(int[] permits)
    {
        if (!_permitNumbers.TryGetValue(permits, out var number))
        {
            number = _permits.Count;
            _permits.Add(permits);
            _permitNumbers.Add(permits, number);
        }

        return number;
    }
}

/// <summary>Arrays with the same numbers are equal.</summary>
internal sealed class SameNumbers : IEqualityComparer<int[]>
{
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(int[] obj)
    {
        var hash = default(HashCode);
        foreach (var number in obj)
        {
            hash.Add(number);
        }

        return hash.ToHashCode();
    }
}
