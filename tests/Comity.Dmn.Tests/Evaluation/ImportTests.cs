using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class ImportTests
{
    private const string Base = """
        <itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues></itemDefinition>
        <inputData id="i" name="the age"><variable name="the age" typeRef="tAge"/></inputData>
        <businessKnowledgeModel id="k" name="add one"><encapsulatedLogic><formalParameter name="n" typeRef="tAge"/><literalExpression><text>n + 1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        <decision id="d" name="next age"><informationRequirement><requiredInput href="#i"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement><literalExpression><text>add one(the age)</text></literalExpression></decision>
        """;

    private static string Uses(string model, string text) => $"""
        <decision id="d" name="d"><informationRequirement><requiredDecision href="urn:{model}#d"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="urn:{model}#k"/></knowledgeRequirement>{Dmn.Literal(text)}</decision>
        """;

    [Fact]
    public void NamesOfAnImportAreQualified()
    {
        using var folder = new ModelFolder().Add("base", Base).Add("main", ModelFolder.Import("base", "the base") + Uses("base", "the base.next age + the base.add one(10)"));
        var engine = folder.Engine("main");
        foreach (var name in new[] { "the age", "the base.the age", "urn:base#the age" })
        {
            Assert.Equal("16", engine.Evaluate("d", [new(name, FeelValue.From(4))]).Value.ToString());
        }
    }

    [Fact]
    public void AnImportWithoutANameLendsItsNames()
    {
        using var folder = new ModelFolder().Add("base", Base).Add("main", ModelFolder.Import("base", "") + Uses("base", "next age"));
        Assert.Equal("5", folder.Engine("main").Evaluate("d", [new("the age", FeelValue.From(4))]).Value.ToString());
    }

    [Fact]
    public void TypesAreImported()
    {
        using var folder = new ModelFolder().Add("base", Base).Add("main", ModelFolder.Import("base", "b") + $"""
            {Dmn.Input("x", "b.tAge")}<decision id="d" name="d">{Dmn.Requires("x")}{Dmn.Literal("x instance of b.tAge")}</decision>
            """);
        Assert.Equal("true", folder.Engine("main").Evaluate("d", [new("x", FeelValue.From(4))]).Value.ToString());
        Assert.Equal("DMN0203", Assert.Single(folder.Engine("main").Evaluate("d", [new("x", FeelValue.From(400))]).Notes).Code);
    }

    [Fact]
    public void AModelThatIsImportedTwiceIsOne()
    {
        using var folder = new ModelFolder().Add("base", Base)
            .Add("left", ModelFolder.Import("base", "b") + Uses("base", "b.next age"))
            .Add("right", ModelFolder.Import("base", "b") + Uses("base", "b.next age * 10"))
            .Add("main", ModelFolder.Import("left", "l") + ModelFolder.Import("right", "r")
                + $"""<decision id="d" name="d"><informationRequirement><requiredDecision href="urn:left#d"/></informationRequirement><informationRequirement><requiredDecision href="urn:right#d"/></informationRequirement>{Dmn.Literal("l.d + r.d")}</decision>""");
        var result = folder.Engine("main").Evaluate("d", [new("urn:base#the age", FeelValue.From(1))]);
        Assert.Equal("22", result.Value.ToString());
        Assert.Single(result.Trace.Steps, step => step.Decision.Name == "next age");
    }

    [Fact]
    public void AnImportThatIsNotThereIsNamed()
    {
        using var folder = new ModelFolder().Add("main", ModelFolder.Import("nowhere", "n") + $"""<decision id="d" name="d">{Dmn.Literal("1")}</decision>""");
        var diagnostic = Assert.Single(folder.Read("main").Diagnostics);
        Assert.Equal("DMN0010", diagnostic.Code);
        Assert.Contains("urn:nowhere", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(1, diagnostic.Location!.Line);
    }

    [Fact]
    public void ImportsInACircleAreRefused()
    {
        using var folder = new ModelFolder().Add("a", ModelFolder.Import("b", "b")).Add("b", ModelFolder.Import("a", "a"));
        Assert.Contains(folder.Read("a").Diagnostics, diagnostic => diagnostic.Code == "DMN0012");
    }

    [Fact]
    public void AnImportCannotLeaveTheFolder()
    {
        using var folder = new ModelFolder().Add("main", """<import namespace="urn:x" name="x" locationURI="../../../etc/passwd" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>""");
        Assert.Equal("DMN0010", Assert.Single(folder.Read("main").Diagnostics).Code);
    }

    [Fact]
    public void ATypeOfAnImportMayHaveAPrefixOfXml()
    {
        using var folder = new ModelFolder().Add("base", Base).Add("main", ModelFolder.Import("base", "b") + $"""
            {Dmn.Input("x", "include1:tAge")}<decision id="d" name="d">{Dmn.Requires("x")}{Dmn.Literal("x")}</decision>
            """);
        Assert.True(folder.Engine("main").Evaluate("d", [new("x", FeelValue.From(400))]).Value.IsNull);
    }

    [Fact]
    public void AChainOfImportsHasAnEnd()
    {
        using var folder = new ModelFolder();
        for (var i = 0; i < 150; i++)
        {
            folder.Add($"m{i}", ModelFolder.Import($"m{i + 1}", "next"));
        }

        Assert.Contains(folder.Add("m150", "").Read("m0").Diagnostics, diagnostic => diagnostic.Code == "DMN0013");
    }
}
