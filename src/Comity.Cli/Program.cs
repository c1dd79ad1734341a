using System.CommandLine;
using System.Text;
using Comity.Cli;
using Comity.Cli.Evaluating;
using Comity.Cli.Formatting;
using Comity.Cli.Linting;

Console.OutputEncoding = new UTF8Encoding(false);
var root = new RootCommand("Comity: what your own written policy says to another government's request, why, and on whose authority.") {
    DecideCommand.Create(), AskCommand.Create(), ServeCommand.Create(), ShowCommand.Create(), TestCommand.Create(), CheckCommand.Create(), CompareCommand.Create(), ExplainCommand.Create(), TableCommand.Create(), EvaluateCommand.Create(), TckCommand.Create(),
    EvalCommand.Create(), FmtCommand.Create(), LintCommand.Create(),
    RecordsCommand.Create(), LogCommand.Create(),
};
// An argument such as @"2025-01-28" is FEEL, not a file with more arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    Console.Error.WriteLine("'comity --help' explains the commands.");
    return ExitCode.BadInput;
}

// The server knows itself how it ends: it finishes what it took.
var invocation = new InvocationConfiguration();
if (parsed.CommandResult.Command.Name == ServeCommand.Name)
{
    invocation.ProcessTerminationTimeout = null;
}

return await parsed.InvokeAsync(invocation);
