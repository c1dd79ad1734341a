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
        var levels = target.Variables.Select((variable, level) => (variable.Name, level)).ToDictionary(pair => pair.Name, pair => pair.level, StringComparer.Ordinal);
        return Visit(diagram.Root);

        Diagram Visit(int node)
        {
            if (done.TryGetValue(node, out var result))
            {
                return result;
            }

            if (node < 0)
            {
                result = target.Constant(source.Terminal(node));
            }
            else
            {
                var variable = source.Variables[source.Nodes.Level(node)];
                var level = levels[variable.Name];
                var here = Enumerable.Range(0, target.Variables[level].RegionCount).Select(region => variable.RegionOf(target.Variables[level].Sample(region))).ToArray();
                var children = source.Nodes.Children(node).ToArray();
                result = Visit(children[here[0]]);
                foreach (var child in here.Select(region => children[region]).Distinct().Where(child => child != children[here[0]]))
                {
                    var inside = target.Test(level, [.. here.Select(region => Comity.Feel.Values.FeelValue.From(children[region] == child))]);
                    result = inside.Choose(Visit(child), result);
                }
            }

            done.Add(node, result);
            return result;
        }
    }
}
