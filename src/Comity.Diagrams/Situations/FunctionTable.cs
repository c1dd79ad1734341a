using System.Numerics;
using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Situations;

/// <summary>
/// Functions from situations to small numbers, made of diagrams and in a table of their own: what is asked of finished
/// diagrams is worked out here and adds nothing to their space. For one thread at a time.
/// </summary>
/// <remarks>A function is the id of its root; the constant n is <c>~n</c>. A set of situations is a function to 0 and 1. Equal functions have one id.</remarks>
internal sealed class FunctionTable
{
    /// <summary>The empty set.</summary>
    public const int Nowhere = ~0;

    /// <summary>The set of all situations.</summary>
    public const int Everywhere = ~1;

    private readonly NodeTable _nodes;
    private readonly SetAlgebra _sets;
    private readonly Dictionary<(int, int, int), int> _restricted = [];
    private readonly Dictionary<int, IndexSet> _supports = [];

    public FunctionTable(DiagramSpace space, int budget = DiagramSpace.DefaultBudget)
        : this(space, [.. space.Variables.Select(variable => variable.RegionCount)], budget)
    {
    }

    private FunctionTable(DiagramSpace space, int[] widths, int budget)
    {
        Space = space;
        Widths = widths;
        _nodes = new NodeTable(widths, budget, space.Work);
        _sets = new SetAlgebra(_nodes, Nowhere, Everywhere);
    }

    public DiagramSpace Space { get; }

    /// <summary>How many regions the variable of each level has.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>How many nodes there are, and how many results are remembered.</summary>
    public int Size => _nodes.Count + _restricted.Count;

    /// <summary>What <see cref="Apply"/> and <see cref="Restrict(int, int, int)"/> spend from; null for nothing.</summary>
    public Effort? Effort
    {
        get;
        set
        {
            // Work that ended in the middle leaves what it was putting together.
            _nodes.Leave();
            field = value;
        }
    }

    /// <summary>The level that a function tests first; <see cref="int.MaxValue"/> for a constant.</summary>
    public int Level(int function) => _nodes.Level(function);

    /// <summary>The function where the variable that it tests first lies in a region.</summary>
    public int Child(int function, int region) => _nodes.Child(function, region);

    /// <summary>The function's arcs at the variable that it tests first.</summary>
    public NodeArcs Arcs(int function) => _nodes.Arcs(function);

    /// <summary>A function that depends on one variable, or tests it first.</summary>
    /// <param name="level">The variable.</param>
    /// <param name="arcs">What comes of neighboring regions, in their order, each with the region before which they end.</param>
    public int Node(int level, IEnumerable<(int End, int Child)> arcs)
    {
        var (mark, start) = (_nodes.Mark, 0);
        foreach (var (end, child) in arcs)
        {
            _nodes.Add(level, start, end, child);
            start = end;
        }

        return _nodes.Node(level, mark);
    }

    /// <summary>The set of the situations in which a diagram is true.</summary>
    public int Import(Diagram where) => Import(where, [], value => value.IsTrue ? 1 : 0);

    /// <summary>A diagram's function.</summary>
    /// <param name="diagram">The diagram.</param>
    /// <param name="known">For each variable its region, or -1 when it is left open; empty for all open.</param>
    /// <param name="number">The number of each value.</param>
    public int Import(Diagram diagram, ReadOnlySpan<int> known, Func<FeelValue, int> number)
    {
        var (source, done, regions) = (diagram.Space.Nodes, new Dictionary<int, int>(), known.Length > 0 ? known.ToArray() : [.. Widths.Select(_ => -1)]);
        return Visit(diagram.Root);

        int Visit(int node)
        {
            node = source.Follow(node, regions);
            if (node < 0)
            {
                return ~number(diagram.Space.Terminal(node));
            }

            if (!done.TryGetValue(node, out var result))
            {
                var (level, mark) = (source.Level(node), _nodes.Mark);
                for (var arcs = source.Arcs(node); arcs.Next();)
                {
                    _nodes.Add(level, arcs.Start, arcs.End, Visit(arcs.First));
                }

                result = _nodes.Node(level, mark);
                done.Add(node, result);
            }

            return result;
        }
    }

