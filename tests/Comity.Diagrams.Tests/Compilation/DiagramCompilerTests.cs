using System.Text;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Diagrams.Proofs;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Compilation;

/// <summary>The engine, which shares neither compiled code nor tables with the diagrams, is the oracle over all cells.</summary>
public class DiagramCompilerTests
{
    private static readonly FeelValue[] Colours = [FeelValue.From("red"), FeelValue.From("green"), FeelValue.From("blue")];
    private static readonly DiagramInput[] Inputs =
    [
        new FiniteInput("colour", Colours),
        new FiniteInput("urgent", [FeelValue.True, FeelValue.False]),
        new ContinuousInput("age", Grid.Numbers, [], MayBeNull: true),
        new ContinuousInput("visits", new Grid(FeelKind.Number, 0, FeelValue.From(0), FeelValue.From(12)), []),
        new ContinuousInput("day", Grid.Dates, []),
        new TextInput("county", MayBeNull: true),
    ];

    [Fact]
    public void RandomTablesMeanTheSameAsInTheEngine()
    {
        var colour = OneOf("-", "\"red\"", "not(\"red\")", "\"red\", \"blue\"", "? = \"green\" and urgent");
        var urgent = OneOf("-", "true", "false");
        var age = OneOf("-", "< 5", "[3..7]", "(3..5)", ">= 5, 1", "not(< 3)", "7");
        var output = OneOf("1", "2", "3", "if urgent then 1 else 2");
        var policy = OneOf("hitPolicy=\"UNIQUE\"", "hitPolicy=\"ANY\"", "hitPolicy=\"FIRST\"", "hitPolicy=\"COLLECT\"", "hitPolicy=\"RULE ORDER\"", "hitPolicy=\"PRIORITY\"", "hitPolicy=\"OUTPUT ORDER\"", "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "hitPolicy=\"COLLECT\" aggregation=\"MAX\"");
        var type = OneOf("", "", "", "string", "boolean", "number", "Any");
        Gen.Select(policy, type.Array[4], Gen.Select(colour, urgent, age, output).Array[0, 6]).Sample(
            (hitPolicy, types, rules) => AssertAgree(Model($"""
                <decision id="d" name="d">{Requirements}<decisionTable {hitPolicy}>{ColumnsOf(types)}
                {string.Concat(rules.Select(rule => Rule(rule.Item1, rule.Item2, rule.Item3, rule.Item4)))}</decisionTable></decision>
                """)),
            iter: 500);
    }

