using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>How a field of an item is written.</summary>
public enum ItemFieldShape
{
    /// <summary>A line of text.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Text,

    /// <summary>FEEL.</summary>
    Feel,

    /// <summary>A day, or none.</summary>
    Day,

    /// <summary>One of several words.</summary>
    Choice,
}

/// <summary>A field of an item that has a place of its own on the page; everything else is written as YAML.</summary>
/// <param name="Key">Its key in the file.</param>
/// <param name="Label">What people read.</param>
/// <param name="Shape">How it is written.</param>
/// <param name="Words">The words of a choice.</param>
public sealed record ItemField(string Key, string Label, ItemFieldShape Shape, IReadOnlyList<string> Words);

/// <summary>A list of items that counsel edits.</summary>
/// <param name="Address">Its word in addresses.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Kind">What it lists.</param>
/// <param name="Fields">The fields of each.</param>
/// <param name="Template">The YAML of a new one.</param>
public sealed record ItemList(string Address, string Title, ItemKind Kind, IReadOnlyList<ItemField> Fields, string Template);

/// <summary>What a pack lists, for editing.</summary>
internal static class DraftItems
{
    private static readonly string[] Statuses = ["in-force", "proposed", "repealed", "to-verify"];
    private static readonly string[] Forces = ["court-process", "federal-statute", "state-statute", "case-law", "executive-order", "announced-policy"];
    private static readonly string[] Outcomes = ["prohibited", "permitted", "required", "not-covered", "undetermined"];

    /// <summary>All lists.</summary>
    public static IReadOnlyList<ItemList> Lists { get; } =
    [
        new("provisions", "Provisions", ItemKind.Provision,
            [Line("title", "Title"), Text("text", "What it says"), Choice("status", "Status, where it differs from the instrument's", Statuses), Day("in-force-from", "In force from"), Day("in-force-until", "No longer in force from"), Text("note", "Note"), Text("uncited", "Why no answer cites it, where that is intended")],
            "section: § 1\ntitle: \ntext: >-\n  What it says.\n"),
        new("instruments", "Instruments", ItemKind.Instrument,
            [Line("title", "Title"), Line("citation", "Citation"), Choice("force", "Force", Forces), Choice("status", "Status", Statuses), Day("in-force-from", "In force from"), Day("in-force-until", "No longer in force from"), Line("source", "Where its text is found"), Text("note", "Note")],
            "id: NEW\ntitle: \ncitation: \nforce: state-statute\nstatus: proposed\nsource: \nprovisions:\n  - section: § 1\n    title: \n    text: >-\n      What it says.\n"),
        new("questions", "Questions", ItemKind.Fact,
            [Line("label", "Short name"), Line("question", "Question"), Text("help", "Help"), Text("proof", "What proves it")],
            "name: newFact\ntype: boolean\nlabel: \nquestion: \nhelp: \n"),
        new("papers", "Papers", ItemKind.Document,
            [Line("title", "Title"), Line("signed-by", "Signed by"), Text("how-to-tell", "How to tell it"), Text("status", "Status"), Text("note", "Note")],
            "id: new-paper\ntitle: \nsigned-by: \nhow-to-tell: \nstatus: \n"),
        new("guarantees", "Guarantees", ItemKind.Guarantee,
            [Text("statement", "In plain words"), Line("source", "What it protects, in words"), Feel("where", "Where (FEEL; nothing for everywhere)"), Feel("holds", "What must hold there (FEEL)")],
            "name: New guarantee\nstatement: \nsource: \nprotects: []\nholds: \"true\"\n"),
        new("scenarios", "Scenarios", ItemKind.Scenario,
            [Day("on", "Day of the request"), Choice("outcome", "Expected outcome", Outcomes)],
            "name: New scenario\non: 2026-01-01\nfacts: {}\noutcome: not-covered\nprovisions: []\n"),
    ];

    /// <summary>The guarantees.</summary>
    public static ItemList Guarantees => Lists[^2];

    /// <summary>The scenarios.</summary>
    public static ItemList Scenarios => Lists[^1];

    /// <summary>The items of a list, in the order of the files; null where its file cannot be read. What is wrong in other files does not
    /// matter.</summary>
    public static IReadOnlyList<(PackItem Item, string Title)>? Of(ItemList list, PackFiles files)
    {
        var items = list.Kind switch
        {
            ItemKind.Provision => All(Instruments(files), ItemKind.Provision),
            ItemKind.Scenario => All([.. files.Paths.Where(IsScenarios)], ItemKind.Scenario),
            _ => PackItem.All(files, list.Kind),
        };
        return items is null ? null : [.. items.Select(item => (item, Title(item)))];

        IReadOnlyList<PackItem>? All(IReadOnlyList<string>? owners, ItemKind kind)
        {
            var found = owners?.Select(owner => PackItem.All(files, kind, owner)).ToList();
            return found is null || found.Contains(null) ? null : [.. found.SelectMany(some => some!)];
        }

        string Title(PackItem item) => (item.Kind switch
        {
            ItemKind.Provision => $"{item.Within} {item.Name}{Said(item, "title")}",
            ItemKind.Instrument => item.Name + Said(item, "title"),
            ItemKind.Guarantee => item.Name + Said(item, "statement"),
            ItemKind.Fact => item.FieldIn(files, "question") ?? item.Name,
            ItemKind.Document => item.FieldIn(files, "title") ?? item.Name,
            _ => item.Name,
        }) is { Length: > 0 } title ? title : item.Name;

        string Said(PackItem item, string field) => item.FieldIn(files, field) is { Length: > 0 } text ? ": " + text : "";
    }

    /// <summary>What new items may stand within: instruments, files of scenarios; empty where they stand by themselves.</summary>
    public static IReadOnlyList<string> Owners(ItemList list, PackFiles files) => list.Kind switch
    {
        ItemKind.Provision => Instruments(files) ?? [],
        ItemKind.Scenario => files.Paths.Where(IsScenarios).DefaultIfEmpty("scenarios/scenarios.yaml").ToList(),
        _ => [],
    };

    /// <summary>The file of a list: of scenarios, the first that cannot be read.</summary>
    public static string FileOf(ItemList list, PackFiles files) => list.Kind == ItemKind.Scenario
        ? files.Paths.FirstOrDefault(path => IsScenarios(path) && PackItem.All(files, ItemKind.Scenario, path) is null) ?? Owners(list,
            files)[0]
        : new PackItem(list.Kind).File;

    private static List<string>? Instruments(PackFiles files) => PackItem.All(files, ItemKind.Instrument)?.Select(item =>
        item.Name).ToList();

    private static bool IsScenarios(string path) => path.StartsWith("scenarios/", StringComparison.Ordinal);

    private static ItemField Line(string key, string label) => new(key, label, ItemFieldShape.Line, []);

    private static ItemField Text(string key, string label) => new(key, label, ItemFieldShape.Text, []);

    private static ItemField Feel(string key, string label) => new(key, label, ItemFieldShape.Feel, []);

    private static ItemField Day(string key, string label) => new(key, label, ItemFieldShape.Day, []);

    private static ItemField Choice(string key, string label, IReadOnlyList<string> words) => new(key, label, ItemFieldShape.Choice, words);
}
