using System.Text;
using System.Xml.Linq;
using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Testing;

namespace Comity.Dmn.Tests.Editing;

/// <summary>The drawing of an exported model can be read: boxes stand apart, lines go around them, and it is not wider than a screen.</summary>
public sealed class RequirementsDrawingTests
{
    private const int Screen = 1920;

    [Fact]
    public void EachPackIsDrawn()
    {
        var models = Directory.GetFiles(Path.Combine(Repository.Root, "policies"), "*.dmn", SearchOption.AllDirectories);
        Assert.NotEmpty(models);
        foreach (var model in models)
        {
            var root = XDocument.Load(model).Root!;
            root.Elements().Where(element => element.Name.LocalName == "DMNDI").Remove();

            // A pack's facts are declared beside its model.
            var required = root.Descendants().Where(element => element.Name.LocalName == "requiredInput")
                .Select(element => ((string)element.Attribute("href")!)[1..]).Distinct();
            Check(root.ToString(), Screen, host: [.. required.Select(name => new HostInput(name, "string", null, false, new SourceLocation("f", 1, 1)))]);
        }
    }

    [Fact]
    public void WhatRequiresIsAboveAndItsAuthorityIsNear()
    {
        var (shapes, edges) = Check(
            """
            <inputData name="input" id="input"/><knowledgeSource name="act" id="act"/>
            <decision name="top" id="top"><informationRequirement><requiredDecision href="#low"/></informationRequirement></decision>
            <decision name="low" id="low"><informationRequirement><requiredInput href="#input"/></informationRequirement>
            <authorityRequirement><requiredAuthority href="#act"/></authorityRequirement></decision>
            """);
        Assert.True(shapes["top"].Bottom < shapes["low"].Top && shapes["low"].Bottom < shapes["act"].Top && shapes["act"].Bottom < shapes["input"].Top);
        Assert.Equal(3, edges.Count);
        Assert.Equal(2, edges.Count(edge => edge.Select(point => point.X).Distinct().Count() == 1));
    }

    // Rows that are split, cycles, elements that require themselves or the same one twice, and authorities of authorities.
    [Fact]
    public void AnyGraphIsDrawn()
    {
        var random = new Random(20260317);
        for (var run = 0; run < 300; run++)
        {
            var count = random.Next(1, 45);
            var model = new StringBuilder();
            for (var element = 0; element < count; element++)
            {
                var (kind, requirement) = random.Next(4) == 0 ? ("knowledgeSource", "authority") : ("decision", "information");
                model.Append($"<{kind} name=\"e{element}\" id=\"e{element}\">");
                for (var need = random.Next(4); need > 0 && (element > 0 || run % 2 == 0); need--)
                {
                    var other = random.Next(run % 2 == 0 ? count : element);
                    model.Append($"<{requirement}Requirement><requiredDecision href=\"#e{other}\"/></{requirement}Requirement>");
                }

                model.Append($"</{kind}>");
            }

            Check(model.ToString(), cyclic: run % 2 == 0);
        }
    }

    [Fact]
    public void AHundredInputsStandInRows()
    {
        var (shapes, _) = Check(
            "<decision name=\"d\" id=\"d\">"
            + string.Concat(Enumerable.Range(0, 100).Select(i => $"<informationRequirement><requiredInput href=\"#i{i}\"/></informationRequirement>"))
            + "</decision>" + string.Concat(Enumerable.Range(0, 100).Select(i => $"<inputData name=\"i{i}\" id=\"i{i}\"/>")),
            2 * Screen);
        Assert.True(shapes.Values.GroupBy(shape => shape.Top).Max(row => row.Count()) <= 6);
    }