    [Theory]
    [InlineData("age between 3 and 7 and not(urgent)")]
    [InlineData("if 5 > age then colour else [colour, urgent]")]
    [InlineData("for c in [\"red\", \"green\"] return c = colour")]
    [InlineData("some c in [\"red\", \"green\"] satisfies c = colour or urgent")]
    [InlineData("[{a: colour, b: 1}, {a: \"red\", b: 2}][a = \"red\"].b")]
    [InlineData("count([urgent, colour][item = \"red\"])")]
    [InlineData("{l: [{i: 1}, {i: 2}], i: if urgent then 2 else 1, r: l[i]}.r")]
    [InlineData("{l: [{i: true}, {i: false}], i: if urgent then 2 else colour, r: l[i]}.r")]
    [InlineData("[{i: colour}, {i: \"red\"}][i]")]
    [InlineData("[1, 2][[colour, \"red\"][item] = \"red\"]")]
    [InlineData("[visits, 7][if urgent then 1 else 2]")]
    [InlineData("colour in (if urgent then ? else \"red\")")]
    [InlineData("visits in ([? - 1, 3])")]
    [InlineData("1 in [[1, 2], [if urgent then 1 else 3]]")]
    [InlineData("before(point: if urgent then 1 else 5, range: [2..3])")]
    [InlineData("{x: colour, y: x + \"ish\"}.y")]
    [InlineData("concatenate(if urgent then [1] else [], if age > 4 then [2] else [])[1]")]
    [InlineData("age in (1, [3..5)) or colour in (\"red\", \"blue\")")]
    [InlineData("3 * age + 1 > 10")]
    [InlineData("10 - age / 3 >= 9.5 and -age &lt; 7")]
    [InlineData("age * 7 = 70 or age + 100 &lt; 101")]
    [InlineData("age * 0 = 0")]
    [InlineData("floor(age / 2) = 3")]
    [InlineData("if age = null then \"none\" else if age > (if urgent then 18 else 21) then \"old\" else \"young\"")]
    [InlineData("(if urgent then age else visits) >= 5")]
    [InlineData("age > \"a\"")]
    [InlineData("age != 4")]
    [InlineData("visits * visits > 30 or visits = count([urgent][item])")]
    [InlineData("age > visits")]
    [InlineData("modulo(visits, 5)")]
    [InlineData("day.year = 2024")]
    [InlineData("day >= date(\"2025-01-28\") and day.year &lt; 2026")]
    [InlineData("day in [date(\"2025-01-01\")..date(\"2025-12-31\")]")]
    [InlineData("day - date(\"2025-01-01\") > duration(\"P30D\")")]
    [InlineData("date(\"2025-12-31\") - day &lt;= duration(\"P7D\") * 2")]
    [InlineData("day + duration(\"P1M\") >= date(\"2025-03-01\") and day - duration(\"P1Y\") &lt; date(\"2024-02-29\")")]
    [InlineData("years and months duration(day, date(\"2025-06-30\")) >= duration(\"P18Y\")")]
    [InlineData("years and months duration(from: date(\"2000-02-29\"), to: day).years = 21")]
    [InlineData("(day - date(\"2025-01-01\")).days in [0..10)")]
    [InlineData("starts with(match: \"r\", string: colour)")]
    [InlineData("county = \"Albany\" or county in (\"Kings\", \"Queens\")")]
    [InlineData("if county = null then 1 else if county != \"Albany\" then 2 else 3")]
    [InlineData("county = colour")]
    public void ExpressionsMeanTheSameAsInTheEngine(string text) => AssertAgree(Model($"""<decision id="d" name="d">{Requirements}<literalExpression><text>{text}</text></literalExpression></decision>"""));

    [Fact]
    public void KnowledgeModelsAndDecisionsAreFollowed() => AssertAgree(Model($"""
        <businessKnowledgeModel id="k" name="warm"><encapsulatedLogic><formalParameter name="c"/><literalExpression><text>c = "red"</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        <decision id="e" name="is warm"><informationRequirement><requiredInput href="#colour"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement><literalExpression><text>warm(colour)</text></literalExpression></decision>
        <decision id="d" name="d">{Requirements}<informationRequirement><requiredDecision href="#e"/></informationRequirement><literalExpression><text>is warm and age &lt; 5 or urgent</text></literalExpression></decision>
        """));

    [Fact]
    public void OverlappingRulesAreFoundWithTheirSituations()
    {
        var result = Compile(Model($"""<decision id="d" name="d">{Requirements}<decisionTable>{Columns}{Rule("\"red\"", "-", "-", "1")}{Rule("-", "true", "-", "2")}</decisionTable></decision>"""));
        var table = Assert.Single(result.Tables);
        Assert.True(table.Matches[0].And(table.Matches[1]).Evaluate(RegionsOf(result.Space!, Colours[0], FeelValue.True)).IsTrue);
        Assert.False(table.Matches[0].And(table.Matches[1]).Evaluate(RegionsOf(result.Space!, Colours[1], FeelValue.True)).IsTrue);
        Assert.Equal(FeelValue.Null, result.Decisions["d"].Evaluate(RegionsOf(result.Space!, Colours[0], FeelValue.True)));
    }

