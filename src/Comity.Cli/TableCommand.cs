using System.CommandLine;
using Comity.Dmn.Editing;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Cli;

/// <summary><c>comity table</c>: a pack's decision tables for other programs, and back.</summary>
internal static class TableCommand
{
    public static Command Create() => new("table", "Take a pack's decision tables out for a spreadsheet or Camunda Modeler, and in again.") { Export(), Import() };

    private static Command Export()
    {
        var folder = PackInput.Folder();
        var file = new Argument<string>("FILE") { Description = "Where to write: an Excel workbook (.xlsx), or a DMN 1.3 model as Camunda Modeler reads it (.dmn)." };
        var command = new Command("export", "Write a pack's decision tables. Exit code 0: written; 2: bad input.") { folder, file };
        command.SetAction(parsed =>
        {
            var (from, to) = (parsed.GetValue(folder)!, parsed.GetValue(file)!);
            if (PackInput.LoadPack(from) is not { } pack)
            {
                return ExitCode.BadInput;
            }

            var files = PackFiles.ReadFolder(from);
            if (To(to, ".xlsx"))
            {
                return Write(to, TableWorkbook.Write(files, pack));
            }

            if (!To(to, ".dmn"))
            {
                return PackInput.Bad($"{to} is neither .xlsx nor .dmn.");
            }

            var written = ModelerExport.Write(files.Find(pack.Model.File)!.Value.Span, pack.Model.File, FactInputs.Of(pack.Facts));
            return written.File is { } content ? Write(to, content) : PackInput.Bad([.. written.Diagnostics.Select(diagnostic => PackInput.Located(diagnostic, from).ToString())]);
        });
        return command;
    }

    private static Command Import()
    {
        var folder = PackInput.Folder();
        var file = new Argument<string>("FILE") { Description = "The workbook or DMN 1.3 model that 'comity table export' has written, with changed, new, moved or removed rules." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would change, and change nothing." };
        var command = new Command("import", "Make the changes of a workbook or a model in the pack's own files; all else in them stays. Exit code 0: done; 2: bad input, and nothing is changed.") { folder, file, dry };
        command.SetAction(parsed =>
        {
            var (to, from) = (parsed.GetValue(folder)!, parsed.GetValue(file)!);
            if (PackInput.LoadPack(to) is not { } pack)
            {
                return ExitCode.BadInput;
            }

            if (!File.Exists(from))
            {
                return PackInput.Bad($"There is no file {from}.");
            }

            var files = PackFiles.ReadFolder(to);
            var read = TableImport.Read(files, pack, File.ReadAllBytes(from), from);
            if (read.Diagnostics.Count > 0)
            {
                return PackInput.Bad([.. read.Diagnostics.Select(diagnostic => diagnostic.ToString())]);
            }

            var made = PackEdits.Apply(files, read.Edits);
            if (made.Files is not { } after)
            {
                return PackInput.Bad(made.Problem!.ToString());
            }

            foreach (var edit in read.Edits)
            {
                Console.WriteLine(Said(edit));
            }

            var changed = after.Paths.Where(path => files.Find(path) is not { } before || !before.Span.SequenceEqual(after.Find(path)!.Value.Span)).ToList();
            if (!parsed.GetValue(dry))
            {
                PackFiles.From(changed.Select(path => KeyValuePair.Create(path, after.Find(path)!.Value))).WriteFolder(to);
            }

            Console.WriteLine(changed.Count == 0 ? "Nothing is changed." : $"{(read.Edits.Count == 1 ? "1 change" : $"{read.Edits.Count} changes")} {(parsed.GetValue(dry) ? "would be made" : read.Edits.Count == 1 ? "was made" : "were made")} in {string.Join(", ", changed)}. 'comity check' says what follows from them.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Said(PackEdit edit) => edit switch
    {
        SetCell cell => $"{cell.Table.Element}, rule {cell.Rule}, {Words.Of(cell.Kind)} {cell.Column}: {cell.Was} → {cell.Text}",
        AddRule added => $"{added.Table.Element}: new rule {added.At}: {added.After}",
        MoveRule moved => $"{moved.Table.Element}: rule {moved.Rule} becomes rule {moved.To}",
        SetLogic logic => $"{logic.Logic.Element}: {logic.Was} → {logic.Text}",
        RemoveRule removed => $"{removed.Table.Element}: rule {removed.Rule} is removed: {removed.Before}",
        _ => $"{edit.Path}: {edit.Before} → {edit.After}",
    };

    private static bool To(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static int Write(string file, byte[] content)
    {
        try
        {
            File.WriteAllBytes(file, content);
            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PackInput.Bad(exception.Message);
        }
    }
}
