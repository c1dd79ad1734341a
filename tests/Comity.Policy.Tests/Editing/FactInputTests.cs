using System.Text;
using Comity.Dmn.Editing;
using Comity.Policy.Determinations;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Editing;

/// <summary>A fact that is added can be used in a rule at once, and taking it out leaves no trace of it.</summary>
public sealed class FactInputTests
{
    private const string Model = "model/example-state.dmn";
    private const string Told = "name: personWasTold\ntype: boolean\nlabel: Told first\nquestion: Was the person told first?";
    private const string Channel = "name: channel\ntype: choice\nlabel: Channel\nquestion: How did it come?\nvalues:\n  - value: fax\n    label: By fax\n  - value: mail\n    label: By mail";
    private static readonly PackFiles Example = PackFiles.ReadFolder(Repository.Pack("example-state"));
    private static readonly TablePlace Act = new(Model, "cooperation-act");

    [Theory]
    [InlineData(Told, "personWasTold", "personWasTold", "true")]
    [InlineData(Told, "personWasTold", "not(personWasTold)", "true")]
    [InlineData(Channel, "channel", "channel", "\"fax\"")]
    public void AColumnOnANewFactReadsAtOnce(string text, string name, string head, string cell)
    {
        var files = Add(Example, name, text);
        var table = Act.In(files)!;
        files = Apply(files, new AddColumn(Act, ColumnKind.Input, table.Columns(ColumnKind.Input) + 1, new ColumnTexts(head, "New"),
            [.. table.Rules.Select((_, i) => i == 0 ? cell : "-")]));
        Assert.Empty(PackReader.Read(files).Diagnostics);
        var created = PolicyLogic.Compile(PackReader.Read(files).Pack!);
        Assert.Empty(created.Diagnostics);
        Assert.NotNull(created.Logic);
    }

