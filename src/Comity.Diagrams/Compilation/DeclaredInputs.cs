using Comity.Diagrams.Core;
using Comity.Dmn.Compilation;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>
/// The inputs of a model as its own item definitions declare them (DMN 1.5 §7.3.2), for models that stand alone. Each may be null as
/// well: an input that is not given is, and null belongs to every type, whatever values it allows (§10.3.2.9.4).
/// </summary>
public static class DeclaredInputs
{
    // Types that name each other in a circle are the engine's to refuse.
    private const int MostAliases = 100;

    /// <summary>Takes each input by its type: yes or no, listed values, numbers, dates, texts. One whose type does not say what values there are is left to whatever reads it.</summary>
    /// <param name="model">The model, with its imports.</param>
    public static IReadOnlyList<DiagramInput> Of(DmnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var models = new ModelSet(model);
        var inputs = new List<DiagramInput>();
        foreach (var input in models.Elements.OfType<InputData>())
        {
            // By its bare name where no other has it.
            var alone = models.Elements.OfType<InputData>().Count(other => FeelNames.Comparer.Equals(other.Name, input.Name)) == 1;
            if (Of(models.OwnerOf(input), alone ? input.Name : InputNames.Of(models, input)[0], input.TypeName, 0) is { } taken)
            {
                inputs.Add(taken);
            }
        }

        return inputs;
    }

    private static DiagramInput? Of(DmnModel model, string name, string? type, int depth)
    {
        type = type is null ? null : FeelNames.Normalise(type.Split(':')[^1]);
        if (type is not null && depth < MostAliases
            && model.ItemDefinitions.FirstOrDefault(definition => FeelNames.Comparer.Equals(definition.Name, type)) is { } definition)
        {
            return definition.IsCollection ? null
                : Listed(definition) is { } values ? new FiniteInput(name, [.. values.Append(FeelValue.Null).Distinct()])
                : Of(model, name, definition.TypeName, depth + 1);
        }

        var imported = model.Imports.Select(import => (Name: FeelNames.Normalise(import.Name), import.Model))
            .FirstOrDefault(import => import.Name.Length > 0 && type?.StartsWith(import.Name + ".", StringComparison.Ordinal) == true);
        return type switch
        {
            not null when imported.Model is not null
                && depth < MostAliases => Of(imported.Model, name, type[(imported.Name.Length + 1)..], depth + 1),
            "boolean" => new FiniteInput(name, [FeelValue.True, FeelValue.False, FeelValue.Null]),
            "number" => new ContinuousInput(name, Grid.Numbers, [], MayBeNull: true),
            "date" => new ContinuousInput(name, Grid.Dates, [], MayBeNull: true),
            "string" => new TextInput(name, MayBeNull: true),
            _ => null,
        };
    }

    private static FeelValue[]? Listed(ItemDefinition definition) =>
        new[] { definition.AllowedValues, definition.TypeConstraint }.Select(tests => tests is null ? null : Listed(tests)).FirstOrDefault(values => values is not null);

    // Null where the tests are more than a list of values.
    private static FeelValue[]? Listed(FeelText tests) =>
        tests.Language is null && FeelParser.ParseUnaryTests(tests.Text, FeelScope.Empty).Tree is { Negated: false, IsAny: false } tree
            && tree.Tests.All(test => test is { Kind: UnaryTestKind.Expression, Operand: LiteralNode })
            ? [.. tree.Tests.Select(test => ((LiteralNode)test.Operand!).Value).Distinct()]
            : null;
}
