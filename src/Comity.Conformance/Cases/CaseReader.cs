using System.Xml;
using System.Xml.Linq;

namespace Comity.Conformance.Cases;

/// <summary>Reads the kit's case files (<c>testCases.xsd</c>).</summary>
public static class CaseReader
{
    private static readonly XNamespace Kit = "http://www.omg.org/spec/DMN/20160719/testcase";

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>All case files below a folder, in the order of their paths.</summary>
    /// <exception cref="InvalidDataException">A case file cannot be read; the message says which and where.</exception>
    public static IReadOnlyList<CaseFile> ReadAll(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*.xml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => Read(Path.GetFullPath(root), Path.GetFullPath(path)))
            .OfType<CaseFile>(),
    ];

    private static CaseFile? Read(string root, string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, Settings);
            var document = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            return document.Name == Kit + "testCases" ? File(document, root, path) : null;
        }
        catch (Exception exception) when (exception is XmlException or FormatException)
        {
            throw new InvalidDataException($"{path}: this is not a file of test cases. {exception.Message}", exception);
        }
    }

    private static CaseFile File(XElement document, string root, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var model = (string?)document.Element(Kit + "modelName") ?? throw new FormatException("It has no modelName.");
        return new CaseFile(
            LevelOf(folder),
            FolderOf(root, folder),
            Path.GetFileNameWithoutExtension(path),
            Path.Combine(folder, model.Trim()),
            [.. document.Elements(Kit + "testCase").Select(Case)]);
    }

    private static string LevelOf(string folder) =>
        Segments(folder).LastOrDefault(IsLevel) ?? "no level";

    // From the level on, as results are submitted, wherever below or above it the run began.
    private static string FolderOf(string root, string folder)
    {
        var segments = Segments(folder);
        var level = Array.FindLastIndex(segments, IsLevel);
        return level >= 0 ? string.Join('/', segments[level..]) : Path.GetRelativePath(root, folder).Replace('\\', '/');
    }

    private static string[] Segments(string folder) => folder.Split('/', '\\');

    private static bool IsLevel(string segment) => segment.Contains("compliance-level", StringComparison.Ordinal) || segment.Contains("compliant", StringComparison.Ordinal);

    private static ConformanceCase Case(XElement element)
    {
        var values = new CaseValues();
        var inputs = element.Elements(Kit + "inputNode").Select(input => new CaseInput(Name(input), (string?)input.Attribute("namespace"), values.Read(input))).ToList();
        var results = element.Elements(Kit + "resultNode").Select(result => new CaseResult(Name(result), values.Read(result.Element(Kit + "expected")), (string?)result.Attribute("errorResult") is "true" or "1")).ToList();
        var target = (string?)element.Attribute("type") switch
        {
            "bkm" => CaseTarget.KnowledgeModel,
            "decisionService" => CaseTarget.DecisionService,
            _ => CaseTarget.Decision,
        };
        return new ConformanceCase((string?)element.Attribute("id") ?? "", target, (string?)element.Attribute("invocableName"), inputs, results, values.Problem);
    }

    private static string Name(XElement element) => (string?)element.Attribute("name") ?? throw new FormatException($"Line {((IXmlLineInfo)element).LineNumber}: {element.Name.LocalName} has no name.");
}