    /// <summary>A function that has one number for each value of a diagram.</summary>
    public int Import(SettledDiagram diagram)
    {
        var numbers = new Dictionary<FeelValue, int>();
        return Import(diagram.Diagram, [.. diagram.Settled], value =>
            numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count);
    }

    /// <summary>The set of the situations in which all of some diagrams are true.</summary>
    public int ImportAll(IReadOnlyList<SettledDiagram> diagrams) => diagrams.Aggregate(Everywhere, (all, next) =>
        And(all, Import(next.Diagram, [.. next.Settled], value => value.IsTrue ? 1 : 0)));

    /// <summary>The set of a cube's situations.</summary>
    public int Import(IReadOnlyList<IndexSet> cube)
    {
        var result = Everywhere;
        for (var level = cube.Count - 1; level >= 0; level--)
        {
            var mark = _nodes.Mark;
            for (var region = 0; region < Widths[level]; region++)
            {
                _nodes.Add(level, region, region + 1, cube[level].Contains(region) ? result : Nowhere);
            }

            result = _nodes.Node(level, mark);
        }

        return result;
    }

    public int And(int left, int right) => _sets.And(left, right);

    public int Or(int left, int right) => _sets.Or(left, right);

    public int Minus(int left, int right) => _sets.Minus(left, right);

    public bool IsSubset(int left, int right) => Minus(left, right) == Nowhere;

    /// <summary>The function where a variable lies in a region.</summary>
    public int Restrict(int function, int level, int region)
    {
        if (Level(function) >= level)
        {
            return Level(function) == level ? Child(function, region) : function;
        }

        if (!_restricted.TryGetValue((function, level, region), out var result))
        {
            var (own, mark) = (Level(function), _nodes.Mark);
            for (var arcs = _nodes.Arcs(function); arcs.Next();)
            {
                Effort?.Spend(1);
                _nodes.Add(own, arcs.Start, arcs.End, Restrict(arcs.First, level, region));
            }

            result = _nodes.Node(own, mark);
            _restricted.Add((function, level, region), result);
        }

        return result;
    }

    /// <summary>The function where some variables are known.</summary>
    /// <param name="function">The function.</param>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="done">What was found for other functions where the same is known; added to.</param>
    public int Restrict(int function, ReadOnlySpan<int> known, Dictionary<int, int> done)
    {
        function = _nodes.Follow(function, known);
        if (function < 0 || done.TryGetValue(function, out var result))
        {
            return function < 0 ? function : done[function];
        }

        var (level, mark) = (Level(function), _nodes.Mark);
        for (var arcs = _nodes.Arcs(function); arcs.Next();)
        {
            _nodes.Add(level, arcs.Start, arcs.End, Restrict(arcs.First, known, done));
        }

        return done[function] = _nodes.Node(level, mark);
    }

    /// <summary>What is left of functions when some variables are known. Any number of threads may ask where nothing is added.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public Remainder Remainder(ReadOnlySpan<int> known) => Core.Remainder.Of(_nodes, Space.Widths, known);

    /// <summary>Two functions combined number by number.</summary>
    public int Apply(int left, int right, Func<int, int, int> combine)
    {
        var done = new Dictionary<(int, int), int>();
        return Visit(left, right);

        int Visit(int first, int second)
        {
            if (first < 0 && second < 0)
            {
                return ~combine(~first, ~second);
            }

            if (!done.TryGetValue((first, second), out var result))
            {
                var (level, mark) = (Math.Min(Level(first), Level(second)), _nodes.Mark);
                for (var arcs = _nodes.Arcs(level, first, second); arcs.Next();)
                {
                    Effort?.Spend(1);
                    _nodes.Add(level, arcs.Start, arcs.End, Visit(arcs.First, arcs.Second));
                }

                result = _nodes.Node(level, mark);
                done.Add((first, second), result);
            }

            return result;
        }
    }

