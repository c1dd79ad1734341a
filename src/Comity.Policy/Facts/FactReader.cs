using System.Collections.Frozen;
using System.Runtime.CompilerServices;
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

    // What strangers may call a fact or a value is looked up, for every request.
    private static readonly ConditionalWeakTable<PolicyDescription, FrozenDictionary<string, Entry>> Known = [];

    private sealed record Entry(Fact Fact, FrozenDictionary<string, FeelValue> Values);

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
                ? Read(pack, facts.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)))
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
            if (value.ValueKind == JsonValueKind.Null && !reading.MayBeAbsent(name))
            {
                continue;
            }

            if (value.ValueKind != JsonValueKind.Array || name != pack.Manifest.Action)
            {
                reading.Add(name, [Written(value)]);
            }
            else if (value.GetArrayLength() > 0)
            {
                reading.Add(name, [.. value.EnumerateArray().Select(Written)]);
            }
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
            reading.Add(name, [text]);
        }

        return reading.Result();
    }

    private sealed class Reading(PolicyDescription pack)
    {
        private readonly FrozenDictionary<string, Entry> _known = Known.GetValue(pack, Index);
        private readonly Dictionary<string, FeelValue> _facts = new(StringComparer.Ordinal);
        private readonly List<string> _problems = [];
        private IReadOnlyList<FeelValue> _actions = [];

        public bool MayBeAbsent(string name) => _known.TryGetValue(name, out var entry) && entry.Fact.MayBeAbsent;

        // Only the action has several texts.
        public void Add(string name, string[] texts)
        {
            if (!_known.TryGetValue(name, out var entry))
            {
                _problems.Add($"There is no fact '{name}'. {NearestName.Mend(name, [.. pack.Facts.Select(known => known.Name)])}".TrimEnd());
            }
            else if (name == pack.Manifest.Action)
            {
                _actions =
                [
                    .. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(text => Value(entry, text))
                        .OfType<FeelValue>().Distinct(),
                ];
            }
            else if (Value(entry, texts[0]) is { } value)
            {
                _facts[name] = value;
            }
        }

        public FactReadResult Result() => _problems.Count == 0 ? new FactReadResult(_facts, _actions, []) : FactReadResult.Failed(_problems);

        private FeelValue? Value(Entry entry, string text)
        {
            var value = entry.Values.TryGetValue(text, out var known) ? known : entry.Fact.Read(text);
            if (value is null)
            {
                _problems.Add($"'{text}' is not a value of '{entry.Fact.Name}'. {Mend(entry.Fact, text)}".TrimEnd());
            }

            return value;
        }

        private static FrozenDictionary<string, Entry> Index(PolicyDescription pack) => pack.Facts.ToFrozenDictionary(
            fact => fact.Name,
            fact => new Entry(fact, fact.Values.ToFrozenDictionary(choice => Fact.Written(choice.Value), choice => choice.Value, StringComparer.Ordinal)),
            StringComparer.Ordinal);
    }

    /// <summary>How to write a value of the fact instead.</summary>
    internal static string? Mend(Fact fact, string text) => fact.Kind is FactKind.Boolean or FactKind.Choice
        ? NearestName.Mend(text, [.. fact.Values.Select(choice => Fact.Written(choice.Value)), .. fact.MayBeAbsent ? [Fact.Absent] : Array.Empty<string>()])
        : $"Write {fact.Expected}.";

    private static string Written(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
