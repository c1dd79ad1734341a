using Comity.Feel.Evaluation;
using System.Globalization;
using System.Text.Json;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Json;
using Comity.Dmn.Linting;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Syntax;
using Comity.Feel;
using Comity.Feel.Values;

namespace Comity.Dmn.Tests.Evaluation;

public class RecursiveTypeTests
{
    private const string Employee = """
        <itemDefinition name="tEmployee">
          <itemComponent name="name"><typeRef>string</typeRef></itemComponent>
          <itemComponent name="grade"><typeRef>number</typeRef><allowedValues><text>[1..9]</text></allowedValues></itemComponent>
          <itemComponent name="reports" isCollection="true"><typeRef>tEmployee</typeRef></itemComponent>
        </itemDefinition>
        """;

    private const string Leaf = """{"name": "c", "grade": 3, "reports": []}""";

    [Theory]
    [InlineData("e.reports[1].reports[1].name", """{"name": "a", "grade": 1, "reports": [{"name": "b", "grade": 2, "reports": [LEAF]}]}""", "\"c\"")]
    [InlineData("count(e.reports)", """{"name": "a", "grade": 1, "reports": [LEAF, LEAF]}""", "2")]
    [InlineData("e.reports[1].reports", """{"name": "a", "grade": 1, "reports": [LEAF]}""", "[]")]
    [InlineData("e.name", """{"name": "a", "grade": 1, "reports": null}""", "\"a\"")]
    [InlineData("e", """{"name": "a", "grade": 1, "reports": [{"name": "b", "grade": 10, "reports": []}]}""", "null")]
    [InlineData("e", """{"name": "a", "grade": 1, "reports": [{"name": "b", "grade": 2, "reports": [{"name": "c", "grade": 0, "reports": []}]}]}""", "null")]
    public void AValueIsCheckedAtEveryDepth(string text, string json, string expected)
    {
        var engine = Engine(Employee, "tEmployee", text);
        var read = DmnInputs.Read($$"""{"e": {{json.Replace("LEAF", Leaf, StringComparison.Ordinal)}}}""", "in.json", engine.InputTypes);
        Assert.True(read.Values is not null, string.Join("\n", read.Diagnostics));
        Assert.Equal(expected, engine.Evaluate("d", read.Values).Value.ToString());
    }

