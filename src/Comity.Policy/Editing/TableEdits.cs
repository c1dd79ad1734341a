using Comity.Dmn.Editing;
using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>A decision table or an expression in a pack's model.</summary>
/// <param name="File">The path of the DMN file.</param>
/// <param name="Element">The id of the decision or knowledge model whose logic it is.</param>
public sealed record TablePlace(string File, string Element)
{
    /// <summary>The table as it is written; null where there is none.</summary>
    public TableSource? In(PackFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return TextIn(files) is { } text ? TableSource.Find(text.Text, Element) : null;
    }

    internal EncodedText? TextIn(PackFiles files)
    {
        // Editing looks at tags only; that the file is well-formed is for the reader to say.
        if (files.Find(File) is not { } content || FileText.Read(File, content.Span) is not { } text)
        {
            return null;
        }

        using var stream = new MemoryStream(content.ToArray(), writable: false);
        return Dmn.Xml.DmnReader.IsWellFormed(stream) ? text : null;
    }
}

/// <summary>An edit of a decision table.</summary>
/// <param name="Table">Which table.</param>
public abstract record TableEdit(TablePlace Table) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => Table.File;

    private protected override EditResult Make(PackFiles files)
    {
        if (Table.TextIn(files) is not { } text || TableSource.Find(text.Text, Table.Element, FactInputs.Of(files)) is not { } source)
        {
            return Failed("EDIT0001", $"There is no table '{Table.Element}' in {Table.File}.", "The draft or the policy may have been changed; look at it anew.");
        }

        return Make(files, text, source);
    }

    private protected abstract EditResult Make(PackFiles files, EncodedText text, TableSource source);

    private protected EditResult NoSuch(string what, TableSource source, EncodedText text) =>
        Failed("EDIT0001", $"The table '{Table.Element}' has no {what}.", $"It has {source.Rules.Count} rules, {source.Columns(ColumnKind.Input)} input, {source.Columns(ColumnKind.Output)} output and {source.Columns(ColumnKind.Annotation)} annotation columns.", null, PlaceOf(text, source.Rules.Count > 0 ? source.PlaceOf(1) : 0));

    private protected EditResult Unwritable(TableSource source, EncodedText text) => Failed("EDIT0003", "The text holds a character that XML cannot hold.", "Take it out.", null, PlaceOf(text, source.Rules.Count > 0 ? source.PlaceOf(1) : 0));

    private protected SourceLocation PlaceOf(EncodedText text, int index)
    {
        var before = text.Text.AsSpan(0, index);
        return new SourceLocation(Path, before.Count('\n') + 1, index - before.LastIndexOf('\n'), $"table '{Table.Element}'");
    }

    // The number of a rule in another state of the table; null where it is gone.
    private protected int? RuleIn(int rule, PackFiles from, PackFiles onto) =>
        Table.In(from) is { } mine && Table.In(onto) is { } theirs && rule <= mine.Rules.Count ? RuleAlignment.Of(mine.Rules, theirs.Rules)[rule - 1] : null;

    private protected int? PlaceIn(int at, PackFiles from, PackFiles onto) =>
        at == 1 ? 1 : RuleIn(at - 1, from, onto) is { } before ? before + 1 : null;

    private protected int? ColumnIn(ColumnKind kind, int column, PackFiles from, PackFiles onto)
    {
        if (Table.In(from) is not { } mine || Table.In(onto) is not { } theirs || column > mine.Columns(kind))
        {
            return null;
        }

        // Heads rarely repeat; the first that is the same, counted among the same.
        var head = mine.Head(kind, column);
        var nth = Enumerable.Range(1, column).Count(i => mine.Head(kind, i) == head);
        return Enumerable.Range(1, theirs.Columns(kind)).Where(i => theirs.Head(kind, i) == head).Skip(nth - 1).Select(i => (int?)i).FirstOrDefault();
    }
}

/// <summary>Gives an entry of a rule another text: a test, a part of the answer such as the provision or the reason, or a note.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Rule">The rule's number, from 1.</param>
/// <param name="Kind">What the column holds.</param>
/// <param name="Column">The column's number among those of its kind, from 1.</param>
/// <param name="Was">The text that it replaces.</param>
/// <param name="Text">The text: FEEL in inputs and outputs.</param>
public sealed record SetCell(TablePlace Table, int Rule, ColumnKind Kind, int Column, string Was, string Text) : TableEdit(Table)
{
    /// <inheritdoc/>
    public override string Before => Was;

    /// <inheritdoc/>
    public override string After => Text;

