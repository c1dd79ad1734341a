using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>
/// A function from the regions of a space's variables to FEEL values, as a reduced, ordered, shared decision diagram.
/// Two diagrams of one space are equal exactly when they are the same function.
/// </summary>
/// <remarks>
/// Whatever makes a new diagram may end with <see cref="DiagramBudgetException"/>, where the space holds as many nodes as it may, or with
/// another <see cref="Comity.Feel.Evaluation.EvaluationLimitException"/>, where its work is spent. What was made before stays usable.
/// </remarks>
public readonly struct Diagram : IEquatable<Diagram>
{
    private readonly int _root;

    internal Diagram(DiagramSpace space, int root)
    {
        Space = space;
        _root = root;
    }

    /// <summary>Where it lives.</summary>
    public DiagramSpace Space { get; }

    /// <summary>The node at which a walk begins.</summary>
    internal int Root => _root;

    /// <summary>Whether it is one value everywhere.</summary>
    public bool IsConstant => _root < 0;

    /// <summary>Its value where each variable lies in the given region.</summary>
    /// <param name="regions">A region for each variable of the space.</param>
    public FeelValue Evaluate(ReadOnlySpan<int> regions) => Space.Terminal(Space.Nodes.Walk(_root, regions));

    /// <summary>
    /// Where a walk along the known variables comes to: negative for a value, and the same number for the same value; otherwise a node whose
    /// variable is not known.
    /// </summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public int Follow(ReadOnlySpan<int> known) => Space.Nodes.Follow(_root, known);

    /// <summary>The values it can have, in the order in which a walk from the first regions finds them.</summary>
    public IReadOnlyList<FeelValue> Terminals()
    {
        var found = new List<FeelValue>();
        foreach (var node in Reachable([this]))
        {
            if (node < 0)
            {
                found.Add(Space.Terminal(node));
            }
        }

        return found;
    }

    /// <summary>The levels of the variables that can change its value, ascending: these and no others.</summary>
    public IReadOnlyList<int> Support()
    {
        var levels = new SortedSet<int>();
        foreach (var node in Reachable([this]))
        {
            if (node >= 0)
            {
                levels.Add(Space.Nodes.Level(node));
            }
        }

        return [.. levels];
    }

    /// <summary>The values it can still have when some variables are known. Adds nothing to the space.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public IReadOnlyList<FeelValue> Terminals(ReadOnlySpan<int> known)
    {
        var nodes = Space.Nodes;
        var first = nodes.Follow(_root, known);
        if (first < 0)
        {
            return [Space.Terminal(first)];
        }

        var (found, seen, ahead, children) = (new List<FeelValue>(), new HashSet<int>(), new Stack<int>([first]), new List<int>());
        while (ahead.TryPop(out var node))
        {
            if (!seen.Add(node))
            {
                continue;
            }

            if (node < 0)
            {
                found.Add(Space.Terminal(node));
                continue;
            }

            children.Clear();
            nodes.Children(node, children);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                ahead.Push(nodes.Follow(children[i], known));
            }
        }

        return found;
    }

    /// <summary>Of a diagram that is true or false everywhere: which of the two it is; null where it depends on what is not known.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public bool? Certain(ReadOnlySpan<int> known)
    {
        var nodes = Space.Nodes;
        var (yes, first) = (Space.True.Root, nodes.Follow(_root, known));
        if (first < 0)
        {
            return first == yes;
        }

        var (seen, ahead, found) = (new HashSet<int> { first }, new Stack<int>([first]), 0);
        while (ahead.TryPop(out var node))
        {
            for (var arcs = nodes.Arcs(node); arcs.Next();)
            {
                var next = nodes.Follow(arcs.First, known);
                if (next >= 0)
                {
                    if (seen.Add(next))
                    {
                        ahead.Push(next);
                    }
                }
                else if (found == 0)
                {
                    found = next;
                }
                else if (found != next)
                {
                    return null;
                }
            }
        }

        return found == yes;
    }

    /// <summary>The levels of the variables that can still change its value when some are known: these and no others. Adds nothing to the space.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    public IReadOnlyList<int> Support(ReadOnlySpan<int> known)
    {
        if (Follow(known) < 0)
        {
            return [];
        }

        var left = Remainder.Of(Space.Nodes, Space.Widths, known);
        left.Add(_root);
        left.SpendFrom(Space.Work);
        return left.Levels();
    }

    /// <summary>The values it can have, each with the number whose complement <see cref="Follow"/> gives for it.</summary>
    public IReadOnlyList<(int Number, FeelValue Value)> TerminalNumbers()
    {
        var space = Space;
        return [.. Reachable([this]).Where(node => node < 0).Select(node => (~node, space.Terminal(node)))];
    }

    /// <summary>How many nodes some diagrams of one space have together.</summary>
    public static int CountNodes(IEnumerable<Diagram> diagrams) => Reachable([.. diagrams]).Count(node => node >= 0);

    /// <summary>How many nodes it has.</summary>
    public int NodeCount => CountNodes([this]);

    /// <summary>The same with each value replaced.</summary>
    public Diagram Map(Func<FeelValue, FeelValue> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (space, nodes, done) = (Space, Space.Nodes, new Dictionary<int, int>());
        space.Combining(this, this, this);
        return new Diagram(space, Visit(_root));

        int Visit(int node)
        {
            if (done.TryGetValue(node, out var result))
            {
                return result;
            }

            if (node < 0)
            {
                result = space.TerminalOf(change(space.Terminal(node)));
            }
            else
            {
                var (level, mark) = (nodes.Level(node), nodes.Mark);
                for (var arcs = nodes.Arcs(node); arcs.Next();)
                {
                    nodes.Add(level, arcs.Start, arcs.End, Visit(arcs.First));
                }

                result = nodes.Node(level, mark);
            }

            done.Add(node, result);
            return result;
        }
    }

    /// <summary>Two diagrams combined value by value.</summary>
    public Diagram Apply(Diagram other, Func<FeelValue, FeelValue, FeelValue> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        var (space, nodes, done) = (Space, Space.Nodes, new Dictionary<(int, int), int>());
        space.Combining(this, other, other);
        return new Diagram(space, Visit(_root, other._root));

        int Visit(int left, int right)
        {
            if (done.TryGetValue((left, right), out var result))
            {
                return result;
            }

            if (left < 0 && right < 0)
            {
                result = space.TerminalOf(combine(space.Terminal(left), space.Terminal(right)));
            }
            else
            {
                var (level, mark) = (Math.Min(nodes.Level(left), nodes.Level(right)), nodes.Mark);
                for (var arcs = nodes.Arcs(level, left, right); arcs.Next();)
                {
                    nodes.Add(level, arcs.Start, arcs.End, Visit(arcs.First, arcs.Second));
                }

                result = nodes.Node(level, mark);
            }

            done.Add((left, right), result);
            return result;
        }
    }

    /// <summary>One diagram where this one is true, another where it is anything else.</summary>
    public Diagram Choose(Diagram then, Diagram otherwise)
    {
        var (space, nodes, done) = (Space, Space.Nodes, new Dictionary<(int, int, int), int>());
        space.Combining(this, then, otherwise);
        return new Diagram(space, Visit(_root, then._root, otherwise._root));

        int Visit(int condition, int yes, int no)
        {
            if (condition < 0)
            {
                return space.Terminal(condition).IsTrue ? yes : no;
            }

            if (yes == no)
            {
                return yes;
            }

            if (!done.TryGetValue((condition, yes, no), out var result))
            {
                var level = Math.Min(nodes.Level(condition), Math.Min(nodes.Level(yes), nodes.Level(no)));
                var mark = nodes.Mark;
                for (var arcs = nodes.Arcs(level, condition, yes, no); arcs.Next();)
                {
                    nodes.Add(level, arcs.Start, arcs.End, Visit(arcs.First, arcs.Second, arcs.Third));
                }

                result = nodes.Node(level, mark);
                done.Add((condition, yes, no), result);
            }

            return result;
        }
    }

    /// <summary>True where it has that value, false elsewhere.</summary>
    public Diagram Is(FeelValue value) => Map(other => FeelValue.From(other == value));

    /// <summary>Of two diagrams that are true or false everywhere: where both are true.</summary>
    public Diagram And(Diagram other) => Combined(other, Space.Sets.And);

    /// <summary>Of two diagrams that are true or false everywhere: where one is true.</summary>
    public Diagram Or(Diagram other) => Combined(other, Space.Sets.Or);

    /// <summary>Of two diagrams that are true or false everywhere: where this one is true and the other is not.</summary>
    public Diagram Minus(Diagram other) => Combined(other, Space.Sets.Minus);

    /// <summary>Of a diagram that is true or false everywhere: where it is false.</summary>
    public Diagram Not() => Space.True.Minus(this);

    /// <inheritdoc/>
    public bool Equals(Diagram other) => ReferenceEquals(Space, other.Space) && _root == other._root;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Diagram other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _root;

    /// <summary>Where one of some diagrams of a space is true. By halves, so that no part is walked through for each of them.</summary>
    /// <param name="space">The space.</param>
    /// <param name="sets">Diagrams that are true or false everywhere.</param>
    internal static Diagram Any(DiagramSpace space, ReadOnlySpan<Diagram> sets) => sets.Length switch
    {
        0 => space.False,
        1 => sets[0],
        var count => Any(space, sets[..(count / 2)]).Or(Any(space, sets[(count / 2)..])),
    };

    /// <summary>Same function.</summary>
    public static bool operator ==(Diagram left, Diagram right) => left.Equals(right);

    /// <summary>Another function.</summary>
    public static bool operator !=(Diagram left, Diagram right) => !left.Equals(right);

    private Diagram Combined(Diagram other, Func<int, int, int> combine)
    {
        Space.Combining(this, other, other);
        return new Diagram(Space, combine(_root, other._root));
    }

    private static List<int> Reachable(IReadOnlyList<Diagram> diagrams)
    {
        var (found, seen, ahead, children) = (new List<int>(), new HashSet<int>(), new Stack<int>(), new List<int>());
        foreach (var diagram in diagrams)
        {
            if (seen.Add(diagram._root))
            {
                ahead.Push(diagram._root);
            }

            while (ahead.TryPop(out var node))
            {
                found.Add(node);
                if (node < 0)
                {
                    continue;
                }

                // The first child is popped first.
                children.Clear();
                diagram.Space.Nodes.Children(node, children);
                for (var i = children.Count - 1; i >= 0; i--)
                {
                    if (seen.Add(children[i]))
                    {
                        ahead.Push(children[i]);
                    }
                }
            }
        }

        return found;
    }
}
