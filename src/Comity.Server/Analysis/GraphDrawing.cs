using System.Globalization;
using System.Net;
using System.Text;
using Comity.Policy.Reading;
using Microsoft.AspNetCore.Components;

namespace Comity.Server.Analysis;

/// <summary>A policy's graph as SVG: each decision, with the lines of what it needs, is a link to its table. Colours come from the stylesheet.</summary>
internal static class GraphDrawing
{
    private const int LineLength = 26;

    /// <summary>Draws.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="title">What the drawing is called.</param>
    public static MarkupString Of(PolicyGraph graph, string title)
    {
        var places = graph.Nodes.Index().ToDictionary(entry => entry.Item.Id, entry => entry.Index, StringComparer.Ordinal);
        var layout = new GraphLayout([.. graph.Nodes.Select(node => (IReadOnlyList<int>)[.. node.Needs.Select(need => places[need])])]);
        var svg = new StringBuilder();
        Write($"<svg class=\"graph\" role=\"group\" aria-label=\"{WebUtility.HtmlEncode(title)}\" width=\"{layout.Width}\" height=\"{layout.Height}\" viewBox=\"0 0 {layout.Width} {layout.Height}\" xmlns=\"http://www.w3.org/2000/svg\">");

        // All lines lie below all boxes; those of a decision are drawn once more over them, and show when it is pointed at.
        foreach (var (place, _) in graph.Nodes.Index())
        {
            Lines(place, "line");
        }

        foreach (var (place, node) in graph.Nodes.Index().Where(entry => entry.Item.Needs.Count > 0))
        {
            Write($"<a href=\"#{node.Id}\" class=\"{Kind(node)}\">");
            Lines(place, "line own");
            Box(node, layout.At(place));
            svg.Append("</a>");
        }

        foreach (var (place, node) in graph.Nodes.Index().Where(entry => entry.Item.Needs.Count == 0))
        {
            Write($"<g class=\"{Kind(node)}\">");
            Box(node, layout.At(place));
            svg.Append("</g>");
        }

        svg.Append("</svg>");
        return new MarkupString(svg.ToString());

        void Lines(int place, string name)
        {
            foreach (var line in layout.Lines.Where(line => line.Node == place))
            {
                Write($"<path class=\"{name}{(graph.Nodes[line.Need].Kind == PolicyNodeKind.Provision ? " authority" : "")}\" d=\"{Curve([.. line.Points])}\"/>");
            }
        }

        void Box(PolicyNode node, GraphPoint at)
        {
            var round = node.Kind == PolicyNodeKind.Fact ? GraphLayout.NodeHeight / 2 : 4;
            Write($"<rect x=\"{at.X:0.#}\" y=\"{at.Y:0.#}\" width=\"{GraphLayout.NodeWidth}\" height=\"{GraphLayout.NodeHeight}\" rx=\"{round}\"/>");
            var lines = Wrapped(node.Label);
            foreach (var (number, text) in lines.Index())
            {
                Write($"<text x=\"{at.X + (GraphLayout.NodeWidth / 2):0.#}\" y=\"{at.Y + (GraphLayout.NodeHeight / 2) + 4.5 + ((number - ((lines.Count - 1) / 2.0)) * 16):0.#}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(text)}</text>");
            }
        }

        void Write(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The class of a node.</summary>
    public static string Kind(PolicyNode node) => node.Kind.ToString().ToLowerInvariant();

    private static string Curve(GraphPoint[] points)
    {
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}"));
        foreach (var (from, to) in points.Zip(points.Skip(1)))
        {
            var middle = (from.X + to.X) / 2;
            path.Append(CultureInfo.InvariantCulture, $"C{middle:0.#} {from.Y:0.#} {middle:0.#} {to.Y:0.#} {to.X:0.#} {to.Y:0.#}");
        }

        return path.ToString();
    }

    // On two lines at most.
    private static List<string> Wrapped(string label)
    {
        if (label.Length <= LineLength)
        {
            return [label];
        }

        var cut = label.LastIndexOf(' ', LineLength) is > 0 and var space ? space : LineLength;
        var rest = label[cut..].Trim();
        return [label[..cut], rest.Length <= LineLength ? rest : rest[..(LineLength - 1)].TrimEnd() + "…"];
    }
}
