using System.Xml.Linq;
using Comity.Dmn.Editing;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Tests.Editing;

/// <summary>Edits at random of a pack, each made for the files as they are.</summary>
internal sealed class RandomEdits(int seed)
{
    private static readonly string[] Texts =
    [
        "x", "-", "\"a\", \"b\"", "a < b and c > d & e", "]]> &amp; <text>", "'single' \"double\"", "two words", "null", "# no comment", "key: value", "- item", "é § “quotes” 日本", "trailing: ", "{ a: b }",
        "[1]", "%", "@at", "*a", "!x", "~", "a\nb", "a\n\nb: c\n  d", "\\ and \\n", "it's", "word word word word word word word word word word word word word word word word word word word word word word word word",
    ];

    private readonly Random _random = new(seed);
    private int _names;

    public string Text() => Texts[_random.Next(Texts.Length)];

    public PackEdit Next(PackFiles files)
    {
        for (; ; )
        {
            PackEdit? edit = _random.Next(12) switch
            {
                0 or 1 or 2 => Cell(files),
                3 => Rule(files),
                4 => Column(files),
                5 or 6 or 7 => Field(files),
                8 => Logic(files),
                9 => Added(files),
                _ => Taken(files),
            };
            if (edit is not null)
            {
                return edit;
            }
        }
    }

    public (TablePlace Place, TableSource Table) Table(PackFiles files)
    {
        var places = Elements(files, "decisionTable");
        var place = places[_random.Next(places.Count)];
        return (place, place.In(files)!);
    }

    public PackEdit? Cell(PackFiles files)
    {
        var (place, table) = Table(files);
        var kind = Kind();
        if (table.Rules.Count == 0 || table.Columns(kind) == 0)
        {
            return null;
        }

        var (rule, column) = (1 + _random.Next(table.Rules.Count), 1 + _random.Next(table.Columns(kind)));
        return table.Rules[rule - 1].Of(kind).ElementAtOrDefault(column - 1) is { } was ? new SetCell(place, rule, kind, column, was, Text()) : null;
    }

    public PackEdit? Field(PackFiles files)
    {
        var items = Items(files);
        var item = items[_random.Next(items.Count)];
        string[] fields = item.Kind switch
        {
            ItemKind.Manifest => ["summary", "title", "version"],
            ItemKind.Instrument => ["note", "title", "source", "in-force-from", "in-force-until", "status"],
            ItemKind.Provision => ["text", "title", "note", "status", "in-force-from"],
            ItemKind.Fact => ["question", "help", "label", "proof"],
            ItemKind.Choice => ["label", "help"],
            ItemKind.Guarantee => ["statement", "source"],
            ItemKind.Document => ["title", "note"],
            _ => ["on", "outcome"],
        };
        var field = fields[_random.Next(fields.Length)];
        var was = item.FieldIn(files, field);
        var isOptional = field is "note" or "help" or "proof" or "status" or "in-force-from" or "in-force-until";
        return new SetField(item, field, was, was is not null && isOptional && _random.Next(3) == 0 ? null : Text());
    }

    // By another reader than the edits use.
    public static IReadOnlyList<PackItem> Items(PackFiles files)
    {
        var items = new List<PackItem> { new(ItemKind.Manifest) };
        foreach (var instrument in List(files, "instruments.yaml"))
        {
            items.Add(new PackItem(ItemKind.Instrument, Name(instrument, "id")));
            items.AddRange(((YamlSequenceNode)instrument["provisions"]).Select(part => new PackItem(ItemKind.Provision, Name(part, "section"), Name(instrument, "id"))));
        }

        foreach (var fact in List(files, "facts.yaml"))
        {
            items.Add(new PackItem(ItemKind.Fact, Name(fact, "name")));
            if (((YamlMappingNode)fact).Children.TryGetValue("values", out var values))
            {
                items.AddRange(((YamlSequenceNode)values).Select(choice => new PackItem(ItemKind.Choice, Name(choice, "value"), Name(fact, "name"))));
            }
        }

        items.AddRange(List(files, "documents.yaml").Select(document => new PackItem(ItemKind.Document, Name(document, "id"))));
        items.AddRange(List(files, "guarantees.yaml").Select(guarantee => new PackItem(ItemKind.Guarantee, Name(guarantee, "name"))));
        return items;
    }

    private static string Name(YamlNode item, string key) => ((YamlScalarNode)item[key]).Value!.Trim();

    private static IEnumerable<YamlNode> List(PackFiles files, string path)
    {
        if (files.Find(path) is null)
        {
            return [];
        }

        var stream = new YamlStream();
        stream.Load(new StringReader(TextOf(files, path)));
        return (YamlSequenceNode)stream.Documents[0].RootNode;
    }

