using System.Xml;
using System.Xml.Linq;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>A rule of a table as it is to be.</summary>
/// <param name="Number">The number of the rule that it was, from 1; null for a new one.</param>
/// <param name="Texts">Its texts.</param>
internal sealed record EditedRule(int? Number, RuleTexts Texts);

/// <summary>A table or an expression that comes back different.</summary>
/// <param name="Element">The id of the decision or knowledge model.</param>
/// <param name="Rules">The table's rules in their order; null for an expression.</param>
/// <param name="Text">The expression; null for a table.</param>
internal sealed record EditedLogic(string Element, IReadOnlyList<EditedRule>? Rules, string? Text);

/// <summary>
/// Reads a model that <see cref="ModelerExport"/> wrote and another program has saved, and says what is different in it from the model as it is now: the rules of tables and the texts of
/// expressions. All else must be as it was, whatever the file looks like; drawings and what other programs add for themselves are passed over.
/// </summary>
internal static class ModelerImport
{
    private const string Code = "EDIT0005";

    private static readonly string[] Entries = ["inputEntry", "outputEntry", "annotationEntry"];
    private static readonly string[] Columns = ["input", "output", "annotation"];

    // What is meant where an attribute is not written (DMN 1.3, the schema's defaults).
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["hitPolicy"] = "UNIQUE", ["preferredOrientation"] = "Rule-as-Row", ["isCollection"] = "false", ["label"] = "", ["description"] = "",
    };

    /// <summary>Compares two models.</summary>
    /// <param name="own">The bytes of the model as it is now.</param>
    /// <param name="ownFile">Its file.</param>
    /// <param name="other">The bytes of the model that comes back.</param>
    /// <param name="file">How diagnostics name it.</param>
    /// <param name="host">Inputs that the model's host declares.</param>
    public static (IReadOnlyList<EditedLogic> Logic, IReadOnlyList<Diagnostic> Diagnostics) Read(
        ReadOnlySpan<byte> own, string ownFile, ReadOnlySpan<byte> other, string file, IReadOnlyList<HostInput> host)
    {
        var (before, ownText, ownDiagnostics) = ModelerExport.Read(own, ownFile, host);
        var (after, text, diagnostics) = ModelerExport.Read(other, file, []);
        return before is null || after is null
            ? ([], [.. ownDiagnostics, .. diagnostics])
            : new Comparison(ownFile, ownText, file, text, host).Run(before.Root!, after.Root!);
    }

    private sealed class Comparison(string ownFile, string ownText, string file, string text, IReadOnlyList<HostInput> host)
    {
        private readonly List<Diagnostic> _diagnostics = [];

        public (IReadOnlyList<EditedLogic> Logic, IReadOnlyList<Diagnostic> Diagnostics) Run(XElement own, XElement other)
        {
            if (other.Name != own.Name || (string?)other.Attribute("namespace") != (string?)own.Attribute("namespace"))
            {
                Fail(other, $"This is not the model {ownFile}.", $"Write that with 'comity table export', and make the changes there.");
                return ([], _diagnostics);
            }

            Compare(own, other);
            if (_diagnostics.Count > 0)
            {
                return ([], _diagnostics);
            }

            var logic = new List<EditedLogic>();
            foreach (var owner in own.Elements().Where(element => element.Name.LocalName is "decision" or "businessKnowledgeModel"))
            {
                var now = other.Elements(owner.Name).First(element => IsSame(owner, element));
                if (Edited(owner, now) is { } edited)
                {
                    logic.Add(edited);
                }
            }

            return (_diagnostics.Count > 0 ? [] : logic, _diagnostics);
        }

        // Null where nothing is different, or only what was changed here since the export.
        private EditedLogic? Edited(XElement owner, XElement now)
        {
            var (id, other) = (ModelerExport.IdOf(owner), ModelerExport.IdOf(now));
            if (LogicState.In(text, other) is not { } state || LogicState.In(ownText, id) is not { } ownState || state == ownState || (string?)now.Attribute(ModelerExport.State) == state)
            {
                return null;
            }

            if ((string?)now.Attribute(ModelerExport.State) is { } exported && exported != ownState)
            {
                Fail(now, $"{Named(now)} was changed in {ownFile} since it was exported, and here too.", "Export the model again, and make the changes there.");
                return null;
            }

            if (TableSource.Find(ownText, id) is not { } table)
            {
                return new EditedLogic(id, null, LogicSource.Find(text, other)!.Text);
            }

            // The exported rules have ids, in the order of the table's own; a copy of a rule that kept its id is a new one.
            var numbers = Numbered(owner);
            var hasIds = table.Rules.All(rule => rule.Id is not null);
            var taken = table.Rules.Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
            return new EditedLogic(id, [.. TableSource.Find(text, other)!.Rules.Select(rule =>
                rule.Id is not null && numbers.Remove(rule.Id, out var number)
                    ? new EditedRule(number, Merged(table, table.Rules[number - 1], rule))
                    : new EditedRule(null, Merged(table, null, rule) with { Id = hasIds && taken.Add(rule.Id) ? rule.Id : null }))], null);
        }

        // Where both say the same, it is as it is written now.
        private static RuleTexts Merged(TableSource table, RuleTexts? own, RuleTexts other)
        {
            var texts = Enum.GetValues<ColumnKind>().Select(kind => Enumerable.Range(0, table.Columns(kind)).Select(column =>
                own?.Said(kind, column) == other.Said(kind, column) ? own.Of(kind).ElementAtOrDefault(column) ?? "" : other.Said(kind, column)).ToList()).ToList();
            return new RuleTexts(texts[0], texts[1], texts[2], own?.Id);
        }

        private void Compare(XElement own, XElement other)
        {
            var (before, after) = (Attributes(own), Attributes(other));
            foreach (var name in before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name)))
            {
                var (was, written) = (Said(before.GetValueOrDefault(name)), Said(after.GetValueOrDefault(name)));
                Changed(own, other, $"'{name}' of {Named(other)} was {was} and is {written}");
            }

            if (IsLogicText(own))
            {
                return;
            }

            var (ownChildren, children) = (Children(own), Children(other));
            if (ownChildren.Count + children.Count == 0)
            {
                if (Written(own) != Written(other))
                {
                    Changed(
                        own, other, $"'{other.Name.LocalName}' of {Named(other)} was {Said(Written(own))} and is {Said(Written(other))}");
                }

                return;
            }

            if (own.Name.LocalName == "decisionTable" && Columns.Any(kind => !Keys(own, kind).SequenceEqual(Keys(other, kind), StringComparer.Ordinal)))
            {
                Changed(own, other, $"Columns of {Named(other)} were added, taken out or moved");
                return;
            }

            var left = children.ToList();
            foreach (var child in ownChildren)
            {
                var found = left.Find(element => IsSame(child, element));
                if (found is null)
                {
                    Changed(child, other, $"{Named(child)} is gone");
                }
                else
                {
                    left.Remove(found);
                    Compare(child, found);
                }
            }

            left.ForEach(element => Changed(own, element, $"{Named(element)} is new"));
            if (own.Name.LocalName == "decisionTable")
            {
                CompareRules(own, other);
            }
        }

        // Of a rule its entries are taken over: there must be one for each column, as FEEL, and nothing beside them.
        private void CompareRules(XElement own, XElement other)
        {
            var (rules, numbers) = (Rules(own).ToList(), Numbered(own));
            foreach (var rule in Rules(other))
            {
                var before = numbers.TryGetValue((string)rule.Attribute("id")!, out var number) ? rules[number - 1] : null;
                if (Description(before) != Description(rule))
                {
                    Changed(own, rule, $"The rule's description was {Said(Description(before))} and is {Said(Description(rule))}");
                }

                foreach (var entry in rule.Elements().Where(entry => entry.Attribute("expressionLanguage") is { } language && !ExpressionLanguage.IsFeel(language.Value)))
                {
                    Fail(entry, $"The entry is written in '{(string?)entry.Attribute("expressionLanguage")}'.", "Write it in FEEL.");
                }

                for (var kind = 0; kind < Entries.Length; kind++)
                {
                    var (count, columns) = (rule.Elements(ModelerExport.Model + Entries[kind]).Count(), other.Elements(ModelerExport.Model + Columns[kind]).Count());
                    if (count > columns || (count < columns && Columns[kind] != "annotation"))
                    {
                        Fail(rule, $"The rule has {count} {Entries[kind]} elements, and the table {columns} {Columns[kind]} columns.", "Give each column one entry.");
                    }
                }
            }
        }

        // What has no place in the model's own file is declared by its host.
        private void Changed(XElement own, XElement place, string message)
        {
            var declared = ((IXmlLineInfo)own).HasLineInfo() ? ownFile : host[0].Location.File;
            Fail(
                place, $"{message}; only rules of tables and texts of expressions are taken over.",
                $"Put it back, or make this change in {declared} itself and export it again.");
        }

        private void Fail(XElement place, string message, string mend) =>
            _diagnostics.Add(new Diagnostic(Severity.Error, Code, message, ModelerExport.PlaceOf(place, file), mend));

        private static IEnumerable<XElement> Rules(XElement table) => table.DescendantsAndSelf(ModelerExport.Model + "decisionTable").First().Elements(ModelerExport.Model + "rule");

        private static Dictionary<string, int> Numbered(XElement table)
        {
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (index, rule) in Rules(table).Index())
            {
                numbers.TryAdd((string)rule.Attribute("id")!, index + 1);
            }

            return numbers;
        }

        private static IEnumerable<string?> Keys(XElement table, string kind) => table.Elements(ModelerExport.Model + kind).Select(column => (string?)column.Attribute("id") ?? (string?)column.Attribute("name"));

        private static string Description(XElement? rule) => rule?.Element(ModelerExport.Model + "description")?.Value.Trim() ?? "";

        private static Dictionary<string, string> Attributes(XElement element) => element.Attributes()
            .Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.Namespace == XNamespace.None && attribute.Name.LocalName is not ("id" or "exporter" or "exporterVersion")
                && Defaults.GetValueOrDefault(attribute.Name.LocalName) != attribute.Value
                && !(attribute.Name.LocalName is "expressionLanguage" or "typeLanguage" && ExpressionLanguage.IsFeel(attribute.Value)))
            .ToDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value, StringComparer.Ordinal);

        private static List<XElement> Children(XElement element) =>
        [
            .. element.Elements().Where(child => child.Name.Namespace == ModelerExport.Model && child.Name.LocalName is not ("extensionElements" or "rule")
                && !(child.Name.LocalName == "description" && child.Value.Trim().Length == 0)),
        ];

        // The text of an expression that is all of a decision's or knowledge model's logic.
        private static bool IsLogicText(XElement element) => element is { Name.LocalName: "text", Parent: { Name.LocalName: "literalExpression", Parent: { } above } }
            && (above.Name.LocalName == "decision" || above is { Name.LocalName: "encapsulatedLogic", Parent.Name.LocalName: "businessKnowledgeModel" });

        private static bool IsSame(XElement own, XElement other) => own.Name == other.Name
            && ((string?)own.Attribute("id") is { } id && (string?)other.Attribute("id") is { } otherId ? id == otherId : (string?)own.Attribute("name") == (string?)other.Attribute("name"));

        private static string Written(XElement element) => element.Value.ReplaceLineEndings("\n").Trim();

        private static string Said(string? value) => string.IsNullOrEmpty(value) ? "empty" : $"'{value}'";

        // By its own name, or as a part of what has one.
        private static string Named(XElement element) => (string?)element.Attribute("name") is { Length: > 0 } name ? $"{element.Name.LocalName} '{name}'"
            : element.Parent is { } parent ? $"{element.Name.LocalName} in {Named(parent)}" : element.Name.LocalName;
    }
}
