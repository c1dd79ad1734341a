using System.Globalization;
using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using DocumentFormat.OpenXml.Packaging;

namespace Comity.Policy.Editing;

/// <summary>
/// A pack's decision tables as an Excel workbook (.xlsx), a table on each sheet, and back. Seven rows head a sheet: its name, where it stands, what it looked like, its hit policy, and of each
/// column what it holds, its label and its expression or name. Then comes a row for each rule, its number in the first column; a row without a number is a new rule.
/// </summary>
public static class TableWorkbook
{
    private const int HeadRows = 7;
    private const int LongestSheetName = 31;
    private const string Input = "input";
    private const string Output = "output";
    private const string Annotation = "annotation";

    /// <summary>Writes the tables of a pack.</summary>
    /// <param name="files">The pack's files, from which the pack was read.</param>
    /// <param name="pack">The pack.</param>
    public static byte[] Write(PackFiles files, PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(pack);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { WorkbookFile.Lists };
        return WorkbookFile.Write(Tables(files, pack).Select(table => new WrittenSheet(SheetName(table.Name, names), [.. Rows(table)], Offered(pack, table))));
    }

    /// <summary>Reads a workbook that <see cref="Write"/> has written and a person has edited.</summary>
    /// <param name="files">The pack's files as they are now.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="workbook">The workbook.</param>
    public static TableImportResult Read(PackFiles files, PolicyPack pack, byte[] workbook)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(workbook);
        var (edits, diagnostics) = (new List<PackEdit>(), new List<Diagnostic>());
        try
        {
            foreach (var problem in WorkbookSheets.Check(workbook))
            {
                diagnostics.Add(new Diagnostic(Severity.Error, "EDIT0004", problem.Message, new SourceLocation($"{problem.Sheet}!{problem.Cell}", 0, 0), problem.Mend));
            }

            if (diagnostics.Count > 0)
            {
                return new TableImportResult([], diagnostics);
            }

            var tables = Tables(files, pack).ToDictionary(table => $"{table.Place.File}#{table.Place.Element}", StringComparer.Ordinal);
            foreach (var sheet in WorkbookFile.Read(workbook).Where(sheet => sheet.Name != WorkbookFile.Lists))
            {
                new SheetReader(pack, sheet, diagnostics).Read(tables, edits);
            }
        }
        catch (InvalidDataException exception)
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "EDIT0004", exception.Message, null, "Save the file that 'comity table export' has written as an Excel workbook (.xlsx)."));
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or System.Xml.XmlException or ArgumentException or KeyNotFoundException or NotSupportedException or FormatException or OpenXmlPackageException)
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "EDIT0004", $"This is no workbook that can be read: {exception.Message}", null, "Save it as an Excel workbook (.xlsx)."));
        }

        return new TableImportResult(diagnostics.Count > 0 ? [] : edits, diagnostics);
    }

    private static IEnumerable<PackTable> Tables(PackFiles files, PolicyPack pack)
    {
        foreach (var (element, expression) in pack.Model.Decisions.Select(decision => ((DrgElement)decision, decision.Expression)).Concat(pack.Model.KnowledgeModels.Select(knowledge => ((DrgElement)knowledge, knowledge.Expression))))
        {
            var place = new TablePlace(element.Location.File, element.Id);
            if (expression is DecisionTable table && place.In(files) is { } source)
            {
                var policy = table.HitPolicy == HitPolicy.Collect && table.Aggregation != Aggregation.List ? $"{table.HitPolicy} {table.Aggregation}" : table.HitPolicy.ToString();
                yield return new PackTable(element.Name, policy, place, source, table);
            }
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(PackTable known)
    {
        var (name, policy, place, table, _) = known;
        var heads = Enum.GetValues<ColumnKind>().SelectMany(kind => Enumerable.Range(1, table.Columns(kind)).Select(column => (Kind: kind, Head: table.Head(kind, column)))).ToList();
        yield return ["Table", name];
        yield return ["Place", $"{place.File}#{place.Element}"];
        yield return ["State", table.State];
        yield return ["Hit policy", policy];
        yield return ["Column", .. heads.Select(head => Word(head.Kind))];
        yield return ["Label", .. heads.Select(head => head.Head.Label ?? "")];
        yield return ["Expression", .. heads.Select(head => head.Head.Text ?? "")];
        foreach (var (number, rule) in table.Rules.Index())
        {
            yield return [(number + 1).ToString(CultureInfo.InvariantCulture), .. Texts(table, rule)];
        }
    }

    private static IReadOnlyList<OfferedValues> Offered(PolicyPack pack, PackTable known)
    {
        var columns = Enum.GetValues<ColumnKind>().SelectMany(kind => Enumerable.Range(0, known.Table.Columns(kind)).Select(column => ColumnValues.Of(pack, known.Logic, kind, column)));
        return [.. columns.Index().Where(column => column.Item.Count > 0).Select(column => new OfferedValues(column.Index + 1, HeadRows, column.Item))];
    }

    // A rule may have fewer notes than there are columns.
    private static IEnumerable<string> Texts(TableSource table, RuleTexts rule) => Enum.GetValues<ColumnKind>().SelectMany(kind => Enumerable.Range(0, table.Columns(kind)).Select(column => rule.Of(kind).ElementAtOrDefault(column) ?? ""));

    private static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Input => Input,
        ColumnKind.Output => Output,
        _ => Annotation,
    };

    private static string SheetName(string name, HashSet<string> taken)
    {
        var clean = string.Concat(name.Select(letter => "[]:*?/\\'".Contains(letter, StringComparison.Ordinal) ? ' ' : letter)).Trim();
        clean = clean.Length == 0 ? "Table" : clean[..Math.Min(clean.Length, LongestSheetName)];
        for (var (number, found) = (2, clean); ; number++)
        {
            if (taken.Add(found))
            {
                return found;
            }

            var end = string.Create(CultureInfo.InvariantCulture, $" {number}");
            found = clean[..Math.Min(clean.Length, LongestSheetName - end.Length)] + end;
        }
    }

    private sealed record PackTable(string Name, string Policy, TablePlace Place, TableSource Table, DecisionTable Logic);

    private sealed class SheetReader(PolicyPack pack, WorkbookSheet sheet, List<Diagnostic> diagnostics)
    {
        private readonly IReadOnlyList<IReadOnlyList<object?>> _rows = sheet.Rows;

        public void Read(Dictionary<string, PackTable> tables, List<PackEdit> edits)
        {
            if (Cell(0, 0) != "Table" || !tables.TryGetValue(Cell(1, 1), out var known))
            {
                Fail(1, 1, "This sheet names no table of the pack.", "Keep the _rows above the rules as they were exported, or remove the sheet.");
                return;
            }

            var before = diagnostics.Count;
            var expected = Rows(known).Take(HeadRows).ToList();
            if (Cell(2, 1) != expected[2][1])
            {
                Fail(2, 1, $"The table '{known.Name}' was changed since it was exported.", "Export it again, and make the changes there.");
                return;
            }

            // One column more moves all behind it: that is one mistake, not one for each cell.
            var heads = Enumerable.Range(0, _rows.Count > 4 ? _rows[4].Count : 0).Select(column => Cell(4, column)).ToList();
            while (heads.Count > 0 && heads[^1].Length == 0)
            {
                heads.RemoveAt(heads.Count - 1);
            }

            if (heads.Count != expected[4].Count)
            {
                var at = Enumerable.Range(0, Math.Max(heads.Count, expected[4].Count)).First(column => Enumerable.Range(4, 3).Any(row => Cell(row, column) != (expected[row].ElementAtOrDefault(column) ?? "").Trim()));
                Fail(4, at, $"The table has {expected[4].Count - 1} columns, and the sheet has {heads.Count - 1}.", "Columns are not changed in a workbook: change them in the table itself, and export it again.");
                return;
            }

            for (var row = 3; row < HeadRows; row++)
            {
                for (var column = 0; column < Math.Max(expected[row].Count, _rows.Count > row ? _rows[row].Count : 0); column++)
                {
                    if (Cell(row, column) != (expected[row].ElementAtOrDefault(column) ?? "").Trim())
                    {
                        Fail(row, column, $"Here stood '{expected[row].ElementAtOrDefault(column)}'. Columns and hit policy are not changed in a workbook.", "Put it back; change columns in the table itself.");
                    }
                }
            }

            var rules = Enumerable.Range(HeadRows, Math.Max(0, _rows.Count - HeadRows)).Where(row => Enumerable.Range(0, _rows[row].Count).Any(column => Cell(row, column).Length > 0)).Select(row => Rule(row, known.Table)).ToList();
            foreach (var (number, row) in rules.Where(rule => rule.Number is not null).GroupBy(rule => rule.Number!.Value).Where(group => group.Count() > 1).Select(group => (group.Key, group.Last().Row)))
            {
                Fail(row, 0, $"The number {number} stands here twice.", "Leave the first column empty for a new rule.");
            }

            if (diagnostics.Count == before)
            {
                foreach (var rule in rules)
                {
                    Check(known.Place, known.Table, rule);
                }

                edits.AddRange(RuleEdits.Of(known.Place, known.Table, [.. rules.Select(rule => new EditedRule(rule.Number, rule.Texts))]));
            }
        }

        private (int? Number, RuleTexts Texts, int Row) Rule(int row, TableSource table)
        {
            var column = 1;
            var texts = Enum.GetValues<ColumnKind>().Select(kind => Enumerable.Range(0, table.Columns(kind)).Select(_ => Cell(row, column++)).ToList()).ToArray();
            for (; column < _rows[row].Count; column++)
            {
                if (Cell(row, column).Length > 0)
                {
                    Fail(row, column, "This stands beside the table's columns.", "Remove it.");
                }
            }

            var written = Cell(row, 0);
            int? number = null;
            if (written.Length > 0)
            {
                number = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read >= 1 && read <= table.Rules.Count ? read : null;
                if (number is null)
                {
                    Fail(row, 0, $"'{written}' is no number of a rule; there are {table.Rules.Count}.", "Leave it empty for a new rule.");
                }
            }

            return (number, new RuleTexts(texts[0], texts[1], texts[2]), row);
        }

        // What is new in a row, as it would be in the table.
        private void Check(TablePlace place, TableSource table, (int? Number, RuleTexts Texts, int Row) rule)
        {
            var column = 0;
            foreach (var kind in Enum.GetValues<ColumnKind>())
            {
                for (var i = 0; i < table.Columns(kind); i++)
                {
                    column++;
                    var (was, text) = (rule.Number is { } number ? table.Rules[number - 1].Of(kind).ElementAtOrDefault(i) ?? "" : null, rule.Texts.Of(kind)[i]);
                    if (was == text)
                    {
                        continue;
                    }

                    if (kind == ColumnKind.Input && text.Length == 0 && was is { Length: > 0 } && was.Trim() != "-")
                    {
                        Fail(rule.Row, column, $"Here stood '{was}', and an empty cell would let every value pass.", "Write '-' if that is meant.");
                    }

                    diagnostics.AddRange((CellReading.Of(pack, place, kind, i + 1, text)?.Diagnostics ?? []).Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic with
                    {
                        Location = new SourceLocation(Address(rule.Row, column), diagnostic.Location?.Line ?? 0, diagnostic.Location?.Column ?? 0),
                    }));
                }
            }
        }

        // A spreadsheet turns what looks like a number, a truth or a date into one.
        private string Cell(int row, int column) => row < _rows.Count ? _rows[row].ElementAtOrDefault(column) switch
        {
            null => "",
            bool truth => truth ? "true" : "false",
            double number => ((decimal)number).ToString(CultureInfo.InvariantCulture),
            DateTime time => time.TimeOfDay == TimeSpan.Zero ? $"date(\"{time:yyyy-MM-dd}\")" : $"date and time(\"{time:yyyy-MM-ddTHH:mm:ss}\")",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!.ReplaceLineEndings("\n").Trim(),
        }
        : "";

        private string Address(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{sheet.Name}!{WorkbookFile.Letters(column)}{row + 1}");

        private void Fail(int row, int column, string message, string mend) => diagnostics.Add(new Diagnostic(Severity.Error, "EDIT0004", message, new SourceLocation(Address(row, column), 0, 0), mend));
    }
}
