using Comity.Feel.Text;
using Comity.Policy.Editing.Yaml;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>An edit of something that a YAML file lists.</summary>
/// <param name="Item">What it is.</param>
public abstract record ItemEdit(PackItem Item) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => Item.File;

    private protected override EditResult Make(PackFiles files) => YamlSource.Read(files, Path) is { } source
        ? Make(files, source)
        : Failed("EDIT0001", files.Find(Path) is null ? $"The pack has no file {Path}." : $"{Path} cannot be read as it is.", "Mend the file first; reading the pack says what is wrong.");

    private protected abstract EditResult Make(PackFiles files, YamlSource source);

    // What is wrong with an item that somebody wrote: where its own YAML breaks off, or what it lacks.
    private protected EditResult Misread(string text, string otherwise, string mend)
    {
        var found = new List<Diagnostic>();
        YamlFile.Open(PackFiles.Empty.With(Path, System.Text.Encoding.UTF8.GetBytes(text)), Path, found);
        return found is [var first, ..]
            ? Failed("EDIT0003", $"{otherwise} Line {first.Location!.Line}: {first.Message}", first.Mend ?? mend)
            : Failed("EDIT0003", otherwise, mend);
    }

    private protected EditResult None() => Failed("EDIT0001", $"{Path} does not have {Item}.", "The draft or the policy may have been changed; look at it anew.");

    // What was written has to read back.
    private protected EditResult Written(PackFiles files, YamlSource source, TextChange? change, Func<YamlSource, bool> isGood, string otherwise) =>
        change is not null && source.With(change) is { } after && isGood(after)
            ? Changed(files, source.Encoded, [change])
            : Failed("EDIT0003", otherwise, "Edit the file as a whole.", null, Item.Find(source) is { } map ? source.Place(YamlSource.Start(map)) : null);
}

/// <summary>Gives a text of an item, for example a provision's status or a fact's question, another value.</summary>
/// <param name="Item">Which item.</param>
/// <param name="Field">The key, as the file writes it: <c>text</c>, <c>in-force-from</c>, <c>question</c>.</param>
/// <param name="Was">The text that it replaces; null where the item has none.</param>
/// <param name="Text">The text; null to take the key away.</param>
public sealed record SetField(PackItem Item, string Field, string? Was, string? Text) : ItemEdit(Item)
{
    /// <inheritdoc/>
    public override string Before => Was ?? "";

    /// <inheritdoc/>
    public override string After => Text ?? "";

    private protected override EditResult Make(PackFiles files, YamlSource source)
    {
        if (Item.Find(source) is not { } map)
        {
            return None();
        }

        var node = YamlSource.Child(map, Field);
        var found = YamlSource.Value(map, Field);
        var wanted = Text?.ReplaceLineEndings("\n").Trim();
        if (found != Was?.ReplaceLineEndings("\n").Trim() || (node is not null && found is null))
        {
            return Differs(found ?? "", source.Place(YamlSource.Start(node ?? map)));
        }

        if (found == wanted)
        {
            return Changed(files, source.Encoded, []);
        }

        return Written(files, source, YamlItems.Set(source, Item, Field, wanted), _ => true, $"'{Field}' of {Item} cannot be changed in its place.");
    }
}

/// <summary>Adds an item to its list.</summary>
/// <param name="Item">Which item.</param>
/// <param name="Follows">The name of the item that it stands behind; null for the first place.</param>
/// <param name="Text">Its YAML: keys at the beginning of the line, its name among them.</param>
public sealed record AddItem(PackItem Item, string? Follows, string Text) : ItemEdit(Item)
{
    /// <inheritdoc/>
    public override string Before => "";

    /// <inheritdoc/>
    public override string After => Text;

    /// <summary>Adds a translation to the file of its language.</summary>
    /// <param name="language">The language, as BCP 47 writes it.</param>
    /// <param name="text">The text.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="follows">The text that it stands behind; null for the first place.</param>
    public static AddItem Translation(string language, string text, string translation, string? follows) => new(
        PackItem.Translation(language, text), follows, $"text: {YamlScalar.Quoted(text)}\n{language}: {YamlScalar.Quoted(translation)}");

