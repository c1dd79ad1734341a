using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>
/// A decision table in the text of its file. It says which stretches of the text have to change for an edit; all others keep their white space, comments,
/// attributes and ids. Rules and columns are counted from 1.
/// </summary>
public sealed class TableSource
{
    private static readonly ColumnKind[] Kinds = Enum.GetValues<ColumnKind>();

    private readonly string _xml;
    private readonly string _lineEnd;
    private readonly XmlElementSpan _root;
    private readonly XmlElementSpan _owner;
    private readonly XmlElementSpan _table;
    private readonly IReadOnlyList<HostInput> _host;
    private readonly List<XmlElementSpan>[] _heads;
    private readonly List<XmlElementSpan> _rules;
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    private TableSource(string xml, XmlElementSpan root, XmlElementSpan owner, XmlElementSpan table, IReadOnlyList<HostInput> host)
    {
        (_xml, _root, _owner, _table, _host) = (xml, root, owner, table, host);
        _lineEnd = XmlContent.LineEndOf(xml);
        _heads = [[.. table.All("input")], [.. table.All("output")], [.. table.All("annotation")]];
        _rules = [.. table.All("rule")];
        Rules = [.. _rules.Select(rule => new RuleTexts(Texts(rule, ColumnKind.Input), Texts(rule, ColumnKind.Output), Texts(rule, ColumnKind.Annotation), rule.Id))];
    }

    /// <summary>The rules as they are written.</summary>
    public IReadOnlyList<RuleTexts> Rules { get; }

    /// <summary>Stands for the texts of the rules in their order; where any of them is another, so is this.</summary>
    internal string State => LogicState.Of(Rules.SelectMany(rule => Kinds.SelectMany(kind => Enumerable.Range(0, Columns(kind)).Select(column => rule.Said(kind, column)))));

    /// <summary>The table of a decision or knowledge model; null where there is none.</summary>
    /// <param name="xml">The text of a model that the reader accepts.</param>
    /// <param name="elementId">The id of the decision or knowledge model, as the model has it.</param>
    /// <param name="host">Inputs that the model's host declares; null for none.</param>
    public static TableSource? Find(string xml, string elementId, IReadOnlyList<HostInput>? host = null)
    {
        ArgumentNullException.ThrowIfNull(xml);
        var root = XmlTree.Read(xml);
        return FindOwner(root, elementId) is { } owner && (owner.Child("encapsulatedLogic") ?? owner).Child("decisionTable") is { } table
            ? new TableSource(xml, root, owner, table, host ?? []) : null;
    }

    /// <summary>How many columns of a kind there are.</summary>
    public int Columns(ColumnKind kind) => _heads[(int)kind].Count;

    /// <summary>The head of a column.</summary>
    public ColumnTexts Head(ColumnKind kind, int column)
    {
        var head = _heads[(int)kind][column - 1];
        return kind == ColumnKind.Input
            ? new ColumnTexts(head.Child("inputExpression") is { } tested ? TextOf(tested) : null, head.Attributes.GetValueOrDefault("label"), head.Child("inputExpression")?.Attributes.GetValueOrDefault("typeRef"), PartOf(head, "inputValues"))
            : new ColumnTexts(head.Attributes.GetValueOrDefault("name"), head.Attributes.GetValueOrDefault("label"), head.Attributes.GetValueOrDefault("typeRef"), PartOf(head, "outputValues"), PartOf(head, "defaultOutputEntry"));
    }

    /// <summary>Where a rule begins in the text.</summary>
    public int PlaceOf(int rule) => _rules[rule - 1].Start;

    /// <summary>Where an entry begins in the text; where its rule begins when it has no such entry.</summary>
    public int PlaceOf(int rule, ColumnKind kind, int column) => Entries(_rules[rule - 1], kind).ElementAtOrDefault(column - 1)?.Start ?? PlaceOf(rule);

    /// <summary>Gives an entry another text. Input data that it names and the decision does not yet require are required then.</summary>
    public IReadOnlyList<TextChange> SetEntry(int rule, ColumnKind kind, int column, string text)
    {
        var entry = Entries(_rules[rule - 1], kind).ElementAt(column - 1);
        var change = entry.Child("text") is { } inner
            ? XmlContent.Change(_xml, inner, text, _lineEnd)
            : entry.IsEmptyTag
                ? new TextChange(_xml.LastIndexOf('/', entry.End - 1), entry.End, $">{TextElement(entry.Prefix, text)}</{entry.Prefix}{entry.Name}>")
                : new TextChange(entry.ContentStart, entry.ContentStart, TextElement(entry.Prefix, text));
        return [.. Requirements([text], kind), change];
    }

