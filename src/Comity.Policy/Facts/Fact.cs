using System.Text.Json;
using Comity.Diagrams.Core;
using Comity.Dmn.Json;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Policy.Facts;

/// <summary>A value that a fact may have.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">What people read.</param>
/// <param name="Help">When it is the right one; null for nothing to say.</param>
public sealed record FactChoice(FeelValue Value, string Label, string? Help);

/// <summary>When policy lets an officer ask a fact.</summary>
/// <param name="Condition">FEEL over facts, <c>on</c> and <c>provisions in force</c>; only where it is true may the fact be asked.</param>
/// <param name="ProvisionKey">The provision that forbids it otherwise.</param>
/// <param name="Reason">Why, in plain words.</param>
public sealed record AskRule(FeelText Condition, string ProvisionKey, string Reason);

/// <summary>What kind of values a fact has.</summary>
public enum FactKind
{
    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>One of the values that the pack lists.</summary>
    Choice,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day.</summary>
    Date,

    /// <summary>Any text of at most <see cref="Fact.MaximumTextLength"/> characters on one line.</summary>
    Text,
}

/// <summary>Something about a request that policy turns on.</summary>
/// <param name="Name">Its name in JSON and FEEL.</param>
/// <param name="Kind">What kind of values it has.</param>
/// <param name="Values">The values of a boolean or a choice; empty for the other kinds.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Question">What an officer is asked.</param>
/// <param name="Help">How to answer.</param>
/// <param name="Proof">Which document proves it; null for none.</param>
/// <param name="Ask">When it may be asked; null for always.</param>
/// <param name="RecordedOnly">Whether it is only recorded and decides nothing.</param>
/// <param name="Grid">The values of a number or a date; null for the other kinds.</param>
/// <param name="MayBeAbsent">Whether there may be no such thing, which is an answer, null, and not the same as not knowing.</param>
/// <param name="Location">Where it stands.</param>
public sealed record Fact(
    string Name, FactKind Kind, IReadOnlyList<FactChoice> Values, string Label, string Question, string? Help, string? Proof, AskRule? Ask, bool RecordedOnly, Grid? Grid, bool MayBeAbsent, SourceLocation Location)
{
    /// <summary>How long a text may be.</summary>
    public const int MaximumTextLength = 200;

    /// <summary>How the answer that there is no such thing is written.</summary>
    public const string Absent = "null";

    /// <summary>What a value looks like, in words: what an error and a help text say.</summary>
    public string Expected => Shape + (MayBeAbsent ? $", or {Absent} where there is none" : "");

    /// <summary>What a value that is there looks like, in words.</summary>
    public string Shape => Kind switch
    {
        FactKind.Number => $"a number{(Grid!.Decimals == 0 ? " without decimals" : $" with at most {Grid.Decimals} digit{(Grid.Decimals == 1 ? "" : "s")} behind the point")}{Bounds}",
        FactKind.Date => $"a date such as 2025-02-01{Bounds}",
        FactKind.Text => $"a text of at most {MaximumTextLength} characters on one line",
        _ => "one of " + string.Join(", ", Values.Select(choice => Written(choice.Value))),
    };

    private string Bounds => (Grid!.Min is { } min ? $", from {Written(min)}" : "") + (Grid.Max is { } max ? $"{(Grid.Min is null ? "," : "")} to {Written(max)}" : "");
    /// <summary>What asking it costs in an interview, more than 0; 1 for an ordinary question.</summary>
    public double Cost { get; init; } = 1;

    /// <summary>How likely the values are, as weights by the written value, each more than 0; a value that is not named has the weight 1.</summary>
    public IReadOnlyDictionary<string, double> Likelihoods { get; init; } = new Dictionary<string, double>();

    /// <summary>The value a person or program wrote, as JSON, YAML or text; null when it is none of this fact's.</summary>
    public FeelValue? Read(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        if (MayBeAbsent && written == Absent)
        {
            return FeelValue.Null;
        }

        switch (Kind)
        {
            case FactKind.Number:
                return FeelNumber.TryParse(written, out var number) && Grid!.Holds(FeelValue.From(number)) ? FeelValue.From(number) : null;
            case FactKind.Date:
                return DateOnly.TryParseExact(written, "yyyy-MM-dd", out var date) && Grid!.Holds(FeelValue.From(date)) ? FeelValue.From(date) : null;
            case FactKind.Text:
                return written.Length is > 0 and <= MaximumTextLength && !written.Any(char.IsControl) ? FeelValue.From(written) : null;
            default:
                return Values.Where(choice => Written(choice.Value) == written).Select(choice => (FeelValue?)choice.Value).FirstOrDefault();
        }
    }

    /// <summary>Writes a value as JSON: booleans and numbers as such, everything else as a string.</summary>
    public static void Write(Utf8JsonWriter writer, FeelValue value) => FeelJson.Write(writer, value);

    /// <summary>How a value is written as text, in files, forms and on the command line.</summary>
    public static string Written(FeelValue value) => value.Kind switch
    {
        FeelKind.String => value.AsString(),
        FeelKind.Date => value.AsDate().ToString(),
        _ => value.ToString(),
    };
}

/// <summary>A paper that an officer may have in hand.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What it is called.</param>
/// <param name="SignedBy">Who signs it.</param>
/// <param name="HowToTell">What to look for.</param>
/// <param name="ToVerify">Whether counsel has yet to confirm it.</param>
/// <param name="Actions">The actions it asks for.</param>
/// <param name="Settles">The facts it settles.</param>
/// <param name="Note">What readers should know; null for nothing.</param>
public sealed record Document(
    string Id, string Title, string SignedBy, IReadOnlyList<string> HowToTell, bool ToVerify, IReadOnlyList<FeelValue> Actions, IReadOnlyDictionary<string, FeelValue> Settles, string? Note);
