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

    private readonly int[] _widths;
    private readonly NodeTable _nodes;
    private readonly Dictionary<FeelValue, int> _terminalNumbers = [];
    private readonly List<FeelValue> _terminals = [];

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
        _widths = [.. variables.Select(variable => variable.RegionCount)];
        _nodes = new NodeTable(_widths, budget, work);
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
    /// <exception cref="ArgumentException">The arcs do not cover the regions one after the other, or lead to an earlier variable.</exception>
    /// <exception cref="EvaluationLimitException">There are as many nodes as are allowed, or more work is done.</exception>
    public Diagram Node(int level, IReadOnlyList<(int First, Diagram Child)> arcs)
    {
        ArgumentNullException.ThrowIfNull(arcs);
        var children = new int[_widths[level]];
        if (arcs.Count == 0 || arcs[0].First != 0)
        {
            throw new ArgumentException("The first arc begins at region 0.", nameof(arcs));
        }

        for (var i = 0; i < arcs.Count; i++)
        {
            var (start, end) = (arcs[i].First, i + 1 < arcs.Count ? arcs[i + 1].First : children.Length);
            if (start >= end || end > children.Length || _nodes.Level(arcs[i].Child.Root) <= level)
            {
                throw new ArgumentException($"Arc {i} covers no region, or leads to an earlier variable.", nameof(arcs));
            }

            children.AsSpan(start..end).Fill(arcs[i].Child.Root);
        }

        return new Diagram(this, _nodes.Node(level, children));
    }

    /// <summary>How many nodes it may hold.</summary>
    internal int Budget { get; }

    /// <summary>What work on its diagrams spends from; null for nothing.</summary>
    internal WorkBudget? Work { get; }

    internal NodeTable Nodes => _nodes;

    internal SetAlgebra Sets { get; }

    /// <summary>An empty table over the same variables.</summary>
    internal NodeTable NewTable() => new(_widths, DefaultBudget, Work);

    internal FeelValue Terminal(int id) => _terminals[~id];

    // A value is looked up by its parts, and so it has to be of a size that can be walked.
    internal int TerminalOf(FeelValue value)
    {
        _nodes.Spend(1, value.Kind is FeelKind.List or FeelKind.Context or FeelKind.String ? value.Size : 0);
        if (!_terminalNumbers.TryGetValue(value, out var number))
        {
            number = _terminals.Count;
            _terminals.Add(value);
            _terminalNumbers.Add(value, number);
        }

        return ~number;
    }
}
