using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>The input data of a model in the text of its file, with the item definitions that list their values.</summary>
public static class InputSource
{
    private static readonly string[] BeforeDefinitions = ["description", "extensionElements", "import", "itemDefinition"];

    /// <summary>What has to change so that the model has an input of a type: it is added, or gets the type and the values; nothing where
    /// it has them.</summary>
    /// <param name="xml">The text of a model that the reader accepts.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="type">Its FEEL type: <c>boolean</c>.</param>
    /// <param name="values">The values that it may have, as FEEL literals; null for all of its type.</param>
    public static IReadOnlyList<TextChange> Set(string xml, string name, string type, IReadOnlyList<string>? values)
    {
        ArgumentNullException.ThrowIfNull(xml);
        ArgumentNullException.ThrowIfNull(name);
        var (root, lineEnd) = (XmlTree.Read(xml), XmlContent.LineEndOf(xml));
        var prefix = root.Prefix;
        var input = Find(root, name);
        var variable = input?.Child("variable");
        var own = OwnDefinition(xml, root, variable);
        var listed = values is null ? null : string.Join(", ", values);
        var definition = own?.Attributes["name"] ?? FreeName(root, $"{name} values");
        var wanted = listed is null ? type : definition;
        var changes = new List<TextChange>();
        if (listed is not null && own is null)
        {
            changes.Add(Definition(xml, root, definition, type, listed, lineEnd));
        }
        else if (listed is not null && own?.Child("allowedValues")?.Child("text") is { } text
            && XmlContent.Decode(xml[text.ContentStart..text.ContentEnd]).Trim() != listed)
        {
            changes.Add(XmlContent.Change(xml, text, listed, lineEnd));
        }
        else if (listed is null && own is not null)
        {
            changes.Add(Taken(xml, own));
        }

        if (input is null)
        {
            var before = root.Children.LastOrDefault(element => element.Name == "inputData");
            var lead = Lead(xml, root, lineEnd);
            var id = new string([.. name.Select(character => char.IsLetterOrDigit(character) || character is '-' or '_' ? character
                : '-')]);
            id = XmlContent.IsFree(xml, id) && (char.IsLetter(id[0]) || id[0] == '_') ? id : XmlContent.NewId(xml, "input", []);
            changes.Add(Inserted(xml, root, before,
                $"{lead}<{prefix}inputData id={XmlContent.Attribute(id)} name={XmlContent.Attribute(name)}>"
                + $"{lead}  <{prefix}variable name={XmlContent.Attribute(name)} typeRef={XmlContent.Attribute(wanted)}/>{lead}</{prefix}inputData>"));
        }
        else if (variable?.Attributes.GetValueOrDefault("typeRef") != wanted && (own is null || listed is null))
        {
            var kept = variable?.Id is { } id ? $" id={XmlContent.Attribute(id)}" : "";
            var written = $"<{prefix}variable{kept} name={XmlContent.Attribute(name)} typeRef={XmlContent.Attribute(wanted)}/>";
            changes.Add(variable is not null ? new TextChange(variable.Start, variable.End, written)
                : input.IsEmptyTag ? new TextChange(xml.LastIndexOf('/', input.End - 1), input.End, $">{written}</{prefix}inputData>")
                : new TextChange(input.ContentStart, input.ContentStart, written));
        }

        return changes;
    }