    internal override PackEdit? For(PackFiles from, PackFiles onto) =>
        RuleIn(Rule, from, onto) is { } rule && ColumnIn(Kind, Column, from, onto) is { } column ? this with { Rule = rule, Column = column } : null;

    private protected override EditResult Make(PackFiles files, EncodedText text, TableSource source)
    {
        if (Rule < 1 || Rule > source.Rules.Count || source.Rules[Rule - 1].Of(Kind).ElementAtOrDefault(Column - 1) is not { } found)
        {
            return NoSuch($"rule {Rule} with {Words.Of(Kind)} {Column}", source, text);
        }

        return found != Was.Trim() ? Differs(found, PlaceOf(text, source.PlaceOf(Rule, Kind, Column)))
            : !TableText.Holds(Text) ? Unwritable(source, text)
            : Changed(files, text, source.SetEntry(Rule, Kind, Column, Text.ReplaceLineEndings("\n").Trim()));
    }
}

/// <summary>Gives a literal expression another text.</summary>
/// <param name="Logic">Where it stands.</param>
/// <param name="Was">The FEEL that it replaces.</param>
/// <param name="Text">The FEEL.</param>
public sealed record SetLogic(TablePlace Logic, string Was, string Text) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => Logic.File;

    /// <inheritdoc/>
    public override string Before => Was;

    /// <inheritdoc/>
    public override string After => Text;

    private protected override EditResult Make(PackFiles files)
    {
        if (Logic.TextIn(files) is not { } text || LogicSource.Find(text.Text, Logic.Element, FactInputs.Of(files)) is not { } source)
        {
            return Failed("EDIT0001", $"There is no literal expression '{Logic.Element}' in {Logic.File}.", "The draft or the policy may have been changed; look at it anew.");
        }

        return source.Text != Was.Trim() ? Differs(source.Text, null)
            : !TableText.Holds(Text) ? Failed("EDIT0003", "The text holds a character that XML cannot hold.", "Take it out.")
            : Changed(files, text, source.Set(Text.ReplaceLineEndings("\n").Trim()));
    }
}

/// <summary>Puts a new rule into a table.</summary>
/// <param name="Table">Which table.</param>
/// <param name="At">Its number then, from 1 to one more than there are rules.</param>
/// <param name="Rule">Its texts, one for each column.</param>
public sealed record AddRule(TablePlace Table, int At, RuleTexts Rule) : TableEdit(Table)
{
    /// <inheritdoc/>
    public override string Before => "";

    /// <inheritdoc/>
    public override string After => Rule.ToString();

    internal override PackEdit? For(PackFiles from, PackFiles onto) => PlaceIn(At, from, onto) is { } at ? this with { At = at } : null;

    private protected override EditResult Make(PackFiles files, EncodedText text, TableSource source)
    {
        if (At < 1 || At > source.Rules.Count + 1)
        {
            return NoSuch($"place {At} for a rule", source, text);
        }

        if (Rule.Inputs.Count != source.Columns(ColumnKind.Input) || Rule.Outputs.Count != source.Columns(ColumnKind.Output) || Rule.Annotations.Count > source.Columns(ColumnKind.Annotation))
        {
            return Failed("EDIT0003", $"The rule has {Rule.Inputs.Count} input, {Rule.Outputs.Count} output and {Rule.Annotations.Count} annotation entries; the table has {source.Columns(ColumnKind.Input)}, {source.Columns(ColumnKind.Output)} and {source.Columns(ColumnKind.Annotation)} columns.", "Give each column one entry.");
        }

        if (Rule.Id is { } id && source.Rules.Any(rule => rule.Id == id))
        {
            return Failed("EDIT0003", $"The table has a rule with the id '{id}'.", "Leave the id out; the rule gets one that is new.");
        }

        return Rule.Inputs.Concat(Rule.Outputs).Concat(Rule.Annotations).All(TableText.Holds) ? Changed(files, text, source.AddRule(At, Rule)) : Unwritable(source, text);
    }
}

/// <summary>Moves a rule to another place of its table.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Rule">The rule's number.</param>
/// <param name="To">Its number then.</param>
/// <param name="Was">The rule as it stands.</param>
public sealed record MoveRule(TablePlace Table, int Rule, int To, RuleTexts Was) : TableEdit(Table)
{
    /// <inheritdoc/>
    public override string Before => Was.ToString();

    /// <inheritdoc/>
    public override string After => Was.ToString();

