using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>The values that a column of a table lists, as FEEL: what a spreadsheet program can offer for its cells.</summary>
internal static class ColumnValues
{
    /// <summary>What an entry most often is: the values of the fact that an input tests, and what is listed for a column or its type; empty where nothing is.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="table">The table.</param>
    /// <param name="kind">What the column holds.</param>
    /// <param name="column">Its number among those of its kind, from 0.</param>
    public static IReadOnlyList<string> Of(PolicyPack pack, DecisionTable table, ColumnKind kind, int column)
    {
        if (kind == ColumnKind.Input)
        {
            var input = table.Inputs[column];
            var fact = pack.Facts.FirstOrDefault(fact => FeelNames.Comparer.Equals(fact.Name, FeelNames.Normalise(input.Expression.Text)));
            var values = fact is { Values.Count: > 0 } ? [.. fact.Values.Select(choice => choice.Value.ToString())] : Listed(pack.Model, input.AllowedValues, input.TypeName);
            return values.Count == 0 ? [] : [.. values, "-"];
        }

        if (kind == ColumnKind.Annotation)
        {
            return [];
        }

        // Findings name the pack's provisions.
        var output = table.Outputs[column];
        return Listed(pack.Model, output.OutputValues, output.TypeName) is { Count: > 0 } listed ? listed
            : output.Name == "provision" ? [.. pack.Provisions.Keys.Select(key => FeelValue.From(key).ToString())]
            : [];
    }

    private static IReadOnlyList<string> Listed(DmnModel model, FeelText? values, string? type)
    {
        values ??= model.ItemDefinitions.FirstOrDefault(definition => !definition.IsCollection && type is not null && FeelNames.Comparer.Equals(definition.Name, type))?.AllowedValues;
        return values is { Language: null } && FeelParser.ParseUnaryTests(values.Text, FeelScope.Empty).Tree is { Negated: false, IsAny: false } tree
            && tree.Tests.All(test => test is { Kind: UnaryTestKind.Expression, Operand: LiteralNode })
            ? [.. tree.Tests.Select(test => FeelPrinter.Print(test.Operand!))]
            : [];
    }
}