    /// <summary>
    /// What has to change so that the model no longer has an input that no logic names: it goes with the requirements of it, the
    /// definition of its values,
    /// and their shapes in drawings. Nothing where there is no such input, or something names it.
    /// </summary>
    /// <param name="xml">The text of a model that the reader accepts.</param>
    /// <param name="name">The input's name.</param>
    public static IReadOnlyList<TextChange> Remove(string xml, string name)
    {
        ArgumentNullException.ThrowIfNull(xml);
        ArgumentNullException.ThrowIfNull(name);
        var root = XmlTree.Read(xml);
        if (Find(root, name) is not { } input)
        {
            return [];
        }

        var reference = "#" + input.Id;
        var all = Under(root).ToList();
        var requirements = all.Where(element => element.Name == "informationRequirement" && element.Children.Any(child =>
            child.Attributes.GetValueOrDefault("href") == reference)).ToList();
        var required = requirements.SelectMany(requirement => requirement.Children).ToHashSet();
        if (all.Exists(element => element.Attributes.GetValueOrDefault("href") == reference && !required.Contains(element))
            || root.Children.Where(element => element.Name != "itemDefinition").SelectMany(Under)
                .Any(element => element.Name == "text"
                    && RequirementSource.Names(XmlContent.Decode(xml[element.ContentStart..element.ContentEnd]), name)))
        {
            return [];
        }

        var gone = requirements.Append(input).Select(element => element.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var drawn = all.Where(element => element.Attributes.GetValueOrDefault("dmnElementRef") is { } drawn && gone.Contains(drawn));
        return [.. requirements.Append(input).Append(OwnDefinition(xml, root,
            input.Child("variable"))).Concat(drawn).OfType<XmlElementSpan>().Select(element => Taken(xml, element))];
    }

    private static XmlElementSpan? Find(XmlElementSpan root, string name) =>
        root.Children.FirstOrDefault(element => element.Name == "inputData"
            && element.Attributes.GetValueOrDefault("name")?.Trim() == name);

    // The definition with a list of values that this variable alone has.
    private static XmlElementSpan? OwnDefinition(string xml, XmlElementSpan root, XmlElementSpan? variable) =>
        variable?.Attributes.GetValueOrDefault("typeRef") is { } type
        && root.Children.FirstOrDefault(element => element.Name == "itemDefinition"
            && element.Attributes.GetValueOrDefault("name") == type) is { } definition
        && definition.Child("allowedValues") is not null
        && Under(root).Count(element => element.Attributes.GetValueOrDefault("typeRef") == type
            || (element.Name == "typeRef" && XmlContent.Decode(xml[element.ContentStart..element.ContentEnd]).Trim() == type)) == 1
            ? definition
            : null;

    private static string FreeName(XmlElementSpan root, string stem)
    {
        var taken = root.Children.Select(element => element.Attributes.GetValueOrDefault("name")).ToHashSet();
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? stem : $"{stem} {number}").First(name =>
            !taken.Contains(name));
    }

    // DMN wants item definitions before everything that uses them.
    private static TextChange Definition(string xml, XmlElementSpan root, string name, string type, string values, string lineEnd)
    {
        var (prefix, lead) = (root.Prefix, Lead(xml, root, lineEnd));
        return Inserted(xml, root, root.Children.TakeWhile(element => BeforeDefinitions.Contains(element.Name)).LastOrDefault(),
            $"{lead}<{prefix}itemDefinition name={XmlContent.Attribute(name)}>{lead}  <{prefix}typeRef>{type}</{prefix}typeRef>"
            + $"{lead}  <{prefix}allowedValues><{prefix}text>{XmlContent.Encode(values, "", lineEnd)}</{prefix}text></{prefix}allowedValues>{lead}</{prefix}itemDefinition>");
    }

    private static string Lead(string xml, XmlElementSpan root, string lineEnd) =>
        root.Children is [var first, ..] ? XmlContent.Lead(xml, first.Start, lineEnd) : lineEnd + "  ";

    private static TextChange Inserted(string xml, XmlElementSpan root, XmlElementSpan? before, string text)
    {
        var place = before?.End ?? root.ContentStart;
        return root.IsEmptyTag
            ? new TextChange(xml.LastIndexOf('/', root.End - 1), root.End, $">{text}</{root.Prefix}{root.Name}>")
            : new TextChange(place, place, text);
    }

    private static TextChange Taken(string xml, XmlElementSpan element) => new(XmlContent.LeadStart(xml, element.Start), element.End, "");

    private static IEnumerable<XmlElementSpan> Under(XmlElementSpan element) => element.Children.SelectMany(Under).Prepend(element);
}
