using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Json;

namespace Comity.Cli;

/// <summary>How commands write JSON.</summary>
internal static class CommandJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A number of JSON as long as every reader holds it exactly, a text beyond.</summary>
    public static object Whole(BigInteger count) => count <= PolicyJson.LargestExact ? (long)count : count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A fact's value as <c>decide</c> accepts it.</summary>
    public static object? Value(FeelValue value) => value.Kind switch
    {
        FeelKind.Null => null,
        FeelKind.Boolean => value.IsTrue,
        FeelKind.Number => JsonSerializer.Deserialize<JsonElement>(Fact.Written(value)),
        _ => Fact.Written(value),
    };

    /// <summary>Facts as <c>decide</c> accepts them.</summary>
    public static Dictionary<string, object?> Values(IEnumerable<KeyValuePair<string, FeelValue>> facts) => facts.ToDictionary(fact => fact.Key, fact => Value(fact.Value), StringComparer.Ordinal);
}