    private ColumnKind Kind() => (ColumnKind)_random.Next(3);

    private SetLogic? Logic(PackFiles files)
    {
        var places = Elements(files, "literalExpression");
        var place = places[_random.Next(places.Count)];
        return LogicSource.Find(TextOf(files, place.File), place.Element) is { } source ? new SetLogic(place, source.Text, Text()) : null;
    }

    private PackEdit? Rule(PackFiles files)
    {
        var (place, table) = Table(files);
        var rule = 1 + _random.Next(Math.Max(table.Rules.Count, 1));
        return (_random.Next(3), table.Rules.Count) switch
        {
            (0, _) => new AddRule(place, 1 + _random.Next(table.Rules.Count + 1), new RuleTexts(Any(ColumnKind.Input), Any(ColumnKind.Output), Any(ColumnKind.Annotation))),
            (_, 0) => null,
            (1, _) => new RemoveRule(place, rule, table.Rules[rule - 1]),
            _ => new MoveRule(place, rule, 1 + _random.Next(table.Rules.Count), table.Rules[rule - 1]),
        };

        List<string> Any(ColumnKind kind) => [.. Enumerable.Range(0, table.Columns(kind)).Select(_ => Trimmed())];
    }

    private PackEdit? Column(PackFiles files)
    {
        var (place, table) = Table(files);
        var kind = Kind();
        if (_random.Next(2) == 0)
        {
            var head = new ColumnTexts($"name {++_names}", kind == ColumnKind.Annotation ? null : "A <label> & \"more\"", kind == ColumnKind.Annotation ? null : "string", kind == ColumnKind.Annotation ? null : "\"a\"", kind == ColumnKind.Output ? "null" : null);
            return new AddColumn(place, kind, 1 + _random.Next(table.Columns(kind) + 1), head, [.. table.Rules.Select(_ => Trimmed())]);
        }

        if (table.Columns(kind) == 0 || table.Rules.Any(rule => rule.Of(kind).Count != table.Columns(kind)))
        {
            return null;
        }

        var column = 1 + _random.Next(table.Columns(kind));
        return new RemoveColumn(place, kind, column, table.Head(kind, column), [.. table.Rules.Select(rule => rule.Of(kind)[column - 1])]);
    }

    private AddItem Added(PackFiles files)
    {
        var name = $"New {++_names}";
        return _random.Next(3) switch
        {
            0 => new AddItem(new PackItem(ItemKind.Guarantee, name), _random.Next(2) == 0 ? null : List(files, "guarantees.yaml").Select(item => Name(item, "name")).FirstOrDefault(), $"name: {name}\nstatement: >-\n  Something\n  holds.\n\nsource: x\nholds: true # a comment"),
            1 => new AddItem(new PackItem(ItemKind.Scenario, name, "scenarios/new.yaml"), List(files, "scenarios/new.yaml").Select(item => Name(item, "name")).LastOrDefault(), $"name: {name}\non: 2025-02-01\nfacts: {{ a: b }}\noutcome: required\nprovisions: []"),
            _ => new AddItem(new PackItem(ItemKind.Provision, name, "NY-EO170"), Items(files).Where(item => item.Within == "NY-EO170").Select(item => item.Name).Last(), $"section: {name}\ntitle: A\ntext: B"),
        };
    }

    private PackEdit? Taken(PackFiles files)
    {
        var items = Items(files).Where(item => item.Kind is ItemKind.Guarantee or ItemKind.Provision or ItemKind.Fact or ItemKind.Document).ToList();
        if (items.Count < 30)
        {
            return null;
        }

        var item = items[_random.Next(items.Count)];
        var was = item.TextIn(files)!;
        var nested = item.Kind == ItemKind.Provision && items.Count(other => other.Within == item.Within) == 1;
        return nested ? null
            : _random.Next(2) == 0 ? new RemoveItem(item, was)
            : new ReplaceItem(item, was, was + "\n# changed");
    }

    private string Trimmed() => Text().Trim();

    private static string TextOf(PackFiles files, string path) => Feel.Text.EncodedText.Read(files.Find(path)!.Value.Span)!.Text;

    private static List<TablePlace> Elements(PackFiles files, string logic) =>
    [
        .. files.Paths.Where(path => path.EndsWith(".dmn", StringComparison.Ordinal)).SelectMany(path =>
            XDocument.Parse(TextOf(files, path)).Root!.Elements().Where(element => element.Elements().Concat(element.Elements().Where(child => child.Name.LocalName == "encapsulatedLogic").Elements()).Any(child => child.Name.LocalName == logic))
                .Select(element => new TablePlace(path, (string)element.Attribute("id")!))),
    ];
}
