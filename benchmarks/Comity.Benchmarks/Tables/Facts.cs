using System.Text.Json.Nodes;
using Comity.Feel.Values;

namespace Comity.Benchmarks.Tables;

/// <summary>One case: twelve facts. The day is counted from 1970-01-01, so that engines without dates can take part.</summary>
internal sealed record Facts(
    string Kind, string Basis, string Place, bool Warrant, bool Convicted, bool Entry, bool Reentry, bool Relevant, bool Multinational, bool Victim, int Score, int Day)
{
    public static IReadOnlyList<string> Names { get; } =
        ["kind", "basis", "place", "warrant", "convicted", "entry", "reentry", "relevant", "multinational", "victim", "score", "day"];

    /// <summary>A fact by its name: a string, boolean or number.</summary>
    public object this[string name] => name switch
    {
        "kind" => Kind,
        "basis" => Basis,
        "place" => Place,
        "warrant" => Warrant,
        "convicted" => Convicted,
        "entry" => Entry,
        "reentry" => Reentry,
        "relevant" => Relevant,
        "multinational" => Multinational,
        "victim" => Victim,
        "score" => Score,
        "day" => Day,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such fact."),
    };

    public FeelValue Value(string name) => this[name] switch
    {
        string text => FeelValue.From(text),
        bool truth => FeelValue.From(truth),
        var number => FeelValue.From((int)number),
    };

    public JsonObject ToJson() => new(Names.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(this[name]))));
}