    // The file of guarantees, and files of scenarios and translations, may be missing.
    private protected override EditResult Make(PackFiles files)
    {
        if (Follows is not null || files.Find(Path) is not null || Item.Kind
            is not (ItemKind.Guarantee or ItemKind.Scenario or ItemKind.Translation) || !PackFiles.IsPath(Path))
        {
            return base.Make(files);
        }

        var added = files.With(Path, System.Text.Encoding.UTF8.GetBytes(YamlItems.Lines(Text, 0, "\n") + "\n"));
        return YamlSource.Read(added, Path) is { } source && Item.Find(source) is not null
            ? new EditResult(added, new ReplaceFile(Path, added.Find(Path)!.Value.ToArray(), null), null, null)
            : Unreadable();
    }

    private protected override EditResult Make(PackFiles files, YamlSource source)
    {
        if (Item.Find(source) is { } there)
        {
            return Failed("EDIT0002", $"{Path} has {Item} already.", "Give the new one another name.", YamlItems.TextOf(source, there), source.Place(YamlSource.Start(there)));
        }

        var list = Item.ListIn(source);
        var items = YamlSource.Items(list);
        if (Follows is not null && !items.Any(item => YamlSource.Value(item, Item.NameKey) == Follows))
        {
            return Failed("EDIT0001", $"{Path} does not have '{Follows}', which {Item} is to stand behind.", "Choose another place.");
        }

        return YamlItems.Add(source, list, Follows, Item.NameKey, Text) is { } change && source.With(change) is { } after && Item.Find(after) is not null && YamlSource.Items(Item.ListIn(after)).Count == items.Count + 1
            ? Changed(files, source.Encoded, [change])
            : Unreadable();
    }

    private EditResult Unreadable() => Misread(Text, $"This is not the YAML of {Item}.",
        $"Write its keys one below the other, '{Item.NameKey}: {Item.Name}' among them.");
}

/// <summary>Puts another item, or the same one written otherwise, in the place of an item.</summary>
/// <param name="Item">Which item.</param>
/// <param name="Was">Its YAML as it stands, keys at the beginning of the line.</param>
/// <param name="Text">The YAML that it gets.</param>
public sealed record ReplaceItem(PackItem Item, string Was, string Text) : ItemEdit(Item)
{
    /// <inheritdoc/>
    public override string Before => Was;

    /// <inheritdoc/>
    public override string After => Text;

    private protected override EditResult Make(PackFiles files, YamlSource source)
    {
        if (Item.Find(source) is not { } map)
        {
            return None();
        }

        var found = YamlItems.TextOf(source, map);
        var count = YamlSource.Items(Item.ListIn(source)).Count;
        return found != Was
            ? Differs(found, source.Place(YamlSource.Start(map)))
            : YamlItems.ReplaceItem(source, map, Text) is { } change && source.With(change) is { } after
                && YamlSource.Items(Item.ListIn(after)).Count == count
                ? Changed(files, source.Encoded, [change])
                : Misread(Text, $"This is not the YAML of one {Words.Of(Item.Kind)}.",
                    "Write its keys one below the other, each with a colon and its value.");
    }
}

/// <summary>Takes an item out of its list.</summary>
/// <param name="Item">Which item.</param>
/// <param name="Was">Its YAML as it stands, keys at the beginning of the line.</param>
public sealed record RemoveItem(PackItem Item, string Was) : ItemEdit(Item)
{
    /// <inheritdoc/>
    public override string Before => Was;

    /// <inheritdoc/>
    public override string After => "";

    private protected override EditResult Make(PackFiles files, YamlSource source)
    {
        if (Item.Find(source) is not { } map)
        {
            return None();
        }

        var found = YamlItems.TextOf(source, map);
        var list = Item.ListIn(source);
        var count = YamlSource.Items(list).Count;
        return found != Was
            ? Differs(found, source.Place(YamlSource.Start(map)))
            : Written(files, source, YamlItems.RemoveItem(source, list, map), after => YamlSource.Items(Item.ListIn(after)).Count == count - 1, $"{Item} cannot be taken out of its place.");
    }
}
