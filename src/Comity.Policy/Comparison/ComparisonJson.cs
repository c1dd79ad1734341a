using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Json;
using Comity.Policy.Packs;

namespace Comity.Policy.Comparison;

/// <summary>The one JSON form of a comparison.</summary>
public static class ComparisonJson
{
    /// <summary>Writes a comparison as one object.</summary>
    public static void Write(Utf8JsonWriter writer, PolicyComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(comparison);
        writer.WriteStartObject();
        Write(writer, "before", comparison.Before);
        Write(writer, "after", comparison.After);
        writer.WriteBoolean("identical", comparison.Groups.Count == 0);
        PolicyJson.Whole(writer, "situations", comparison.Total);
        PolicyJson.Whole(writer, "changed", comparison.Changed);
        writer.WriteStartArray("factDifferences");
        foreach (var difference in comparison.Facts)
        {
            writer.WriteStartObject();
            writer.WriteString("fact", difference.Variable);
            PolicyJson.Strings(writer, "onlyBefore", difference.OnlyBefore);
            PolicyJson.Strings(writer, "onlyAfter", difference.OnlyAfter);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("changes");
        foreach (var group in comparison.Groups)
        {
            Write(writer, group);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, PolicySide side)
    {
        writer.WriteStartObject(name);
        writer.WriteString("id", side.Program.Policy.Manifest.Id);
        writer.WriteString("version", side.Program.Policy.Manifest.Version);
        writer.WriteString("digest", side.Program.Policy.Digest);
        PolicyJson.Strings(writer, "without", side.Without);
        writer.WriteString("on", side.On?.ToString("yyyy-MM-dd"));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PolicyChangeGroup group)
    {
        writer.WriteStartObject();
        Write(writer, "before", group.Change.Before, group.Change.ReviewBefore);
        Write(writer, "after", group.Change.After, group.Change.ReviewAfter);
        PolicyJson.Whole(writer, "situations", group.Count);
        writer.WriteStartArray("description");
        foreach (var cube in group.Cubes)
        {
            writer.WriteStartArray();
            PolicyJson.Conditions(writer, cube);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("isShortestDescription", group.IsShortest);
        PolicyJson.Whole(writer, "furtherSituations", group.Further);
        PolicyJson.Strings(writer, "named", group.Comes);
        PolicyJson.Strings(writer, "noLongerNamed", group.Goes);
        writer.WriteStartObject("example");
        PolicyJson.Facts(writer, "facts", group.Example);
        Write(writer, "before", group.ExampleBefore);
        Write(writer, "after", group.ExampleAfter);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Outcome? outcome, bool review)
    {
        if (outcome is not { } said)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("outcome", Words.Of(said));
        writer.WriteBoolean("review", review);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, PolicyAnswer? answer)
    {
        if (answer is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("outcome", Words.Of(answer.Outcome));
        PolicyJson.Strings(writer, "provisions", answer.Provisions);
        PolicyJson.Strings(writer, "circumstances", answer.Circumstances);
        PolicyJson.Strings(writer, "conditions", answer.Conditions);
        PolicyJson.Strings(writer, "review", answer.Review);
        writer.WriteEndObject();
    }
}
