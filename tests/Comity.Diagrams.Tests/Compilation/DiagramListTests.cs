using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Diagrams.Tests.Compilation;

/// <summary>Lists that depend on the situation: the engine is the oracle over all cells, and what they take is counted.</summary>
public class DiagramListTests
{
    [Fact]
    public void RandomListsMeanTheSameAsInTheEngine() => Gen.Int.Sample(
        seed =>
        {
            var random = new RandomLists(new Random(seed));
            var (tables, type, result) = (random.Tables(), random.Type(), random.Any(3));
            try
            {
                DiagramCompilerTests.AssertAgree(DiagramCompilerTests.Model($"""
                    {tables}<decision id="d" name="d"><variable name="d"{type}/>
                    {DiagramCompilerTests.Requirements}{RandomLists.Requirements}
                    <literalExpression><text>{Escaped(result)}</text></literalExpression></decision>
                    """));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{result}{type}\n{tables}\n{exception.Message}", exception);
            }
        },
        iter: 300);

    // Forty facts, each of which alone adds an item to one of two tables: a million millions of lists.
    [Theory]
    [InlineData("count(both) > 3")]
    [InlineData("count(both) - count(both[item.effect = \"permitted\"])")]
    [InlineData("count(both.effect) = count(both.provision)")]
    [InlineData("every effect in both.effect satisfies effect = outcome")]
    [InlineData("outcome")]
    [InlineData("some provision in both.provision satisfies starts with(provision, \"I\")")]
    [InlineData("for finding in both[item.effect != null] return finding.effect", "d")]
    [InlineData("both[provision != \"I 3\"]", "d")]
    [InlineData("if count(first) > 0 then first else if count(second) > 2 then second else []", "d")]
    [InlineData("distinct values(both.effect)")]
    [InlineData("distinct values(concatenate(both, second, first))", "d")]
    [InlineData("both = [] or both = null or list contains(both.provision, \"I 30\")")]
    [InlineData("\"I 7\" in (both.provision)")]
    [InlineData("[both[1].provision, both[-1].provision, both[3].effect]", "d")]
    [InlineData("sum(both.weight) + max(both.weight)")]
    [InlineData("all(for finding in both return finding.weight > 1)")]
    [InlineData("append(reverse(both), 1)[-1]")]
    [InlineData("k(both)[effect = \"permitted\"]", "d")]
    public void IndependentItemsAddUpAndDoNotMultiply(string text, string? list = null)
    {
        var facts = Enumerable.Range(0, 40).Select(i => new FiniteInput($"b{i}", [FeelValue.True, FeelValue.False])).ToList();
        var model = DiagramCompilerTests.Model(facts, $"""
            <itemDefinition name="finding"><itemComponent name="effect"><typeRef>string</typeRef></itemComponent></itemDefinition>
            <itemDefinition name="findings" isCollection="true"><typeRef>finding</typeRef></itemDefinition>
            <businessKnowledgeModel id="k" name="k"><variable name="k" typeRef="findings"/><encapsulatedLogic>
              <formalParameter name="l" typeRef="findings"/><literalExpression><text>l[item.provision != "I 9"]</text></literalExpression>
            </encapsulatedLogic></businessKnowledgeModel>
            {Collecting("first", 0, 20)}{Collecting("second", 20, 40)}
            {Decision("both", "concatenate(first, second)", "first", "second")}
            {Decision("outcome", "if count(both) = 0 then \"none\" else both[1].effect", "both")}
            {Decision("d", text, "both", "first", "second", "outcome")}
            """);
        var compiled = DiagramCompiler.Compile(model, list is null ? ["d"] : [], facts, 40_000, lists: list is null ? ["both"] : [list]);
        Assert.True(compiled.Space is not null, string.Join("\n", compiled.Diagnostics));

        string Collecting(string name, int from, int to) => $"""
            <decision id="{name}" name="{name}"><variable name="{name}" typeRef="findings"/>
              {DiagramCompilerTests.RequirementsOf(facts[from..to])}<decisionTable hitPolicy="COLLECT">
              {string.Concat(facts[from..to].Select(fact => $"<input><inputExpression><text>{fact.Name}</text></inputExpression></input>"))}
              <output name="effect"/><output name="provision"/><output name="weight"/>
              {string.Concat(Enumerable.Range(from, to - from).Select(rule => $"<rule>{Cells(rule)}{Outputs(rule)}</rule>"))}
            </decisionTable></decision>
            """;

        string Cells(int rule) => string.Concat(
            Enumerable.Range(rule / 20 * 20, 20).Select(i => $"<inputEntry><text>{(i == rule ? "true" : "-")}</text></inputEntry>"));

        static string Outputs(int rule) => string.Concat(
            new[] { rule % 3 == 0 ? "\"permitted\"" : "\"required\"", $"\"I {rule}\"", $"{(rule % 4) + 1}" }
                .Select(text => $"<outputEntry><text>{text}</text></outputEntry>"));

        static string Decision(string name, string text, params string[] required) => $"""
            <decision id="{name}" name="{name}">{string.Concat(required.Select(other =>
                $"""<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>"""))}
              <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
              <literalExpression><text>{Escaped(text)}</text></literalExpression></decision>
            """;
    }

