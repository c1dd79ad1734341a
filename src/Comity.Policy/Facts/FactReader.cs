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
        var written = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in facts)
        {
            if (value.ValueKind == JsonValueKind.Null && !pack.Facts.Any(fact => fact.MayBeAbsent && fact.Name == name))
            {
                continue;
            }

            var several = value.ValueKind == JsonValueKind.Array && name == pack.Manifest.Action;
            if (!several || value.GetArrayLength() > 0)
            {
                written.Add(KeyValuePair.Create(name, several ? string.Join(',', value.EnumerateArray().Select(Written)) : Written(value)));
            }
        }

        return Read(pack, written);
    }

    /// <summary>Reads names and written values, as on a command line; a later one replaces an earlier one, and commas stand between several actions.</summary>
    public static FactReadResult Read(PolicyDescription pack, IEnumerable<KeyValuePair<string, string>> written)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(written);
        var facts = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        IReadOnlyList<FeelValue> actions = [];
        var problems = new List<string>();
        foreach (var (name, text) in written)
        {
            if (pack.Facts.FirstOrDefault(fact => fact.Name == name) is not { } fact)
            {
                problems.Add($"There is no fact '{name}'. {NearestName.Mend(name, [.. pack.Facts.Select(known => known.Name)])}".TrimEnd());
            }
            else if (name == pack.Manifest.Action)
            {
                actions = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Value(fact, part, problems)).OfType<FeelValue>().Distinct()];
            }
            else if (Value(fact, text, problems) is { } value)
            {
                facts[name] = value;
            }
        }

        return problems.Count == 0 ? new FactReadResult(facts, actions, []) : FactReadResult.Failed(problems);
    }

    private static FeelValue? Value(Fact fact, string text, List<string> problems)
    {
        var value = fact.Read(text);
        if (value is null)
        {
            problems.Add($"'{text}' is not a value of '{fact.Name}'. {Mend(fact, text)}".TrimEnd());
        }

        return value;
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
