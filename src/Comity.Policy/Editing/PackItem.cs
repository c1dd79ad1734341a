using Comity.Policy.Editing.Yaml;
using Comity.Policy.Packs;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Editing;

/// <summary>What kinds of things the YAML files of a pack list.</summary>
public enum ItemKind
{
    /// <summary>The manifest, which is one.</summary>
    Manifest,

    /// <summary>A circumstance in the manifest, by its name.</summary>
    Circumstance,

    /// <summary>An instrument, by its id.</summary>
    Instrument,

    /// <summary>A provision, by its section, within its instrument.</summary>
    Provision,

    /// <summary>A fact, by its name.</summary>
    Fact,

    /// <summary>A value of a choice, by the value, within its fact.</summary>
    Choice,

    /// <summary>A document, by its id.</summary>
    Document,

    /// <summary>A guarantee, by its name.</summary>
    Guarantee,

    /// <summary>A scenario, by its name, within its file.</summary>
    Scenario,

    /// <summary>A translation, by the text that it translates, within the file of its language.</summary>
    Translation,
}

/// <summary>A thing that a YAML file of a pack lists.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What tells it from others of its kind; empty for the manifest.</param>
/// <param name="Within">The id of a provision's instrument, the name of a choice's fact, the path of a scenario's or a translation's file;
/// null otherwise.</param>
public sealed record PackItem(ItemKind Kind, string Name = "", string? Within = null)
{
    /// <summary>The translation of a text into a language.</summary>
    /// <param name="language">The language, as BCP 47 writes it.</param>
    /// <param name="text">The text.</param>
    public static PackItem Translation(string language, string text = "") => new(ItemKind.Translation, text,
        $"translations/{language}.yaml");

    /// <summary>The path of the file that lists it.</summary>
    public string File => Kind switch
    {
        ItemKind.Manifest or ItemKind.Circumstance => "pack.yaml",
        ItemKind.Instrument or ItemKind.Provision => "instruments.yaml",
        ItemKind.Fact or ItemKind.Choice => "facts.yaml",
        ItemKind.Document => "documents.yaml",
        ItemKind.Guarantee => GuaranteeReader.FileName,
        _ => Within ?? "",
    };

    /// <summary>The items of a kind that stand by themselves, or within something, in the order of their file; null where the file cannot
    /// be read as it is.</summary>
    /// <param name="files">The pack's files.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="within">What they stand within, as in <see cref="Within"/>; null for those that stand by themselves.</param>
    public static IReadOnlyList<PackItem>? All(PackFiles files, ItemKind kind, string? within = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var any = new PackItem(kind, "", within);
        return YamlSource.Read(files, any.File) is not { } source ? null
            : [.. YamlSource.Items(any.ListIn(source)).Select(map => YamlSource.Value(map,
                any.NameKey)).OfType<string>().Distinct().Select(name => any with { Name = name })];
    }

    /// <summary>A text of the item as the pack reader sees it; null where it has none.</summary>
    /// <param name="files">The pack's files.</param>
    /// <param name="field">The key, as the file writes it.</param>
    public string? FieldIn(PackFiles files, string field) => YamlSource.Read(files, File) is { } source && Find(source) is { } map ? YamlSource.Value(map, field) : null;

    /// <summary>The item as YAML, its keys at the beginning of the line; null where there is none.</summary>
    public string? TextIn(PackFiles files) => YamlSource.Read(files, File) is { } source && Find(source) is { } map && Kind != ItemKind.Manifest ? YamlItems.TextOf(source, map) : null;

    /// <inheritdoc/>
    public override string ToString() => Kind == ItemKind.Manifest ? "the manifest" : $"the {Words.Of(Kind)} '{Name}'";

    /// <summary>The key that names items of this kind.</summary>
    internal string NameKey => Kind switch
    {
        ItemKind.Instrument or ItemKind.Document => "id",
        ItemKind.Provision => "section",
        ItemKind.Choice => "value",
        ItemKind.Translation => "text",
        _ => "name",
    };

    internal YamlMappingNode? Find(YamlSource source) => Kind == ItemKind.Manifest
        ? source.Root as YamlMappingNode
        : YamlSource.Items(ListIn(source)).FirstOrDefault(item => YamlSource.Value(item, NameKey) == Name);

    /// <summary>The list that it stands or would stand in; null where there is none.</summary>
    internal YamlNode? ListIn(YamlSource source) => Kind switch
    {
        ItemKind.Circumstance => source.Root is YamlMappingNode manifest ? YamlSource.Child(manifest, "circumstances") : null,
        ItemKind.Provision => Inner(source, "id", "provisions"),
        ItemKind.Choice => Inner(source, "name", "values"),
        _ => source.Root,
    };

    private YamlNode? Inner(YamlSource source, string key, string list) =>
        YamlSource.Items(source.Root).FirstOrDefault(owner => YamlSource.Value(owner, key) == Within) is { } found ? YamlSource.Child(found, list) : null;
}
