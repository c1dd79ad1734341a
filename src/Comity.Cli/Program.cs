using System.CommandLine;
using System.Text;
using Comity.Cli;
using Comity.Cli.Evaluating;
using Comity.Cli.Formatting;
using Comity.Cli.Linting;
using Comity.Feel.Evaluation;

Console.OutputEncoding = new UTF8Encoding(false);
var commands = new Dictionary<string, Func<Command>>(StringComparer.Ordinal)
{
    ["decide"] = DecideCommand.Create,
    ["ask"] = AskCommand.Create,
    [ServeCommand.Name] = ServeCommand.Create,
    ["show"] = ShowCommand.Create,
    ["test"] = TestCommand.Create,
    ["check"] = CheckCommand.Create,
    ["compile"] = CompileCommand.Create,
    ["compare"] = CompareCommand.Create,
    ["explain"] = ExplainCommand.Create,
    ["table"] = TableCommand.Create,
    ["evaluate"] = EvaluateCommand.Create,
    ["tck"] = TckCommand.Create,
    ["eval"] = EvalCommand.Create,
    ["fmt"] = FmtCommand.Create,
    ["lint"] = LintCommand.Create,
    ["records"] = RecordsCommand.Create,
    ["log"] = LogCommand.Create,
};
var root = new RootCommand(
    "Comity: what your own written policy says to another government's request, why, and on whose authority. "
    + "Text is laid out for the width of the terminal; where there is none, for 80 columns or those of the variable COLUMNS. "
    + "Commands to copy stay on one line, and so does each finding of 'lint' in a pipe. Programs read --json.");

// A command that comes first is made alone: the others would load what it has no use for.
foreach (var create in args is [var name, ..] && commands.TryGetValue(name, out var named) ? (IEnumerable<Func<Command>>)[named] : commands.Values)
{
    root.Add(create());
}

// An argument such as @"2025-01-28" is FEEL, not a file with more arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (CommandLineProblems.Of(parsed) is { Count: > 0 } problems)
{
    return PackInput.Bad([.. problems, "'comity --help' explains the commands."]);
}

// The server knows itself how it ends: it finishes what it took.
var invocation = new InvocationConfiguration();
if (parsed.CommandResult.Command.Name == ServeCommand.Name)
{
    invocation.ProcessTerminationTimeout = null;
}

invocation.EnableDefaultExceptionHandler = false;
try
{
    return await parsed.InvokeAsync(invocation);
}
catch (EvaluationLimitException exception)
{
    Console.Error.WriteLine(exception.Message);
    return ExitCode.BadInput;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return ExitCode.BadInput;
}
catch (OperationCanceledException)
{
    return ExitCode.CheckFailed;
}
catch (Exception exception)
{
    Console.Error.WriteLine($"Comity has a fault: {exception.Message} Please report it with what follows.");
    Console.Error.WriteLine(exception);
    return ExitCode.Faulty;
}