    private static string Escaped(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>FEEL over three decisions that are lists, drawn at random.</summary>
    private sealed class RandomLists(Random random)
    {
        public static string Requirements => string.Concat(
            "ABC".Select(name => $"""<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>"""));

        public string Tables() => string.Concat("ABC".Select(name => $"""
            <decision id="{name}" name="{name}">
            <variable name="{name}"{Type()}/>
            {DiagramCompilerTests.Requirements}{Table()}</decision>
            """)) + """
            <itemDefinition name="texts" isCollection="true"><typeRef>string</typeRef></itemDefinition>
            <itemDefinition name="few" isCollection="true"><typeRef>Any</typeRef>
              <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
            """;

        public string Type() => Pick("", "", "", "string", "number", "texts", "few") is { Length: > 0 } name ? $" typeRef=\"{name}\"" : "";

        private string Table()
        {
            var policy = Pick(
                "COLLECT", "COLLECT", "RULE ORDER", "OUTPUT ORDER", "PRIORITY",
                "COLLECT\" aggregation=\"SUM", "COLLECT\" aggregation=\"COUNT",
                "COLLECT\" aggregation=\"MIN", "COLLECT\" aggregation=\"MAX");
            var contexts = !policy.Contains("aggregation", StringComparison.Ordinal) && random.Next(2) == 0;
            var outputs = contexts
                ? Outputs("effect", "\"c\", \"a\"") + Outputs("n", Pick("", "2, 1"))
                : Outputs(null, "3, \"a\", 1");
            var rules = Enumerable.Range(0, random.Next(5)).Select(_ => $"""
                <rule><inputEntry><text>{Pick("-", "\"red\"", "not(\"blue\")", "\"red\", \"green\"")}</text></inputEntry>
                <inputEntry><text>{Pick("-", "true", "false")}</text></inputEntry>
                <inputEntry><text>{Escaped(Pick("-", "< 3", ">= 3", "[2..6]"))}</text></inputEntry>
                {Output()}{(contexts ? Output() : "")}</rule>
                """);
            return $"""
                <decisionTable hitPolicy="{policy}"><input><inputExpression><text>colour</text></inputExpression>
                {Pick("", "", "<inputValues><text>\"red\", \"green\"</text></inputValues>")}</input>
                <input><inputExpression><text>urgent</text></inputExpression></input>
                <input><inputExpression><text>visits</text></inputExpression></input>
                {outputs}{string.Concat(rules)}</decisionTable>
                """;

            string Output() => $"<outputEntry><text>{Item()}</text></outputEntry>";

            string Outputs(string? name, string values) =>
                $"<output{(name is null ? "" : $" name=\"{name}\"")}>"
                + (values.Length > 0 ? $"<outputValues><text>{values}</text></outputValues>" : "")
                + $"{Pick("", "", "<defaultOutputEntry><text>7</text></defaultOutputEntry>")}</output>";
        }

        public string Any(int depth) => random.Next(3) switch
        {
            0 => List(depth),
            1 => Condition(depth),
            _ => Single(depth),
        };