    internal override PackEdit? For(PackFiles from, PackFiles onto) =>
        RuleIn(Rule, from, onto) is { } rule && RuleIn(To, from, onto) is { } to ? this with { Rule = rule, To = to } : null;

    private protected override EditResult Make(PackFiles files, EncodedText text, TableSource source) =>
        Rule < 1 || Rule > source.Rules.Count || To < 1 || To > source.Rules.Count ? NoSuch($"rule {Rule}, or no place {To}", source, text)
        : source.Rules[Rule - 1] != Was ? Differs(source.Rules[Rule - 1].ToString(), PlaceOf(text, source.PlaceOf(Rule)))
        : Changed(files, text, source.MoveRule(Rule, To));
}

/// <summary>Takes a rule out of a table.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Rule">The rule's number.</param>
/// <param name="Was">The rule as it stands.</param>
public sealed record RemoveRule(TablePlace Table, int Rule, RuleTexts Was) : TableEdit(Table)
{
    /// <inheritdoc/>
    public override string Before => Was.ToString();

    /// <inheritdoc/>
    public override string After => "";

    internal override PackEdit? For(PackFiles from, PackFiles onto) => RuleIn(Rule, from, onto) is { } rule ? this with { Rule = rule } : null;

    private protected override EditResult Make(PackFiles files, EncodedText text, TableSource source) =>
        Rule < 1 || Rule > source.Rules.Count ? NoSuch($"rule {Rule}", source, text)
        : source.Rules[Rule - 1] != Was ? Differs(source.Rules[Rule - 1].ToString(), PlaceOf(text, source.PlaceOf(Rule)))
        : Changed(files, text, source.RemoveRule(Rule));
}

/// <summary>Puts a new column into a table.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="At">Its number among those of its kind then, from 1.</param>
/// <param name="Head">Its head.</param>
/// <param name="Entries">Its text in each rule, the first rule's first.</param>
public sealed record AddColumn(TablePlace Table, ColumnKind Kind, int At, ColumnTexts Head, IReadOnlyList<string> Entries) : TableEdit(Table)
{
    /// <inheritdoc/>
    public override string Before => "";

    /// <inheritdoc/>
    public override string After => Head.Label ?? Head.Text ?? "";

    internal override PackEdit? For(PackFiles from, PackFiles onto) => At == 1 ? this : ColumnIn(Kind, At - 1, from, onto) is { } before ? this with { At = before + 1 } : null;

    private protected override EditResult Make(PackFiles files, EncodedText text, TableSource source)
    {
        if (At < 1 || At > source.Columns(Kind) + 1)
        {
            return NoSuch($"place {At} for a column of the kind {Words.Of(Kind)}", source, text);
        }

        if (Entries.Count != source.Rules.Count)
        {
            return Failed("EDIT0002", $"The column has {Entries.Count} entries; the table has {source.Rules.Count} rules.", "Give each rule one entry.", $"{source.Rules.Count} rules");
        }

        return Entries.Concat([Head.Text, Head.Label, Head.Type, Head.Values, Head.Default]).All(part => TableText.Holds(part ?? ""))
            ? Changed(files, text, source.AddColumn(Kind, At, Head, Entries))
            : Unwritable(source, text);
    }
}

/// <summary>Takes a column out of a table.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Column">Its number among those of its kind.</param>
/// <param name="Was">Its head as it stands.</param>
/// <param name="Entries">Its text in each rule as it stands.</param>
public sealed record RemoveColumn(TablePlace Table, ColumnKind Kind, int Column, ColumnTexts Was, IReadOnlyList<string> Entries) : TableEdit(Table)
{
    /// <inheritdoc/>
    public override string Before => Was.Label ?? Was.Text ?? "";

    /// <inheritdoc/>
    public override string After => "";

    internal override PackEdit? For(PackFiles from, PackFiles onto) => ColumnIn(Kind, Column, from, onto) is { } column ? this with { Column = column } : null;

    private protected override EditResult Make(PackFiles files, EncodedText text, TableSource source)
    {
        if (Column < 1 || Column > source.Columns(Kind))
        {
            return NoSuch($"{Words.Of(Kind)} column {Column}", source, text);
        }

        var head = source.Head(Kind, Column);
        var entries = source.Rules.Select(rule => rule.Of(Kind).ElementAtOrDefault(Column - 1) ?? "").ToList();
        return head == Was && entries.SequenceEqual(Entries)
            ? Changed(files, text, source.RemoveColumn(Kind, Column))
            : Differs($"{head.Label ?? head.Text}: {string.Join(" | ", entries)}", null);
    }
}
