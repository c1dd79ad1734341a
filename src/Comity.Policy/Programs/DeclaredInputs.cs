using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

namespace Comity.Policy.Programs;

/// <summary>The inputs that a pack's models declare themselves although the pack does: what they say must be what it says.</summary>
internal static class DeclaredInputs
{
    /// <summary>Where a model says otherwise: another type, or other values.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="engine">The engine for its model.</param>
    public static IEnumerable<Diagnostic> Contradictions(PolicyPack pack, DmnEngine engine)
    {
        var known = FactInputs.Of(pack.Facts).ToDictionary(input => input.Name, FeelNames.Comparer);
        var facts = pack.Facts.ToDictionary(fact => fact.Name, FeelNames.Comparer);
        foreach (var model in Models(pack.Model).Distinct(ReferenceEqualityComparer.Instance).Cast<DmnModel>())
        {
            foreach (var input in model.Inputs)
            {
                // An input that stands where the pack declares it was added to the model when that was read.
                var name = ReferenceEquals(model, pack.Model) ? input.Name : $"{model.Namespace}#{input.Name}";
                if (known.GetValueOrDefault(input.Name) is { } said && said.Location != input.Location
                    && Difference(model, input, engine.InputTypes[name], said, facts.GetValueOrDefault(input.Name)) is { } difference)
                {
                    yield return new Diagnostic(
                        Severity.Error, "PACK0011", $"The model declares the input '{input.Name}' otherwise than the pack: {difference}.",
                        input.Location, $"Take the input out of the model: {said.Location} declares it.");
                }
            }
        }
    }

    private static IEnumerable<DmnModel> Models(DmnModel model) => model.Imports.SelectMany(import => Models(import.Model)).Prepend(model);

    private static string? Difference(DmnModel model, InputData input, FeelType type, HostInput said, Fact? fact)
    {
        var item = FeelType.ByName(said.TypeName)!;
        var wanted = said.IsCollection ? new ListType(item) : item;
        return type != FeelType.Any && type != wanted ? $"as {type.Name}, where it is {wanted.Name}"
            : fact is null ? null
            : Allowed(model, input.TypeName).Select(tests => Difference(tests, fact)).FirstOrDefault(difference => difference is not null);
    }

    // What a type allows, and the type that it is of.
    private static IEnumerable<FeelText> Allowed(DmnModel model, string? type)
    {
        for (var depth = 0; depth <= model.ItemDefinitions.Count; depth++)
        {
            var definition = type is null ? null : model.ItemDefinitions.FirstOrDefault(one => FeelNames.Comparer.Equals(one.Name, type));
            if (definition is null)
            {
                yield break;
            }

            foreach (var tests in new[] { definition.AllowedValues, definition.TypeConstraint }.OfType<FeelText>())
            {
                yield return tests;
            }

            type = definition.TypeName;
        }
    }

    private static string? Difference(FeelText text, Fact fact)
    {
        if (text.Language is not null || FeelParser.ParseUnaryTests(text.Text, FeelScope.Empty).Tree is not { } tree
            || FeelCompiler.CompileUnaryTests(tree, FeelScope.Empty).Code is not { } tests)
        {
            return null;
        }

        var values = fact.Values.Select(choice => choice.Value)
            .Concat(new[] { fact.Grid?.Min, fact.Grid?.Max }.OfType<FeelValue>()).ToList();
        var refused = values.Where(value => !tests.Test(value, [], EvaluationContext.Silent).IsTrue).Take(1).ToList();
        if (refused is [var value])
        {
            return $"without {value}, which the fact can be";
        }

        // Of a plain list of constants, each is a value of the fact.
        var strangers = tree is { Negated: false, IsAny: false } && fact.Kind is FactKind.Boolean or FactKind.Choice
            ? tree.Tests.Where(test => test.Kind == UnaryTestKind.Expression).Select(test => test.Operand).OfType<LiteralNode>()
                .Select(literal => literal.Value).Where(constant => !constant.IsNull && !values.Contains(constant)).Take(1).ToList()
            : [];
        return strangers is [var stranger] ? $"with {stranger}, which the fact cannot be" : null;
    }
}
