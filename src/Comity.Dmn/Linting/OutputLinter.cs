using Comity.Dmn.Compilation;
using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;

namespace Comity.Dmn.Linting;

/// <summary>Finds outputs that are no value of their column: of another type, or none of the values that it lists.</summary>
internal static class OutputLinter
{
    /// <summary>The findings about a table's outputs and defaults.</summary>
    public static IEnumerable<Diagnostic> Findings(ItemType[] types, TableParts parts)
    {
        var table = parts.Table;
        for (var column = 0; column < table.Outputs.Count; column++)
        {
            var clause = table.Outputs[column];
            var listed = clause.OutputValues is { } values && FeelParser.ParseUnaryTests(values.Text, parts.Scope).Tree is { } tree
                ? FeelCompiler.CompileUnaryTests(tree, parts.Scope).Code
                : null;
            var entries = table.Rules.Select((rule, i) =>
                (What: $"The output of rule {i + 1}", Text: rule.Outputs[column], Code: parts.Outputs[i][column]));
            if (clause.Default is { } other && parts.Defaults[column] is { } code)
            {
                entries = entries.Append(("The default output", other, code));
            }

            foreach (var (what, text, entry) in entries)
            {
                if (TypeThatNeverFits(types[column], text, entry, parts.Scope) is { } why)
                {
                    yield return new Diagnostic(
                        Severity.Warning,
                        "DMN0307",
                        $"{what} {why}, so it is null.",
                        text.Location,
                        "Write a value of that type, or give the column another type.");
                }
                else if (entry.Constant is { IsNull: false } value && listed?.Test(value, [], EvaluationContext.Silent).IsTrue == false)
                {
                    yield return new Diagnostic(
                        Severity.Warning,
                        "DMN0308",
                        $"{what} is {value}, which is none of the output values of '{clause.Label}'.",
                        text.Location,
                        $"Listed are {clause.OutputValues!.Text.Trim()}.");
                }
            }
        }
    }

    /// <summary>The outputs of a rule as an evaluation has them; null where only an evaluation knows them.</summary>
    public static FeelValue[]? ValuesOf(TableParts parts, int rule)
    {
        var outputs = parts.Outputs[rule];
        return Array.TrueForAll(outputs, output => output.Constant is not null)
            ? [.. outputs.Select((output, i) => parts.OutputTypes[i].Conform(output.Constant!.Value, "", EvaluationContext.Silent))]
            : null;
    }

    private static string? TypeThatNeverFits(ItemType type, FeelText text, CompiledFeel entry, FeelScope scope)
    {
        if (ReferenceEquals(type, ItemType.Any))
        {
            return null;
        }

        if (entry.Constant is { } value)
        {
            return type.TryConform(value, "", EvaluationContext.Silent, out _) ? null
                : type.Type.TryCoerce(value, out _) ? $"is {value}, which its type does not allow"
                : $"is {value}, which is no {type.Type}";
        }

        return FeelParser.ParseExpression(text.Text, scope).Tree is { } tree
            && FeelTypeInference.OfExpression(tree, scope).Type is var inferred
            && TableLinter.NeverFits(inferred, type.Type)
            ? $"is always a {inferred}, which is no {type.Type}"
            : null;
    }
}
