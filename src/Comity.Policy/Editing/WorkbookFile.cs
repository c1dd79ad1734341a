using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Comity.Policy.Editing;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows from the first on, each with its values from the first column on: text, number (<see cref="double"/>), truth, day or nothing.</param>
internal sealed record WorkbookSheet(string Name, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>Values that are offered for the cells of a column; others may be typed as well.</summary>
/// <param name="Column">The column, from 0.</param>
/// <param name="FirstRow">The first row, from 0; they are offered from there to the end of the sheet.</param>
/// <param name="Values">The values.</param>
internal sealed record OfferedValues(int Column, int FirstRow, IReadOnlyList<string> Values);

/// <summary>A sheet to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">The texts of its rows.</param>
/// <param name="Offered">What is offered for its cells.</param>
internal sealed record WrittenSheet(string Name, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<OfferedValues> Offered);

/// <summary>Writes and reads the values of Excel workbooks (ECMA-376, part 1, clause 18).</summary>
internal static class WorkbookFile
{
    /// <summary>The hidden sheet that holds the lists of values.</summary>
    public const string Lists = "Values";

    private const int LastRow = 20_000;

    /// <summary>Writes sheets of texts.</summary>
    public static byte[] Write(IEnumerable<WrittenSheet> sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var (named, lists) = (new Sheets(), new List<IReadOnlyList<string>>());
            book.Workbook = new Workbook(named);
            foreach (var (name, rows, offered) in sheets)
            {
                Add(name, rows, SheetStateValues.Visible, [.. offered.Select(offer => Validation(offer, ListOf(offer.Values)))]);
            }

            // Each list is a column.
            if (lists.Count > 0)
            {
                Add(
                    Lists, [.. Enumerable.Range(0, lists.Max(list => list.Count)).Select(row => lists.ConvertAll(list => list.ElementAtOrDefault(row) ?? ""))],
                    SheetStateValues.Hidden, []);
            }

            void Add(string name, IReadOnlyList<IReadOnlyList<string>> rows, SheetStateValues state, IReadOnlyList<DataValidation> validations)
            {
                var part = book.AddNewPart<WorksheetPart>();
                var data = new SheetData(rows.Select((row, i) => new Row(row.Select((text, column) => CellOf(i, column, text))) { RowIndex = (uint)i + 1 }));
                part.Worksheet = validations.Count == 0 ? new Worksheet(data) : new Worksheet(data, new DataValidations(validations) { Count = (uint)validations.Count });
                named.Append(new Sheet { Id = book.GetIdOfPart(part), SheetId = (uint)named.ChildElements.Count + 1, Name = name, State = state });
            }

            string ListOf(IReadOnlyList<string> values)
            {
                var index = lists.FindIndex(list => list.SequenceEqual(values, StringComparer.Ordinal));
                if (index < 0)
                {
                    index = lists.Count;
                    lists.Add(values);
                }

                return string.Create(CultureInfo.InvariantCulture, $"'{Lists}'!${Letters(index)}$1:${Letters(index)}${values.Count}");
            }
        }

        return stream.ToArray();
    }

    /// <summary>Reads the sheets; that the file is bounded and holds nothing else has been looked at before (<see cref="WorkbookSheets"/>).</summary>
    public static IEnumerable<WorkbookSheet> Read(byte[] workbook)
    {
        using var stream = new MemoryStream(workbook, writable: false);
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        var book = document.WorkbookPart ?? throw new InvalidDataException("The file has no workbook.");
        var shared = book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(TextOf).ToList() ?? [];
        var dates = Dates(book.WorkbookStylesPart?.Stylesheet);
        foreach (var sheet in book.Workbook?.Sheets?.Elements<Sheet>() ?? [])
        {
            if (sheet.Id?.Value is { } id && book.GetPartById(id) is WorksheetPart part)
            {
                yield return new WorkbookSheet(sheet.Name?.Value ?? "", Rows(part, shared, dates));
            }
        }
    }

    /// <summary>The letters of a column, from 0.</summary>
    public static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    private static Cell CellOf(int row, int column, string text)
    {
        var cell = new Cell { CellReference = string.Create(CultureInfo.InvariantCulture, $"{Letters(column)}{row + 1}") };
        if (text.Length > 0)
        {
            (cell.DataType, cell.CellValue) = (CellValues.String, new CellValue(text) { Space = SpaceProcessingModeValues.Preserve });
        }

        return cell;
    }

    private static DataValidation Validation(OfferedValues offer, string list) => new(new Formula1(list))
    {
        Type = DataValidationValues.List,
        AllowBlank = true,
        ShowErrorMessage = false,
        SequenceOfReferences = new ListValue<StringValue>([string.Create(CultureInfo.InvariantCulture, $"{Letters(offer.Column)}{offer.FirstRow + 1}:{Letters(offer.Column)}{LastRow}")]),
    };

    private static List<IReadOnlyList<object?>> Rows(WorksheetPart part, List<string> shared, HashSet<uint> dates)
    {
        var rows = new List<IReadOnlyList<object?>>();
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (reader.ElementType != typeof(Row) || !reader.IsStartElement || reader.LoadCurrentElement() is not Row row)
            {
                continue;
            }

            var at = row.RowIndex?.Value is { } index ? (int)index - 1 : rows.Count;
            while (rows.Count <= at)
            {
                rows.Add([]);
            }

            var values = new List<object?>();
            foreach (var cell in row.Elements<Cell>())
            {
                var column = cell.CellReference?.Value is { Length: > 0 } address ? ColumnOf(address) : values.Count;
                while (values.Count <= column)
                {
                    values.Add(null);
                }

                values[column] = ValueOf(cell, shared, dates);
            }

            rows[at] = values;
        }

        return rows;
    }

    private static int ColumnOf(string address) => address.TakeWhile(char.IsAsciiLetterUpper).Aggregate(0, (column, letter) => (column * 26) + letter - 'A' + 1) - 1;

    private static object? ValueOf(Cell cell, List<string> shared, HashSet<uint> dates)
    {
        var text = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value;
        if (type == CellValues.InlineString)
        {
            return cell.InlineString is { } inline ? TextOf(inline) : null;
        }

        if (text.Length == 0 || type == CellValues.String || type == CellValues.Error)
        {
            return text.Length == 0 ? null : text;
        }

        if (type == CellValues.SharedString)
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < shared.Count ? shared[place]
                : throw new InvalidDataException($"The cell {cell.CellReference?.Value} has no text: there is no shared text {text}.");
        }

        if (type == CellValues.Boolean)
        {
            return text is "1" or "true";
        }

        if (type == CellValues.Date)
        {
            return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : text;
        }

        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) ? text
            : cell.StyleIndex?.Value is { } style && dates.Contains(style) && number is >= 0 and < 2_958_466 ? DateTime.FromOADate(number)
            : number;
    }

    // The styles of cells whose numbers are days or times: formats that come with the program (clause 18.8.30), and the workbook's own.
    private static HashSet<uint> Dates(Stylesheet? styles)
    {
        var own = styles?.NumberingFormats?.Elements<NumberingFormat>().Where(format => IsDate(format.FormatCode?.Value ?? "")).Select(format => format.NumberFormatId?.Value ?? 0).ToHashSet() ?? [];
        return [.. (styles?.CellFormats?.Elements<CellFormat>() ?? []).Index().Where(format => format.Item.NumberFormatId?.Value is { } id && (id is (>= 14 and <= 22) or (>= 45 and <= 47) || own.Contains(id)))
            .Select(format => (uint)format.Index)];
    }

    // Letters of days and times outside quotation marks and brackets.
    private static bool IsDate(string format)
    {
        var (quoted, bracketed) = (false, false);
        foreach (var letter in format)
        {
            quoted ^= letter == '"';
            bracketed = letter == '[' || (bracketed && letter != ']');
            if (!quoted && !bracketed && letter is 'y' or 'd' or 'h' or 's')
            {
                return true;
            }
        }

        return false;
    }

    // Of a text in several fonts all parts, and not how it is read aloud.
    private static string TextOf(OpenXmlElement item) =>
        string.Concat(item.ChildElements.SelectMany(child => child is Text ? [child.InnerText] : child is Run run ? run.Elements<Text>().Select(text => text.InnerText) : []));
}