    /// <summary>Puts a new rule in a place; those from there on move down by one.</summary>
    /// <param name="at">Its number then, from 1 to one more than there are rules.</param>
    /// <param name="rule">Its texts. Where the table's rules have ids and this has none, it gets one that is new in the file.</param>
    public IReadOnlyList<TextChange> AddRule(int at, RuleTexts rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var like = _rules.Count == 0 ? null : _rules[Math.Clamp(at - 2, 0, _rules.Count - 1)];
        var (lead, inner) = Leads(like);
        var id = rule.Id ?? (like?.Id is null ? null : NewId($"{_table.Id ?? _owner.Id ?? "table"}-rule"));
        var hasEntryIds = like is not null && like.Children.Any(entry => entry.Id is not null);
        var entries = rule.Inputs.Select(text => ("inputEntry", text)).Concat(rule.Outputs.Select(text => ("outputEntry", text))).Concat(rule.Annotations.Select(text => ("annotationEntry", text)))
            .Select((entry, i) => $"{inner}<{_table.Prefix}{entry.Item1}{IdAttribute(hasEntryIds && entry.Item1 != "annotationEntry" ? $"{id}-{i + 1}" : null)}>{TextElement(_table.Prefix, entry.text)}</{_table.Prefix}{entry.Item1}>");
        return
        [
            .. Requirements([.. rule.Inputs, .. rule.Outputs], ColumnKind.Input),
            Insert(at, $"{lead}<{_table.Prefix}rule{IdAttribute(id)}>{string.Concat(entries)}{lead}</{_table.Prefix}rule>"),
        ];
    }

    /// <summary>Takes a rule out; what stands around it stays.</summary>
    public IReadOnlyList<TextChange> RemoveRule(int rule) => [new TextChange(LeadStart(_rules[rule - 1].Start), _rules[rule - 1].End, "")];

    /// <summary>Moves a rule, as it is written, to another place.</summary>
    /// <param name="rule">Its number now.</param>
    /// <param name="to">Its number then.</param>
    public IReadOnlyList<TextChange> MoveRule(int rule, int to)
    {
        if (rule == to)
        {
            return [];
        }

        var start = LeadStart(_rules[rule - 1].Start);
        return [new TextChange(start, _rules[rule - 1].End, ""), Insert(to < rule ? to : to + 1, _xml[start.._rules[rule - 1].End])];
    }

    /// <summary>Puts a new column in a place; those of its kind from there on move by one.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="at">Its number among those of its kind then.</param>
    /// <param name="head">Its head. What it and the entries name and the decision does not yet require is required then.</param>
    /// <param name="entries">Its text in each rule.</param>
    public IReadOnlyList<TextChange> AddColumn(ColumnKind kind, int at, ColumnTexts head, IReadOnlyList<string> entries)
    {
        ArgumentNullException.ThrowIfNull(head);
        var heads = _heads.SelectMany(list => list).ToList();
        var place = _heads.Take((int)kind).Sum(list => list.Count) + at - 1;
        var lead = heads.Count > 0 ? Lead(heads[Math.Max(place - 1, 0)].Start) : $"{Lead(_table.Start)}  ";
        var changes = new List<TextChange> { InsertAmong(heads, place, _table, lead + HeadElement(kind, head, lead)) };
        var name = EntryName(kind);
        for (var rule = 0; rule < _rules.Count; rule++)
        {
            var existing = Kinds.SelectMany(each => Entries(_rules[rule], each)).ToList();
            var before = Kinds.Where(each => each < kind).Sum(each => Entries(_rules[rule], each).Count()) + at - 1;
            var inner = existing.Count > 0 ? Lead(existing[Math.Max(Math.Min(before, existing.Count) - 1, 0)].Start) : $"{Lead(_rules[rule].Start)}  ";
            var id = kind != ColumnKind.Annotation && existing.Any(entry => entry.Id is not null) ? NewId($"{_rules[rule].Id ?? "rule"}-entry") : null;
            changes.Add(InsertAmong(existing, Math.Min(before, existing.Count), _rules[rule], $"{inner}<{_table.Prefix}{name}{IdAttribute(id)}>{TextElement(_table.Prefix, entries[rule])}</{_table.Prefix}{name}>"));
        }

        return [.. Requirements([head.Text, head.Default, .. entries], kind), .. changes];
    }

    /// <summary>Takes a column out with its entries.</summary>
    public IReadOnlyList<TextChange> RemoveColumn(ColumnKind kind, int column) =>
    [
        .. _rules.Select(rule => Entries(rule, kind).ElementAtOrDefault(column - 1)).OfType<XmlElementSpan>().Prepend(_heads[(int)kind][column - 1])
            .Select(element => new TextChange(LeadStart(element.Start), element.End, "")),
    ];

