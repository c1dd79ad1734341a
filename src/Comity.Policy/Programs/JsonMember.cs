using System.Globalization;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Programs;

/// <summary>Something is wrong with a value of a JSON text.</summary>
/// <param name="path">Where it stands: <c>$.nodes[17]</c>.</param>
/// <param name="message">What is wrong.</param>
/// <param name="mend">What to do about it; null where the message says it.</param>
internal sealed class JsonMemberException(string path, string message, string? mend) : Exception(message)
{
    /// <summary>The finding about a file.</summary>
    public Diagnostic In(string file) => new(Severity.Error, "PROG0002", Message, new SourceLocation(file, 0, 0, path), mend);
}

/// <summary>
/// A value of a JSON text with the way that leads to it. It is read strictly: what is not as expected throws
/// <see cref="JsonMemberException"/>.
/// </summary>
/// <param name="element">The value.</param>
/// <param name="parent">What it is in; null for the whole text.</param>
/// <param name="name">Its name in an object; null in an array.</param>
/// <param name="index">Its place in an array.</param>
internal sealed class JsonMember(JsonElement element, JsonMember? parent = null, string? name = null, int index = 0)
{
    /// <summary>The value.</summary>
    public JsonElement Element => element;

    /// <summary>Its name in an object.</summary>
    public string Name => name!;

    private string Path => parent is null ? "$" : name is null ? $"{parent.Path}[{index}]" : $"{parent.Path}.{name}";

    /// <summary>What says that something is wrong here.</summary>
    public JsonMemberException Wrong(string message, string? mend = null) => new(Path, message, mend);

    /// <summary>An object that has no members but those of these names.</summary>
    public JsonMember Object(params string[] names)
    {
        foreach (var member in Members().Where(member => !names.Contains(member.Name)))
        {
            throw member.Wrong($"There is no member '{member.Name}' here.", NearestName.Mend(member.Name, names));
        }

        return this;
    }

    /// <summary>The members of an object, whatever their names.</summary>
    public IEnumerable<JsonMember> Members() => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().Select(member => new JsonMember(member.Value, this, member.Name))
        : throw Wrong("This is not an object.");

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonMember> Items() => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().Select((item, place) => new JsonMember(item, this, index: place))
        : throw Wrong("This is not an array.");

    /// <summary>A member of an object that has to be there.</summary>
    public JsonMember Required(string member) => Optional(member) ?? throw Wrong($"The member '{member}' is missing.");

    /// <summary>A member of an object that may be left out.</summary>
    public JsonMember? Optional(string member) =>
        element.TryGetProperty(member, out var value) ? new JsonMember(value, this, member) : null;

    /// <summary>A text.</summary>
    public string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong("This is not a text.");

    /// <summary>A text of a member that has to be there.</summary>
    public string Text(string member) => Required(member).Text();

    /// <summary>The texts of an array in a member that has to be there.</summary>
    public List<string> Texts(string member) => [.. Required(member).Items().Select(item => item.Text())];

    /// <summary>The texts by name of an object in a member that has to be there.</summary>
    public Dictionary<string, string> TextsByName(string member) =>
        Required(member).Members().ToDictionary(entry => entry.Name, entry => entry.Text(), StringComparer.Ordinal);

    /// <summary>A truth of a member that may be left out: false then.</summary>
    public bool Flag(string member) => Optional(member) is { } flag && (flag.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw flag.Wrong("This is neither true nor false."),
    });

    /// <summary>A whole number from one to another.</summary>
    public int Whole(int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"This is not a whole number from {least} to {most}.");

    /// <summary>A number that is more than 0.</summary>
    public double Positive() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && number > 0 && double.IsFinite(number)
            ? number
            : throw Wrong("This is not a number greater than 0.");

    /// <summary>A day.</summary>
    public DateOnly Day() =>
        DateOnly.TryParseExact(Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong($"'{Text()}' is not a day such as 2025-02-01.");

    /// <summary>The value that a word in kebab-case stands for.</summary>
    public T Word<T>()
        where T : struct, Enum =>
        Words.Read<T>(Text())
        ?? throw Wrong(
            $"'{Text()}' is not a word that may stand here.", NearestName.Mend(Text(), [.. Enum.GetValues<T>().Select(Words.Of)]));
}
