using System.Text.Json;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;

namespace Comity.Policy.Facts;

/// <summary>Known facts, or what is wrong with them.</summary>
/// <param name="Facts">The facts by name; null when there are problems.</param>
/// <param name="Problems">One sentence each, with a way to mend it.</param>
public sealed record FactReadResult(IReadOnlyDictionary<string, FeelValue>? Facts, IReadOnlyList<string> Problems);

/// <summary>Reads facts that people and programs give.</summary>
public static class FactReader
{
    /// <summary>Reads a JSON object of names and values; null stands for a fact that is not known.</summary>
    public static FactReadResult Read(PolicyPack pack, JsonElement facts)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (facts.ValueKind != JsonValueKind.Object)
        {
            return new FactReadResult(null, ["Facts are a JSON object of names and values, for example {\"judicialProcess\": \"none\"}."]);
        }

        return Read(pack, facts.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).Select(member => KeyValuePair.Create(
            member.Name,
            member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString()!,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => member.Value.GetRawText(),
            })));
    }

    /// <summary>Reads names and written values, as on a command line; a later one replaces an earlier one.</summary>
    public static FactReadResult Read(PolicyPack pack, IEnumerable<KeyValuePair<string, string>> written)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(written);
        var facts = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, text) in written)
        {
            if (pack.Facts.FirstOrDefault(fact => fact.Name == name) is not { } fact)
            {
                problems.Add($"There is no fact '{name}'. {NearestName.Mend(name, [.. pack.Facts.Select(known => known.Name)])}".TrimEnd());
            }
            else if (fact.Read(text) is not { } value)
            {
                problems.Add($"'{text}' is not a value of '{name}'. {NearestName.Mend(text, [.. fact.Values.Select(choice => Fact.Written(choice.Value))])}".TrimEnd());
            }
            else
            {
                facts[name] = value;
            }
        }

        return new FactReadResult(problems.Count == 0 ? facts : null, problems);
    }
}
