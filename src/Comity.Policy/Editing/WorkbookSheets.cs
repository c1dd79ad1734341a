using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Comity.Policy.Editing;

/// <summary>Something in a workbook that cannot be taken over.</summary>
/// <param name="Sheet">The sheet's name.</param>
/// <param name="Cell">The cell, such as <c>C7</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Mend">How to mend it.</param>
internal sealed record WorkbookProblem(string Sheet, string Cell, string Message, string Mend);

/// <summary>
/// Looks at the parts of a workbook (ECMA-376, part 1, clause 18.3) before its values are read: that it is one, how much it unpacks to, and whether a cell says what a reader of values
/// would not see: a formula without a stored value, cells that are merged, an error.
/// </summary>
internal static class WorkbookSheets
{
    private const long MostBytes = 16 * 1024 * 1024;
    private const long MostUnpacked = 64 * 1024 * 1024;
    private const int MostParts = 1_000;
    private const int MostRows = 20_000;
    private const int MostColumns = 256;
    private const int MostCells = 1_000_000;
    private const string Sheets = "xl/worksheets/";

    private static readonly char[] Letters = [.. Enumerable.Range('A', 26).Select(letter => (char)letter)];
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostUnpacked };

    /// <summary>What cannot be taken over, sheet by sheet.</summary>
    /// <exception cref="InvalidDataException">It is no workbook, or more than a workbook of tables can be.</exception>
    public static IReadOnlyList<WorkbookProblem> Check(byte[] workbook)
    {
        if (workbook.Length > MostBytes)
        {
            throw new InvalidDataException($"The file has more than {MostBytes:N0} bytes.");
        }

        using var stream = new MemoryStream(workbook, writable: false);
        using var zip = Open(stream);
        if (zip.GetEntry("xl/workbook.xml") is null)
        {
            throw new InvalidDataException(zip.GetEntry("content.xml") is not null
                ? "This is an OpenDocument file (.ods), and no Excel workbook (.xlsx)."
                : "This ZIP archive is no Excel workbook (.xlsx).");
        }

        if (zip.Entries.Count > MostParts)
        {
            throw new InvalidDataException($"The file has more than {MostParts:N0} parts.");
        }

        var (left, problems, names) = (MostUnpacked, new List<WorkbookProblem>(), NamesOf(zip));
        foreach (var entry in zip.Entries)
        {
            using var part = new Bounded(entry.Open(), left);
            if (entry.FullName.StartsWith(Sheets, StringComparison.OrdinalIgnoreCase) && entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            {
                Check(names.GetValueOrDefault(entry.FullName, entry.FullName), part, problems);
            }

            part.CopyTo(Stream.Null);
            left = part.Left;
        }

        return problems;
    }

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (InvalidDataException)
        {
            throw new InvalidDataException("This is no Excel workbook (.xlsx), or only a part of one.");
        }
    }

    // The names of sheets by the paths of their parts: the workbook names relations, and these the parts (ECMA-376, part 2, clause 6.5).
    private static Dictionary<string, string> NamesOf(ZipArchive zip)
    {
        var targets = Elements(zip, "xl/_rels/workbook.xml.rels", "Relationship").ToLookup(relation => relation.GetValueOrDefault("Id", ""), relation => relation.GetValueOrDefault("Target", ""));
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var sheet in Elements(zip, "xl/workbook.xml", "sheet"))
        {
            if (targets[sheet.GetValueOrDefault("id", "")].FirstOrDefault() is { } target)
            {
                names.TryAdd(target.StartsWith('/') ? target[1..] : $"xl/{target}", sheet.GetValueOrDefault("name", ""));
            }
        }

        return names;
    }

    private static List<Dictionary<string, string>> Elements(ZipArchive zip, string path, string name)
    {
        var found = new List<Dictionary<string, string>>();
        if (zip.GetEntry(path) is not { } entry)
        {
            return found;
        }

        using var part = new Bounded(entry.Open(), MostBytes);
        using var xml = XmlReader.Create(part, Settings);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == name)
            {
                var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
                while (xml.MoveToNextAttribute())
                {
                    attributes[xml.LocalName] = xml.Value;
                }

                found.Add(attributes);
            }
        }

        return found;
    }

    private static void Check(string sheet, Stream part, List<WorkbookProblem> problems)
    {
        var (row, column, cells) = (0, 0, 0);
        var (address, kind, formula, value) = ("", "", false, "");
        using var xml = XmlReader.Create(part, Settings);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "c" })
            {
                Judge();
            }

            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "dimension":
                    Bound((xml.GetAttribute("ref") ?? "").Split(':')[^1]);
                    break;
                case "row":
                    row = Whole(xml.GetAttribute("r")) ?? row + 1;
                    column = 0;
                    if (row is < 1 or > MostRows)
                    {
                        throw new InvalidDataException(
                            $"The sheet '{sheet}' has a row {row:N0}; a table has at most {MostRows:N0}. Delete the rows below the rules, not only what is in them.");
                    }

                    break;
                case "c":
                    address = xml.GetAttribute("r") ?? "";
                    column = address.Length > 0 ? ColumnOf(address) : column + 1;
                    Bound(address);
                    if (column > MostColumns)
                    {
                        throw new InvalidDataException($"The sheet '{sheet}' has more than {MostColumns} columns.");
                    }

                    if (++cells > MostCells)
                    {
                        throw new InvalidDataException($"The sheet '{sheet}' has more than {MostCells:N0} cells.");
                    }

                    (kind, formula, value) = (xml.GetAttribute("t") ?? "", false, "");
                    break;
                case "f":
                    formula = true;
                    break;
                case "v":
                    value = xml.IsEmptyElement ? "" : xml.ReadElementContentAsString();
                    if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "c" })
                    {
                        Judge();
                    }

                    break;
                case "mergeCell":
                    problems.Add(new WorkbookProblem(
                        sheet, (xml.GetAttribute("ref") ?? "").Split(':')[0], $"The cells {xml.GetAttribute("ref")} are merged, and only the first of them has a value.",
                        "Separate them, and write into each cell what it says."));
                    break;
            }
        }

        void Bound(string cell)
        {
            if (ColumnOf(cell) > MostColumns || Whole(cell.TrimStart(Letters)) > MostRows)
            {
                throw new InvalidDataException($"The sheet '{sheet}' reaches to the cell {cell}; a table has at most {MostColumns} columns and {MostRows:N0} rows.");
            }
        }

        void Judge()
        {
            if (kind == "e")
            {
                problems.Add(new WorkbookProblem(sheet, address, $"The cell holds the error {value}.", "Write the value that is meant."));
            }
            else if (formula && value.Length == 0)
            {
                problems.Add(new WorkbookProblem(
                    sheet, address, "The cell holds a formula whose value is not in the file.", "Open the file in a spreadsheet program and save it, or write the value instead."));
            }

            (kind, formula) = ("", false);
        }
    }

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : string.IsNullOrEmpty(text) ? null : int.MaxValue;

    private static int ColumnOf(string address)
    {
        var column = 0;
        foreach (var letter in address.TakeWhile(char.IsAsciiLetterUpper))
        {
            column = Math.Min((column * 26) + letter - 'A' + 1, MostColumns + 1);
        }

        return column;
    }

    // A part that may unpack to no more than is left.
    private sealed class Bounded(Stream inner, long left) : Stream
    {
        public long Left { get; private set; } = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Left -= read;
            return Left >= 0 ? read : throw new InvalidDataException($"The file unpacks to more than {MostUnpacked:N0} bytes.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
