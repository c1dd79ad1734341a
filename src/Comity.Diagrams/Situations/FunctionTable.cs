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
    public Effort? Effort { get; set; }

    /// <summary>The level that a function tests first; <see cref="int.MaxValue"/> for a constant.</summary>
    public int Level(int function) => _nodes.Level(function);

    /// <summary>The function where the variable that it tests first lies in a region.</summary>
    public int Child(int function, int region) => _nodes.Cells[function + 1 + region];

    /// <summary>The function that tests a variable first and goes on as given.</summary>
    public int Node(int level, ReadOnlySpan<int> children) => _nodes.Node(level, children);

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
                var (level, children) = (source.Level(node), source.Children(node).ToArray());
                for (var region = 0; region < children.Length; region++)
                {
                    children[region] = Visit(children[region]);
                }

                result = _nodes.Node(level, children);
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
            var children = new int[Widths[level]];
            for (var region = 0; region < children.Length; region++)
            {
                children[region] = cube[level].Contains(region) ? result : Nowhere;
            }

            result = _nodes.Node(level, children);
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
            var children = new int[Widths[Level(function)]];
            Effort?.Spend(children.Length);
            for (var i = 0; i < children.Length; i++)
            {
                children[i] = i > 0 && Child(function, i) == Child(function, i - 1) ? children[i - 1] : Restrict(Child(function, i), level, region);
            }

            result = _nodes.Node(Level(function), children);
            _restricted.Add((function, level, region), result);
        }

        return result;
    }

    /// <summary>The function where some variables are known.</summary>
    /// <param name="function">The function.</param>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="done">What was found for other functions where the same is known; added to.</param>
    /// <param name="makes">Whether it is made where it is not there yet; null otherwise.</param>
    public int? Restrict(int function, ReadOnlySpan<int> known, Dictionary<int, int?> done, bool makes)
    {
        function = _nodes.Follow(function, known);
        if (function < 0 || done.TryGetValue(function, out var result))
        {
            return function < 0 ? function : done[function];
        }

        var (level, children) = (Level(function), new int[Widths[Level(function)]]);
        for (var region = 0; region < children.Length; region++)
        {
            if (Restrict(Child(function, region), known, done, makes) is not { } child)
            {
                return done[function] = null;
            }

            children[region] = child;
        }

        return done[function] = makes ? _nodes.Node(level, children) : _nodes.Known(level, children);
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
                var level = Math.Min(Level(first), Level(second));
                var children = new int[Widths[level]];
                Effort?.Spend(children.Length);
                for (var region = 0; region < children.Length; region++)
                {
                    children[region] = Visit(_nodes.Follow(first, level, region), _nodes.Follow(second, level, region));
                }

                result = _nodes.Node(level, children);
                done.Add((first, second), result);
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
            for (var region = 0; region < Widths[Level(function)]; region++)
            {
                support = support.Union(Support(Child(function, region)));
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
        var (done, whole) = (new Dictionary<int, T>(), weights.Select(regions => regions.Aggregate(T.Zero, (sum, weight) => sum + weight)).ToArray());
        return From(0, set);

        // The levels between that one and the function's own are free.
        T From(int level, int function)
        {
            var result = function < 0 ? (function == Nowhere ? T.Zero : T.One) : Here(function);
            for (var free = level; free < Math.Min(Level(function), whole.Length); free++)
            {
                result *= whole[free];
            }

            return result;
        }

        T Here(int function)
        {
            if (!done.TryGetValue(function, out var sum))
            {
                sum = T.Zero;
                for (var region = 0; region < Widths[Level(function)]; region++)
                {
                    sum += weights[Level(function)][region] * From(Level(function) + 1, Child(function, region));
                }

                done.Add(function, sum);
            }

            return sum;
        }
    }
}