    /// <summary>One function in a set, another outside of it.</summary>
    public int Choose(int set, int inside, int outside)
    {
        var done = new Dictionary<(int, int, int), int>();
        return Visit(set, inside, outside);

        int Visit(int where, int yes, int no)
        {
            if (where < 0 || yes == no)
            {
                return where == Nowhere ? no : yes;
            }

            if (!done.TryGetValue((where, yes, no), out var result))
            {
                var (level, mark) = (Math.Min(Level(where), Math.Min(Level(yes), Level(no))), _nodes.Mark);
                for (var arcs = _nodes.Arcs(level, where, yes, no); arcs.Next();)
                {
                    _nodes.Add(level, arcs.Start, arcs.End, Visit(arcs.First, arcs.Second, arcs.Third));
                }

                result = _nodes.Node(level, mark);
                done.Add((where, yes, no), result);
            }

            return result;
        }
    }

    /// <summary>The function whose numbers stand for pairs of numbers.</summary>
    /// <param name="left">A function.</param>
    /// <param name="right">Another.</param>
    /// <param name="pairs">The pairs by number; pairs are added to it.</param>
    public int Pair(int left, int right, List<(int Left, int Right)> pairs)
    {
        var numbers = pairs.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return Apply(left, right, (first, second) =>
        {
            if (!numbers.TryGetValue((first, second), out var number))
            {
                number = numbers.Count;
                numbers.Add((first, second), number);
                pairs.Add((first, second));
            }

            return number;
        });
    }

    /// <summary>The set of the situations in which a function has one of some numbers.</summary>
    public int Where(int function, Func<int, bool> isIn) => Apply(function, Nowhere, (number, _) => isIn(number) ? 1 : 0);

    /// <summary>The levels of the variables that can change its value.</summary>
    public IndexSet Support(int function)
    {
        if (function < 0)
        {
            return IndexSet.Empty;
        }

        if (!_supports.TryGetValue(function, out var support))
        {
            support = IndexSet.Of(Level(function));
            for (var arcs = _nodes.Arcs(function); arcs.Next();)
            {
                support = support.Union(Support(arcs.First));
            }

            _supports.Add(function, support);
        }

        return support;
    }

    /// <summary>A sum over all situations: the product of the weights of their regions, where a set has them.</summary>
    /// <param name="set">The set.</param>
    /// <param name="weights">A weight for each region by level.</param>
    public T Measure<T>(int set, IReadOnlyList<IReadOnlyList<T>> weights)
        where T : INumber<T>
    {
        // Sums of the weights of the regions before each one, and of all.
        var done = new Dictionary<int, T>();
        var before = weights.Select(regions =>
        {
            var sums = new T[regions.Count + 1];
            sums[0] = T.Zero;
            for (var region = 0; region < regions.Count; region++)
            {
                sums[region + 1] = sums[region] + regions[region];
            }

            return sums;
        }).ToArray();
        return From(0, set);

        // The levels between that one and the function's own are free.
        T From(int level, int function)
        {
            var result = function < 0 ? (function == Nowhere ? T.Zero : T.One) : Here(function);
            for (var free = level; free < Math.Min(Level(function), before.Length); free++)
            {
                result *= before[free][^1];
            }

            return result;
        }

        T Here(int function)
        {
            if (!done.TryGetValue(function, out var sum))
            {
                sum = T.Zero;
                var level = Level(function);
                for (var arcs = _nodes.Arcs(function); arcs.Next();)
                {
                    var weight = arcs.End == arcs.Start + 1
                        ? weights[level][arcs.Start]
                        : before[level][arcs.End] - before[level][arcs.Start];
                    sum += weight * From(level + 1, arcs.First);
                }

                done.Add(function, sum);
            }

            return sum;
        }
    }
}
