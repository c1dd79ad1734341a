using System.Text;
using System.Text.Json;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Json;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Cli;

/// <summary>What an evaluation gave, for people and for programs.</summary>
internal static class EvaluationText
{
    public static string Plain(DecisionResult result, bool trace, bool manyDecisions)
    {
        var text = new StringBuilder();
        if (trace)
        {
            foreach (var step in result.Trace.Steps)
            {
                text.AppendLine($"{step.Decision.Name} = {step.Value}");
                foreach (var hit in result.Trace.Hits.Where(hit => hit.Owner == step.Decision.Name))
                {
                    Append(text, hit);
                }
            }

            text.AppendLine();
        }

        if (manyDecisions)
        {
            var values = result.Value.AsContext();
            text.AppendJoin(Environment.NewLine, values.Keys.Select((name, i) => $"{name}: {values.Values[i]}"));
        }
        else
        {
            text.Append(result.Value);
        }

        foreach (var note in result.Notes)
        {
            text.AppendLine().Append($"{note.Code}{(note.Owner is null ? "" : $" in '{note.Owner}'")}: {note.Message}");
        }

        return text.ToString();
    }

    public static string Json(DecisionResult result, bool trace)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = CommandJson.Options.Encoder }))
        {
            writer.WriteStartObject();
            Value(writer, "value", result.Value);
            Array(writer, "reasons", result.Notes, note => Reason(writer, note));
            if (trace)
            {
                Array(writer, "trace", result.Trace.Steps, step =>
                {
                    writer.WriteString("decision", step.Decision.Name);
                    Value(writer, "value", step.Value);
                    Array(writer, "tables", result.Trace.Hits.Where(hit => hit.Owner == step.Decision.Name), hit => Hit(writer, hit));
                });
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Append(StringBuilder text, TableHit hit)
    {
        var place = hit.Table.Location.Element ?? "table";
        if (hit.Rules.Count == 0)
        {
            text.AppendLine($"  {place}: no rule matched");
        }

        foreach (var rule in hit.Rules)
        {
            var row = hit.Table.Rules[rule];
            var conditions = hit.Table.Inputs.Zip(row.Inputs).Where(cell => cell.Second.Text != "-").Select(cell => $"{cell.First.Label}: {cell.Second.Text.Trim()}");
            text.AppendLine($"  {place}, rule {rule + 1}: {string.Join("; ", conditions)} → {string.Join(", ", row.Outputs.Select(output => output.Text.Trim()))}{Annotations(row)}");
        }
    }

    private static string Annotations(TableRule rule) => string.Join(", ", rule.Annotations.Where(text => text.Length > 0)) is { Length: > 0 } text ? $" ({text})" : "";

    private static void Reason(Utf8JsonWriter writer, EvaluationNote note)
    {
        writer.WriteString("code", note.Code);
        writer.WriteString("message", note.Message);
        writer.WriteString("decision", note.Owner);
    }

    private static void Hit(Utf8JsonWriter writer, TableHit hit)
    {
        writer.WriteString("table", hit.Table.Location.Element);
        Array(writer, "rules", hit.Rules, rule =>
        {
            writer.WriteNumber("rule", rule + 1);
            writer.WriteString("location", hit.Table.Rules[rule].Location.ToString());
        });
    }

    private static void Value(Utf8JsonWriter writer, string name, FeelValue value)
    {
        writer.WritePropertyName(name);
        FeelJson.Write(writer, value);
    }

    private static void Array<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
