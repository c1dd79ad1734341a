using System.CommandLine;
using System.Text;
using System.Text.Json;
using Comity.Dmn.Json;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using Spectre.Console;

namespace Comity.Cli.Evaluating;

/// <summary><c>comity eval</c>: FEEL in, values out; without an expression a conversation.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var expression = new Argument<string?>("EXPRESSION") { Arity = ArgumentArity.ZeroOrOne, Description = "A FEEL expression, for example 'sum(prices) * 1.2'. Without it you are asked for one after another." };
        var context = new Option<string?>("--context") { Description = "Names and their values, as JSON or FEEL: '{\"prices\": [1, 2.5]}' or '{prices: [1, 2.5], due: @\"2025-02-01\"}'." };
        var file = new Option<string?>("--context-file") { Description = "A file with such a context." };
        var json = new Option<bool>("--json") { Description = "Print {\"value\"} or {\"error\"} as JSON." };
        var notes = new Option<bool>("--notes") { Description = "Say why something on the way was null, and where." };
        var lines = new Option<bool>("--lines") { Description = "Read one JSON object {\"expression\",\"context\"} a line from standard input and print {\"value\"} or {\"error\"} a line, going on after a bad one." };
        var command = new Command("eval", "Evaluate FEEL. Exit code 0: there is a value, null included; 2: bad input, with its place.") { expression, context, file, json, notes, lines };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(expression), parsed.GetValue(context), parsed.GetValue(file), new Show(parsed.GetValue(json), parsed.GetValue(notes)), parsed.GetValue(lines), cancellation)));
        return command;
    }

    private static int Run(string? expression, string? context, string? file, Show show, bool lines, CancellationToken cancellation)
    {
        if (lines)
        {
            return EvaluateLines(show, cancellation);
        }

        FeelContext? given = null;
        if (context is not null || file is not null)
        {
            if (context is not null && file is not null)
            {
                return PackInput.Bad("Give --context or --context-file, not both.");
            }

            try
            {
                (given, var problem) = EvalInput.Context(context ?? File.ReadAllText(file!), file ?? "--context");
                if (problem is not null)
                {
                    return PackInput.Bad(problem);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return PackInput.Bad(exception.Message);
            }
        }

        var session = new FeelSession(given);
        return expression is null ? Repl.Run(session) : EvaluateOne(session, expression, show, cancellation);
    }

    private static int EvaluateOne(FeelSession session, string expression, Show show, CancellationToken cancellation)
    {
        try
        {
            var result = session.Evaluate(expression, show.Notes, cancellation);
            if (show.Json)
            {
                Console.WriteLine(Json(result, expression, show.Notes));
                return result.Errors.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
            }

            var console = Layout.Create(Console.Error);
            foreach (var error in result.Errors)
            {
                EvalText.Print(console, error, expression);
            }

            if (result.Errors.Count > 0)
            {
                return ExitCode.BadInput;
            }

            Console.WriteLine(result.Value);
            foreach (var note in result.Notes)
            {
                EvalText.Print(console, note, expression);
            }

            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is EvaluationLimitException or OperationCanceledException)
        {
            return show.Json ? Failed(exception.Message) : PackInput.Bad(exception.Message);
        }
    }

    private static int Failed(string message)
    {
        Console.WriteLine(Error(message));
        return ExitCode.BadInput;
    }

    private static int EvaluateLines(Show show, CancellationToken cancellation)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        using var input = new StreamReader(Console.OpenStandardInput());
        var bad = false;
        while (!cancellation.IsCancellationRequested && input.ReadLine() is { } line)
        {
            var (result, isBad) = EvaluateLine(line, show.Notes, cancellation);
            bad |= isBad;
            output.WriteLine(result);
            if (input.Peek() < 0)
            {
                output.Flush();
            }
        }

        return bad ? ExitCode.BadInput : ExitCode.Done;
    }

    private static (string Result, bool IsBad) EvaluateLine(string line, bool notes, CancellationToken cancellation)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("expression", out var expression) || expression.ValueKind != JsonValueKind.String)
            {
                return (Error("A line is an object with \"expression\", a string, and \"context\", an object or left out."), true);
            }

            FeelContext? context = null;
            if (document.RootElement.TryGetProperty("context", out var given) && given.ValueKind != JsonValueKind.Null)
            {
                if (given.ValueKind != JsonValueKind.Object)
                {
                    return (Error("\"context\" must be an object."), true);
                }

                context = FeelJson.Read(given).AsContext();
            }

            var text = expression.GetString()!;
            var result = new FeelSession(context).Evaluate(text, notes, cancellation);
            return (Json(result, text, notes), result.Errors.Count > 0);
        }
        catch (JsonException exception)
        {
            return (Error($"This is not JSON, at byte {exception.BytePositionInLine + 1}."), true);
        }
        catch (Exception exception) when (exception is FormatException or EvaluationLimitException or InvalidOperationException)
        {
            // The last: a string with half a surrogate pair, or a value nested deeper than JSON is written.
            return (Error(exception.Message), true);
        }
    }

    private static string Json(SessionResult result, string text, bool notes)
    {
        if (result.Errors is [var error, ..])
        {
            return Error($"{EvalInput.Place(error, text)}: {error.Code}: {error.Message}{(error.Mend is null ? "" : " " + error.Mend)}");
        }

        var value = $"{{\"value\":{FeelJson.Text(result.Value)}";
        return notes
            ? $"{value},\"notes\":{JsonSerializer.Serialize(result.Notes.Select(note => new { note.Code, note.Message, note.Span?.Start, note.Span?.Length }), JsonSerializerOptions.Web)}}}"
            : value + "}";
    }

    private static string Error(string message) => $"{{\"error\":{FeelJson.Text(FeelValue.From(message))}}}";

    /// <summary>How results are shown.</summary>
    private sealed record Show(bool Json, bool Notes);
}
