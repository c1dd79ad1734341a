using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Json;
using Comity.Policy.Packs;

namespace Comity.Policy.Explanation;

/// <summary>The one JSON form of an explanation.</summary>
public static class ExplanationJson
{
    /// <summary>Writes the explanation of an answer: the one, or an object <c>{"explanations": [..]}</c> where several actions were asked.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<PolicyExplanation> explanations)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(explanations);
        if (explanations is [var only])
        {
            Write(writer, only);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartArray("explanations");
        foreach (var explanation in explanations)
        {
            Write(writer, explanation);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PolicyExplanation explanation)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("determination");
        DeterminationJson.Write(writer, explanation.Determination);
        if (explanation.Reason is { } reason)
        {
            writer.WriteStartObject("reason");
            PolicyJson.Conditions(writer, "facts", reason.Facts);
            writer.WriteBoolean("isSmallest", reason.IsSmallest);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("reason");
        }

        writer.WriteStartArray("rules");
        foreach (var rule in explanation.Rules)
        {
            Write(writer, rule);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("others");
        foreach (var other in explanation.Others)
        {
            Write(writer, other);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, MatchingRule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("decision", rule.Table);
        writer.WriteNumber("rule", rule.Number);
        writer.WriteString("provision", rule.Rule.Provision.Key);
        writer.WriteString("effect", rule.Rule.Effect);
        writer.WriteString("reason", rule.Rule.Reason);
        writer.WriteStartArray("conditions");
        foreach (var condition in rule.Rule.Conditions)
        {
            writer.WriteStartObject();
            writer.WriteString("label", condition.Label);
            writer.WriteString("text", condition.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("prevails", rule.Prevails);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, OtherOutcome other)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", Words.Of(other.Outcome));
        writer.WriteStartArray("changes");
        foreach (var change in other.Changes)
        {
            writer.WriteStartObject();
            PolicyJson.Conditions(writer, "changed", change.Changed);
            PolicyJson.Conditions(writer, "given", change.Given);
            PolicyJson.Facts(writer, "facts", change.Facts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
