using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Comity.Diagrams.Core;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Json;
using Comity.Policy.Packs;

namespace Comity.Policy.Programs;

/// <summary>
/// Writes the serial form of a program without flaws: a member for each part, and a line for each thing in a part. A member that says
/// nothing is left out.
/// </summary>
internal sealed class ProgramWriter
{
    private static readonly JsonWriterOptions OnOneLine = DeterminationJson.Options;

    private readonly PolicyProgram _program;
    private readonly DiagramNodes _nodes;
    private readonly Utf8JsonWriter _writer;

    private ProgramWriter(PolicyProgram program, Utf8JsonWriter writer)
    {
        (_program, _writer) = (program, writer);
        _nodes = new DiagramNodes(program.Space,
        [
            .. program.AnswerRoots, .. program.Circumstances.Select(entry => entry.When), .. program.Conditions.Select(entry => entry.When),
            .. program.Policy.Facts.Where(fact => fact.Ask is not null).Select(fact => program.MayAsk[fact.Name]),
        ]);
    }

    private PolicyDescription Policy => _program.Policy;

    public static byte[] Write(PolicyProgram program)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, OnOneLine with { Indented = true, IndentSize = 1, NewLine = "\n" }))
        {
            new ProgramWriter(program, writer).Write();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private void Write()
    {
        _writer.WriteStartObject();
        _writer.WriteNumber("format", ProgramJson.Format);
        WritePolicy();
        Lines("instruments", Policy.Instruments, WriteInstrument);
        Lines("facts", Policy.Facts, WriteFact);
        Lines("documents", Policy.Documents, WriteDocument);
        Lines("translations", Policy.Translations.Values.OrderBy(entry => entry.Language, StringComparer.Ordinal), (writer, translation) =>
        {
            writer.WriteString("language", translation.Language);
            Map(writer, "texts", translation.Texts);
        });
        Lines("variables", _program.Space.Variables, WriteVariable);
        Values(_writer, "terminals", _nodes.Terminals);
        _writer.WriteStartArray("nodes");
        foreach (var node in _nodes.Nodes)
        {
            Line(writer => WriteNode(writer, node));
        }

        _writer.WriteEndArray();
        WriteRoots();
        _writer.WriteEndObject();
    }

    private void WritePolicy()
    {
        var manifest = Policy.Manifest;
        _writer.WriteStartObject("policy");
        _writer.WriteString("id", manifest.Id);
        _writer.WriteString("version", manifest.Version);
        _writer.WriteString("digest", Policy.Digest);
        _writer.WriteString("title", manifest.Title);
        _writer.WriteString("jurisdiction", manifest.Jurisdiction);
        Optional(_writer, "summary", manifest.Summary.Length == 0 ? null : manifest.Summary);
        _writer.WriteString("silent", manifest.Silent);
        Optional(_writer, "documentAdvice", manifest.DocumentAdvice);
        Optional(_writer, "action", manifest.Action);
        PolicyJson.Strings(_writer, "tally", manifest.Tally);
        Map(_writer, "circumstances", manifest.Circumstances);
        _writer.WriteEndObject();
    }

    private void WriteInstrument(Utf8JsonWriter writer, Instrument instrument)
    {
        writer.WriteString("id", instrument.Id);
        writer.WriteString("title", instrument.Title);
        writer.WriteString("citation", instrument.Citation);
        writer.WriteString("force", Words.Of(instrument.Force));
        Validity(writer, instrument.Validity);
        writer.WriteString("source", instrument.Source);
        Optional(writer, "note", instrument.Note);
        writer.WriteStartArray("provisions");
        foreach (var provision in Policy.Provisions.Values.Where(provision => provision.Instrument == instrument))
        {
            writer.WriteStartObject();
            writer.WriteString("key", provision.Key);
            writer.WriteString("section", provision.Section);
            writer.WriteString("title", provision.Title);
            writer.WriteString("text", provision.Text);
            Validity(writer, provision.Validity);
            Optional(writer, "note", provision.Note);
            Optional(writer, "uncited", provision.Uncited);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Validity(Utf8JsonWriter writer, Validity validity)
    {
        writer.WriteString("status", Words.Of(validity.Status));
        Optional(writer, "from", Day(validity.From));
        Optional(writer, "until", Day(validity.Until));
    }

    private void WriteFact(Utf8JsonWriter writer, Fact fact)
    {
        writer.WriteString("name", fact.Name);
        writer.WriteString("kind", Words.Of(fact.Kind));
        writer.WriteString("label", fact.Label);
        writer.WriteString("question", fact.Question);
        Optional(writer, "help", fact.Help);
        Optional(writer, "proof", fact.Proof);
        if (fact.Values.Count > 0)
        {
            writer.WriteStartArray("values");
            foreach (var choice in fact.Values)
            {
                writer.WriteStartObject();
                Value(writer, "value", choice.Value);
                writer.WriteString("label", choice.Label);
                Optional(writer, "help", choice.Help);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (fact.Kind == FactKind.Number)
        {
            writer.WriteNumber("decimals", fact.Grid!.Decimals);
        }

        Bound(writer, "min", fact.Grid?.Min);
        Bound(writer, "max", fact.Grid?.Max);
        Flag(writer, "mayBeAbsent", fact.MayBeAbsent);
        Flag(writer, "recordedOnly", fact.RecordedOnly);
        if (fact.Cost != 1)
        {
            writer.WriteNumber("cost", fact.Cost);
        }

        if (fact.Likelihoods.Count > 0)
        {
            writer.WriteStartObject("likelihoods");
            foreach (var (value, weight) in fact.Likelihoods.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.WriteNumber(value, weight);
            }

            writer.WriteEndObject();
        }

        if (fact.Ask is { } ask)
        {
            writer.WriteStartObject("ask");
            writer.WriteString("provision", ask.ProvisionKey);
            writer.WriteString("reason", ask.Reason);
            writer.WriteString("condition", ask.Condition.Text);
            Root(writer, "when", _program.MayAsk[fact.Name]);
            writer.WriteEndObject();
        }
    }

    private void WriteDocument(Utf8JsonWriter writer, Document document)
    {
        writer.WriteString("id", document.Id);
        writer.WriteString("title", document.Title);
        writer.WriteString("signedBy", document.SignedBy);
        PolicyJson.Strings(writer, "howToTell", document.HowToTell);
        Flag(writer, "toVerify", document.ToVerify);
        Values(writer, "actions", document.Actions);
        PolicyJson.Facts(writer, "settles", document.Settles);
        Optional(writer, "note", document.Note);
    }

    private void WriteVariable(Utf8JsonWriter writer, DiagramVariable variable)
    {
        writer.WriteString("name", variable.Name);
        Flag(writer, "day", variable.Name == PolicyProgram.Day);
        switch (variable)
        {
            case ContinuousVariable continuous:
                var regions = Enumerable.Range(0, continuous.RegionCount).Where(region => !continuous.IsNull(region)).ToList();
                Values(writer, "starts", regions.Select(region => continuous.Bounds(region)!.Value.First));
                Value(writer, "last", continuous.Grid.ValueAt(continuous.Grid.Last));
                Flag(writer, "absent", continuous.MayBeNull);
                break;
            case TextVariable text:
                PolicyJson.Strings(writer, "texts", text.Constants);
                Flag(writer, "absent", text.MayBeNull);
                break;
            default:
                var values = ((FiniteVariable)variable).Values;
                Values(writer, "values", values.Where(value => !value.IsNull));
                Flag(writer, "absent", values.Any(value => value.IsNull));
                break;
        }
    }

    private static void WriteNode(Utf8JsonWriter writer, DiagramNode node)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(node.Level);
        foreach (var (first, child) in node.Arcs)
        {
            if (first > 0)
            {
                writer.WriteNumberValue(first);
            }

            writer.WriteNumberValue(child);
        }

        writer.WriteEndArray();
    }

    private void WriteRoots()
    {
        _writer.WriteStartObject("roots");
        Root(_writer, "outcome", _program.Outcome);
        Root(_writer, "review", _program.Review);
        Guarded("findings", _program.Findings, (writer, finding) =>
        {
            writer.WriteString("provision", finding.Provision.Key);
            writer.WriteString("effect", Words.Of(finding.Effect));
            writer.WriteString("reason", finding.Reason);
            Optional(writer, "circumstance", finding.Circumstance);
            Optional(writer, "condition", finding.Condition);
        });
        Guarded("reviewReasons", _program.Reasons, (writer, reason) =>
        {
            writer.WriteString("provision", reason.Provision.Key);
            writer.WriteString("reason", reason.Reason);
        });
        Guarded("circumstances", _program.Circumstances, (writer, circumstance) => writer.WriteString("circumstance", circumstance));
        Guarded("conditions", _program.Conditions, (writer, condition) => writer.WriteString("condition", condition));
        _writer.WriteEndObject();
    }

    private void Guarded<T>(string name, IEnumerable<Guarded<T>> entries, Action<Utf8JsonWriter, T> write) =>
        Lines(name, entries, (writer, entry) =>
        {
            write(writer, entry.Value);
            Root(writer, "when", entry.When);
        });

    private void Root(Utf8JsonWriter writer, string name, Diagram root) => writer.WriteNumber(name, _nodes.PlaceOf(root));

    // A list of objects, each on a line.
    private void Lines<T>(string name, IEnumerable<T> entries, Action<Utf8JsonWriter, T> write)
    {
        _writer.WriteStartArray(name);
        foreach (var entry in entries)
        {
            Line(writer =>
            {
                writer.WriteStartObject();
                write(writer, entry);
                writer.WriteEndObject();
            });
        }

        _writer.WriteEndArray();
    }

    // The writer puts no end of line before a raw value.
    private void Line(Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        line.Write("\n"u8);
        line.GetSpan(_writer.CurrentDepth)[.._writer.CurrentDepth].Fill((byte)' ');
        line.Advance(_writer.CurrentDepth);
        using (var writer = new Utf8JsonWriter(line, OnOneLine))
        {
            write(writer);
        }

        _writer.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
    }

    private static void Values(Utf8JsonWriter writer, string name, IEnumerable<FeelValue> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            Fact.Write(writer, value);
        }

        writer.WriteEndArray();
    }

    // The order of a map's entries means nothing.
    private static void Map(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> texts)
    {
        writer.WriteStartObject(name);
        foreach (var (text, other) in texts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteString(text, other);
        }

        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, string name, FeelValue value)
    {
        writer.WritePropertyName(name);
        Fact.Write(writer, value);
    }

    private static void Bound(Utf8JsonWriter writer, string name, FeelValue? bound)
    {
        if (bound is { } value)
        {
            Value(writer, name, value);
        }
    }

    private static void Optional(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool isSo)
    {
        if (isSo)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
