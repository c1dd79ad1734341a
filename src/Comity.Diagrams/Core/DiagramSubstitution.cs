using System.Runtime.InteropServices;
using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>Puts diagrams in the place of a diagram's values.</summary>
internal static class DiagramSubstitution
{
    /// <summary>What follows from the value in each situation, in one walk over the diagram and all that follow.</summary>
    /// <param name="source">The diagram.</param>
    /// <param name="next">What follows from a value, of the same space; asked once for each.</param>
    public static Diagram Substitute(this Diagram source, Func<FeelValue, Diagram> next)
    {
        var (space, results) = (source.Space, new Dictionary<int, int>());
        foreach (var value in source.Terminals())
        {
            results.Add(space.TerminalOf(value), next(value).Root);
        }

        return results.Count == 1 ? new Diagram(space, results.Values.First()) : new Walk(space.Nodes, results).From(source);
    }

    // A state is a node of the source with the results that can be reached from it, each followed as far as the node.
    private sealed class Walk(NodeTable nodes, Dictionary<int, int> results)
    {
        private readonly Dictionary<int, int[]> _reached = [];
        private readonly Dictionary<int[], int> _done = new(new States());

        public Diagram From(Diagram source) =>
            new(source.Space, Visit(source.Root, [.. Reached(source.Root).Select(value => results[value])]));

        private int Visit(int node, int[] ahead)
        {
            if (!ahead.AsSpan().ContainsAnyExcept(ahead[0]))
            {
                return ahead[0];
            }

            int[] state = [node, .. ahead];
            if (!_done.TryGetValue(state, out var result))
            {
                var level = ahead.Aggregate(nodes.Level(node), (least, root) => Math.Min(least, nodes.Level(root)));
                var (mark, start) = (nodes.Mark, 0);
                while (start < nodes.Width(level))
                {
                    var end = ahead.Aggregate(nodes.EndOfArc(node, level, start), (least, root) => Math.Min(least, nodes.EndOfArc(root, level, start)));
                    nodes.Add(level, start, end, Child(node, nodes.Follow(node, level, start), ahead, level, start));
                    start = end;
                }

                result = nodes.Node(level, mark);
                _done.Add(state, result);
            }

            return result;
        }

        private int Child(int node, int child, int[] ahead, int level, int region)
        {
            var known = _reached[node];
            if (child < 0)
            {
                return nodes.Follow(ahead[Array.BinarySearch(known, child)], level, region);
            }

            // What the child reaches is among what the node reaches, in the same order.
            var (wanted, i) = (Reached(child), -1);
            var followed = new int[wanted.Length];
            for (var j = 0; j < wanted.Length; j++)
            {
                do
                {
                    i++;
                }
                while (known[i] != wanted[j]);
                followed[j] = nodes.Follow(ahead[i], level, region);
            }

            return Visit(child, followed);
        }

        // The values below a node, ascending.
        private int[] Reached(int node)
        {
            if (!_reached.TryGetValue(node, out var values))
            {
                values = node < 0 ? [node] : [.. nodes.Children(node).Distinct().SelectMany(Reached).Distinct().Order()];
                _reached.Add(node, values);
            }

            return values;
        }
    }

    private sealed class States : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
