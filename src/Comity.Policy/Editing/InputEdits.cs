using Comity.Dmn.Editing;
using Comity.Policy.Editing.Yaml;
using Comity.Policy.Packs;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Editing;

/// <summary>Gives the model the input of a fact, or the input the type and values that the fact has.</summary>
/// <param name="File">The path of the DMN file.</param>
/// <param name="Name">The fact's name.</param>
/// <param name="Type">The FEEL type of its values: <c>boolean</c>.</param>
/// <param name="Values">The values of a choice; null for every other fact.</param>
public sealed record SetInput(string File, string Name, string Type, IReadOnlyList<string>? Values) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => File;

    /// <inheritdoc/>
    public override string Before => "";

    /// <inheritdoc/>
    public override string After => Name;

    private protected override EditResult Make(PackFiles files) =>
        new TablePlace(File, "").TextIn(files) is not { } text ? Failed("EDIT0001", $"There is no model {File} that can be read.",
            "Mend the model first.")
        : !TableText.Holds(Name) || Values?.All(TableText.Holds) == false ? Failed("EDIT0003",
            "The name or a value holds a character that XML cannot hold.", "Take it out.")
        : Changed(files, text, InputSource.Set(text.Text, Name, Type, Values is null ? null
            : [.. Values.Select(Feel.Values.FeelValue.Quote)]));
}

/// <summary>Takes the input of a fact, with what belongs to it, out of the model where no logic names it; leaves the model as it is
/// otherwise.</summary>
/// <param name="File">The path of the DMN file.</param>
/// <param name="Name">The fact's name.</param>
public sealed record RemoveInput(string File, string Name) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => File;

    /// <inheritdoc/>
    public override string Before => Name;

    /// <inheritdoc/>
    public override string After => "";

    private protected override EditResult Make(PackFiles files) => new TablePlace(File, "").TextIn(files) is { } text
        ? Changed(files, text, InputSource.Remove(text.Text, Name))
        : Failed("EDIT0001", $"There is no model {File} that can be read.", "Mend the model first.");
}

/// <summary>An edit of a fact with those of the model that follow from it: one edit, made and taken back together.</summary>
/// <param name="Change">The edit of the fact.</param>
/// <param name="Inputs">What follows from it, made after it one by one.</param>
public sealed record FactEdit(PackEdit Change, IReadOnlyList<PackEdit> Inputs) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => Change.Path;

    /// <inheritdoc/>
    public override string Before => Change.Before;

    /// <inheritdoc/>
    public override string After => Change.After;

    internal override PackEdit? For(PackFiles from, PackFiles onto) =>
        Change.For(from, onto) is { } moved ? this with { Change = moved } : null;

    private protected override EditResult Make(PackFiles files)
    {
        var inverses = new Stack<PackEdit>();
        foreach (var edit in (IEnumerable<PackEdit>)[Change, .. Inputs])
        {
            var result = edit.Apply(files);
            if (result.Files is null)
            {
                return result;
            }

            files = result.Files;
            inverses.Push(result.Inverse!);
        }

        return new EditResult(files, new FactEdit(inverses.Pop(), [.. inverses]), null, null);
    }
}

/// <summary>Edits of the model that follow from edits of facts, so that a fact can be used in rules as soon as it is written.</summary>
public static class FactInputs
{
    /// <summary>The same edits, those of facts with what gives the model the inputs of the facts which they add or change, and takes away
    /// those of facts that they take out.</summary>
    /// <param name="files">The files that the edits are made for.</param>
    /// <param name="edits">The edits; they stay as they are where they do not apply.</param>
    public static IReadOnlyList<PackEdit> Complete(PackFiles files, IReadOnlyList<PackEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var completed = new List<PackEdit>();
        foreach (var edit in edits)
        {
            if (edit.Apply(files).Files is not { } after)
            {
                return edits;
            }

            var made = Inputs(files, after) is { Count: > 0 } inputs ? new FactEdit(edit, inputs) : edit;
            files = made.Apply(files).Files ?? after;
            completed.Add(made);
        }

        return completed;
    }

    private static List<PackEdit> Inputs(PackFiles files, PackFiles after)
    {
        if (new PackItem(ItemKind.Manifest).FieldIn(after, "model") is not { } model || new TablePlace(model, "").TextIn(after) is null)
        {
            return [];
        }

        var (before, then) = (Facts(files), Facts(after));
        return
        [
            .. before.Keys.Where(name => !then.ContainsKey(name)).Select(name => new RemoveInput(model, name)),
            .. then.Where(fact => fact.Value.Type is not null && before.GetValueOrDefault(fact.Key) != fact.Value)
                .Select(fact => new SetInput(model, fact.Key, fact.Value.Type!, fact.Value.Values?.Split('\n'))),
        ];
    }

    // The facts that are written well enough to be declared, by name.
    private static Dictionary<string, (string? Type, string? Values)> Facts(PackFiles files)
    {
        var facts = new Dictionary<string, (string?, string?)>(StringComparer.Ordinal);
        foreach (var map in YamlSource.Items(YamlSource.Read(files, "facts.yaml")?.Root))
        {
            if (YamlSource.Value(map, "name") is { Length: > 0 } name)
            {
                facts.TryAdd(name, YamlSource.Value(map, "type") switch
                {
                    "choice" when Values(map) is { Length: > 0 } values => ("string", values),
                    "text" => ("string", null),
                    "boolean" or "number" or "date" => (YamlSource.Value(map, "type"), null),
                    _ => (null, null),
                });
            }
        }

        return facts;
    }

    private static string Values(YamlMappingNode fact) =>
        string.Join('\n', YamlSource.Items(YamlSource.Child(fact, "values")).Select(choice => YamlSource.Value(choice,
            "value")).Where(value => !string.IsNullOrEmpty(value)));
}