        private string List(int depth) => depth == 0
            ? Pick(
                "A", "B", "C", "[]", "[colour]", "[1, colour, urgent]", "[if urgent then 1 else null, visits]", "[1, 2, 3]", "null",
                "colour", "(if urgent then [1] else [1, 2])")
            : random.Next(17) switch
            {
                0 => $"(if {Condition(depth - 1)} then {List(depth - 1)} else {List(depth - 1)})",
                1 or 2 => $"concatenate({List(depth - 1)}, {List(depth - 1)})",
                3 => $"append({List(depth - 1)}, {Item()})",
                4 or 5 => $"{List(depth - 1)}[{ItemCondition("item")}]",
                6 => $"(for x in {List(depth - 1)} return {Pick("x", "x.effect", "[x, urgent]", Inside(), Inside())})",
                7 => $"distinct values({List(depth - 1)})",
                8 => $"{Pick("reverse", "flatten")}({List(depth - 1)})",
                9 => $"{List(depth - 1)}.{Pick("effect", "n")}",
                10 => $"union({List(depth - 1)}, {List(depth - 1)})",
                11 => $"(for x in {List(depth - 1)}, y in {Pick("x", "[1, x]", List(0))} return {Pick("y", "[x, y]", "x = y")})",
                12 => $"[{Any(depth - 1)}, {Any(depth - 1)}]",
                13 => $"{List(depth - 1)}[{Single(0)}]",
                14 => $"(function(l) concatenate(l, l[1]))({List(depth - 1)})",
                15 => $"{{ a: {List(depth - 1)}, b: a[{ItemCondition("item")}] }}.b",
                _ => List(depth - 1),
            };

        private string Condition(int depth) => depth == 0
            ? Pick("urgent", "colour = \"red\"", "visits > 4", "age < 5", "null")
            : random.Next(11) switch
            {
                0 or 1 => $"count({List(depth - 1)}) {Pick("=", "!=", "<", "<=", ">", ">=")} {Limit()}",
                2 => $"(some x in {List(depth - 1)} satisfies {ItemCondition("x")})",
                3 => $"(every x in {List(depth - 1)} satisfies {ItemCondition("x")})",
                4 => $"list contains({List(depth - 1)}, {Item()})",
                5 => $"({List(depth - 1)} {Pick("=", "!=")} {Pick("[]", "null", "[1]", "colour")})",
                6 => $"({Pick("colour", "visits", "age", "null")} in {List(depth - 1)})",
                7 => $"({List(depth - 1)} in ({Pick("null", "[1]", "count(?) > 1", "? != null", "list contains(?, 1)")}))",
                8 => $"{Pick("all", "any")}({List(depth - 1)})",
                9 => $"(count({List(depth - 1)}) in {Pick("[1..2]", "(1, 3)", "(> 1)", "(0)")})",
                _ => $"({Condition(depth - 1)} {Pick("and", "or")} {Condition(depth - 1)})",
            };

        private string Single(int depth) => depth == 0
            ? Pick("1", "2", "-1", "if urgent then 1 else -2", "colour")
            : random.Next(5) switch
            {
                0 => $"count({List(depth - 1)})",
                1 => $"{Pick("sum", "min", "max", "product", "mean")}({List(depth - 1)})",
                2 => $"{List(depth - 1)}[{Pick("1", "2", "-1", "-2", "0", "9", "1.5", "if urgent then 1 else 2", "visits")}]",
                3 => $"{List(depth - 1)}[1].effect",
                _ => $"count({List(depth - 1)}) + count({List(depth - 1)}[{ItemCondition("item")}])",
            };

        private string Inside() => Pick("count(partial)", "if urgent then x else 1", $"count({List(0)})", $"{List(0)}[1]");

        private string Limit() => Pick("0", "1", "2", "1.5", "-1", "null", "\"a\"", "visits", "(if urgent then 1 else 2)");

        private string ItemCondition(string item) => Pick(
            "true", $"{item} = 1", $"{item} != colour", $"{item}.effect = \"a\"", $"{item} = null", $"urgent and {item} = 1",
            $"visits > {item}", "urgent", "null", item, $"(if urgent then 7 else {item} = 1)");

        private string Item() => Pick("1", "2", "3", "\"a\"", "null", "urgent", "if urgent then 1 else \"a\"", "[1]", "colour");

        private string Pick(params string[] texts) => texts[random.Next(texts.Length)];
    }
}
