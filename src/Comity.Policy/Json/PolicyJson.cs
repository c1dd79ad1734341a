using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Comity.Diagrams.Descriptions;
using Comity.Feel.Values;
using Comity.Policy.Facts;

namespace Comity.Policy.Json;

/// <summary>Parts that several JSON forms have.</summary>
public static class PolicyJson
{
    /// <summary>The greatest number up to which every reader of JSON holds all whole numbers exactly (RFC 8259 §6).</summary>
    public const long LargestExact = 9_007_199_254_740_992;

    /// <summary>Writes a count: a number as long as every reader holds it exactly, a text beyond.</summary>
    internal static void Whole(Utf8JsonWriter writer, string name, BigInteger count)
    {
        if (count <= LargestExact)
        {
            writer.WriteNumber(name, (long)count);
        }
        else
        {
            writer.WriteString(name, count.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes a list of texts.</summary>
    internal static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes facts as requests have them.</summary>
    internal static void Facts(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, FeelValue>> facts)
    {
        writer.WriteStartObject(name);
        foreach (var (fact, value) in facts)
        {
            writer.WritePropertyName(fact);
            Fact.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes conditions on facts, with their words.</summary>
    internal static void Conditions(Utf8JsonWriter writer, string name, IEnumerable<ConditionText> conditions)
    {
        writer.WriteStartArray(name);
        Conditions(writer, conditions);
        writer.WriteEndArray();
    }

    /// <summary>Writes conditions on facts as the elements of a list.</summary>
    internal static void Conditions(Utf8JsonWriter writer, IEnumerable<ConditionText> conditions)
    {
        foreach (var condition in conditions)
        {
            writer.WriteStartObject();
            writer.WriteString("fact", condition.Name);
            writer.WriteString("label", condition.Label);
            writer.WriteString("text", condition.Text);
            writer.WriteEndObject();
        }
    }
}
