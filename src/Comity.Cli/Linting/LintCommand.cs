using System.CommandLine;
using System.Text;
using System.Text.Json;
using Comity.Cli.Formatting;
using Comity.Dmn.Linting;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Linting;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Policy.Packs;
using Spectre.Console;

namespace Comity.Cli.Linting;

/// <summary><c>comity lint</c>: what is wrong or probably a mistake in FEEL and DMN files.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var paths = SourceFiles.Paths();
        var names = SourceFiles.Names();
        var context = SourceFiles.Context();
        var json = new Option<bool>("--json") { Description = "Print the findings as a JSON array of {file, line, column, severity, code, message, element, mend}." };
        var command = new Command(
            "lint",
            "Find mistakes in FEEL and DMN files: syntax, unknown names, types that do not fit, rules never taken, tests that never hold, conditions that never change, inputs that nothing uses. In a FEEL file names count as known unless you give some. Exit code 0: nothing found; 1: errors or warnings; 2: a file that cannot be read.")
        {
            paths, names, context, json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(names) ?? [], parsed.GetValue(context), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, string[] names, string? contextFile, bool json)
    {
        var (files, problem) = SourceFiles.Expand(paths);
        if (problem is not null)
        {
            return PackInput.Bad(problem);
        }

        try
        {
            var (scope, isGiven, wrong) = SourceFiles.Scope(names, contextFile);
            if (scope is null)
            {
                return PackInput.Bad(wrong!);
            }

            var found = new List<Diagnostic>();
            var unreadable = false;
            foreach (var file in files)
            {
                var (diagnostics, isReadable) = Lint(file, SourceFiles.Read(file), scope, isGiven);
                found.AddRange(diagnostics);
                unreadable |= !isReadable;
            }

            Print(found, json, files.Count);
            return unreadable ? ExitCode.BadInput : found.Exists(diagnostic => diagnostic.Severity != Severity.Information) ? ExitCode.CheckFailed : ExitCode.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PackInput.Bad(exception.Message);
        }
    }

    private static (IReadOnlyList<Diagnostic> Found, bool IsReadable) Lint(string file, byte[] content, FeelScope scope, bool isGiven)
    {
        if (file == "-" ? !SourceFiles.LooksLikeDmn(content) : !SourceFiles.IsDmn(file))
        {
            return (LintFeel(Encoding.UTF8.GetString(content), file, scope, isGiven), true);
        }

        using var stream = new MemoryStream(content);
        var read = DmnReader.Read(stream, file == "-" ? "<standard input>" : file, new FolderModels(file == "-" ? "" : Path.GetDirectoryName(file) ?? ""));
        if (read.Model is null)
        {
            return (read.Diagnostics, false);
        }

        // That a fact changes nothing is for 'comity check' to say, which looks at the whole pack.
        var facts = file == "-" ? [] : FactInputs.Around(file);
        var found = DmnLinter.Lint(read.Model.With(facts))
            .Where(finding => finding.Code != "DMN0304" || !facts.Any(fact => fact.Location == finding.Location));
        return ([.. read.Diagnostics, .. found], true);
    }

    private static List<Diagnostic> LintFeel(string text, string file, FeelScope scope, bool isGiven)
    {
        var parsed = FeelParser.ParseExpression(text, scope);
        if (parsed.Tree is not { } tree)
        {
            return [.. parsed.Errors.Select(error => FeelFiles.Diagnose(error, text, file))];
        }

        if (!isGiven)
        {
            // Nobody said which names there are: each one that stands free is taken for an input.
            scope = FeelScope.Of(tree.SelfAndDescendants().OfType<NameNode>().Select(node => node.Name).Distinct()
                .Where(name => FeelCompiler.CompileExpression(new NameNode(default, name), FeelScope.Empty).Code is null).Select(name => new FeelVariable(name, FeelType.Any)));
        }

        return [
            .. FeelCompiler.CompileExpression(tree, scope).Errors.Select(error => FeelFiles.Diagnose(error, text, file)),
            .. FeelLinter.OfExpression(tree, scope).Select(error => FeelFiles.Diagnose(error, text, file, Severity.Warning)),
        ];
    }

    private static void Print(List<Diagnostic> found, bool json, int files)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                found.Select(finding => new
                {
                    finding.Location?.File,
                    finding.Location?.Line,
                    finding.Location?.Column,
                    Severity = finding.Severity.ToString().ToLowerInvariant(),
                    finding.Code,
                    finding.Message,
                    finding.Location?.Element,
                    finding.Mend,
                }),
                JsonSerializerOptions.Web));
            return;
        }

        foreach (var finding in found)
        {
            var colour = finding.Severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "blue" };
            var place = finding.Location is { } at ? (at.Line > 0 ? $"{at.File}:{at.Line}:{at.Column}" : at.File) : "";
            var severity = finding.Severity.ToString().ToLowerInvariant();
            var element = finding.Location?.Element is { } name ? $" ({name})" : "";
            var text = $"{finding.Message}{element}{(finding.Mend is null ? "" : $" {finding.Mend}")}";

            // Programs that read findings want each on a line, as compilers write them; people see its text under its place.
            if (Layout.Console.Profile.Out.IsTerminal)
            {
                Layout.Console.Write(place.Length > 0 ? $"{place}: " : "");
                Layout.Console.MarkupLineInterpolated($"[{colour}]{severity}[/] {finding.Code}");
                Layout.Console.WriteText($"    {text}");
            }
            else
            {
                Layout.Console.WriteWhole($"{(place.Length > 0 ? $"{place}: " : "")}{severity} {finding.Code}: {text}");
            }
        }

        Console.WriteLine($"{Counted(files, "file")}, {Counted(Of(Severity.Error), "error")}, {Counted(Of(Severity.Warning), "warning")}");

        int Of(Severity severity) => found.Count(finding => finding.Severity == severity);
        string Counted(int count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";
    }
}
