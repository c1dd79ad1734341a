using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>Brings diagrams into another space.</summary>
public static class DiagramTransfer
{
    /// <summary>The same function in another space, whose variables tell at least as much apart and may stand in another order.</summary>
    /// <param name="diagram">The diagram.</param>
    /// <param name="target">A space with a variable of the same name for each that the diagram depends on.</param>
    public static Diagram Into(this Diagram diagram, DiagramSpace target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var (source, done) = (diagram.Space, new Dictionary<int, Diagram>());
        var (levels, regions) = (new int[source.Variables.Count], new int[]?[source.Variables.Count]);
        return Visit(diagram.Root);

        Diagram Visit(int node)
        {
            if (!done.TryGetValue(node, out var result))
            {
                result = node < 0 ? target.Constant(source.Terminal(node)) : Node(node);
                done.Add(node, result);
            }

            return result;
        }

        Diagram Node(int node)
        {
            var own = source.Nodes.Level(node);
            if (regions[own] is not { } here)
            {
                var name = source.Variables[own].Name;
                levels[own] = target.Variables.Index().First(entry => entry.Item.Name == name).Index;
                var variable = target.Variables[levels[own]];
                here = regions[own] = [.. Enumerable.Range(0, variable.RegionCount)
                    .Select(region => source.Variables[own].RegionOf(variable.Sample(region)))];
            }

            // The regions of the target at which another child begins, and the children.
            var (starts, children) = (new List<int>(), new List<int>());
            for (var region = 0; region < here.Length; region++)
            {
                if (region == 0 || here[region] != here[region - 1])
                {
                    var child = source.Nodes.Child(node, here[region]);
                    if (region == 0 || child != children[^1])
                    {
                        starts.Add(region);
                        children.Add(child);
                    }
                }
            }

            return Between(0, children.Count);

            // By halves, so that no part is walked through for each child.
            Diagram Between(int first, int end)
            {
                if (end - first == 1)
                {
                    return Visit(children[first]);
                }

                var middle = (first + end) / 2;
                var isBefore = target.Test(levels[own], [(starts[middle], FeelValue.True), (here.Length, FeelValue.False)]);
                return isBefore.Choose(Between(first, middle), Between(middle, end));
            }
        }
    }
}
