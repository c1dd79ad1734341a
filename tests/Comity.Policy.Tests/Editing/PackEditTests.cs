using System.Text;
using System.Xml.Linq;
using Comity.Dmn.Editing;
using Comity.Feel.Text;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Tests.Editing;

public sealed class PackEditTests
{
    private const string Model = "model/new-york.dmn";
    private static readonly PackFiles NewYork = PackFiles.ReadFolder(Repository.Pack("new-york"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EditsAtRandomAndThenTheirInversesGiveTheSameBytes(bool asOnWindows)
    {
        var first = asOnWindows ? OnWindows(NewYork) : NewYork;
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new RandomEdits(seed);
            var (files, inverses) = (first, new Stack<(string Before, PackEdit Inverse)>());
            for (var i = 0; i < 25; i++)
            {
                var edit = PackEdits.Read(PackEdits.Write(random.Next(files)));
                var result = edit.Apply(files);
                Assert.True(result.Files is not null, $"seed {seed}, edit {i}: {result.Problem}\n{PackEdits.Write(edit)}");
                Assert.All(files.Paths.Where(path => path != edit.Path), path => Assert.True(files.Find(path)!.Value.Span.SequenceEqual(result.Files.Find(path)!.Value.Span)));
                if (asOnWindows && first.Find(edit.Path) is not null)
                {
                    Assert.DoesNotContain('\n', Text(result.Files, edit.Path).Replace("\r\n", "", StringComparison.Ordinal));
                }

                inverses.Push((files.Digest, result.Inverse!));
                files = result.Files;
            }

            foreach (var (before, inverse) in inverses)
            {
                var result = PackEdits.Read(PackEdits.Write(inverse)).Apply(files);
                Assert.True(result.Files is not null, result.Problem?.ToString());
                Assert.Equal(before, result.Files.Digest);
                files = result.Files;
            }

            Assert.Equal(first.Digest, files.Digest);
        }
    }

    // What another reader of YAML and XML sees in the files changes in one place only, and to the edit's text.
    [Fact]
    public void AnEditOfATextReadsBackAndChangesNothingElse()
    {
        var random = new RandomEdits(77);
        for (var i = 0; i < 150; i++)
        {
            var edit = i % 2 == 0 ? random.Cell(NewYork) : random.Field(NewYork);
            if (edit is not (SetCell or SetField))
            {
                continue;
            }

            var after = edit.Apply(NewYork).Files!;
            var (left, right) = (Leaves(NewYork, edit.Path), Leaves(after, edit.Path));
            var differing = left.Keys.Union(right.Keys).Where(key => left.GetValueOrDefault(key) != right.GetValueOrDefault(key)).ToList();
            var wanted = edit is SetField { Text: null } ? null : edit.After.Trim();
            var was = edit is SetField { Was: null } ? null : edit.Before;
            Assert.True(was == wanted ? differing.Count == 0 : differing.Count == 1, $"{PackEdits.Write(edit)}: {string.Join(", ", differing)}");
            Assert.All(differing, key => Assert.Equal(wanted, right.GetValueOrDefault(key)?.Trim()));
        }
    }

    [Fact]
    public void IndependentEditsCommute()
    {
        var compared = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new RandomEdits(seed);
            var (first, second) = (random.Next(NewYork), random.Next(NewYork));
            var one = PackEdits.Rebase(NewYork, [second], first.Apply(NewYork).Files!);
            var other = PackEdits.Rebase(NewYork, [first], second.Apply(NewYork).Files!);
            Assert.Equal(one.Conflicts.Count, other.Conflicts.Count);
            if (one.Conflicts.Count == 0 && !(first is AddRule or MoveRule or AddItem or AddColumn or MoveRule && second.GetType() == first.GetType()))
            {
                Assert.True(one.Files.Digest == other.Files.Digest, $"seed {seed}\n{PackEdits.Write(first)}\n{PackEdits.Write(second)}");
                compared++;
            }
        }

        Assert.True(compared > 40);
    }

