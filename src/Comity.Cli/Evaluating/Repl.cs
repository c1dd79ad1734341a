using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Spectre.Console;

namespace Comity.Cli.Evaluating;

/// <summary>The conversation of <c>comity eval</c>: an expression is read, over several lines if need be, and its value is printed.</summary>
internal sealed class Repl(FeelSession session, IAnsiConsole console, Func<string, string?> read)
{
    private const string Help = """
        Type a FEEL expression; an unfinished one goes on in the next line, an empty line ends it.
          name = value     the comparison, as in FEEL
          :let name = ...  give a name a value for what follows
          :type ...        the type of the value
          :ast ...         the parts of the expression, as a tree
          :vars            the names and their values
          :help            this
          :quit            leave (or Ctrl+D)
        """;

    private Action? _cancel;

    public static int Run(FeelSession session)
    {
        var console = Layout.Console;
        if (Console.IsInputRedirected)
        {
            return new Repl(session, console, _ => Console.In.ReadLine()).Loop(interactive: false);
        }

        var editor = new LineEditor(History.Load());
        console.WriteLine("FEEL (DMN 1.5). :help explains, :quit leaves.");
        return new Repl(session, console, editor.ReadLine).Loop(interactive: true);
    }

    // 2 when the input was piped and something in it was bad, so that a script notices.
    private int Loop(bool interactive)
    {
        var bad = false;
        ConsoleCancelEventHandler cancel = (_, pressed) =>
        {
            pressed.Cancel = true;
            _cancel?.Invoke();
        };
        Console.CancelKeyPress += cancel;
        while (ReadEntry() is { } entry)
        {
            if (entry.Trim() is ":quit" or ":q")
            {
                break;
            }

            if (entry.Trim().Length > 0)
            {
                bad |= !Answer(entry);
            }
        }

        Console.CancelKeyPress -= cancel;
        return bad && !interactive ? ExitCode.BadInput : ExitCode.Done;
    }

    // An expression whose text ends too early is continued.
    private string? ReadEntry()
    {
        var text = read("> ");
        while (text is not null && IsUnfinished(text) && read("… ") is { Length: > 0 } more)
        {
            text += "\n" + more;
        }

        return text;
    }

    private bool IsUnfinished(string entry)
    {
        var expression = Parts(entry).Text;
        return expression.Trim().Length > 0
            && FeelParser.ParseExpression(expression, session.Scope).Errors is [var error, ..]
            && (error.Span.Start >= expression.TrimEnd().Length || error.Code == "FEEL0003");
    }

    // The command and the expression behind it.
    private static (string Command, string Name, string Text) Parts(string entry)
    {
        if (!entry.TrimStart().StartsWith(':'))
        {
            return ("", "", entry);
        }

        var words = entry.Trim().Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        var rest = words.Length > 1 ? words[1] : "";
        return words[0] == ":let" && rest.Split('=', 2) is [var name, var value] ? (words[0], name.Trim(), value) : (words[0], "", rest);
    }

    private bool Answer(string entry)
    {
        var (command, name, text) = Parts(entry);
        switch (command)
        {
            case ":help":
                console.WriteLine(Help);
                return true;
            case ":vars":
                foreach (var (known, value) in session.Variables)
                {
                    console.WriteLine($"{known} = {value}");
                }

                return true;
            case ":ast":
                return Tree(text);
            case ":let" when name.Length == 0 || text.Trim().Length == 0:
                return Wrong("Write :let name = expression.");
            case "" or ":let" or ":type":
                return Value(command, name, text);
            default:
                return Wrong($"There is no command {command}. :help lists them.");
        }
    }

    private bool Wrong(string message)
    {
        console.MarkupLineInterpolated($"[red]{message}[/]");
        return false;
    }

    private bool Value(string command, string name, string text)
    {
        try
        {
            using var running = new CancellationTokenSource();
            _cancel = running.Cancel;
            var result = session.Evaluate(text, true, running.Token);
            foreach (var error in result.Errors)
            {
                EvalText.Print(console, error, text);
            }

            if (result.Errors.Count > 0)
            {
                return false;
            }

            if (command == ":let")
            {
                session.Set(name, result.Value);
            }

            console.WriteLine(command == ":type" ? FeelSession.TypeOf(result.Value).Name : result.Value.ToString());
            if (result.Value.IsNull)
            {
                foreach (var note in result.Notes)
                {
                    EvalText.Print(console, note, text);
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is EvaluationLimitException or OperationCanceledException)
        {
            return Wrong(exception.Message);
        }
        finally
        {
            _cancel = null;
        }
    }

    private bool Tree(string text)
    {
        var parsed = FeelParser.ParseExpression(text, session.Scope);
        if (parsed.Tree is not { } root)
        {
            EvalText.Print(console, parsed.Errors[0], text);
            return false;
        }

        var open = new Stack<(FeelNode Node, int Depth)>([(root, 0)]);
        while (open.TryPop(out var item))
        {
            console.WriteLine($"{new string(' ', item.Depth * 2)}{item.Node.GetType().Name[..^"Node".Length]}  {FeelPrinter.Print(item.Node)}");
            foreach (var child in item.Node.Children().Reverse())
            {
                open.Push((child, item.Depth + 1));
            }
        }

        return true;
    }
}
