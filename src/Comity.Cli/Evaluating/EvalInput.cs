using System.Text.Json;
using Comity.Dmn.Json;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Cli.Evaluating;

/// <summary>Reads a context that is given as JSON or as FEEL.</summary>
internal static class EvalInput
{
    /// <summary>The context, or what is wrong with its text.</summary>
    /// <param name="text">JSON, or else FEEL.</param>
    /// <param name="origin">How messages name it.</param>
    public static (FeelContext? Context, string? Problem) Context(string text, string origin)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return OfValue(FeelJson.Read(document.RootElement), origin);
        }
        catch (FormatException exception)
        {
            return (null, $"{origin}: {exception.Message}");
        }
        catch (JsonException json)
        {
            var result = new FeelSession().Evaluate(text, false, default);
            return result.Errors is [var error, ..]
                ? (null, $"{origin} is neither JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}) nor a FEEL context ({Place(error, text)}: {error.Message}). Write {{\"name\": value}} or {{name: value}}.")
                : OfValue(result.Value, origin);
        }
    }

    /// <summary>Line and column of an error, as <c>1:5</c>.</summary>
    public static string Place(FeelSyntaxError error, string text)
    {
        var (line, column) = error.PositionIn(text);
        return $"{line}:{column}";
    }

    private static (FeelContext? Context, string? Problem) OfValue(FeelValue value, string origin) => value.Kind == FeelKind.Context
        ? (value.AsContext(), null)
        : (null, $"{origin} is a {value.Kind.ToString().ToLowerInvariant()}, not an object. Write {{\"name\": value}} or {{name: value}}.");
}