    [Fact]
    public void ACellKeepsItsFilesFormAndNothingElseMoves()
    {
        var files = OnWindows(NewYork);
        var place = new TablePlace(Model, "holds-and-arrests");
        var cell = place.In(files)!.Rules[0].Inputs[1];
        var edited = new SetCell(place, 1, ColumnKind.Input, 2, cell, "\"civil\", \"criminal\"").Apply(files).Files!;
        var (before, after) = (Text(files, Model), Text(edited, Model));
        var at = before.AsSpan().CommonPrefixLength(after);
        Assert.Equal(before.Insert(at, ", \"criminal\""), after);
        Assert.StartsWith("\ufeff<?xml", Encoding.UTF8.GetString(edited.Find(Model)!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void AFoldedTextKeepsItsLinesBeforeAndBehindAChangedWord()
    {
        var item = new PackItem(ItemKind.Provision, "§ 1373(a)", "US-1373");
        var was = item.FieldIn(NewYork, "text")!;
        var edited = new SetField(item, "text", was, was.Replace("officers or agencies", "officers", StringComparison.Ordinal)).Apply(NewYork).Files!;
        var (before, after) = (Text(NewYork, "instruments.yaml").Split('\n'), Text(edited, "instruments.yaml").Split('\n'));
        Assert.Equal(before.Length, after.Length);
        Assert.Single(before.Zip(after), pair => pair.First != pair.Second);
    }

    [Fact]
    public void WhatOthersChangedInTheSamePlaceIsAConflictWithBothTexts()
    {
        var place = new TablePlace(Model, "holds-and-arrests");
        var table = place.In(NewYork)!;
        var cell = table.Rules[1].Outputs[2];
        var mine = new SetCell(place, 2, ColumnKind.Output, 3, cell, "\"mine\"");
        var theirs = new SetCell(place, 2, ColumnKind.Output, 3, cell, "\"theirs\"").Apply(NewYork).Files!;
        var conflict = Assert.Single(PackEdits.Rebase(NewYork, [mine], theirs).Conflicts);
        Assert.Equal((cell, "\"mine\"", "\"theirs\""), (conflict.Before, conflict.Mine, conflict.Theirs));
        Assert.Equal(("EDIT0002", Model), (conflict.Problem.Code, conflict.Problem.Location!.File));
        Assert.True(conflict.Problem.Location.Line > 100);

        // The same change, made by both, is done; a rule that others took away is gone.
        var same = PackEdits.Rebase(NewYork, [mine], mine.Apply(NewYork).Files!);
        Assert.Empty(same.Conflicts);
        Assert.Empty(same.Edits);
        var gone = new RemoveRule(place, 2, table.Rules[1]).Apply(NewYork).Files!;
        Assert.Equal("EDIT0001", Assert.Single(PackEdits.Rebase(NewYork, [mine], gone).Conflicts).Problem.Code);

        var text = new SetField(new PackItem(ItemKind.Fact, "agency"), "question", new PackItem(ItemKind.Fact, "agency").FieldIn(NewYork, "question"), "Mine?");
        var others = (text with { Text = "Theirs?" }).Apply(NewYork).Files!;
        Assert.Equal(("Mine?", "Theirs?"), PackEdits.Rebase(NewYork, [text], others).Conflicts.Select(found => (found.Mine, found.Theirs!)).Single());
    }

    [Fact]
    public void AnEditFollowsItsRuleWhenOthersAddMoveOrChangeRules()
    {
        var place = new TablePlace(Model, "arrests-at-facilities");
        var rules = place.In(NewYork)!.Rules;
        PackEdit mine = new SetCell(place, 3, ColumnKind.Output, 1, rules[2].Outputs[0], "\"permitted\"");
        var theirs = PackEdits.Apply(NewYork,
        [
            new AddRule(place, 1, rules[3] with { Annotations = ["new"] }),
            new SetCell(place, 4, ColumnKind.Annotation, 1, rules[2].Annotations[0], "changed"),
            new RemoveRule(place, 2, rules[0]),
            new AddColumn(place, ColumnKind.Output, 1, new ColumnTexts("first"), ["1", "2", "3", "4"]),
        ]).Files!;
        var rebased = PackEdits.Rebase(NewYork, [mine], theirs);
        Assert.Empty(rebased.Conflicts);
        Assert.Equal(2, Assert.IsType<SetCell>(Assert.Single(rebased.Edits)).Column);
        var found = place.In(rebased.Files)!.Rules;
        Assert.Equal(["changed"], found.Where(rule => rule.Outputs[1] == "\"permitted\"" && rule.Inputs.SequenceEqual(rules[2].Inputs)).Select(rule => rule.Annotations[0]));
    }

    // As Camunda Modeler writes: prefixes of its own, ids everywhere, a drawing.
    [Fact]
    public void IdsAndTheDrawingStay()
    {
        const string xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:di="https://www.omg.org/spec/DMN/20191111/DMNDI/" id="D" name="D" namespace="http://camunda.org/schema/1.0/dmn">
              <dmn:inputData id="In" name="season"><dmn:variable name="season" typeRef="string"/></dmn:inputData>
              <dmn:inputData id="In2" name="guests"><dmn:variable name="guests" typeRef="number"/></dmn:inputData>
              <dmn:decision id="Dish" name="Dish">
                <dmn:informationRequirement id="Req"><dmn:requiredInput href="#In"/></dmn:informationRequirement>
                <dmn:decisionTable id="T" hitPolicy="FIRST">
                  <dmn:input id="I1" label="Season">
                    <dmn:inputExpression id="E1" typeRef="string"><dmn:text>season</dmn:text></dmn:inputExpression>
                  </dmn:input>
                  <dmn:output id="O1" name="dish" typeRef="string"/>
                  <dmn:rule id="R1">
                    <dmn:inputEntry id="U1"><dmn:text><![CDATA["Winter"]]></dmn:text></dmn:inputEntry>
                    <dmn:outputEntry id="L1"><dmn:text>"Roast"</dmn:text></dmn:outputEntry>
                  </dmn:rule>
                  <!-- the rest -->
                  <dmn:rule id="R2">
                    <dmn:inputEntry id="U2"><dmn:text></dmn:text></dmn:inputEntry>
                    <dmn:outputEntry id="L2"><dmn:text>"Stew"</dmn:text></dmn:outputEntry>
                  </dmn:rule>
                </dmn:decisionTable>
              </dmn:decision>
              <di:DMNDI><di:DMNDiagram><di:DMNShape dmnElementRef="Dish"/></di:DMNDiagram></di:DMNDI>
            </dmn:definitions>
            """;
        var files = PackFiles.Empty.With("m.dmn", Encoding.UTF8.GetBytes(xml));
        var place = new TablePlace("m.dmn", "Dish");
        var edited = PackEdits.Apply(files,
        [
            new SetCell(place, 1, ColumnKind.Input, 1, "\"Winter\"", "\"Winter\", < \"x\""),
            new SetCell(place, 2, ColumnKind.Input, 1, "", "-"),
            new AddRule(place, 2, new RuleTexts(["\"Fall\""], ["\"Soup\""], [])),
            new AddColumn(place, ColumnKind.Input, 2, new ColumnTexts("guests", "Guests", "number"), ["< 8", "-", ">= 8"]),
            new MoveRule(place, 3, 1, new RuleTexts(["-", ">= 8"], ["\"Stew\""], [], "R2")),
        ]).Files!;
        var text = Text(edited, "m.dmn");
        Assert.Contains("<![CDATA[\"Winter\", < \"x\"]]>", text, StringComparison.Ordinal);
        var model = Dmn.Xml.DmnReader.Read(new MemoryStream(edited.Find("m.dmn")!.Value.ToArray()), "m.dmn");
        Assert.Empty(model.Diagnostics);
        Assert.Equal("Stew", Dmn.Evaluation.DmnEngine.Create(model.Model!).Engine!.Evaluate("Dish", new Dictionary<string, Feel.Values.FeelValue> { ["season"] = Feel.Values.FeelValue.From("Fall"), ["guests"] = Feel.Values.FeelValue.From(9) }).Value.AsString());
        var document = XDocument.Parse(text);
        var rules = document.Descendants().Where(element => element.Name.LocalName == "rule").Select(element => (string)element.Attribute("id")!).ToList();
        Assert.Equal(["R2", "R1", "T-rule-1"], rules);
        var ids = document.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.Contains("<dmn:requiredInput href=\"#In2\"/>", text, StringComparison.Ordinal);
        Assert.Contains("<!-- the rest -->", text, StringComparison.Ordinal);
        Assert.Equal("Dish", (string)document.Descendants().Single(element => element.Name.LocalName == "DMNShape").Attribute("dmnElementRef")!);
    }

    [Fact]
    public void AnEditThatDoesNotApplySaysWhereAndWhy()
    {
        var place = new TablePlace(Model, "holds-and-arrests");
        Refused(new SetCell(new TablePlace(Model, "none"), 1, ColumnKind.Input, 1, "", ""), "EDIT0001", "none");
        Refused(new SetCell(place, 99, ColumnKind.Input, 1, "", ""), "EDIT0001", "rule 99");
        Refused(new SetCell(place, 1, ColumnKind.Input, 1, "other", ""), "EDIT0002", "other");
        Refused(new SetCell(place, 1, ColumnKind.Input, 1, place.In(NewYork)!.Rules[0].Inputs[0], "\u0001"), "EDIT0003", "XML");
        Refused(new AddRule(place, 1, new RuleTexts(["-"], [], [])), "EDIT0003", "columns");
        Refused(new AddColumn(place, ColumnKind.Output, 1, new ColumnTexts("x"), []), "EDIT0002", "2 rules");
        Refused(new SetField(new PackItem(ItemKind.Fact, "nothing"), "question", null, "x"), "EDIT0001", "'nothing'");
        Refused(new SetField(new PackItem(ItemKind.Fact, "agency"), "question", "other", "x"), "EDIT0002", "other");
        Refused(new AddItem(new PackItem(ItemKind.Guarantee, "G9"), null, "- a\n- b"), "EDIT0003", "YAML");
        Refused(new AddItem(new PackItem(ItemKind.Guarantee, "G1"), null, "name: G1"), "EDIT0002", "already");
        Refused(new ReplaceFile("../x", null, []), "EDIT0003", "path");
        Refused(new ReplaceFile("facts.yaml", [], []), "EDIT0002", "facts.yaml");
        Assert.Throws<System.Text.Json.JsonException>(() => PackEdits.Read("{\"edit\":\"unknown\"}"));

        static void Refused(PackEdit edit, string code, string said)
        {
            var result = edit.Apply(NewYork);
            Assert.Null(result.Files);
            Assert.Equal(code, result.Problem!.Code);
            Assert.Contains(said, result.Problem.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TakingTheLastGuaranteesAwayLeavesAPackThatReads()
    {
        var files = NewYork;
        foreach (var item in RandomEdits.Items(NewYork).Where(item => item.Kind == ItemKind.Guarantee))
        {
            files = new RemoveItem(item, item.TextIn(files)!).Apply(files).Files!;
        }

        Assert.Empty(PackReader.Read(files).Pack!.Guarantees);
        var added = new AddItem(new PackItem(ItemKind.Guarantee, "G"), null, "name: G\nstatement: s\nsource: t\nholds: true").Apply(files).Files!;
        Assert.Equal("G", Assert.Single(PackReader.Read(added).Pack!.Guarantees).Name);
        var without = files.Without("guarantees.yaml");
        var created = new AddItem(new PackItem(ItemKind.Guarantee, "G"), null, "name: G\nstatement: s\nsource: t\nholds: true").Apply(without);
        Assert.Single(PackReader.Read(created.Files!).Pack!.Guarantees);
        Assert.Equal(without.Digest, created.Inverse!.Apply(created.Files!).Files!.Digest);
    }

    private static string Text(PackFiles files, string path) => EncodedText.Read(files.Find(path)!.Value.Span)!.Text;

    private static PackFiles OnWindows(PackFiles files) => PackFiles.From(files.Paths.Select(path =>
        KeyValuePair.Create(path, new ReadOnlyMemory<byte>([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files.Find(path)!.Value.Span).Replace("\n", "\r\n", StringComparison.Ordinal))]))));

    private static Dictionary<string, string> Leaves(PackFiles files, string path)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        if (path.EndsWith(".dmn", StringComparison.Ordinal))
        {
            Xml(XDocument.Parse(Text(files, path)).Root!, "");
        }
        else
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Text(files, path)));
            Yaml(stream.Documents[0].RootNode, "");
        }

        return leaves;

        void Xml(XElement element, string at)
        {
            foreach (var attribute in element.Attributes())
            {
                leaves[$"{at}@{attribute.Name}"] = attribute.Value;
            }

            if (!element.HasElements)
            {
                leaves[at] = element.Value;
            }

            foreach (var (child, i) in element.Elements().Select((child, i) => (child, i)))
            {
                Xml(child, $"{at}/{child.Name.LocalName}{i}");
            }
        }

        void Yaml(YamlNode node, string at)
        {
            switch (node)
            {
                case YamlScalarNode scalar:
                    leaves[at] = scalar.Value!;
                    break;
                case YamlMappingNode map:
                    foreach (var (key, value) in map)
                    {
                        Yaml(value, $"{at}/{key}");
                    }

                    break;
                case YamlSequenceNode list:
                    foreach (var (item, i) in list.Select((item, i) => (item, i)))
                    {
                        Yaml(item, $"{at}/{i}");
                    }

                    break;
            }
        }
    }
}
