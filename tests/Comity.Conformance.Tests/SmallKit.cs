using Comity.Conformance.Cases;
using Comity.Conformance.Running;

namespace Comity.Conformance.Tests;

/// <summary>A kit of one model and one case file, in a folder of its own.</summary>
internal sealed class SmallKit : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("comity-kit-").FullName;

    public SmallKit(string model, string cases)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "compliance-level-3", "0001-small")).FullName;
        File.WriteAllText(Path.Combine(folder, "small.dmn"), $"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="small" namespace="urn:small">{model}</definitions>""");
        File.WriteAllText(Path.Combine(folder, "small-test-01.xml"), $"""
            <testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
            <modelName>small.dmn</modelName>{cases}</testCases>
            """);
        File.WriteAllText(Path.Combine(folder, "other.xml"), "<other/>");
    }

    public string Root => _root;

    public ConformanceRun Run(string? filter = null) => ConformanceRunner.Run(CaseReader.ReadAll(_root), filter, cancellation: TestContext.Current.CancellationToken);

    /// <summary>A decision without requirements.</summary>
    public static string Decision(string name, string text) => $"""<decision id="{name}" name="{name}"><literalExpression><text>{text}</text></literalExpression></decision>""";

    /// <summary>A case that expects a value of a decision.</summary>
    public static string Case(string id, string decision, string expected) =>
        $"""<testCase id="{id}"><resultNode name="{decision}" type="decision"><expected>{expected}</expected></resultNode></testCase>""";

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
