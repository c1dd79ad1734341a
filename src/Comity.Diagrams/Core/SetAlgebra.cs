namespace Comity.Diagrams.Core;

/// <summary>Sets of situations in a table of nodes: functions to two constants. What was combined once is remembered.</summary>
/// <param name="nodes">The table.</param>
/// <param name="nowhere">The constant of what is not in a set.</param>
/// <param name="everywhere">The constant of what is.</param>
internal sealed class SetAlgebra(NodeTable nodes, int nowhere, int everywhere)
{
    private readonly Dictionary<(SetOperation, int, int), int> _combined = [];

    private enum SetOperation
    {
        And,
        Or,
        Minus,
    }

    public int And(int left, int right) => Combine(SetOperation.And, left, right);

    public int Or(int left, int right) => Combine(SetOperation.Or, left, right);

    public int Minus(int left, int right) => Combine(SetOperation.Minus, left, right);

    /// <summary>Forgets what was combined.</summary>
    public void Forget() => _combined.Clear();

    private int Combine(SetOperation operation, int left, int right)
    {
        switch (operation)
        {
            case SetOperation.And when left == right || right == everywhere:
            case SetOperation.Or when left == right || right == nowhere:
            case SetOperation.Minus when right == nowhere || left == nowhere:
                return left;
            case SetOperation.And when left == everywhere:
            case SetOperation.Or when left == nowhere:
                return right;
            case SetOperation.And when left == nowhere || right == nowhere:
            case SetOperation.Minus when left == right || right == everywhere:
                return nowhere;
            case SetOperation.Or when left == everywhere || right == everywhere:
                return everywhere;
        }

        if (operation != SetOperation.Minus && left > right)
        {
            (left, right) = (right, left);
        }

        if (!_combined.TryGetValue((operation, left, right), out var result))
        {
            var (level, mark) = (Math.Min(nodes.Level(left), nodes.Level(right)), nodes.Mark);
            for (var arcs = nodes.Arcs(level, left, right); arcs.Next();)
            {
                nodes.Add(level, arcs.Start, arcs.End, Combine(operation, arcs.First, arcs.Second));
            }

            result = nodes.Node(level, mark);
            _combined.Add((operation, left, right), result);
        }

        return result;
    }
}
