using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>
/// The diagrams over one ordered list of variables. Nodes and terminals are shared, so that two diagrams have the same
/// meaning exactly when they are the same. Building is for one thread at a time; evaluating finished diagrams is for any number.
/// </summary>
public sealed class DiagramSpace
{
    /// <summary>How many nodes a space may hold unless its maker says otherwise.</summary>
    public const int DefaultBudget = 2_000_000;

    private readonly NodeTable _nodes;
    private readonly Dictionary<FeelValue, int> _terminalNumbers = [];
    private readonly List<FeelValue> _terminals = [];
    private (int First, int Second, int Third) _operands = (~0, ~0, ~0);

    /// <summary>A space without diagrams.</summary>
    /// <param name="variables">The variables in the order in which diagrams test them.</param>
    /// <param name="budget">How many nodes it may hold.</param>
    /// <param name="work">What building in it spends from, and asking of its diagrams; null for nothing.</param>
    public DiagramSpace(IReadOnlyList<DiagramVariable> variables, int budget = DefaultBudget, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        Variables = variables;
        Work = work;
        Budget = budget;
        Widths = [.. variables.Select(variable => variable.RegionCount)];
        _nodes = new NodeTable(Widths, budget, work);
        Sets = new SetAlgebra(_nodes, TerminalOf(FeelValue.False), TerminalOf(FeelValue.True));
        False = Constant(FeelValue.False);
        True = Constant(FeelValue.True);
    }

    /// <summary>The variables by level.</summary>
    public IReadOnlyList<DiagramVariable> Variables { get; }

    /// <summary>How many nodes all its diagrams have together.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>False everywhere: no situation.</summary>
    public Diagram False { get; }

    /// <summary>True everywhere: every situation.</summary>
    public Diagram True { get; }

    /// <summary>Where one of some diagrams of this space is true, each of which is true or false everywhere.</summary>
    public Diagram Any(IEnumerable<Diagram> diagrams) => Pairwise.Join([.. diagrams], (left, right) => left.Or(right), False);

    /// <summary>The diagram that is that value everywhere.</summary>
    public Diagram Constant(FeelValue value) => new(this, TerminalOf(value));

    /// <summary>A diagram that depends on one variable.</summary>
    /// <param name="level">The variable's position.</param>
    /// <param name="values">The value for each region.</param>
    public Diagram Test(int level, IReadOnlyList<FeelValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Diagram(this, _nodes.Node(level, [.. values.Select(TerminalOf)]));
    }

    /// <summary>The diagram that leads, for each region of a variable, to another one.</summary>
    /// <param name="level">The variable's position.</param>
    /// <param name="arcs">The first of neighboring regions and the diagram that they lead to, which depends on later variables only; the
    /// first from region 0 on, each until the next.</param>
    /// <exception cref="ArgumentException">The arcs do not cover the regions in order, or lead to an earlier variable.</exception>
    /// <exception cref="EvaluationLimitException">There are as many nodes as are allowed, or more work is done.</exception>
    public Diagram Node(int level, IReadOnlyList<(int First, Diagram Child)> arcs)
    {
        ArgumentNullException.ThrowIfNull(arcs);
        int End(int arc) => arc + 1 < arcs.Count ? arcs[arc + 1].First : Variables[level].RegionCount;
        if (arcs.Count == 0 || arcs[0].First != 0
            || arcs.Index().Any(arc => arc.Item.First >= End(arc.Index) || _nodes.Level(arc.Item.Child.Root) <= level))
        {
            throw new ArgumentException("The arcs do not cover the regions, or lead to an earlier variable.", nameof(arcs));
        }

        var mark = _nodes.Mark;
        for (var arc = 0; arc < arcs.Count; arc++)
        {
            _nodes.Add(level, arcs[arc].First, End(arc), arcs[arc].Child.Root);
        }

        return new Diagram(this, _nodes.Node(level, mark));
    }

    /// <summary>A diagram that depends on one variable, and is one value for many regions.</summary>
    /// <param name="level">The variable's position.</param>
    /// <param name="arcs">
    /// Values in the order of the regions, each with the region before which it ends; the last with how many there are.
    /// </param>
    internal Diagram Test(int level, params ReadOnlySpan<(int End, FeelValue Value)> arcs)
    {
        var (mark, start) = (_nodes.Mark, 0);
        foreach (var (end, value) in arcs)
        {
            if (end > start)
            {
                _nodes.Add(level, start, end, TerminalOf(value));
                start = end;
            }
        }

        return new Diagram(this, _nodes.Node(level, mark));
    }

    /// <summary>What is being combined, or was combined last.</summary>
    internal IReadOnlyList<Diagram> Operands => [new(this, _operands.First), new(this, _operands.Second), new(this, _operands.Third)];

    /// <summary>How many nodes it may hold.</summary>
    internal int Budget { get; }

    /// <summary>What work on its diagrams spends from; null for nothing.</summary>
    internal WorkBudget? Work { get; }

    internal NodeTable Nodes => _nodes;

    /// <summary>Notes what is being combined.</summary>
    internal void Combining(Diagram first, Diagram second, Diagram third) => _operands = (first.Root, second.Root, third.Root);

    internal SetAlgebra Sets { get; }

    /// <summary>How many regions the variable of each level has.</summary>
    internal int[] Widths { get; }

    internal FeelValue Terminal(int id) => _terminals[~id];

    // A value is looked up by its parts, and so it has to be of a size that can be walked.
    internal int TerminalOf(FeelValue value)
    {
        _nodes.Spend(1, value.Kind is FeelKind.List or FeelKind.Context or FeelKind.String ? value.Size : 0);
        return Adopted(value);
    }

    /// <summary>The terminal of a value for which work was spent already, as that of another space.</summary>
    internal int Adopted(FeelValue value)
    {
        if (!_terminalNumbers.TryGetValue(value, out var number))
        {
            number = _terminals.Count;
            _terminals.Add(value);
            _terminalNumbers.Add(value, number);
        }

        return ~number;
    }
}
