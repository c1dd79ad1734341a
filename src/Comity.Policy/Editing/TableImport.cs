using Comity.Dmn.Editing;
using Comity.Dmn.Evaluation;
using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>What a file with edited tables comes to.</summary>
/// <param name="Edits">The edits, in order; empty where nothing was changed, or where there are errors.</param>
/// <param name="Diagnostics">What is wrong, by sheet and cell of a workbook (<c>Findings!C7</c>), or by line and column of a model.</param>
public sealed record TableImportResult(IReadOnlyList<PackEdit> Edits, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A pack's tables that come back from another program: an Excel workbook, or a model that Camunda Modeler or another program for DMN 1.3 has saved.</summary>
public static class TableImport
{
    /// <summary>Reads a file that was exported and edited.</summary>
    /// <param name="files">The pack's files as they are now.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="content">The file's bytes: a ZIP archive is read as a workbook, XML as a model.</param>
    /// <param name="file">How diagnostics name a model.</param>
    public static TableImportResult Read(PackFiles files, PolicyPack pack, byte[] content, string file)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(file);
        return IsXml(content) ? Model(files, pack, content, file) : TableWorkbook.Read(files, pack, content);
    }

    // Behind the mark of an encoding, if there is one; in UTF-16 every other byte is 0.
    private static bool IsXml(ReadOnlySpan<byte> content) => content.TrimStart("\uFEFF \t\r\n"u8.ToArray().Concat<byte>([0xFE, 0xFF, 0]).ToArray()).StartsWith("<"u8);

    private static TableImportResult Model(PackFiles files, PolicyPack pack, byte[] content, string file)
    {
        var path = pack.Model.File;
        var (logic, diagnostics) = ModelerImport.Read(files.Find(path)!.Value.Span, path, content, file, FactInputs.Of(pack.Facts));
        if (diagnostics.Count > 0)
        {
            return new TableImportResult([], diagnostics);
        }

        // In the place of the pack's own model it must read as that does; what is wrong now, and was not before, has its place in the file at hand.
        var read = PackReader.Read(files.With(path, content));
        var known = DmnEngine.Create(pack.Model).Diagnostics.Select(diagnostic => (diagnostic.Code, diagnostic.Message)).ToHashSet();
        var errors = (read.Pack is null ? read.Diagnostics : DmnEngine.Create(read.Pack.Model).Diagnostics)
            .Where(diagnostic => diagnostic.Severity == Severity.Error && !known.Contains((diagnostic.Code, diagnostic.Message))).ToList();
        return errors.Count > 0
            ? new TableImportResult([], [.. errors.Select(error => error.Location?.File == path ? error with { Location = error.Location with { File = file } } : error)])
            : new TableImportResult([.. logic.SelectMany(edited => Edits(files, new TablePlace(path, edited.Element), edited))], []);
    }

    private static IEnumerable<PackEdit> Edits(PackFiles files, TablePlace place, EditedLogic edited) => edited.Rules is { } rules
        ? RuleEdits.Of(place, place.In(files)!, rules)
        : [new SetLogic(place, LogicSource.Find(place.TextIn(files)!.Text, place.Element)!.Text, edited.Text!)];
}
