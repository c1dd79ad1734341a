using System.Text.Json;
using System.Xml.Linq;
using System.Xml.Schema;
using Comity.Dmn.Editing;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Comity.Cli.Tests;

public sealed class TableCommandTests : IDisposable
{
    private const string Model = "model/new-york.dmn";
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-table-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Copy()
    {
        var copy = Path.Combine(_folder, "pack");
        PackFiles.ReadFolder(Comity.NewYork).WriteFolder(copy);
        return copy;
    }

    [Fact]
    public void AWorkbookThatNobodyChangedChangesNothing()
    {
        var (pack, book) = (Copy(), Path.Combine(_folder, "tables.xlsx"));
        Assert.Equal((0, ""), Comity.Run("", "table", "export", pack, book) is var exported ? (exported.Code, exported.Error) : default);
        var tables = PackReader.Read(pack).Pack!.Model.Decisions.Count(decision => decision.Expression is Dmn.Model.DecisionTable);
        using (var document = SpreadsheetDocument.Open(book, isEditable: false))
        {
            Assert.Equal(tables, document.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>().Count(sheet => sheet.State?.Value != SheetStateValues.Hidden));
            Assert.Empty(new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken));
        }

        var digest = PackFiles.ReadFolder(pack).Digest;
        var (code, output, _) = Comity.Run("", "table", "import", pack, book);
        Assert.Equal(0, code);
        Assert.Contains("Nothing is changed.", output, StringComparison.Ordinal);
        Assert.Equal(digest, PackFiles.ReadFolder(pack).Digest);
    }

    [Fact]
    public void AWorkbookOffersTheValuesThatAreListed()
    {
        var (pack, book) = (Copy(), Path.Combine(_folder, "tables.xlsx"));
        Comity.Run("", "table", "export", pack, book);
        using var document = SpreadsheetDocument.Open(book, isEditable: false);
        var parts = document.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>().ToDictionary(sheet => sheet.Name!.Value!, sheet => (WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!));
        var facts = PackReader.Read(pack).Pack!.Facts;
        foreach (var part in parts.Where(part => part.Key != "Values").Select(part => part.Value))
        {
            var rows = part.Worksheet!.GetFirstChild<SheetData>()!.Elements<Row>().Select(row => row.Elements<Cell>().Select(cell => cell.CellValue?.Text ?? "").ToList()).ToList();
            for (var column = 1; column < rows[6].Count; column++)
            {
                var fact = rows[4][column] == "input" ? facts.FirstOrDefault(fact => fact.Name == rows[6][column]) : null;
                var offered = Offered(part, $"{(char)('A' + column)}8:{(char)('A' + column)}20000");
                if (fact is { Values.Count: > 0 })
                {
                    Assert.Equal([.. fact.Values.Select(value => value.Value.ToString()), "-"], offered);
                }
                else if (rows[6][column] == "provision")
                {
                    Assert.Contains("\"US-JUDICIAL Amend. IV; CPL art. 120\"", offered);
                }
                else
                {
                    Assert.Empty(offered);
                }
            }
        }

        List<string> Offered(WorksheetPart part, string cells)
        {
            var found = part.Worksheet!.Descendants<DataValidation>().FirstOrDefault(one => one.SequenceOfReferences!.InnerText == cells);
            if (found is null)
            {
                return [];
            }

            // 'Values'!$B$1:$B$3; other values may be typed as well.
            Assert.False(found.ShowErrorMessage!.Value);
            var range = found.Formula1!.Text.Split('!')[1].Split(':');
            var column = range[0].Trim('$').Split('$')[0];
            return [.. parts["Values"].Worksheet!.Descendants<Cell>().Where(cell => cell.CellReference!.Value!.TrimEnd([.. "0123456789"]) == column && cell.CellValue is not null).Select(cell => cell.CellValue!.Text)];
        }
    }

    [Fact]
    public void ChangedNewMovedAndRemovedRowsBecomeTheSameRulesInThePack()
    {
        var (pack, book) = (Copy(), Path.Combine(_folder, "tables.xlsx"));
        Comity.Run("", "table", "export", pack, book);
        var before = new TablePlace(Model, "arrests-at-facilities").In(PackFiles.ReadFolder(pack))!.Rules;
        Edit(book, "Arrests at facilities", rows =>
        {
            var first = rows.FindIndex(row => row[0] is "1" or 1.0);
            var (one, two, three) = (rows[first], rows[first + 1], rows[first + 2]);
            one[5] = "true";
            two[4] = true;
            object?[] added = [null, .. three.Skip(1)];
            added[^1] = 7.0;
            rows[first] = three;
            rows[first + 1] = one;
            rows[first + 2] = two;
            rows[first + 3] = added;
        });
        var dry = Comity.Run("", "table", "import", pack, book, "--dry-run");
        Assert.Equal((0, ""), (dry.Code, dry.Error));
        Assert.Equal(before, new TablePlace(Model, "arrests-at-facilities").In(PackFiles.ReadFolder(pack))!.Rules);
        Assert.Equal(0, Comity.Run("", "table", "import", pack, book).Code);
        var after = new TablePlace(Model, "arrests-at-facilities").In(PackFiles.ReadFolder(pack))!.Rules;
        Assert.Equal([before[2], before[0] with { Inputs = [.. before[0].Inputs.Select((text, i) => i == 4 ? "true" : text)] }, before[1], before[2] with { Annotations = ["7"] }], after);

        // All else in the file is as it was.
        var files = PackFiles.ReadFolder(pack);
        Assert.All(files.Paths.Where(path => path != Model), path => Assert.True(files.Find(path)!.Value.Span.SequenceEqual(PackFiles.ReadFolder(Comity.NewYork).Find(path)!.Value.Span)));

        // The same workbook again knows an older state.
        var again = Comity.Run("", "table", "import", pack, book);
        Assert.Equal(2, again.Code);
        Assert.Contains("Arrests at facilities!B3", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 1, "\"arrest\", ", "Holds and arrests!B8:1:10")]
    [InlineData(7, 0, "99", "Holds and arrests!A8")]
    [InlineData(5, 2, "Other", "Holds and arrests!C6")]
    [InlineData(3, 1, "First", "Holds and arrests!B4")]
    [InlineData(1, 1, "nowhere", "Holds and arrests!B2")]
    [InlineData(8, 0, "1", "Holds and arrests!A9")]
    public void AnErrorNamesItsSheetAndCellAndChangesNothing(int row, int column, string text, string place)
    {
        var (pack, book) = (Copy(), Path.Combine(_folder, "tables.xlsx"));
        Comity.Run("", "table", "export", pack, book);
        Edit(book, "Holds and arrests", rows => rows[row][column] = text);
        var digest = PackFiles.ReadFolder(pack).Digest;
        var (code, _, error) = Comity.Run("", "table", "import", pack, book);
        Assert.Equal(2, code);
        Assert.StartsWith(place + ": error ", error, StringComparison.Ordinal);
        Assert.Equal(digest, PackFiles.ReadFolder(pack).Digest);
    }

    [Fact]
    public void WhatIsNoWorkbookIsRefused()
    {
        var bad = Path.Combine(_folder, "bad.xlsx");
        File.WriteAllText(bad, "nonsense");
        Assert.Equal(2, Comity.Run("", "table", "import", Comity.NewYork, bad).Code);
        Assert.Equal(2, Comity.Run("", "table", "import", Comity.NewYork, Path.Combine(_folder, "none.xlsx")).Code);
        Assert.Equal(2, Comity.Run("", "table", "export", Comity.NewYork, Path.Combine(_folder, "x.pdf")).Code);
    }

    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void TheModelForCamundaModelerMeansTheSame(string pack)
    {
        var file = Path.Combine(_folder, "model.dmn");
        Assert.Equal(0, Comity.Run("", "table", "export", Repository.Pack(pack), file).Code);
        var root = XDocument.Load(file).Root!;
        Assert.Equal("https://www.omg.org/spec/DMN/20191111/MODEL/", root.Name.NamespaceName);
        var ids = root.DescendantsAndSelf().Select(element => (string?)element.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());

        // Put in the place of the pack's own model, it decides the same everywhere.
        var files = PackFiles.ReadFolder(Repository.Pack(pack));
        var own = PackReader.Read(files).Pack!;
        var other = PackReader.Read(files.With(own.Model.File, File.ReadAllBytes(file))).Pack!;
        var comparison = Policy.Comparison.PolicyComparison.Of(
            new(PolicyLogic.Compile(own).Logic!.Program, null), new(PolicyLogic.Compile(other).Logic!.Program, null));
        Assert.Empty(comparison.Groups);
        Assert.Equal(own.Model.Decisions.Count + own.Model.Inputs.Count + own.Model.KnowledgeModels.Count + own.Model.KnowledgeSources.Count, root.Descendants().Count(element => element.Name.LocalName == "DMNShape"));
    }

    // As the modeler saves it: elements in other lines, attributes in other places, a drawing that was moved.
    private string Exported(string pack, Func<string, string>? edit = null)
    {
        var file = Path.Combine(_folder, "model.dmn");
        Assert.Equal(0, Comity.Run("", "table", "export", pack, file).Code);
        var document = XDocument.Load(file);
        foreach (var element in document.Descendants())
        {
            var attributes = element.Attributes().Reverse().ToList();
            attributes.ForEach(attribute => attribute.Remove());
            element.Add(attributes);
        }

        document.Root!.SetAttributeValue("exporter", "Camunda Modeler");
        document.Root.SetAttributeValue("exporterVersion", "5.31.0");
        document.Descendants().First(element => element.Name.LocalName == "Bounds").SetAttributeValue("x", 999);
        document.Descendants().First(element => element.Name.LocalName == "decision").AddFirst(
            new XElement(XName.Get("extensionElements", document.Root.Name.NamespaceName), new XElement(XName.Get("history", "http://camunda.org/schema/1.0/dmn"))));
        var text = document.ToString(SaveOptions.None).ReplaceLineEndings("\r\n");
        File.WriteAllText(file, edit is null ? text : edit(text));
        return file;
    }

    private static string Edited(string text, string decision, Action<XElement, XNamespace> edit)
    {
        var document = XDocument.Parse(text);
        var model = document.Root!.Name.Namespace;
        edit(document.Root.Elements(model + "decision").First(element => (string?)element.Attribute("id") == decision), model);
        return document.ToString();
    }

    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void AModelThatNobodyChangedChangesNothing(string name)
    {
        var pack = Path.Combine(_folder, "pack");
        PackFiles.ReadFolder(Repository.Pack(name)).WriteFolder(pack);
        var digest = PackFiles.ReadFolder(pack).Digest;
        var (code, output, error) = Comity.Run("", "table", "import", pack, Exported(pack));
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("Nothing is changed.", output.Trim());
        Assert.Equal(digest, PackFiles.ReadFolder(pack).Digest);
    }

    [Fact]
    public void WhatWasEditedInTheModelerBecomesTheSameInThePack()
    {
        var pack = Copy();
        var before = new TablePlace(Model, "arrests-at-facilities").In(PackFiles.ReadFolder(pack))!.Rules;
        var file = Exported(pack, text => Edited(text, "arrests-at-facilities", (decision, model) =>
        {
            var rules = decision.Descendants(model + "rule").ToList();
            rules[0].Elements(model + "inputEntry").ElementAt(4).Element(model + "text")!.Value = "true";
            rules[1].Elements(model + "inputEntry").ElementAt(4).Element(model + "text")!.Value = "";
            rules[0].Remove();
            rules[1].AddAfterSelf(rules[0]);
            var added = new XElement(rules[2]);
            added.SetAttributeValue("id", "DecisionRule_0abc");
            added.Elements(model + "annotationEntry").Remove();
            rules[^1].AddAfterSelf(added);
        }));
        var text = File.ReadAllText(Path.Combine(pack, Model));
        var dry = Comity.Run("", "table", "import", pack, file, "--dry-run");
        Assert.Equal((0, ""), (dry.Code, dry.Error));
        Assert.Equal(text, File.ReadAllText(Path.Combine(pack, Model)));
        Assert.Equal((0, ""), Comity.Run("", "table", "import", pack, file) is var made ? (made.Code, made.Error) : default);
        var after = new TablePlace(Model, "arrests-at-facilities").In(PackFiles.ReadFolder(pack))!.Rules;
        RuleTexts With(RuleTexts rule, string fifth) => rule with { Inputs = [.. rule.Inputs.Select((text, i) => i == 4 ? fifth : text)] };
        Assert.Equal([With(before[1], "-"), With(before[0], "true"), .. before.Skip(2), before[2] with { Annotations = [""] }], after);

        // The same file again changes nothing; in all other tables, and around the rules, every line is as it was.
        Assert.Contains("Nothing is changed.", Comity.Run("", "table", "import", pack, file).Output, StringComparison.Ordinal);
        var (old, now) = (text.Split('\n'), File.ReadAllLines(Path.Combine(pack, Model)));
        var rule = (int)new TablePlace(Model, "arrests-at-facilities").In(PackFiles.ReadFolder(Comity.NewYork))!.PlaceOf(1);
        var first = text.AsSpan(0, rule).Count('\n');
        Assert.Equal(old.Take(first), now.Take(first));
        var rest = text[rule..];
        var last = rest[(rest.IndexOf("</decisionTable>", StringComparison.Ordinal))..].Split('\n').Length - 1;
        Assert.Equal(old.TakeLast(last), now.Append("").TakeLast(last));
    }

    [Fact]
    public void OnlyTheLinesThatWereEditedChange()
    {
        var pack = Copy();
        var text = File.ReadAllText(Path.Combine(pack, Model));
        var file = Exported(pack, exported => Edited(exported, "holds-and-arrests", (decision, model) =>
            decision.Descendants(model + "rule").Last().Elements(model + "inputEntry").First().Element(model + "text")!.Value = "\"arrest\""));
        Assert.Equal(0, Comity.Run("", "table", "import", pack, file).Code);
        var (old, now) = (text.Split('\n'), File.ReadAllText(Path.Combine(pack, Model)).Split('\n'));
        Assert.Equal(old.Length, now.Length);
        Assert.Single(old.Zip(now), lines => lines.First != lines.Second);
    }

    [Fact]
    public void AnExpressionComesBackToo()
    {
        var pack = Path.Combine(_folder, "pack");
        PackFiles.ReadFolder(Comity.NewYork).WriteFolder(pack);
        var model = PackReader.Read(pack).Pack!.Model;
        var decision = model.Decisions.First(decision => decision.Expression is Dmn.Model.LiteralExpression);
        var file = Exported(pack, text => Edited(text, decision.Id, (element, names) =>
            element.Element(names + "literalExpression")!.Element(names + "text")!.Value += " // looked at"));
        Assert.Equal((0, ""), Comity.Run("", "table", "import", pack, file) is var made ? (made.Code, made.Error) : default);
        Assert.EndsWith("// looked at", LogicSource.Find(File.ReadAllText(Path.Combine(pack, Model)), decision.Id)!.Text, StringComparison.Ordinal);
    }

    // What another program gets declares every fact in full; the facts themselves are changed in facts.yaml.
    [Theory]
    [InlineData("type", "'typeRef' of variable 'attendingCourt' was 'boolean' and is 'string'")]
    [InlineData("values", "itemDefinition 'enforcementPurpose values' was '\"civil\", \"criminal\"' and is '\"civil\"'")]
    [InlineData("gone", "inputData 'attendingCourt' is gone")]
    public void AFactThatTheModelerChangedIsChangedInTheFacts(string edit, string message)
    {
        var pack = Copy();
        var file = Exported(pack, text =>
        {
            var document = XDocument.Parse(text);
            var model = document.Root!.Name.Namespace;
            var named = document.Root.Elements().ToLookup(element => (string?)element.Attribute("name"));
            var (input, values) = (named["attendingCourt"].Single(), named["enforcementPurpose values"].Single());
            switch (edit)
            {
                case "type": input.Element(model + "variable")!.SetAttributeValue("typeRef", "string"); break;
                case "values": values.Descendants(model + "text").Single().Value = "\"civil\""; break;
                default: input.Remove(); break;
            }

            return document.ToString();
        });
        var (code, _, error) = Comity.Run("", "table", "import", pack, file);
        Assert.Equal(2, code);
        Assert.Contains(message, error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("make this change in facts.yaml itself", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("renamed", "was 'Holds and arrests' and is 'Arrests'")]
    [InlineData("new decision", "decision 'Other' is new")]
    [InlineData("gone", "decision 'Holds and arrests' is gone")]
    [InlineData("hit policy", "'hitPolicy'")]
    [InlineData("column", "Columns of")]
    [InlineData("test", "inputExpression")]
    [InlineData("note", "description")]
    [InlineData("language", "juel")]
    [InlineData("cell", "FEEL")]
    [InlineData("other model", "is not the model")]
    [InlineData("no XML", "error")]
    public void WhatCannotBeBroughtOverIsNamedWithItsPlaceAndNothingIsChanged(string change, string said)
    {
        var pack = Copy();
        var file = Exported(pack, text => change == "no XML" ? text[..^20] : Edited(text, "holds-and-arrests", (decision, model) =>
        {
            var table = decision.Element(model + "decisionTable")!;
            switch (change)
            {
                case "renamed":
                    decision.SetAttributeValue("name", "Arrests");
                    break;
                case "new decision":
                    decision.AddAfterSelf(new XElement(model + "decision", new XAttribute("id", "d_1"), new XAttribute("name", "Other")));
                    break;
                case "gone":
                    decision.Remove();
                    break;
                case "hit policy":
                    table.SetAttributeValue("hitPolicy", "ANY");
                    break;
                case "column":
                    table.Elements(model + "input").Last().AddAfterSelf(new XElement(table.Elements(model + "input").Last()));
                    break;
                case "test":
                    table.Element(model + "input")!.Element(model + "inputExpression")!.Element(model + "text")!.Value = "agency";
                    break;
                case "note":
                    table.Element(model + "rule")!.AddFirst(new XElement(model + "description", "looked at"));
                    break;
                case "language":
                    table.Element(model + "rule")!.Element(model + "inputEntry")!.SetAttributeValue("expressionLanguage", "juel");
                    break;
                case "cell":
                    table.Element(model + "rule")!.Element(model + "inputEntry")!.Element(model + "text")!.Value = "\"arrest\", ";
                    break;
                case "other model":
                    decision.Parent!.SetAttributeValue("namespace", "urn:other");
                    break;
            }
        }));
        var digest = PackFiles.ReadFolder(pack).Digest;
        var (code, output, error) = Comity.Run("", "table", "import", pack, file);
        Assert.Equal((2, ""), (code, output));
        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(file)}:\d+:\d+( \(.*\))?: error ", error);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Equal(digest, PackFiles.ReadFolder(pack).Digest);
    }

    [Fact]
    public void WhatWasChangedInThePackMeanwhileStaysOrIsNamed()
    {
        var pack = Copy();
        static void Set(XElement decision, XNamespace model, string text) =>
            decision.Descendants(model + "rule").First().Elements(model + "outputEntry").Last().Element(model + "text")!.Value = text;
        var unedited = File.ReadAllText(Exported(pack));
        Assert.Equal(0, Comity.Run("", "table", "import", pack, Exported(pack, text => Edited(text, "holds-and-arrests", (decision, model) => Set(decision, model, "\"one\"")))).Code);
        var digest = PackFiles.ReadFolder(pack).Digest;

        // An older export in which that table was not touched, and one in which it was.
        var other = Path.Combine(_folder, "other.dmn");
        File.WriteAllText(other, unedited);
        Assert.Contains("Nothing is changed.", Comity.Run("", "table", "import", pack, other).Output, StringComparison.Ordinal);
        File.WriteAllText(other, Edited(unedited, "holds-and-arrests", (decision, model) => Set(decision, model, "\"two\"")));
        var (code, _, error) = Comity.Run("", "table", "import", pack, other);
        Assert.Equal(2, code);
        Assert.Contains("since it was exported", error, StringComparison.Ordinal);
        Assert.Equal(digest, PackFiles.ReadFolder(pack).Digest);
    }

    [Fact]
    public void TwoExportedModelsAreComparedAsFarAsTheySayEnough()
    {
        var (one, other) = (Path.Combine(_folder, "one.dmn"), Exported(Comity.NewYork, text => Edited(text, "court-process", (decision, model) =>
            decision.Descendants(model + "rule").First().Elements(model + "outputEntry").ElementAt(2).Element(model + "text")!.Value = "\"another reason\"")));
        Comity.Run("", "table", "export", Comity.NewYork, one);
        var (code, _, error) = Comity.Run("", "compare", one, other);
        Assert.Equal(2, code);
        Assert.Contains("comity compare PACK", error, StringComparison.Ordinal);
        Assert.Contains("comity table import", error, StringComparison.Ordinal);
        var decision = Comity.Run("", "compare", one, other, "--decision", "Court process");
        Assert.Equal((0, ""), (decision.Code, decision.Error));
        Assert.Contains("another reason", decision.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ANewerKindOfExpressionIsRefusedWithItsPlace()
    {
        var written = ModelerExport.Write("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"a\" namespace=\"b\">\n<decision name=\"d\" id=\"d\"><conditional/></decision></definitions>"u8, "m.dmn");
        Assert.Null(written.File);
        Assert.Equal(("m.dmn", 2), written.Diagnostics.Select(diagnostic => (diagnostic.Location!.File, diagnostic.Location.Line)).Single());
    }

    // The reader that Camunda Modeler is made with.
    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public async Task TheReaderOfCamundaModelerHasNothingAgainstIt(string pack)
    {
        var reader = await NpmFolder.InstallAsync("tests/Comity.Cli.Tests/Npm", "dmn-moddle, the reader of Camunda Modeler,");
        var file = Path.Combine(_folder, "model.dmn");
        Comity.Run("", "table", "export", Repository.Pack(pack), file);
        var (code, output, error) = await reader.NodeAsync("dmn-moddle.mjs", file);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("[]", json.RootElement.GetProperty("warnings").GetRawText());
        Assert.True(json.RootElement.GetProperty("shapes").GetInt32() >= json.RootElement.GetProperty("elements").GetInt32());
    }

    // OMG's schema of DMN 1.5, which has all of 1.3 that is used here under another name.
    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void TheSchemaHasNothingAgainstIt(string pack)
    {
        var schemas = Environment.GetEnvironmentVariable("COMITY_DMN_SCHEMAS") ?? Path.Combine(Repository.Root, "..", "shared", "tck");
        Assert.SkipUnless(File.Exists(Path.Combine(schemas, "DMN15.xsd")), $"There is no {schemas}/DMN15.xsd; COMITY_DMN_SCHEMAS names the folder of OMG's schema files.");
        var file = Path.Combine(_folder, "model.dmn");
        Comity.Run("", "table", "export", Repository.Pack(pack), file);
        var set = new XmlSchemaSet { XmlResolver = new System.Xml.XmlUrlResolver() };
        set.Add(null, Path.Combine(schemas, "DMN15.xsd"));
        var found = new List<string>();
        XDocument.Parse(File.ReadAllText(file).Replace("/20191111/", "/20230324/", StringComparison.Ordinal)).Validate(set, (_, problem) => found.Add(problem.Message));
        Assert.Empty(found);
    }

    // As a spreadsheet program would: texts, numbers and truths are values of their own kinds.
    private static void Edit(string book, string sheet, Action<List<object?[]>> edit)
    {
        using var document = SpreadsheetDocument.Open(book, isEditable: true);
        var part = (WorksheetPart)document.WorkbookPart!.GetPartById(document.WorkbookPart.Workbook!.Sheets!.Elements<Sheet>().First(one => one.Name == sheet).Id!);
        var data = part.Worksheet!.GetFirstChild<SheetData>()!;
        var rows = data.Elements<Row>().Select(row => row.Elements<Cell>().Select(cell => (object?)cell.CellValue?.Text).ToArray()).ToList();
        var width = rows.Max(row => row.Length);
        rows = rows.ConvertAll(row => row.Concat(Enumerable.Repeat<object?>(null, width - row.Length)).ToArray());
        edit(rows);
        data.RemoveAllChildren();
        data.Append(rows.Select(row => new Row(row.Select(value => value switch
        {
            null => new Cell(),
            bool truth => new Cell { DataType = CellValues.Boolean, CellValue = new CellValue(truth ? "1" : "0") },
            double number => new Cell { CellValue = new CellValue(number) },
            _ => new Cell { DataType = CellValues.String, CellValue = new CellValue((string)value) },
        }))));
    }
}
