using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>The inputs of a model as its own item definitions declare them (DMN 1.5 §7.3.2), for models that stand alone.</summary>
public static class DeclaredInputs
{
    /// <summary>Takes each input by its type: yes or no, listed values, numbers, dates, texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="diagnostics">Gets an error for each input whose type does not say what values there are.</param>
    public static IReadOnlyList<DiagramInput> Of(DmnModel model, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var inputs = new List<DiagramInput>();
        foreach (var input in model.Inputs)
        {
            if (Of(model, input) is { } taken)
            {
                inputs.Add(taken);
            }
            else
            {
                diagnostics.Add(new Diagnostic(
                    Severity.Error, "DIAG0003", $"The type of the input '{input.Name}' does not say what values it has.", input.Location,
                    "Give its variable the type boolean, number, date or string, or an item definition that lists its allowed values."));
            }
        }

        return inputs;
    }

    private static DiagramInput? Of(DmnModel model, InputData input)
    {
        var (type, seen) = (input.TypeName, new HashSet<string>(StringComparer.Ordinal));
        while (type is not null && seen.Add(type) && model.ItemDefinitions.FirstOrDefault(definition => definition.Name == type) is { } definition)
        {
            if (definition.IsCollection)
            {
                return null;
            }

            if (definition.AllowedValues is { } allowed && Listed(allowed) is { } values)
            {
                return new FiniteInput(input.Name, values);
            }

            type = definition.TypeName;
        }

        return type switch
        {
            "boolean" => new FiniteInput(input.Name, [FeelValue.True, FeelValue.False]),
            "number" => new ContinuousInput(input.Name, Grid.Numbers, []),
            "date" => new ContinuousInput(input.Name, Grid.Dates, []),
            "string" => new TextInput(input.Name),
            _ => null,
        };
    }

    // Null where the tests are more than a list of values.
    private static FeelValue[]? Listed(FeelText tests) =>
        FeelParser.ParseUnaryTests(tests.Text, FeelScope.Empty).Tree is { Negated: false, IsAny: false } tree && tree.Tests.All(test => test is { Kind: UnaryTestKind.Expression, Operand: LiteralNode })
            ? [.. tree.Tests.Select(test => ((LiteralNode)test.Operand!).Value).Distinct()]
            : null;
}
