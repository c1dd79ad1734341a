using System.CommandLine;
using System.Text;
using Comity.Dmn.Formatting;
using Comity.Dmn.Xml;
using Comity.Feel;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using DiffPlex.Renderer;
using Spectre.Console;

namespace Comity.Cli.Formatting;

/// <summary><c>comity fmt</c>: FEEL in one style, in FEEL files and inside DMN files.</summary>
internal static class FmtCommand
{
    public static Command Create()
    {
        var paths = SourceFiles.Paths();
        var check = new Option<bool>("--check") { Description = "Change nothing; show what would change." };
        var width = new Option<int>("--width") { Description = "How wide a line may become.", DefaultValueFactory = _ => FeelFormatter.DefaultWidth };
        var names = SourceFiles.Names();
        var context = SourceFiles.Context();
        var command = new Command(
            "fmt",
            "Write FEEL in one style: in place, or from standard input to standard output with '-'. Comments and meaning stay; in a model every byte outside of FEEL texts stays. Exit code 0: done; 1: --check found something to change; 2: bad input, which is left as it is.")
        {
            paths, check, width, names, context,
        };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(check), parsed.GetValue(width), parsed.GetValue(names) ?? [], parsed.GetValue(context)));
        return command;
    }

    private static int Run(string[] paths, bool check, int width, string[] names, string? contextFile)
    {
        var (files, problem) = SourceFiles.Expand(paths);
        if (problem is not null || width < 1)
        {
            return PackInput.Bad(problem ?? "--width must be at least 1.");
        }

        try
        {
            var (scope, _, wrong) = SourceFiles.Scope(names, contextFile);
            if (scope is null)
            {
                return PackInput.Bad(wrong!);
            }

            var (bad, changed) = (false, false);
            foreach (var file in files)
            {
                var content = SourceFiles.Read(file);
                var (formatted, diagnostics) = Format(file, content, scope, width);
                foreach (var diagnostic in diagnostics)
                {
                    Console.Error.WriteLine(diagnostic);
                }

                bad |= formatted is null;
                var differs = formatted is not null && !formatted.AsSpan().SequenceEqual(content);
                changed |= differs;
                if (check)
                {
                    ShowDifference(file, content, differs ? formatted! : content);
                }
                else if (file == "-")
                {
                    using var output = Console.OpenStandardOutput();
                    output.Write(formatted ?? content);
                }
                else if (differs)
                {
                    Replace(file, formatted!);
                    Console.WriteLine($"formatted {file}");
                }
            }

            return bad ? ExitCode.BadInput : check && changed ? ExitCode.CheckFailed : ExitCode.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PackInput.Bad(exception.Message);
        }
    }

    private static (byte[]? Formatted, IReadOnlyList<Diagnostic> Diagnostics) Format(string file, byte[] content, FeelScope scope, int width)
    {
        if (file == "-" ? SourceFiles.LooksLikeDmn(content) : SourceFiles.IsDmn(file))
        {
            var models = new FolderModels(file == "-" ? "" : Path.GetDirectoryName(file) ?? "");
            var result = DmnFormatter.Format(content, file, models, width, file == "-" ? [] : FactInputs.Around(file));
            return (result.File, result.Diagnostics);
        }

        var text = Encoding.UTF8.GetString(content);
        if (!Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(content))
        {
            return (null, [new Diagnostic(Severity.Error, "FEEL0011", "The file is not UTF-8.", new SourceLocation(file, 0, 0), "Save it as UTF-8.")]);
        }

        var formatted = FeelFormatter.FormatExpression(text, scope, width);
        return formatted.Text is null
            ? (null, [.. formatted.Errors.Select(error => FeelFiles.Diagnose(error, text, file))])
            : (Encoding.UTF8.GetBytes(formatted.Text + "\n"), []);
    }

    // Beside the file first, so that a full disk loses nothing.
    private static void Replace(string file, byte[] content)
    {
        var target = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;
        var beside = target + ".fmt";
        File.WriteAllBytes(beside, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
        }

        File.Move(beside, target, overwrite: true);
    }

    // A formatted file can be read: a model in its encoding, FEEL in UTF-8.
    private static string TextOf(byte[] content) => DmnReader.ReadText(content)?.Text ?? Encoding.UTF8.GetString(content);

    private static void ShowDifference(string file, byte[] before, byte[] after)
    {
        if (before.AsSpan().SequenceEqual(after))
        {
            return;
        }

        foreach (var line in UnidiffRenderer.GenerateUnidiff(TextOf(before), TextOf(after), file, file).Split('\n'))
        {
            var colour = line.StartsWith('+') ? "green" : line.StartsWith('-') ? "red" : line.StartsWith('@') ? "cyan" : "default";
            Layout.Console.Write(new Text(line.TrimEnd('\r') + "\n", Style.Parse(colour)));
        }
    }
}
