using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;

namespace Comity.Policy.Facts;

/// <summary>Known facts, or what is wrong with them.</summary>
/// <param name="Facts">The facts by name, without the action; null when there are problems.</param>
/// <param name="Actions">The requested actions, each once.</param>
/// <param name="Problems">One sentence each, with a way to mend it.</param>
public sealed record FactReadResult(IReadOnlyDictionary<string, FeelValue>? Facts, IReadOnlyList<FeelValue> Actions, IReadOnlyList<string> Problems)
{
    /// <summary>No facts, for these reasons.</summary>
    public static FactReadResult Failed(params IReadOnlyList<string> problems) => new(null, [], problems);
}

/// <summary>Reads facts that people and programs give. The fact that is the requested action may have several values.</summary>
public static class FactReader
{
    /// <summary>What is said of JSON whose texts the framework's reader refuses only when they are asked for.</summary>
    internal const string NoUnicode =
        "A name or a text in the JSON is not Unicode: an escape such as \\ud800 is one half of a character. "
        + "Write both halves, or the character itself.";

    // What is known of a policy's facts, made once for all requests.
    private static readonly ConditionalWeakTable<PolicyDescription, Index> Known = [];

    /// <summary>
    /// Reads a JSON object of names and values. Null stands for a fact that is not known, and for there being none where a fact may be
    /// absent; an array stands for several actions.
    /// </summary>
    public static FactReadResult Read(PolicyDescription pack, JsonElement facts)
    {
        ArgumentNullException.ThrowIfNull(pack);
        try
        {
            return facts.ValueKind == JsonValueKind.Object
                ? Read(pack, JsonMarshal.GetRawUtf8Value(facts))
                : FactReadResult.Failed("Facts are a JSON object of names and values, for example {\"judicialProcess\": \"none\"}.");
        }
        catch (InvalidOperationException)
        {
            return FactReadResult.Failed(NoUnicode);
        }
    }

    /// <summary>Reads names and JSON values, as an object of them has; a later one replaces an earlier one.</summary>
    public static FactReadResult Read(PolicyDescription pack, IEnumerable<KeyValuePair<string, JsonElement>> facts)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(facts);
        var reading = new Reading(pack);
        foreach (var (name, value) in facts)
        {
            var json = JsonMarshal.GetRawUtf8Value(value);
            var reader = new Utf8JsonReader(json);
            reader.Read();
            reading.Add(name, reading.Find(name), json, ref reader);
        }

        return reading.Result();
    }

    /// <summary>Reads names and written values, as on a command line; a later one replaces an earlier one, and commas stand between several
    /// actions.</summary>
    public static FactReadResult Read(PolicyDescription pack, IEnumerable<KeyValuePair<string, string>> written)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(written);
        var reading = new Reading(pack);
        foreach (var (name, text) in written)
        {
            reading.Add(name, reading.Find(name), [text]);
        }

        return reading.Result();
    }

    private static FactReadResult Read(PolicyDescription pack, ReadOnlySpan<byte> facts)
    {
        var reading = new Reading(pack);
        var reader = new Utf8JsonReader(facts);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var entry = reading.Find(ref reader);
            var name = entry?.Fact.Name ?? reader.GetString()!;
            reader.Read();
            reading.Add(name, entry, facts, ref reader);
        }

        return reading.Result();
    }

    // A fact with its values by how they are written.
    private sealed class Entry(Fact fact)
    {
        private readonly Dictionary<byte[], FeelValue>.AlternateLookup<ReadOnlySpan<byte>> _values = fact.Values
            .ToDictionary(choice => Encoding.UTF8.GetBytes(Fact.Written(choice.Value)), choice => choice.Value, Utf8Comparer.Instance)
            .GetAlternateLookup<ReadOnlySpan<byte>>();

        public Fact Fact => fact;

        public bool TryGet(ReadOnlySpan<byte> written, out FeelValue value) => _values.TryGetValue(written, out value);
    }

    private sealed class Index(PolicyDescription pack)
    {
        private readonly Dictionary<byte[], Entry>.AlternateLookup<ReadOnlySpan<byte>> _entries = pack.Facts
            .ToDictionary(fact => Encoding.UTF8.GetBytes(fact.Name), fact => new Entry(fact), Utf8Comparer.Instance)
            .GetAlternateLookup<ReadOnlySpan<byte>>();

        public Entry? Find(ReadOnlySpan<byte> name) => _entries.TryGetValue(name, out var entry) ? entry : null;
    }

    private sealed class Reading(PolicyDescription pack)
    {
        private readonly Index _index = Known.GetValue(pack, known => new Index(known));
        private readonly Dictionary<string, FeelValue> _facts = new(pack.Facts.Count, StringComparer.Ordinal);
        private readonly List<string> _problems = [];
        private IReadOnlyList<FeelValue> _actions = [];

        public Entry? Find(string name) => _index.Find(Encoding.UTF8.GetBytes(name));

        public Entry? Find(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? Find(reader.GetString()!) : _index.Find(reader.ValueSpan);

        // The value at which the reader stands; it stands at its end afterwards.
        public void Add(string name, Entry? entry, ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
        {
            var isAction = name == pack.Manifest.Action;
            switch (reader.TokenType)
            {
                case JsonTokenType.Null when entry is not { Fact.MayBeAbsent: true }:
                    return;
                case JsonTokenType.StartArray when isAction:
                    var texts = new List<string>();
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        texts.Add(Written(json, ref reader));
                    }

                    if (texts.Count > 0)
                    {
                        Add(name, entry, texts);
                    }

                    return;
                case not (JsonTokenType.StartArray or JsonTokenType.StartObject) when
                    entry is not null && !isAction && !reader.ValueIsEscaped && entry.TryGet(reader.ValueSpan, out var value):
                    _facts[name] = value;
                    return;
                default:
                    Add(name, entry, [Written(json, ref reader)]);
                    return;
            }
        }

        // Only the action has several texts.
        public void Add(string name, Entry? entry, List<string> texts)
        {
            if (entry is null)
            {
                _problems.Add($"There is no fact '{name}'. {NearestName.Mend(name, [.. pack.Facts.Select(known => known.Name)])}".TrimEnd());
            }
            else if (name == pack.Manifest.Action)
            {
                _actions =
                [
                    .. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(text => Value(entry.Fact, text))
                        .OfType<FeelValue>().Distinct(),
                ];
            }
            else if (Value(entry.Fact, texts[0]) is { } value)
            {
                _facts[name] = value;
            }
        }

        public FactReadResult Result() => _problems.Count == 0 ? new FactReadResult(_facts, _actions, []) : FactReadResult.Failed(_problems);

        private FeelValue? Value(Fact fact, string text)
        {
            var value = fact.Read(text);
            if (value is null)
            {
                _problems.Add($"'{text}' is not a value of '{fact.Name}'. {Mend(fact, text)}".TrimEnd());
            }

            return value;
        }

        // A value as people write it: texts without their quotation marks, everything else as it stands.
        private static string Written(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString()!;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]);
        }
    }

    /// <summary>How to write a value of the fact instead.</summary>
    internal static string? Mend(Fact fact, string text) => fact.Kind is FactKind.Boolean or FactKind.Choice
        ? NearestName.Mend(text, [.. fact.Values.Select(choice => Fact.Written(choice.Value)), .. fact.MayBeAbsent ? [Fact.Absent] : Array.Empty<string>()])
        : $"Write {fact.Expected}.";
}
