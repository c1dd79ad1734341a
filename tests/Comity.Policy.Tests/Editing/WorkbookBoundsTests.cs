using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Comity.Feel.Text;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Editing;

/// <summary>Workbooks that are no workbooks, that are too much, and that say less than they seem to.</summary>
public sealed partial class WorkbookBoundsTests
{
    private static readonly PackFiles Files = PackFiles.ReadFolder(Repository.Pack("new-york"));
    private static readonly PolicyPack Pack = PackReader.Read(Files).Pack!;
    private static readonly byte[] Written = TableWorkbook.Write(Files, Pack);

    [Theory]
    [InlineData("""<row r="2147483647"><c r="A2147483647"><v>1</v></c></row></sheetData>""", "row 2,147,483,647")]
    [InlineData("""<row r="99999999999"/></sheetData>""", "row 2,147,483,647")]
    [InlineData("""<row r="1048576"><c><v>1</v></c></row></sheetData>""", "row 1,048,576")]
    [InlineData("""<row r="19999"><c r="XFD19999"><v>1</v></c></row></sheetData>""", "XFD19999")]
    [InlineData("""<row r="19999"><c r="B1048576"><v>1</v></c></row></sheetData>""", "B1048576")]
    public void WhatReachesBeyondATableIsRefused(string rows, string said) => Refused(Changed("</sheetData>", rows), said);

    [Fact]
    public void ADimensionThatIsALieIsRefused() =>
        Refused(Changed("<sheetData>", """<dimension ref="A1:XFD1048576"/><sheetData>"""), "XFD1048576");

    [Fact]
    public void WhatUnpacksToMuchIsRefused()
    {
        Refused(Changed("</sheetData>", string.Concat(Enumerable.Repeat("<row/>", 30_000)) + "</sheetData>"), "20,000");
        Refused(Changed("</sheetData>", $"<row><c t=\"str\"><v>{new string('x', 70_000_000)}</v></c></row></sheetData>"), "67,108,864");
    }

    [Theory]
    [InlineData("<f>A1</f>", "formula")]
    [InlineData("<f>A1</f><v></v>", "formula")]
    [InlineData("<f>A1</f><v/>", "formula")]
    public void AFormulaWithoutAValueIsAnErrorWithItsCell(string content, string said)
    {
        var diagnostic = Assert.Single(Read(Edited(sheet => Cell().Replace(sheet, match => match.Groups["tag"].Value + ">" + content + "</c>", 1, At(sheet, "C9")))));
        Assert.Equal("EDIT0004", diagnostic.Code);
        Assert.EndsWith("!C9", diagnostic.Location!.File, StringComparison.Ordinal);
        Assert.Contains(said, diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(Pack.Model.Decisions, decision => diagnostic.Location.File.StartsWith(decision.Name[..Math.Min(10, decision.Name.Length)], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void MergedCellsAndErrorsAreNamed()
    {
        var merged = Assert.Single(Read(Changed("</sheetData>", """</sheetData><mergeCells count="1"><mergeCell ref="C9:C10"/></mergeCells>""")));
        Assert.Contains("C9:C10", merged.Message, StringComparison.Ordinal);
        var error = Assert.Single(Read(Edited(sheet => Cell().Replace(sheet, """<c r="C9" t="e"><v>#DIV/0!</v></c>""", 1, At(sheet, "C9")))));
        Assert.Contains("#DIV/0!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFilledTestThatBecomesEmptyIsTold()
    {
        var diagnostic = Assert.Single(Read(Edited(sheet => Cell().Replace(sheet, "", 1, At(sheet, "C9")))));
        Assert.Equal("EDIT0004", diagnostic.Code);
        Assert.Contains("every value", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherKindOfFileIsNamed() => Refused("no workbook"u8.ToArray(), "no Excel workbook");

    [Fact]
    public void AnOpenDocumentIsNamed()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("content.xml");
        }

        Refused(stream.ToArray(), ".ods");
    }

    [Fact]
    public void DamagedWorkbooksAreReadOrRefused()
    {
        var random = new Random(5);
        for (var sample = 0; sample < 60; sample++)
        {
            // Damage in the packed bytes, and in the sheet's own text.
            var damaged = sample % 2 == 0
                ? [.. Written]
                : Edited(sheet => sheet.Remove(random.Next(sheet.Length - 40), random.Next(40)));
            for (var i = sample % 2 == 0 ? random.Next(1, 20) : 0; i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            TableWorkbook.Read(Files, Pack, damaged);
        }
    }

    private static void Refused(byte[] workbook, string said)
    {
        var diagnostic = Assert.Single(Read(workbook));
        Assert.Equal("EDIT0004", diagnostic.Code);
        Assert.Contains(said, diagnostic.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Diagnostic> Read(byte[] workbook)
    {
        var read = TableWorkbook.Read(Files, Pack, workbook);
        Assert.Empty(read.Edits);
        return read.Diagnostics;
    }

    private static byte[] Changed(string from, string to) => Edited(sheet => sheet.Replace(from, to, StringComparison.Ordinal));

    private static int At(string sheet, string cell) => sheet.IndexOf($"<c r=\"{cell}\"", StringComparison.Ordinal);

    // The first sheet with other text; its elements without a prefix.
    private static byte[] Edited(Func<string, string> change)
    {
        using var stream = new MemoryStream();
        stream.Write(Written);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.First(entry => entry.FullName.StartsWith("xl/worksheets/sheet1", StringComparison.Ordinal));
            string text;
            using (var reader = new StreamReader(entry.Open()))
            {
                text = reader.ReadToEnd().Replace("<x:", "<", StringComparison.Ordinal).Replace("</x:", "</", StringComparison.Ordinal).Replace("xmlns:x=", "xmlns=", StringComparison.Ordinal);
            }

            using var writer = new StreamWriter(entry.Open());
            writer.BaseStream.SetLength(0);
            writer.Write(change(text));
        }

        return stream.ToArray();
    }

    [GeneratedRegex("(?<tag><c r=\"C9\"[^>/]*)(?:/>|>.*?</c>)")]
    private static partial Regex Cell();
}
