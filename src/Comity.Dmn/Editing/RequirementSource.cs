using System.Text.RegularExpressions;
using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>The information requirements of a decision in the text of its file.</summary>
internal static partial class RequirementSource
{
    /// <summary>
    /// What a decision has to require so that its logic knows the names in some FEEL: input data that a text names anywhere, and a
    /// decision whose name is the whole text. Null where it requires them already, and in a knowledge model, which requires nothing.
    /// </summary>
    /// <param name="xml">The file's text.</param>
    /// <param name="root">Its root element.</param>
    /// <param name="owner">The decision.</param>
    /// <param name="logic">Its logic, which requirements stand before.</param>
    /// <param name="texts">The FEEL.</param>
    /// <param name="host">Inputs that the model's host declares.</param>
    public static TextChange? Added(
        string xml, XmlElementSpan root, XmlElementSpan owner, XmlElementSpan logic, IEnumerable<string?> texts,
        IReadOnlyList<HostInput> host)
    {
        if (owner.Name != "decision")
        {
            return null;
        }

        var present = owner.All("informationRequirement").ToList();
        var known = present.SelectMany(requirement => requirement.Children).Select(reference =>
            reference.Attributes.GetValueOrDefault("href")).ToHashSet();
        var written = texts.OfType<string>().ToList();
        var missing = Requirable(root, owner, host)
            .Where(element => element.Name.Length > 0 && !known.Contains("#" + element.Id)
                && written.Exists(text => element.IsInput ? Names(text, element.Name) : text.Trim() == element.Name))
            .ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var after = present.LastOrDefault() ?? owner.Child("variable");
        var lead = XmlContent.Lead(xml, after?.Start ?? logic.Start, XmlContent.LineEndOf(xml));
        var place = after?.End ?? XmlContent.LeadStart(xml, logic.Start);
        var (prefix, given) = (owner.Prefix, new HashSet<string>(StringComparer.Ordinal));
        return new TextChange(place, place, string.Concat(missing.Select(required =>
        {
            var id = present.Exists(requirement => requirement.Id is not null)
                ? $" id={XmlContent.Attribute(XmlContent.NewId(xml, "requirement", given))}" : "";
            var tag = prefix + (required.IsInput ? "requiredInput" : "requiredDecision");
            var reference = $"{tag} href={XmlContent.Attribute("#" + required.Id)}/";
            return $"{lead}<{prefix}informationRequirement{id}>{lead}  <{reference}>{lead}</{prefix}informationRequirement>";
        })));
    }

    // Input data, of the model and of its host, and the other decisions.
    private static IEnumerable<(string Id, string Name, bool IsInput)> Requirable(
        XmlElementSpan root, XmlElementSpan owner, IReadOnlyList<HostInput> host)
    {
        var elements = root.Children
            .Select(element => (Tag: element.Name, element.Id, Name: element.Attributes.GetValueOrDefault("name"))).ToList();
        return elements.Where(element => element is { Tag: "inputData" or "decision", Id: not null } && element.Id != owner.Id)
            .Select(element => (element.Id!, element.Name?.Trim() ?? "", element.Tag == "inputData"))
            .Concat(HostInputs.Missing(elements, host).Select(one => (one.Input.Id, one.Input.Name, true)));
    }

    // Whether a FEEL text may mean an element by its name: the name stands there as a whole, and not in a string, as a key or as the
    // member of something.
    private static bool Names(string text, string name)
    {
        var pattern = string.Join(@"\s+", name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape));
        return Regex.IsMatch(Strings().Replace(text, "\"\""), $@"(?<![\w.]|\.\s+){pattern}(?!\w|\s*:)", RegexOptions.CultureInvariant);
    }

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"
        """)]
    private static partial Regex Strings();
}
