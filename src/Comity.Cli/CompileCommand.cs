using System.CommandLine;
using Comity.Policy.Programs;

namespace Comity.Cli;

/// <summary><c>comity compile</c>: a policy as a program that others run.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var to = new Option<string>("--to")
        {
            Description = "What to write: program, one JSON file by which a program in any language decides (docs/program.md).",
            Required = true,
        }.AcceptOnlyFromAmong("program");
        var output = new Option<string?>("--output") { Description = "The file to write; standard output when it is not given." };
        var command = new Command(
            "compile", "Compile a pack for other programs. One pack gives one file, byte for byte. Exit code 0: written; 2: bad input.")
        {
            folder, to, output,
        };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(output)));
        return command;
    }

    private static int Run(string folder, string? file)
    {
        if (PackInput.Load(folder) is not { } logic)
        {
            return ExitCode.BadInput;
        }

        var written = ProgramJson.Write(logic.Program);
        if (written.Json is not { } json)
        {
            PackInput.Print(written.Diagnostics, folder);
            return PackInput.Bad($"A policy that contradicts itself is not compiled. 'comity check {folder}' says in which situations.");
        }

        if (file is not null)
        {
            File.WriteAllBytes(file, json);
            return ExitCode.Done;
        }

        using var output = Console.OpenStandardOutput();
        output.Write(json);
        return ExitCode.Done;
    }
}
