using Comity.Feel.Evaluation;

namespace Comity.Diagrams.Core;

/// <summary>
/// What is left of diagrams of one table when some variables are known, reduced in a table of its own. Each thread has one and uses it
/// again and again, so that asking allocates next to nothing; it is good until the thread asks for the next.
/// </summary>
internal sealed class Remainder
{
    // A larger table is not kept for the next time.
    private const int MostKept = 100_000;

    [ThreadStatic]
    private static Remainder? _last;

    private readonly int[] _widths;
    private readonly NodeTable _left;
    private readonly Dictionary<int, int> _done = [];
    private readonly bool[] _matters;
    private NodeTable _nodes = null!;
    private int[] _known = [];

    private Remainder(int[] widths)
    {
        _widths = widths;
        _left = new NodeTable(widths, DiagramSpace.DefaultBudget);
        _matters = new bool[widths.Length];
    }

    /// <summary>An empty one.</summary>
    /// <param name="nodes">The table that holds the diagrams.</param>
    /// <param name="widths">How many regions the variable of each level has.</param>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public static Remainder Of(NodeTable nodes, int[] widths, ReadOnlySpan<int> known)
    {
        var remainder = _last;
        if (remainder is null || remainder._widths != widths || remainder._left.Count > MostKept)
        {
            _last = remainder = new Remainder(widths);
        }

        remainder.Clear(nodes, known);
        return remainder;
    }

    /// <summary>Takes in what is left of a diagram, and marks the levels of the variables that can still change its value.</summary>
    /// <param name="root">The diagram's root.</param>
    /// <returns>The terminal where nothing can; otherwise not negative.</returns>
    public int Add(int root) => Visit(root);

    /// <summary>Whether a variable can change the value of one of the diagrams that were taken in.</summary>
    public bool Matters(int level) => _matters[level];

    /// <summary>The levels of the variables that can, ascending.</summary>
    public IReadOnlyList<int> Levels()
    {
        var levels = new List<int>();
        for (var level = 0; level < _matters.Length; level++)
        {
            if (_matters[level])
            {
                levels.Add(level);
            }
        }

        return levels;
    }

    /// <summary>Lets the budget know what was done.</summary>
    /// <exception cref="EvaluationLimitException">More is done than is allowed.</exception>
    public void SpendFrom(WorkBudget? work) => work?.Spend(_done.Count, _left.Count);

    private void Clear(NodeTable nodes, ReadOnlySpan<int> known)
    {
        _nodes = nodes;
        _known = _known.Length == known.Length ? _known : new int[known.Length];
        known.CopyTo(_known);
        _left.Clear();
        _done.Clear();
        Array.Clear(_matters);
    }

    private int Visit(int node)
    {
        node = _nodes.Follow(node, _known);
        if (node < 0 || _done.TryGetValue(node, out var result))
        {
            return node < 0 ? node : _done[node];
        }

        var (level, mark) = (_nodes.Level(node), _left.Mark);
        for (var arcs = _nodes.Arcs(node); arcs.Next();)
        {
            _left.Add(level, arcs.Start, arcs.End, Visit(arcs.First));
        }

        // All that is made here can be reached: a node without meaning of its own is its only child.
        var before = _left.Count;
        result = _left.Node(level, mark);
        _matters[level] |= _left.Count > before;
        _done.Add(node, result);
        return result;
    }
}
