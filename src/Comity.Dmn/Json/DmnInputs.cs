using System.Text;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Json;

/// <summary>Inputs, or what is wrong with their text.</summary>
/// <param name="Values">The inputs by name; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record DmnInputsResult(IReadOnlyDictionary<string, FeelValue>? Values, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Reads the inputs of a model from a JSON object: each member is an input, read as the type that the model declares.</summary>
public static class DmnInputs
{
    /// <summary>Reads inputs.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="file">How diagnostics name it.</param>
    /// <param name="types">The types of the inputs by name.</param>
    public static DmnInputsResult Read(string json, string file, IReadOnlyDictionary<string, FeelType> types)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(types);
        var text = Encoding.UTF8.GetBytes(json);
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Members(document.RootElement, Places(text), file, types)
                : Failed(new Diagnostic(Severity.Error, "JSON0002", $"The inputs are a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}, not an object.", new SourceLocation(file, 1, 1), "Write {\"name\": value}."));
        }
        catch (JsonException exception)
        {
            var (line, column) = ((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            return Failed(new Diagnostic(Severity.Error, "JSON0001", "This is not JSON. " + Reason(exception), new SourceLocation(file, line, column)));
        }
    }

    private static DmnInputsResult Members(JsonElement root, List<(int Line, int Column)> places, string file, IReadOnlyDictionary<string, FeelType> types)
    {
        var values = new Dictionary<string, FeelValue>(FeelNames.Comparer);
        var diagnostics = new List<Diagnostic>();
        foreach (var (member, (line, column)) in root.EnumerateObject().Zip(places))
        {
            var location = new SourceLocation(file, line, column, $"input '{member.Name}'");
            if (!types.TryGetValue(member.Name, out var type))
            {
                Fail("JSON0003", $"The model has no input '{member.Name}'.", NearestName.Mend(member.Name, [.. types.Keys.Where(name =>
                    !name.Contains('#', StringComparison.Ordinal))]));
            }
            else if (!FeelJson.TryRead(member.Value, type, out var value, out var problem))
            {
                Fail("JSON0005", problem, null);
            }
            else if (!values.TryAdd(member.Name, value))
            {
                Fail("JSON0004", $"'{member.Name}' is given twice.", "Give each input once.");
            }

            void Fail(string code, string message, string? mend) => diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
        }

        return new DmnInputsResult(diagnostics.Count == 0 ? values : null, diagnostics);
    }

    // Where the members of the outermost object begin, by line and column from 1.
    private static List<(int Line, int Column)> Places(byte[] text)
    {
        var places = new List<(int, int)>();
        var reader = new Utf8JsonReader(text);
        var (line, lineStart, at) = (1, 0, 0);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                for (; at < reader.TokenStartIndex; at++)
                {
                    if (text[at] == '\n')
                    {
                        (line, lineStart) = (line + 1, at + 1);
                    }
                }

                places.Add((line, Encoding.UTF8.GetCharCount(text, lineStart, at - lineStart) + 1));
            }
        }

        return places;
    }

    // Without the place, which stands before it.
    private static string Reason(JsonException exception) =>
        exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var end ? exception.Message[..end] : exception.Message;

    private static DmnInputsResult Failed(Diagnostic diagnostic) => new(null, [diagnostic]);
}
