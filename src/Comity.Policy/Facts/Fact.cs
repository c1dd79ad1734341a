using Comity.Dmn.Model;
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

/// <summary>Something about a request that policy turns on. It has finitely many values.</summary>
/// <param name="Name">Its name in JSON and FEEL.</param>
/// <param name="Values">Its values.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Question">What an officer is asked.</param>
/// <param name="Help">How to answer.</param>
/// <param name="Proof">Which document proves it; null for none.</param>
/// <param name="Ask">When it may be asked; null for always.</param>
/// <param name="RecordedOnly">Whether it is only recorded and decides nothing.</param>
public sealed record Fact(string Name, IReadOnlyList<FactChoice> Values, string Label, string Question, string? Help, string? Proof, AskRule? Ask, bool RecordedOnly)
{
    /// <summary>The value a person or program wrote, as JSON, YAML or text; null when it is none of this fact's.</summary>
    public FeelValue? Read(string written) => Values.Where(choice => Written(choice.Value) == written).Select(choice => (FeelValue?)choice.Value).FirstOrDefault();

    /// <summary>How a value is written in JSON, YAML and on the command line.</summary>
    public static string Written(FeelValue value) => value.Kind == FeelKind.String ? value.AsString() : value.ToString();
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
