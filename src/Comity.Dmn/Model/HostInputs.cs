using System.Globalization;
using Comity.Feel.Text;

namespace Comity.Dmn.Model;

/// <summary>Completes models with the inputs that their host declares.</summary>
public static class HostInputs
{
    /// <summary>The tags of the elements of the requirements graph.</summary>
    internal static readonly string[] DrgTags = ["inputData", "decision", "businessKnowledgeModel", "knowledgeSource", "decisionService"];

    /// <summary>
    /// The model, and those that it imports, with the inputs of the host whose names none of its elements has: standard input data, each
    /// with an item definition <c>(name) values</c> where its type needs one.
    /// </summary>
    /// <param name="model">The model as its file has it.</param>
    /// <param name="inputs">The inputs that the host declares, each name once.</param>
    public static DmnModel With(this DmnModel model, IReadOnlyList<HostInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 0 ? model : Complete(model, inputs, new(ReferenceEqualityComparer.Instance));
    }

    /// <summary>What a model lacks of the host's inputs.</summary>
    /// <param name="elements">What stands right below <c>definitions</c>: tags, ids and names; null where one has none.</param>
    /// <param name="inputs">The inputs that the host declares.</param>
    internal static IReadOnlyList<(InputData Input, ItemDefinition? Type)> Missing(
        IEnumerable<(string Tag, string? Id, string? Name)> elements, IReadOnlyList<HostInput> inputs)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var (names, types) = (new HashSet<string>(FeelNames.Comparer), new HashSet<string>(FeelNames.Comparer));
        foreach (var (tag, id, name) in elements.Where(element => element.Tag == "itemDefinition" || DrgTags.Contains(element.Tag)))
        {
            _ = id is not null && tag != "itemDefinition" && ids.Add(id);
            _ = name is not null && tag != "knowledgeSource" && (tag == "itemDefinition" ? types : names).Add(name.Trim());
        }

        return [.. inputs.Where(input => !names.Contains(input.Name)).Select(Declared)];

        (InputData, ItemDefinition?) Declared(HostInput input)
        {
            var isNamed = input.AllowedValues is not null || input.IsCollection;
            var type = isNamed ? Free($"{input.Name} values", " ", types) : input.TypeName;
            var values = input.AllowedValues is null ? null : new FeelText(input.AllowedValues, input.Location);
            return (
                new InputData(Free(input.Id, "-", ids), input.Name, type, input.Location),
                isNamed ? new ItemDefinition(type, input.TypeName, values, [], input.IsCollection, input.Location) : null);
        }
    }

    private static DmnModel Complete(DmnModel model, IReadOnlyList<HostInput> inputs, Dictionary<DmnModel, DmnModel> done)
    {
        if (!done.TryGetValue(model, out var completed))
        {
            var elements = model.Inputs.Concat<DrgElement>(model.Decisions).Concat(model.KnowledgeModels).Concat(model.Services)
                .Concat(model.KnowledgeSources).Select(element => (TagOf(element), (string?)element.Id, (string?)element.Name));
            var types = model.ItemDefinitions.Select(type => ("itemDefinition", (string?)null, (string?)type.Name));
            var missing = Missing(elements.Concat(types), inputs);
            completed = model with
            {
                Inputs = [.. model.Inputs, .. missing.Select(one => one.Input)],
                ItemDefinitions = [.. model.ItemDefinitions, .. missing.Select(one => one.Type).OfType<ItemDefinition>()],
                Imports = [.. model.Imports.Select(import => import with { Model = Complete(import.Model, inputs, done) })],
            };
            done.Add(model, completed);
        }

        return completed;
    }

    private static string TagOf(DrgElement element) => element switch
    {
        InputData => "inputData",
        Decision => "decision",
        KnowledgeModel => "businessKnowledgeModel",
        KnowledgeSource => "knowledgeSource",
        _ => "decisionService",
    };

    private static string Free(string stem, string separator, HashSet<string> taken)
    {
        var name = stem;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}{separator}{number}");
        }

        return name;
    }
}