    [Theory]
    [InlineData("1 = age * age", "1 = ", "age")]
    [InlineData("urgent and age > day.day", "urgent and age > ", "day")]
    [InlineData("[age]", "[", "age")]
    [InlineData("county > \"a\"", "", "county")]
    [InlineData("upper case(county) = \"A\"", "upper case(", "county")]
    public void WhatLeavesTheFragmentIsReportedWithItsPlace(string text, string before, string fact)
    {
        var diagnostic = Assert.Single(Compile(Model($"""<decision id="d" name="d">{Requirements}<literalExpression><text>{text.Replace("<", "&lt;", StringComparison.Ordinal)}</text></literalExpression></decision>""")).Diagnostics);
        var column = Compile(Model($"""<decision id="d" name="d">{Requirements}<literalExpression><text>now()</text></literalExpression></decision>""".Replace("now()", "(", StringComparison.Ordinal))).Diagnostics[0].Location!.Column;
        Assert.Equal(("DIAG0001", "m.dmn", column + before.Length), (diagnostic.Code, diagnostic.Location!.File, diagnostic.Location.Column));
        Assert.Contains($"'{fact}'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeclaredTypesAreKeptToAsInTheEngine()
    {
        AssertAgree(Model($"""
            <itemDefinition name="warm"><typeRef>string</typeRef><allowedValues><text>"red", "orange"</text></allowedValues></itemDefinition>
            <itemDefinition name="small"><typeRef>number</typeRef><allowedValues><text>[0..5)</text></allowedValues></itemDefinition>
            <decision id="e" name="e"><variable name="e" typeRef="warm"/>{Requirements}<literalExpression><text>colour</text></literalExpression></decision>
            <decision id="f" name="f"><variable name="f" typeRef="small"/>{Requirements}<literalExpression><text>age + 1</text></literalExpression></decision>
            <decision id="g" name="g"><variable name="g" typeRef="number"/>{Requirements}<literalExpression><text>if urgent then colour else 7</text></literalExpression></decision>
            <decision id="d" name="d">{Requirements}{string.Concat("efg".Select(id => $"""<informationRequirement><requiredDecision href="#{id}"/></informationRequirement>"""))}
              <literalExpression><text>[e, if f = null then "none" else if f > 3 then "much" else "little", g]</text></literalExpression></decision>
            """));
    }

    [Fact]
    public void RandomTypesOfAnImportedModelAreKeptToAsInTheEngine()
    {
        var test = OneOf("", "\"red\", \"blue\"", "not(\"red\")", "? != \"green\"", "[0..5)", "> 3", "true", "count(?) &lt; 2");
        var type = OneOf("string", "number", "boolean", "Any", "first", "second");
        Gen.Select(
            Gen.Select(type, test, test, Gen.Bool, Gen.Bool).Array[3],
            OneOf("colour", "visits + 1", "if age > 3 then 4 else 9", "urgent", "[colour, \"red\"]", "{ a: colour, b: urgent }", "[{ a: colour, b: 4 }]", "[[colour], [\"red\"]]", "visits", "null"),
            OneOf("", "first", "second", "third"),
            OneOf("", "lib.first", "lib.second", "lib.third", "own"),
            OneOf("lib.given", "lib.k(lib.given)", "lib.k(colour)", "if urgent then lib.given else lib.k([colour])", "lib.visits > 3 and urgent", "[lib.given, lib.s(visits: lib.visits)]")).Sample(
            (types, given, givenType, resultType, result) => AssertAgree(Model(
                $"""
                <import name="lib" namespace="urn:lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
                {Definition("own", ("lib.second", types[0].Item2, types[0].Item3, types[0].Item4, types[0].Item5))}
                <decision id="d" name="d"><variable name="d"{Typed(resultType)}/>{Requirements}
                  <informationRequirement><requiredDecision href="urn:lib#given"/></informationRequirement>
                  <knowledgeRequirement><requiredKnowledge href="urn:lib#k"/></knowledgeRequirement><knowledgeRequirement><requiredKnowledge href="urn:lib#s"/></knowledgeRequirement>
                  <literalExpression><text>{result}</text></literalExpression></decision>
                """,
                $"""
                {Definition("first", types[0] with { Item1 = types[0].Item1 is "first" or "second" ? "string" : types[0].Item1 })}
                {Definition("second", types[1] with { Item1 = types[1].Item1 == "second" ? "first" : types[1].Item1 })}
                <itemDefinition name="third">{Component("a", types[1])}{Component("b", types[2])}</itemDefinition>
                <businessKnowledgeModel id="k" name="k"><variable name="k" typeRef="second"/><encapsulatedLogic><formalParameter name="c" typeRef="first"/><literalExpression><text>c</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
                <decision id="given" name="given"><variable name="given"{Typed(givenType)}/>{Requirements}<literalExpression><text>{given}</text></literalExpression></decision>
                <decision id="few" name="few"><variable name="few"{Typed(givenType)}/><informationRequirement><requiredInput href="#visits"/></informationRequirement><literalExpression><text>visits</text></literalExpression></decision>
                <decisionService id="s" name="s"><outputDecision href="#few"/><inputData href="#visits"/></decisionService>
                """)),
            iter: 400);

        static string Typed(string name) => name.Length == 0 ? "" : $" typeRef=\"{name}\"";
        static string Definition(string name, (string Type, string Allowed, string Constraint, bool Many, bool Constrained) item) => $"""<itemDefinition name="{name}"{Inside(item)}</itemDefinition>""";
        static string Component(string name, (string Type, string Allowed, string Constraint, bool Many, bool Constrained) item) => $"""<itemComponent name="{name}"{Inside(item)}</itemComponent>""";
        static string Inside((string Type, string Allowed, string Constraint, bool Many, bool Constrained) item) =>
            (item.Many ? " isCollection=\"true\">" : ">") + $"<typeRef>{item.Type}</typeRef>{(item.Allowed.Length > 0 ? $"<allowedValues><text>{item.Allowed}</text></allowedValues>" : "")}{(item.Constrained && item.Constraint.Length > 0 ? $"<typeConstraint><text>{item.Constraint}</text></typeConstraint>" : "")}";
    }

    [Theory]
    [InlineData("<conditional><if><literalExpression><text>age > 5</text></literalExpression></if><then><literalExpression><text>colour</text></literalExpression></then><else><literalExpression><text>\"no\"</text></literalExpression></else></conditional>")]
    [InlineData("<conditional><if><literalExpression><text>colour</text></literalExpression></if><then><literalExpression><text>1</text></literalExpression></then><else><literalExpression><text>2</text></literalExpression></else></conditional>")]
    [InlineData("<list><literalExpression><text>colour</text></literalExpression><literalExpression><text>age > 3</text></literalExpression></list>")]
    [InlineData("<relation><column name=\"a\" typeRef=\"string\"/><column name=\"b\"/><row><literalExpression><text>colour</text></literalExpression><literalExpression><text>1</text></literalExpression></row><row><literalExpression><text>2</text></literalExpression><literalExpression><text>urgent</text></literalExpression></row></relation>")]
    [InlineData("<filter><in><literalExpression><text>[\"red\", colour, \"blue\"]</text></literalExpression></in><match><literalExpression><text>item != colour or urgent</text></literalExpression></match></filter>")]
    [InlineData("<for iteratorVariable=\"c\"><in><literalExpression><text>[\"red\", colour]</text></literalExpression></in><return><literalExpression><text>[c = colour, count(partial)]</text></literalExpression></return></for>")]
    [InlineData("<some iteratorVariable=\"n\"><in><literalExpression><text>[1, 5, 9]</text></literalExpression></in><satisfies><literalExpression><text>age = n</text></literalExpression></satisfies></some>")]
    [InlineData("<every iteratorVariable=\"n\"><in><literalExpression><text>[3, 5]</text></literalExpression></in><satisfies><literalExpression><text>age * 2 > n</text></literalExpression></satisfies></every>")]
    [InlineData("<invocation><literalExpression><text>k</text></literalExpression><binding><parameter name=\"n\"/><literalExpression><text>age + 1</text></literalExpression></binding><binding><parameter name=\"c\"/><literalExpression><text>colour</text></literalExpression></binding></invocation>")]
    [InlineData("<invocation><literalExpression><text>k</text></literalExpression><binding><parameter name=\"n\"/><literalExpression><text>colour</text></literalExpression></binding><binding><parameter name=\"c\"/><literalExpression><text>colour</text></literalExpression></binding></invocation>")]
    [InlineData("<literalExpression><text>s(age, colour)</text></literalExpression>")]
    [InlineData("<literalExpression><text>{f: function(x, y) if x > y then colour else null, r: f(age, 4)}.r</text></literalExpression>")]
    [InlineData("<context><contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"x\" typeRef=\"number\"/><literalExpression><text>x > 7</text></literalExpression></functionDefinition></contextEntry><contextEntry><literalExpression><text>if urgent then f(age) else f(colour)</text></literalExpression></contextEntry></context>")]
    public void BoxedExpressionsAndServicesMeanTheSameAsInTheEngine(string logic) => AssertAgree(Model($"""
        <businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="n" typeRef="number"/><formalParameter name="c"/><literalExpression><text>if n > 4 then c else "few"</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        <decision id="inner" name="inner"><variable name="inner" typeRef="boolean"/><informationRequirement><requiredInput href="#age"/></informationRequirement><literalExpression><text>age >= 5</text></literalExpression></decision>
        <decision id="outer" name="outer"><informationRequirement><requiredDecision href="#inner"/></informationRequirement><informationRequirement><requiredInput href="#colour"/></informationRequirement><literalExpression><text>if inner then colour else "young"</text></literalExpression></decision>
        <decisionService id="s" name="s"><outputDecision href="#outer"/><encapsulatedDecision href="#inner"/><inputData href="#age"/><inputData href="#colour"/></decisionService>
        <decision id="d" name="d">{Requirements}<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>{logic}</decision>
        """));

    [Fact]
    public void ATableThatIsInvokedIsMetWhereItIsInvoked()
    {
        var model = Model($"""
            <businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="c"/><decisionTable><input><inputExpression><text>c</text></inputExpression></input><output/>{Rule("\"red\"")}</decisionTable></encapsulatedLogic></businessKnowledgeModel>
            <decision id="d" name="d">{Requirements}<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement><literalExpression><text>if urgent then k(colour) else 2</text></literalExpression></decision>
            """.Replace("</rule>", "<outputEntry><text>1</text></outputEntry></rule>", StringComparison.Ordinal));
        AssertAgree(model);
        var table = Assert.Single(Compile(model).Tables);
        Assert.Equal("k", table.Owner);
        Assert.True(table.Where.Evaluate(RegionsOf(table.Where.Space, Colours[0], FeelValue.True)).IsTrue);
        Assert.False(table.Where.Evaluate(RegionsOf(table.Where.Space, Colours[0], FeelValue.False)).IsTrue);
    }

    internal static string Requirements => RequirementsOf(Inputs);

    internal static string RequirementsOf(IEnumerable<DiagramInput> inputs) => string.Concat(inputs.Select(input =>
        $"""<informationRequirement><requiredInput href="#{input.Name}"/></informationRequirement>"""));
    [Theory]
    [InlineData("UNIQUE")]
    [InlineData("FIRST")]
    [InlineData("ANY")]
    public void ATableOfManyThresholdsTakesWorkInProportionToThem(string policy)
    {
        // For n rules each node with a cell for each region would be 2 n, and n nodes with n arcs on the average 1/2 n squared: 12 million.
        const int Rules = 5_000;
        using var work = new WorkBudget(new WorkLimits(4_000_000, 4_000_000), TestContext.Current.CancellationToken);
        var rules = Enumerable.Range(0, Rules).OrderBy(i => (i * 7919L) % Rules).Select(i =>
            $"<rule><inputEntry><text>[{10 * i}..{(10 * i) + 10})</text></inputEntry><outputEntry><text>{i}</text></outputEntry></rule>");
        var model = Model($"""
            <decision id="d" name="d"><informationRequirement><requiredInput href="#age"/></informationRequirement>
            <decisionTable hitPolicy="{policy}"><input><inputExpression><text>age</text></inputExpression></input><output/>
            {string.Concat(rules)}</decisionTable></decision>
            """);
        var compiled = DiagramCompiler.Compile(model, ["d"], Inputs, DiagramSpace.DefaultBudget, work);
        Assert.Empty(compiled.Diagnostics);
        var (diagram, space) = (compiled.Decisions["d"], compiled.Space!);
        Assert.Equal(1, diagram.NodeCount);
        Assert.Empty(TableProofs.Conflicts(compiled.Tables));
        Assert.Empty(TableProofs.DeadRules(compiled.Tables));
        Assert.Single(TableProofs.Gaps(compiled.Tables));
        var age = space.Variables.Index().First(entry => entry.Item.Name == "age");
        int[] regions = [.. space.Variables.Select(_ => 0)];
        foreach (var number in new[] { -1, 0, 9, 10, 25_005, (10 * Rules) - 1, 10 * Rules })
        {
            regions[age.Index] = age.Item.RegionOf(FeelValue.From(number));
            var isInside = number is >= 0 and < 10 * Rules;
            Assert.Equal(isInside ? FeelValue.From(number / 10) : FeelValue.Null, diagram.Evaluate(regions));
        }
    }

    [Fact]
    public void TheOrderIsImprovedWhileBuilding()
    {
        // All a before all b, as the inputs are listed, takes 2^20 nodes; a after b 3 for each pair.
        const int Pairs = 20;
        DiagramInput[] inputs = [.. Enumerable.Range(0, 2 * Pairs).Select(i =>
            new FiniteInput($"{(i < Pairs ? "a" : "b")}{i % Pairs}", [FeelValue.False, FeelValue.True]))];
        var requirements = inputs.Select(input =>
            $"<informationRequirement><requiredInput href=\"#{input.Name}\"/></informationRequirement>");
        var text = string.Join(" and ", Enumerable.Range(0, Pairs).Select(i => $"(a{i} = b{i})"));
        var model = Read(Xml("m", inputs, $"""
            <decision id="d" name="d">{string.Concat(requirements)}<literalExpression><text>{text}</text></literalExpression></decision>
            """), null);
        var compiled = DiagramCompiler.Compile(model, ["d"], inputs, 150_000);
        Assert.Empty(compiled.Diagnostics);
        Assert.Equal(3 * Pairs, compiled.Decisions["d"].NodeCount);
    }

    private static string Columns => ColumnsOf(["", "", "", ""]);

    private static string ColumnsOf(string[] types) =>
        string.Concat(Inputs.Take(3).Zip(types, (input, type) => $"<input><inputExpression typeRef=\"{type}\"><text>{input.Name}</text></inputExpression></input>"))
        + $"<output typeRef=\"{types[3]}\"><outputValues><text>3, 1</text></outputValues></output>";

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Rule(params string[] cells) =>
        "<rule>" + string.Concat(cells.Select((cell, i) => { var name = i == 3 ? "outputEntry" : "inputEntry"; return $"<{name}><text>{cell.Replace("<", "&lt;", StringComparison.Ordinal)}</text></{name}>"; })) + "</rule>";

    internal static DmnModel Model(string elements) => Model(Inputs, elements);

    internal static DmnModel Model(IEnumerable<DiagramInput> inputs, string elements) => Read(Xml("m", inputs, elements), null);

    // The visits are an input of the library.
    private static DmnModel Model(string elements, string library) => Read(
        Xml("m", Inputs.Where(input => input.Name != "visits"), elements.Replace("\"#visits\"", "\"urn:lib#visits\"", StringComparison.Ordinal)), new OneModel(Xml("lib", Inputs, library)));

    private static string Xml(string name, IEnumerable<DiagramInput> inputs, string elements) =>
        $"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="{name}" namespace="urn:{name}">{string.Concat(inputs.Select(input => $"""<inputData id="{input.Name}" name="{input.Name}"/>"""))}{elements}</definitions>""";

    private static DmnModel Read(string xml, IDmnModels? models)
    {
        var read = DmnReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "m.dmn", models);
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return read.Model;
    }

    private sealed class OneModel(string xml) : IDmnModels
    {
        public FoundModel? Find(string targetNamespace, string? locationUri) => new(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "lib.dmn");
    }

    private static DiagramCompileResult Compile(DmnModel model) =>
        DiagramCompiler.Compile(model, ["d"], Inputs, lists: ["d"]);

    // Every region of every variable that the diagram has, and values on both sides of each cut and beside it.
    internal static void AssertAgree(DmnModel model)
    {
        var created = DmnEngine.Create(model);
        Assert.True(created.Engine is not null, string.Join("\n", created.Diagnostics));
        var compiled = Compile(model);
        Assert.True(compiled.Space is not null, string.Join("\n", compiled.Diagnostics));
        var support = compiled.Decisions["d"].Support();
        var levels = Inputs.Select(input => compiled.Space.Variables.Index().First(variable => variable.Item.Name == input.Name)).ToArray();
        var choices = levels.Select(entry => (variable: entry.Item, level: entry.Index)).Select(entry => support.Contains(entry.level) ? Values(entry.variable) : [entry.variable.Sample(0), entry.variable.Sample(entry.variable.RegionCount - 1)]).ToArray();
        string[] names = model.Imports.Count == 0 ? [""] : ["", "lib."];
        foreach (var values in Product(choices))
        {
            var regions = RegionsOf(compiled.Space, values);
            Assert.DoesNotContain(-1, regions);
            var expected = created.Engine.Evaluate("d", Inputs.SelectMany((input, i) => names.Select(name => KeyValuePair.Create(name + input.Name, values[i])))).Value;
            var actual = compiled.Decisions["d"].Evaluate(regions);
            var list = compiled.Lists["d"];
            var byItem = list.Evaluate(regions) is { } items ? FeelValue.From(FeelList.Of(items)) : list.Other.Evaluate(regions);
            Assert.True(
                expected == actual && expected == byItem
                    && list.Items.All(item => byItem.Kind == FeelKind.List || item.When.Evaluate(regions).IsFalse),
                $"{string.Join(", ", Inputs.Zip(values, (input, value) => $"{input.Name}={value}"))}: "
                + $"the engine says {expected}, the diagram {actual}, item by item {byItem}.");
        }

        Assert.Equal(compiled.Decisions["d"], compiled.Lists["d"].ToDiagram());
        Assert.Equal(compiled.Decisions["d"], DiagramList.From(compiled.Decisions["d"]).ToDiagram());
    }

    // Values in the order of the inputs; those left out lie in their first region.
    private static int[] RegionsOf(DiagramSpace space, params FeelValue[] values) =>
        [.. space.Variables.Select(variable => variable.Place < values.Length ? variable.RegionOf(values[variable.Place]) : 0)];

    private static FeelValue[] Values(DiagramVariable variable) => variable is not ContinuousVariable continuous
        ? [.. Enumerable.Range(0, variable.RegionCount).Select(variable.Sample)]
        : [.. Enumerable.Range(0, variable.RegionCount).SelectMany(region => continuous.Bounds(region) is { } bounds
            ? new[] { bounds.First, variable.Sample(region), bounds.Last }
            : [FeelValue.Null]).Distinct()];

    private static IEnumerable<FeelValue[]> Product(FeelValue[][] choices) => choices.Aggregate(
        (IEnumerable<FeelValue[]>)[[]], (all, values) => all.SelectMany(before => values.Select(value => (FeelValue[])[.. before, value])));
}