    private static (Dictionary<string, Box> Shapes, List<List<(double X, double Y)>> Edges) Check(
        string model, int width = int.MaxValue, bool cyclic = false, IReadOnlyList<HostInput>? host = null)
    {
        var root = Export(model, host).Root!;
        var shapes = root.Descendants().Where(element => element.Name.LocalName == "DMNShape").ToDictionary(
            shape => (string)shape.Attribute("dmnElementRef")!, shape => Box.Of(shape.Elements().Single()));
        var requirements = root.Descendants().Where(element => element.Name.LocalName.EndsWith("Requirement", StringComparison.Ordinal)).ToDictionary(
            requirement => (string)requirement.Attribute("id")!,
            requirement => (From: ((string)requirement.Elements().Single().Attribute("href")!)[1..], To: (string)requirement.Parent!.Attribute("id")!));
        var sources = root.Elements().Where(element => element.Name.LocalName == "knowledgeSource").Select(element => (string)element.Attribute("id")!).ToHashSet();
        var edges = root.Descendants().Where(element => element.Name.LocalName == "DMNEdge").Select(edge => (
            Ends: requirements[(string)edge.Attribute("dmnElementRef")!],
            Points: edge.Elements().Select(point => ((double)point.Attribute("x")!, (double)point.Attribute("y")!)).ToList())).ToList();

        Assert.Equal(requirements.Count, edges.Count);
        Assert.All(shapes.Values, shape => Assert.True(shape.Left > 0 && shape.Top > 0 && shape.Right < width));
        var boxes = shapes.ToList();
        for (var one = 0; one < boxes.Count; one++)
        {
            Assert.DoesNotContain(boxes.Skip(one + 1), other => other.Value.Meets(boxes[one].Value));
        }

        var seen = new List<(string From, Box Segment)>();
        foreach (var ((from, to), points) in edges)
        {
            // An authority stands below, also when it rests on a decision.
            Assert.True(cyclic || sources.Contains(to) || shapes[from].Top > shapes[to].Bottom);
            Assert.Equal((shapes[from].Left + (RequirementsDrawing.Width / 2), shapes[from].Top), points[0]);
            Assert.True(points[^1].Item1 > shapes[to].Left && points[^1].Item1 < shapes[to].Right && points[^1].Item2 == shapes[to].Bottom);
            foreach (var ((x, y), (nextX, nextY)) in points.Zip(points.Skip(1)))
            {
                Assert.True(x == nextX != (y == nextY), "A segment is level or upright, and no point.");
                var segment = new Box(Math.Min(x, nextX), Math.Min(y, nextY), Math.Max(x, nextX), Math.Max(y, nextY));
                Assert.All(boxes, box => Assert.True(!box.Value.Meets(segment) || (box.Key == from && y == box.Value.Top) || (box.Key == to && nextY == box.Value.Bottom)));

                // Lines of two elements cross, and never run on each other.
                Assert.DoesNotContain(seen, other => other.From != from && other.Segment.Meets(segment) && other.Segment.IsLevel == segment.IsLevel);
                seen.Add((from, segment));
            }
        }

        return (shapes, edges.ConvertAll(edge => edge.Points));
    }

    private static XDocument Export(string model, IReadOnlyList<HostInput>? host)
    {
        var text = model.StartsWith("<definitions", StringComparison.Ordinal) ? model
            : $"<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"a\" namespace=\"b\">{model}</definitions>";
        var written = ModelerExport.Write(Encoding.UTF8.GetBytes(text), "m.dmn", host);
        Assert.Empty(written.Diagnostics);
        return XDocument.Parse(Encoding.UTF8.GetString(written.File!).TrimStart('\uFEFF'));
    }

    private sealed record Box(double Left, double Top, double Right, double Bottom)
    {
        public bool IsLevel => Top == Bottom;

        public static Box Of(XElement bounds)
        {
            var (x, y) = ((int)bounds.Attribute("x")!, (int)bounds.Attribute("y")!);
            return new Box(x, y, x + (int)bounds.Attribute("width")!, y + (int)bounds.Attribute("height")!);
        }

        public bool Meets(Box other) => Left <= other.Right && other.Left <= Right && Top <= other.Bottom && other.Top <= Bottom;
    }
}