    [Fact]
    public void AMisfitDeepInsideIsRefusedByName()
    {
        var engine = Engine(Employee, "tEmployee", "e.name");
        var deep = """{"e": {"name": "a", "grade": 1, "reports": [{"name": "b", "grade": 2, "reports": [{"name": 7, "grade": 2, "reports": []}]}]}}""";
        Assert.Contains("'reports[1].reports[1].name' is 7, which is no string", DmnInputs.Read(deep, "in.json", engine.InputTypes).Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Equal("tEmployee", engine.InputTypes["e"].Name);
        var value = FeelJson.Read(JsonDocument.Parse(Leaf).RootElement);
        Assert.Equal(Leaf.Replace(" ", "", StringComparison.Ordinal), FeelJson.Text(engine.Evaluate("all", new Dictionary<string, FeelValue> { ["e"] = value }).Value));
    }

    [Theory]
    [InlineData("""<itemDefinition name="t"><itemComponent name="next"><typeRef>t</typeRef></itemComponent></itemDefinition>""", "t", "{next: {next: null}}", true)]
    [InlineData("""<itemDefinition name="t"><itemComponent name="next"><typeRef>t</typeRef></itemComponent></itemDefinition>""", "t", "{next: {next: 1}}", false)]
    [InlineData("""<itemDefinition name="t" isCollection="true"><itemComponent name="in"><typeRef>t</typeRef></itemComponent></itemDefinition>""", "t", "[{in: [{in: []}]}]", true)]
    [InlineData("""<itemDefinition name="t" isCollection="true"><itemComponent name="in"><typeRef>t</typeRef></itemComponent></itemDefinition>""", "t", "[{in: [{in: [2, 3]}]}]", false)]
    [InlineData("""<itemDefinition name="list" isCollection="true"><typeRef>node</typeRef></itemDefinition><itemDefinition name="node"><itemComponent name="in"><typeRef>list</typeRef></itemComponent></itemDefinition>""", "list", "[{in: [{in: []}]}]", true)]
    [InlineData("""<itemDefinition name="node"><itemComponent name="in"><typeRef>list</typeRef></itemComponent></itemDefinition><itemDefinition name="list" isCollection="true"><typeRef>node</typeRef></itemDefinition>""", "node", "{in: [{in: 1}]}", false)]
    [InlineData("""<itemDefinition name="a"><itemComponent name="b"><typeRef>b</typeRef></itemComponent></itemDefinition><itemDefinition name="b"><itemComponent name="a"><itemComponent name="deep"><typeRef>a</typeRef></itemComponent></itemComponent></itemDefinition>""", "a", "{b: {a: {deep: {b: null}}}}", true)]
    [InlineData("""<itemDefinition name="t"><itemComponent name="f"><functionItem outputTypeRef="t"/></itemComponent></itemDefinition>""", "t", "{f: function() null}", true)]
    public void TypesMayContainThemselvesInAnyWay(string types, string type, string value, bool fits)
    {
        var engine = Engine(types, type, "e");
        var given = Feel.Compilation.FeelCompiler.CompileExpression(FeelParser.ParseExpression(value, FeelScope.Empty).Tree!, FeelScope.Empty).Code!
            .Evaluate([], Feel.Evaluation.EvaluationContext.Silent);
        Assert.Equal(fits, !engine.Evaluate("d", new Dictionary<string, FeelValue> { ["e"] = given }).Value.IsNull);
    }

    [Theory]
    [InlineData("""<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>""")]
    [InlineData("""<itemDefinition name="t" isCollection="true"><typeRef>t</typeRef></itemDefinition>""")]
    [InlineData("""<itemDefinition name="t"><typeRef>u</typeRef></itemDefinition><itemDefinition name="u"><typeRef>t</typeRef></itemDefinition>""")]
    public void ATypeThatIsNothingButItselfIsRefused(string types) => Assert.Equal("DMN0109", Assert.Single(Dmn.Errors(types)).Code);

    // As deep as values may be, they are looked at; deeper ones end the evaluation, not the process.
    [Theory]
    [InlineData(900, true)]
    [InlineData(2_000, false)]
    public void ADeepValueIsNoEndlessCheck(int depth, bool isAllowed)
    {
        var engine = Dmn.Engine("""
            <itemDefinition name="t"><itemComponent name="next"><typeRef>t</typeRef></itemComponent></itemDefinition>
            <decision id="d" name="d"><variable name="d" typeRef="t"/><literalExpression><text>(for i in 1..N return if i = 1 then {next: null} else {next: partial[-1]})[-1]</text></literalExpression></decision>
            <decision id="c" name="c"><informationRequirement><requiredDecision href="#d"/></informationRequirement><literalExpression><text>d != null</text></literalExpression></decision>
            """.Replace("N", depth.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        var result = Record.Exception(() => Assert.Equal("true", engine.Evaluate("c", new Dictionary<string, FeelValue>()).Value.ToString()));
        Assert.Equal(isAllowed ? null : typeof(EvaluationLimitException), result?.GetType());
    }

    [Fact]
    public void InferenceAndLintKnowTheMembers()
    {
        var engine = Engine(Employee, "tEmployee", "e.name");
        var scope = FeelScope.Of([new FeelVariable("e", engine.InputTypes["e"])]);
        var tree = FeelParser.ParseExpression("e.reports[1].reports.name", scope).Tree!;
        Assert.Equal(new ListType(FeelType.Text), FeelTypeInference.OfExpression(tree, scope).Type);
        var read = Dmn.Read(Model(Employee, "tEmployee", "e.reports[1].nam"));
        Assert.Contains(DmnLinter.Lint(read.Model!, TestContext.Current.CancellationToken), finding => finding.Code == "FEEL0404" && finding.Mend == "Did you mean 'name'?");
    }

    [Fact]
    public void TypesThatContainThemselvesConformByTheirMembers()
    {
        var (one, same) = (Tree("one", FeelType.Number), Tree("same", FeelType.Number));
        var other = Tree("other", FeelType.Text);
        Assert.True(one.ConformsTo(same) && same.ConformsTo(one));
        Assert.False(one.ConformsTo(other) || other.ConformsTo(one));
        Assert.NotEqual<FeelType>(one, same);
        Assert.Equal(new ContextType([]), FeelType.Join(one, other));
        Assert.True(one.ConformsTo(new ContextType([new ContextMember("value", FeelType.Number)])));
        Assert.Equal("list<one>", new ListType(one).Name);

        static ContextType Tree(string name, FeelType value) =>
            ContextType.Recursive(name, self => [new ContextMember("value", value), new ContextMember("children", new ListType(self))]);
    }

    private static DmnEngine Engine(string types, string type, string text) => Dmn.Engine(Model(types, type, text));

    private static string Model(string types, string type, string text) => $"""
        {types}{Dmn.Input("e", type)}
        <decision id="d" name="d">{Dmn.Requires("e")}{Dmn.Literal(text)}</decision>
        <decision id="all" name="all"><variable name="all" typeRef="{type}"/>{Dmn.Requires("e")}{Dmn.Literal("e")}</decision>
        """;
}