    [Fact]
    public void ACellOrAnExpressionThatNamesAFactRequiresIt()
    {
        var files = Add(Example, "personWasTold", Told);
        var cell = Act.In(files)!.Rules[0].Inputs[1];
        var after = Apply(files, new SetCell(Act, 1, ColumnKind.Input, 2, cell, "if personWasTold then ? <= 48 else ? <= 24"));
        Assert.Contains("<informationRequirement>\n      <requiredInput href=\"#personWasTold\"/>", Text(after,
            Model).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(PolicyLogic.Compile(PackReader.Read(after).Pack!).Diagnostics);

        // A text in quotation marks, a note and the member of something name nothing.
        foreach (var edit in (PackEdit[])[
            new SetCell(Act, 1, ColumnKind.Output, 3, Act.In(files)!.Rules[0].Outputs[2], "\"personWasTold\""), new SetCell(Act, 1,
                ColumnKind.Annotation, 1, Act.In(files)!.Rules[0].Annotations[0], "personWasTold"),
            new SetCell(Act, 1, ColumnKind.Output, 3, Act.In(files)!.Rules[0].Outputs[2], "{ personWasTold: 1 }.personWasTold")])
        {
            Assert.DoesNotContain("href=\"#personWasTold\"", Text(Apply(files, edit), Model), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Told, "personWasTold")]
    [InlineData(Channel, "channel")]
    public void TakingAFactOutGivesTheSameBytesWhereNothingUsesIt(string text, string name)
    {
        var files = Add(Example, name, text);
        Assert.NotEqual(Text(Example, Model), Text(files, Model));
        Assert.Equal(Text(Example, Model), Text(Remove(files, name), Model));

        // A requirement that a column has left behind goes with it; a use keeps it.
        var table = Act.In(files)!;
        var column = new AddColumn(Act, ColumnKind.Input, table.Columns(ColumnKind.Input) + 1, new ColumnTexts(name),
            [.. table.Rules.Select(_ => "-")]);
        var used = Apply(files, column);
        Assert.Equal(Text(used, Model), Text(Remove(used, name), Model));
        var left = Apply(used, new RemoveColumn(Act, ColumnKind.Input, column.At, new ColumnTexts(name), column.Entries));
        Assert.Contains($"#{name}", Text(left, Model), StringComparison.Ordinal);
        Assert.Equal(Text(Example, Model), Text(Remove(left, name), Model));
    }

    [Fact]
    public void AFactThatGetsOtherValuesOrAnotherNameIsDeclaredSo()
    {
        var files = Add(Example, "channel", Channel);
        var wider = Apply(files, [.. FactInputs.Complete(files, [Replace(files, "channel", Channel
            + "\n  - value: \"courier \\\"X\\\"\"\n    label: By courier")])]);
        Assert.Contains("""<allowedValues><text>"fax", "mail", "courier \"X\""</text></allowedValues>""", Text(wider, Model),
            StringComparison.Ordinal);
        Assert.Empty(PackReader.Read(wider).Diagnostics);
        var plain = Apply(wider, [.. FactInputs.Complete(wider, [Replace(wider, "channel", Told.Replace("personWasTold", "channel",
            StringComparison.Ordinal))])]);
        Assert.DoesNotContain("courier", Text(plain, Model), StringComparison.Ordinal);
        Assert.Contains("<variable name=\"channel\" typeRef=\"boolean\"/>", Text(plain, Model), StringComparison.Ordinal);
        var renamed = Apply(wider, [.. FactInputs.Complete(wider, [Replace(wider, "channel", Channel.Replace("channel", "way",
            StringComparison.Ordinal))])]);
        Assert.DoesNotContain("\"channel\"", Text(renamed, Model), StringComparison.Ordinal);
        Assert.Contains("<inputData id=\"way\" name=\"way\">", Text(renamed, Model), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryEditOfTheModelHasItsInverseAndItsJsonForm()
    {
        foreach (var windows in (bool[])[false, true])
        {
            var first = windows ? Example.With(Model, Encoding.UTF8.GetBytes(Text(Example, Model).Replace("\n", "\r\n",
                StringComparison.Ordinal))) : Example;
            foreach (var edit in (PackEdit[])[new SetInput(Model, "a fact", "number", null), new SetInput(Model, "x", "string", ["<a>",
                "b & c"]), new RemoveInput(Model, "formNumber")])
            {
                var result = PackEdits.Read(PackEdits.Write(edit)).Apply(first);
                Assert.True(result.Files is not null, result.Problem?.ToString());
                Assert.DoesNotContain('\n', windows ? Text(result.Files, Model).Replace("\r\n", "", StringComparison.Ordinal) : "");
                Assert.Equal(first.Digest, result.Inverse!.Apply(result.Files).Files!.Digest);
            }
        }
    }

    // Made, taken back, written as JSON and merged as one.
    [Fact]
    public void AFactIsOneEditWithWhatFollowsFromIt()
    {
        var item = new PackItem(ItemKind.Fact, "personWasTold");
        AddItem add = new(item, "formNumber", Told);
        var edit = Assert.IsType<FactEdit>(Assert.Single(FactInputs.Complete(Example, [add])));
        Assert.Equal((add, add.Path, add.After), (edit.Change, edit.Path, edit.After));
        var made = PackEdits.Read(PackEdits.Write(edit)).Apply(Example);
        Assert.Contains("personWasTold", Text(made.Files!, Model), StringComparison.Ordinal);
        Assert.Equal(Example.Digest, PackEdits.Read(PackEdits.Write(made.Inverse!)).Apply(made.Files!).Files!.Digest);

        // Each fact brings its own; what is no fact brings nothing.
        var label = new SetField(new PackItem(ItemKind.Fact, "formNumber"), "label", new PackItem(ItemKind.Fact, "formNumber").FieldIn(Example, "label"), "Form");
        var several = FactInputs.Complete(Example, [add, label, new AddItem(new PackItem(ItemKind.Fact, "channel"), "formNumber", Channel)]);
        Assert.Equal([typeof(FactEdit), typeof(SetField), typeof(FactEdit)], several.Select(one => one.GetType()));
        Assert.Contains("\"channel\"", Text(Apply(Example, [.. several]), Model), StringComparison.Ordinal);

        // Another added the same fact: nothing is left to do; or another of that name: a conflict about the fact alone.
        Assert.Equal(made.Files!.Digest, PackEdits.Rebase(Example, [edit], made.Files).Files.Digest);
        Assert.Empty(PackEdits.Rebase(Example, [edit], made.Files).Conflicts);
        var conflict = Assert.Single(PackEdits.Rebase(
            Example, [edit], Add(Example, "personWasTold", Told.Replace("Told first", "Told", StringComparison.Ordinal))).Conflicts);
        Assert.Equal(add, conflict.Edit);
    }

    private static PackFiles Add(PackFiles files, string name, string text) =>
        Apply(files, [.. FactInputs.Complete(files, [new AddItem(new PackItem(ItemKind.Fact, name), "formNumber", text)])]);

    private static PackFiles Remove(PackFiles files, string name)
    {
        var item = new PackItem(ItemKind.Fact, name);
        return Apply(files, [.. FactInputs.Complete(files, [new RemoveItem(item, item.TextIn(files)!)])]);
    }

    private static ReplaceItem Replace(PackFiles files, string name, string text) =>
        new(new PackItem(ItemKind.Fact, name), new PackItem(ItemKind.Fact, name).TextIn(files)!, text);

    private static PackFiles Apply(PackFiles files, params PackEdit[] edits)
    {
        var result = PackEdits.Apply(files, edits);
        Assert.True(result.Files is not null, result.Problem?.ToString());
        return result.Files;
    }

    private static string Text(PackFiles files, string path) => Encoding.UTF8.GetString(files.Find(path)!.Value.Span);
}
