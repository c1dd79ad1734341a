using System.Text;
using Comity.Dmn.Editing;
using Comity.Policy.Determinations;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Editing;

/// <summary>A fact that is added can be used in a rule at once: it is declared in one place.</summary>
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
    public void AddingAFactIsOneEditOfTheFactsAlone(string text, string name)
    {
        AddItem add = new(new PackItem(ItemKind.Fact, name), "formNumber", text);
        var made = PackEdits.Read(PackEdits.Write(add)).Apply(Example);
        Assert.Equal(Text(Example, Model), Text(made.Files!, Model));
        Assert.Contains(PackReader.Read(made.Files!).Pack!.Model.Inputs, input => input.Name == name);
        Assert.Empty(PolicyLogic.Compile(PackReader.Read(made.Files!).Pack!).Diagnostics);
        Assert.Equal(Example.Digest, made.Inverse!.Apply(made.Files!).Files!.Digest);

        // Another added the same fact: nothing is left to do; or another of that name: a conflict.
        Assert.Equal(made.Files!.Digest, PackEdits.Rebase(Example, [add], made.Files).Files.Digest);
        var other = Add(Example, name, text.Replace("label:", "label: Another", StringComparison.Ordinal));
        Assert.Equal(add, Assert.Single(PackEdits.Rebase(Example, [add], other).Conflicts).Edit);
    }

    [Fact]
    public void AFactThatRulesStillUseIsMissedWhereTheyNameIt()
    {
        var files = Add(Example, "channel", Channel);
        var table = Act.In(files)!;
        files = Apply(files, new AddColumn(Act, ColumnKind.Input, table.Columns(ColumnKind.Input) + 1, new ColumnTexts("channel"),
            [.. table.Rules.Select(_ => "-")]));
        var item = new PackItem(ItemKind.Fact, "channel");
        var without = Apply(files, new RemoveItem(item, item.TextIn(files)!));
        Assert.Contains(PolicyLogic.Compile(PackReader.Read(without).Pack!).Diagnostics, diagnostic => diagnostic is
            { Code: "DMN0101", Location.File: Model } && diagnostic.Message.Contains("'channel'", StringComparison.Ordinal));

        // Other values and another type count at once.
        var wider = Apply(files, new ReplaceItem(item, item.TextIn(files)!, Channel + "\n  - value: \"courier \\\"X\\\"\"\n    label: By courier"));
        Assert.Equal("""
            "fax", "mail", "courier \"X\""
            """, PackReader.Read(wider).Pack!.Model.ItemDefinitions.Single(definition => definition.Name == "channel values").AllowedValues!.Text);
        var plain = Apply(wider, new ReplaceItem(item, item.TextIn(wider)!, Told.Replace("personWasTold", "channel", StringComparison.Ordinal)));
        Assert.Equal("boolean", PackReader.Read(plain).Pack!.Model.Inputs.Single(input => input.Name == "channel").TypeName);
    }

    private static PackFiles Add(PackFiles files, string name, string text) =>
        Apply(files, new AddItem(new PackItem(ItemKind.Fact, name), "formNumber", text));

    private static PackFiles Apply(PackFiles files, params PackEdit[] edits)
    {
        var result = PackEdits.Apply(files, edits);
        Assert.True(result.Files is not null, result.Problem?.ToString());
        return result.Files;
    }

    private static string Text(PackFiles files, string path) => Encoding.UTF8.GetString(files.Find(path)!.Value.Span);
}