    internal static XmlElementSpan? FindOwner(XmlElementSpan root, string elementId) =>
        root.Children.FirstOrDefault(element => element.Name is "decision" or "businessKnowledgeModel" && (element.Id ?? $"{element.Name} '{element.Attributes.GetValueOrDefault("name")}'") == elementId);

    private static string EntryName(ColumnKind kind) => kind switch
    {
        ColumnKind.Input => "inputEntry",
        ColumnKind.Output => "outputEntry",
        _ => "annotationEntry",
    };

    private static IEnumerable<XmlElementSpan> Entries(XmlElementSpan rule, ColumnKind kind) => rule.All(EntryName(kind));

    private List<string> Texts(XmlElementSpan rule, ColumnKind kind) => [.. Entries(rule, kind).Select(TextOf)];

    private string TextOf(XmlElementSpan element) => element.Child("text") is { } text ? XmlContent.Decode(_xml[text.ContentStart..text.ContentEnd]).Trim() : "";

    private string? PartOf(XmlElementSpan head, string part) => head.Child(part) is { } element ? TextOf(element) : null;

    private string TextElement(string prefix, string text) => $"<{prefix}text>{XmlContent.Encode(text, "", _lineEnd)}</{prefix}text>";

    private static string IdAttribute(string? id) => id is null ? "" : $" id={XmlContent.Attribute(id)}";

    private string HeadElement(ColumnKind kind, ColumnTexts head, string lead)
    {
        var prefix = _table.Prefix;
        var type = head.Type is null ? "" : $" typeRef={XmlContent.Attribute(head.Type)}";
        var label = head.Label is null ? "" : $" label={XmlContent.Attribute(head.Label)}";
        var id = _heads.SelectMany(list => list).Any(other => other.Id is not null) && kind != ColumnKind.Annotation ? IdAttribute(NewId($"{_table.Id ?? _owner.Id ?? "table"}-{kind.ToString().ToLowerInvariant()}")) : "";
        if (kind == ColumnKind.Input)
        {
            return $"<{prefix}input{id}{label}>{lead}  <{prefix}inputExpression{type}>{TextElement(prefix, head.Text ?? "")}</{prefix}inputExpression>{Part("inputValues", head.Values)}{lead}</{prefix}input>";
        }

        var name = head.Text is null ? "" : $" name={XmlContent.Attribute(head.Text)}";
        var parts = kind == ColumnKind.Output ? Part("outputValues", head.Values) + Part("defaultOutputEntry", head.Default) : "";
        var start = kind == ColumnKind.Output ? $"<{prefix}output{id}{name}{label}{type}" : $"<{prefix}annotation{name}";
        return parts.Length == 0 ? start + "/>" : $"{start}>{parts}{lead}</{prefix}{kind.ToString().ToLowerInvariant()}>";

        string Part(string element, string? text) => text is null ? "" : $"{lead}  <{prefix}{element}>{TextElement(prefix, text)}</{prefix}{element}>";
    }

    // Notes are no FEEL.
    private IEnumerable<TextChange> Requirements(IEnumerable<string?> texts, ColumnKind kind) =>
        kind != ColumnKind.Annotation && RequirementSource.Added(_xml, _root, _owner, _table, texts, _host) is { } added ? [added] : [];

    private TextChange Insert(int at, string text) => InsertAmong(_rules, at - 1, _table, text);

    // Behind the one before it; comments that stand before the next stay with that.
    private TextChange InsertAmong(List<XmlElementSpan> elements, int index, XmlElementSpan parent, string text)
    {
        var place = index > 0 && elements.Count > 0 ? elements[index - 1].End
            : elements.Count > 0 ? LeadStart(elements[0].Start)
            : parent.Children.Count > 0 ? parent.Children[^1].End : parent.ContentStart;
        return new TextChange(place, place, text);
    }

    private (string Lead, string Inner) Leads(XmlElementSpan? like)
    {
        if (like is not null)
        {
            var own = Lead(like.Start);
            return (own, like.Children.Count > 0 ? Lead(like.Children[0].Start) : own + "  ");
        }

        var lead = _table.Children.Count > 0 ? Lead(_table.Children[^1].Start) : $"{Lead(_table.Start)}  ";
        return (lead, lead + "  ");
    }

    private int LeadStart(int start) => XmlContent.LeadStart(_xml, start);

    private string Lead(int start) => XmlContent.Lead(_xml, start, _lineEnd);

    private string NewId(string stem) => XmlContent.NewId(_xml, stem, _given);
}
