namespace Comity.Dmn.Editing;

/// <summary>What a column of a decision table holds.</summary>
public enum ColumnKind
{
    /// <summary>Tests of a value.</summary>
    Input,

    /// <summary>A part of the answer.</summary>
    Output,

    /// <summary>A note that decides nothing.</summary>
    Annotation,
}

/// <summary>The head of a column as it is written.</summary>
/// <param name="Text">An input column's expression; the name of an output or annotation column, null for none.</param>
/// <param name="Label">What people read at its head; null for none.</param>
/// <param name="Type">Name of its type; null for none.</param>
/// <param name="Values">The allowed values as FEEL; null for none.</param>
/// <param name="Default">An output column's value where no rule matches, as FEEL; null for none.</param>
public sealed record ColumnTexts(string? Text, string? Label = null, string? Type = null, string? Values = null, string? Default = null);

/// <summary>A rule of a table as it is written.</summary>
/// <param name="Inputs">One text for each input column.</param>
/// <param name="Outputs">One text for each output column.</param>
/// <param name="Annotations">One text for each annotation column.</param>
/// <param name="Id">Its id; null for none.</param>
public sealed record RuleTexts(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string> Annotations, string? Id = null)
{
    /// <summary>The texts of one kind of column.</summary>
    public IReadOnlyList<string> Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Input => Inputs,
        ColumnKind.Output => Outputs,
        _ => Annotations,
    };

    /// <summary>What a text says, however it is written: an empty test lets every value pass, as '-' does, and a note that is not there is empty.</summary>
    /// <param name="kind">The kind of column.</param>
    /// <param name="column">Its number among those of its kind, from 0.</param>
    internal string Said(ColumnKind kind, int column) => Of(kind).ElementAtOrDefault(column) is { Length: > 0 } text ? text : kind == ColumnKind.Input ? "-" : "";

    /// <summary>Whether two rules have the same id and texts.</summary>
    public bool Equals(RuleTexts? other) =>
        other is not null && Id == other.Id && Inputs.SequenceEqual(other.Inputs) && Outputs.SequenceEqual(other.Outputs) && Annotations.SequenceEqual(other.Annotations);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Id);
        foreach (var text in Inputs.Concat(Outputs).Concat(Annotations))
        {
            hash.Add(text);
        }

        return hash.ToHashCode();
    }

    /// <summary>The texts in one line, as a person would read a row.</summary>
    public override string ToString() => string.Join(" | ", Inputs.Concat(Outputs).Concat(Annotations));
}

/// <summary>What texts a table can hold.</summary>
public static class TableText
{
    /// <summary>Whether XML can hold all characters of a text.</summary>
    public static bool Holds(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (!System.Xml.XmlConvert.IsXmlChar(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
