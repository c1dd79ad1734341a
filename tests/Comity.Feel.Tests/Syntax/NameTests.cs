using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Syntax;

// Names and grammar as DMN 1.5 §10.3.1.2 (rules 2, 7, 9, 11, 25 to 30, 66, 67) and §10.3.1.4 have them.
public class NameTests
{
    private static readonly string[] Blanks = [" ", "  ", "\t", "\n", "\r\n", "\u00A0", "\u3000", "\u200B", "\uFEFF"];

    /// <summary>Each name as somebody declares it, and spellings in which texts may use it.</summary>
    public static TheoryData<string, string> Spellings
    {
        get
        {
            var data = new TheoryData<string, string>();
            Add("Debt / Income", "Debt / Income", "Debt/Income", "Debt /Income", "Debt\u00A0/\nIncome", "Debt /* the ratio */ / Income");
            Add("decision - model", "decision - model", "decision-model", "decision- model");
            Add("Loan-Amount", "Loan-Amount", "Loan - Amount");
            Add("first  name", "first name", "first  name", "first\nname", "first\u00A0name");
            Add("first\r\nname", "first name");
            Add("first\u00A0name", "first name", "first\u3000name");
            Add(" padded ", "padded");
            Add("金額（円）", "金額（円）");
            Add("割引率％", "割引率％");
            Add("A・B", "A・B");
            Add("名前、住所", "名前、住所");
            Add("person’s age", "person’s age", "person ’ s age");
            Add("person's age", "person's age");
            Add("eligible?", "eligible?");
            Add("?foo", "?foo");
            Add("? foo", "? foo", "?  foo");
            Add("a.5", "a.5", "a . 5", "a. 5", "a .5");
            Add("a**b", "a**b", "a * * b");
            Add("age 18months", "age 18months");
            Add("P&L", "P&L", "P & L");
            Add("# of items", "# of items");
            Add("Cost (USD)", "Cost (USD)", "Cost(USD)");
            Add("rate %", "rate %", "rate%");
            Add("a // b", "a / / b");
            Add("a/*b", "a/ *b");
            Add("number of children in household", "number of children in household");
            return data;

            void Add(string declared, params string[] used)
            {
                foreach (var spelling in used)
                {
                    data.Add(declared, spelling);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void ANameIsReachedInEverySpelling(string declared, string used)
    {
        Assert.Equal("6", Feel.Evaluate($"{used} + 1", (declared, FeelValue.From(5))).ToString());
        var context = FeelValue.From(FeelContext.Of([new(declared, FeelValue.From(5))]));
        var scope = FeelScope.Empty.With("c", new ContextType([new ContextMember(declared, FeelType.Number)]));
        Assert.Equal("6", Evaluated($"c.{used} + 1", scope, context));
        Assert.Equal("[{" + FeelValue.Quote(declared) + ": 5}]", Evaluated($"[c][{used} = 5]", scope, context));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void ANameThatIsPrintedIsReadAgain(string declared, string used)
    {
        var scope = FeelScope.Empty.With(declared, FeelType.Any);
        var tree = FeelParser.ParseExpression(used, scope).Tree!;
        Assert.Null(SameTree.Difference(tree, FeelParser.ParseExpression(FeelPrinter.Print(tree), scope).Tree));
    }

    [Theory]
    [InlineData("{1st name: 5, r: 1st name + 1}.r", "6")]
    [InlineData("{phi / delta: 5, r: phi/delta + 1}.r", "6")]
    [InlineData("{first  name: 5, r: first\nname + 1}.r", "6")]
    [InlineData("{\"first  name\": 5}.first name", "5")]
    [InlineData("{\"first  name\": 5} = {first name: 5}", "true")]
    [InlineData("get value({\"first  name\": 5}, \"first name\")", "5")]
    [InlineData("context put({\"a / b\": 1}, \"a/b\", 2)", "{\"a / b\": 2}")]
    [InlineData("{名前、住所: 1}.名前、住所", "1")]
    [InlineData("{person’s age: 1}.person’s age", "1")]
    [InlineData("(function(x) x.person’s age)({person’s age: 1})", "1")]
    [InlineData("{? foo: 5, r: ? foo + 1}.r", "6")]
    [InlineData("{foo?: 5}.foo?", "5")]
    [InlineData("(function(person's age) person's age + 1)(5)", "6")]
    [InlineData("(function(a-b, c.d) a-b + c.d)(a - b: 1, c . d: 2)", "3")]
    [InlineData("(function(in: number) 1)(2)", "1")]
    [InlineData("for a-b in [1,2] return a-b", "[1, 2]")]
    [InlineData("for in type in [1,2] return in type", "[1, 2]")]
    [InlineData("some person's age in [1] satisfies person's age = 1", "true")]
    [InlineData("{a+b: 1} instance of context<a + b: number>", "true")]
    [InlineData("@\"2024-01-31T10:00:00Z\".time  offset", "@\"PT0S\"")]
    [InlineData("string  length(\"ab\")", "2")]
    [InlineData("string length(string : \"ab\")", "2")]
    public void NamesAreNamesWhereverTheyAreDeclared(string text, string value) => Assert.Equal(value, Feel.Evaluate(text).ToString());

    [Theory]
    [InlineData("{is minor: < 18, r: 16 in is minor}.r", "true")]
    [InlineData("[< 1, > 5] = [(< 1), (> 5)]", "true")]
    [InlineData("< 10", "(< 10)")]
    [InlineData("= 15", "(= 15)")]
    [InlineData("!= 5 + 10", "(!= 15)")]
    [InlineData(">= @\"2024-01-01\"", "(>= @\"2024-01-01\")")]
    [InlineData("if true then <= 1 else > 2", "(<= 1)")]
    [InlineData("(function(f) 3 in f)(< 5)", "true")]
    [InlineData("range(\"[2..)\") = (>= 2)", "true")]
    [InlineData("range(\"(2..)\") = (> 2)", "true")]
    [InlineData("range(\"(..2)\") = (< 2)", "true")]
    [InlineData("range(\"]..2]\") = (<= 2)", "true")]
    [InlineData("range(\"[..2]\")", "null")]
    [InlineData("range(\"[2..]\")", "null")]
    [InlineData("range(\"(..)\")", "null")]
    [InlineData("range(\"]1..2[\") = (1..2)", "true")]
    [InlineData("[ ]1..3[ ] = [(1..3)]", "true")]
    [InlineData("[]1..3[, ]4..6]] = [(1..3), (4..6]]", "true")]
    [InlineData("[ ]-3..-1[ ] = [(-3..-1)]", "true")]
    [InlineData("[[ ]1..3[ ]] = [[(1..3)]]", "true")]
    [InlineData("[] = []", "true")]
    [InlineData("[][1]", "null")]
    [InlineData("count([]) - 1", "-1")]
    public void TheGrammarIsThatOfTheSpecification(string text, string value) => Assert.Equal(value, Feel.Evaluate(text).ToString());

    // Slips of the pen stay errors.
    [Theory]
    [InlineData("a == 5")]
    [InlineData("a < = 5")]
    [InlineData("a => 5")]
    [InlineData("< 5 < 6")]
    [InlineData("a − 5")]
    [InlineData("a % 5")]
    [InlineData("a b")]
    [InlineData("1 a")]
    [InlineData("{R&D: 1}")]
    public void WhatIsNoExpressionIsAnError(string text) =>
        Assert.Single(FeelParser.ParseExpression(text, FeelScope.Of([new("a", FeelType.Any), new("b", FeelType.Any)])).Errors);

    [Theory]
    [InlineData("collection of x", "1 instance of collection of x", true)]
    [InlineData("collection  of x", "1 instance of collection of x and true", true)]
    [InlineData("tA-b", "1 instance of tA-b", true)]
    [InlineData("in type", "1 instance of in type", true)]
    [InlineData("in type", "(function(x: in type) x)(1) = 1", true)]
    [InlineData("A", "1 instance of A = true", true)]
    [InlineData("A", "[1] instance of list<A>", true)]
    [InlineData("and", "1 instance of and and true", true)]
    public void ATypeIsNamedLikeAnythingElse(string declared, string text, bool value)
    {
        var scope = FeelScope.Empty.WithTypes(name => FeelNames.Comparer.Equals(name, declared) ? FeelType.Number : null);
        Assert.Equal(value ? "true" : "false", Evaluated(text, scope));
    }

    [Fact]
    public void ANameOfTheTestedValueIsNotTheTestedValue()
    {
        var scope = FeelScope.Empty.With("?foo", FeelType.Any);
        Assert.Equal(UnaryTestKind.Expression, FeelParser.ParseUnaryTests("?foo", scope).Tree!.Tests[0].Kind);
        Assert.Equal(UnaryTestKind.Condition, FeelParser.ParseUnaryTests("? > 5", scope).Tree!.Tests[0].Kind);
        Assert.Equal(UnaryTestKind.Condition, FeelParser.ParseUnaryTests("1 in (?)", scope).Tree!.Tests[0].Kind);
    }

    [Fact]
    public void TheNormalFormDoesNotDependOnWhiteSpace() =>
        Gen.Select(OneOf("a", "b1", "12", "?", "名", "é", "’", "-", "/", ".", "*", "（", "&").Array[1, 6], OneOf(Blanks).Array[1, 3].Array[7]).Sample((parts, blanks) =>
        {
            var spaced = string.Concat(parts.Select((part, i) => string.Concat(blanks[i]) + part)) + string.Concat(blanks[6]);
            var normal = FeelNames.Normalise(spaced);
            Assert.Equal(FeelNames.Normalise(string.Join(" ", parts)), normal);
            Assert.Same(normal, FeelNames.Normalise(normal));
            Assert.True(FeelNames.Comparer.Equals(spaced, normal));
            Assert.Equal(FeelNames.Comparer.GetHashCode(normal), FeelNames.Comparer.GetHashCode(spaced));
        });

    // Rule 28 as the specification lists it; a few more letters are taken.
    [Fact]
    public void EveryCharacterOfTheRulesIsTaken()
    {
        (int From, int To)[] start = [('A', 'Z'), ('a', 'z'), ('_', '_'), ('?', '?'), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F),
            (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFC), (0x10000, 0xEFFFF)];
        foreach (var (from, to) in start)
        {
            for (var code = from; code <= to; code += to - from > 5000 ? 7 : 1)
            {
                var character = char.ConvertFromUtf32(code);
                if (!string.IsNullOrWhiteSpace(character) && code is not (0x180E or 0xFEFF))
                {
                    Assert.True(FeelParser.ParseExpression($"{{{character}: 1}}.{character}", FeelScope.Empty).Tree is not null, $"U+{code:X4}");
                }
            }
        }
    }

    [Theory]
    [InlineData("Loan Amout", "Did you mean 'Loan  Amount'?")]
    [InlineData("zzz", "Known here: Loan  Amount.")]
    public void AMessageOffersNamesAndNothingElse(string text, string mend)
    {
        var scope = FeelScope.Of([new("", FeelType.Any), new("\0source", FeelType.Any), new("Loan  Amount", FeelType.Number)]);
        var tree = new NameNode(default, text);
        Assert.Equal(mend, Assert.Single(Comity.Feel.Compilation.FeelCompiler.CompileExpression(tree, scope).Errors).Mend);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Evaluated(string text, FeelScope scope, params FeelValue[] values)
    {
        var parsed = FeelParser.ParseExpression(text, scope);
        Assert.True(parsed.Tree is not null, string.Join("; ", parsed.Errors));
        var compiled = Comity.Feel.Compilation.FeelCompiler.CompileExpression(parsed.Tree, scope);
        Assert.True(compiled.Code is not null, string.Join("; ", compiled.Errors));
        return compiled.Code.Evaluate(values, new Comity.Feel.Evaluation.EvaluationContext(true)).ToString();
    }
}
