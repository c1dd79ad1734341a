using System.Xml.Linq;

namespace Comity.Dmn.Xml;

/// <summary>Which elements of DMN may stand in which: those of decisions, knowledge models and their logic (DMN 1.5 §6.3 and §7.3, all
/// versions' together).</summary>
internal static class KnownElements
{
    private static readonly string[] Everywhere = ["description", "extensionElements"];

    private static readonly string[] Logic =
    [
        "decisionTable", "literalExpression", "context", "invocation", "list", "relation", "functionDefinition", "conditional", "filter",
        "for", "some", "every",
    ];

    private static readonly Dictionary<string, string[]> Inside = new(StringComparer.Ordinal)
    {
        ["decision"] =
        [
            "question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement",
            "supportedObjective",
            "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask", .. Logic,
        ],
        ["businessKnowledgeModel"] = ["variable", "encapsulatedLogic", "knowledgeRequirement", "authorityRequirement"],
        ["encapsulatedLogic"] = ["formalParameter", .. Logic],
        ["functionDefinition"] = ["formalParameter", .. Logic],
        ["decisionTable"] = ["input", "output", "annotation", "rule"],
        ["input"] = ["inputExpression", "inputValues"],
        ["output"] = ["outputValues", "defaultOutputEntry"],
        ["rule"] = ["inputEntry", "outputEntry", "annotationEntry"],
        ["context"] = ["contextEntry"],
        ["contextEntry"] = ["variable", .. Logic],
        ["relation"] = ["column", "row"],
        ["row"] = Logic,
        ["list"] = Logic,
        ["invocation"] = ["binding", .. Logic],
        ["binding"] = ["parameter", .. Logic],
        ["conditional"] = ["if", "then", "else"],
        ["if"] = Logic,
        ["then"] = Logic,
        ["else"] = Logic,
        ["filter"] = ["in", "match"],
        ["match"] = Logic,
        ["for"] = ["in", "return"],
        ["some"] = ["in", "satisfies"],
        ["every"] = ["in", "satisfies"],
        ["in"] = Logic,
        ["return"] = Logic,
        ["satisfies"] = Logic,
    };

    /// <summary>Whether it is an expression.</summary>
    public static bool IsLogic(XElement element) => Logic.Contains(element.Name.LocalName);

    /// <summary>The elements below one that have no meaning where they stand, with the names of those that have. What is of another
    /// namespace is a tool's own.</summary>
    public static IEnumerable<(XElement Element, IReadOnlyList<string> Known)> Strangers(XElement owner)
    {
        var ahead = new Stack<XElement>([owner]);
        while (ahead.TryPop(out var element))
        {
            if (!Inside.TryGetValue(element.Name.LocalName, out var known))
            {
                continue;
            }

            foreach (var child in element.Elements().Where(child => child.Name.Namespace == owner.Name.Namespace))
            {
                if (known.Contains(child.Name.LocalName))
                {
                    ahead.Push(child);
                }
                else if (!Everywhere.Contains(child.Name.LocalName))
                {
                    yield return (child, known);
                }
            }
        }
    }
}
