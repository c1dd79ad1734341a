using Comity.Feel.Syntax.Printing;
using CsCheck;

namespace Comity.Fuzz.Generation;

/// <summary>Random FEEL texts: some right by the grammar, most nearly right.</summary>
public static class FeelTexts
{
    private static readonly string[] Corpus =
    [
        "1 + 2 * 3 ** -4", "if a > 0 then \"x\" else null", "for x in [1, 2, 3], y in 1..x return x * y", "some x in [1..3] satisfies x > 2",
        "every b in [1, 2] satisfies b between 0 and 5", "{a: 1, b c: a + 1, \"d\": [a]}", "[1, 2, 3][item > 1]", "{a: [{b: 1}]}.a.b", "x in (< 5, [7..9), \"a\")",
        "function(x: number, y) x + y", "(function(f, n) if n = 0 then 0 else f(f, n - 1))(function(f, n) f(f, n), 3)", "date(\"2025-01-28\") + duration(\"P1M\")",
        "@\"2025-01-28T10:00:00@Europe/Paris\"", "@\"P1DT2H3M4.5S\"", "time(\"10:00:00Z\") - @\"10:00:00+01:00\"", "date and time(\"2025-01-28T24:00:00\")", "substring(\"foobar\", -3, 2)",
        "replace(\"abc\", \"(a)|b\", \"$1$1\", \"i\")", "matches(\"foobar\", \"^fo*b\\\\p{L}+\")", "split(\"a;b;c\", \";\")", "sort([3, 1, 2], function(x, y) x < y)", "string join([\"a\", \"b\"], \",\")",
        "sum([1, 2.5, 1e10])", "decimal(1/3, 5)", "modulo(-7, 3)", "x instance of context<a: number, b: list<string>>", "x instance of function<number, string> -> boolean", "overlaps([1..5], (3..9])",
        "before(1, [2..3])", "list contains([1, null], null)", "put({a: 1}, \"b\", 2)", "context([{key: \"a\", value: 1}])", "not(true) and (false or null)", "a.b.c[1].d", "\"\\u00e9\\U01F600\\n\"",
        "1 // comment\n+ /* another */ 2", "< 5", "not(1, [2..3])", "-", "? > 5 and ? < 9", "[1..10[", "]1..10]", "(>= 5)", "(!= 5)", "9999999999999999999999999999999999 * 10", "1e6144 * 10", "0.1 + 0.2",
        "string length(\"😀\")", "number(\"1,000.5\", \",\", \".\")", "years and months duration(@\"2020-01-01\", @\"2025-06-01\")", "for i in 1..5 return if i = 1 then 1 else i * partial[-1]", "range(\"[1..5)\")",
        "[[1, 2], [3]][1][2]", "count(concatenate([1], [2, 3]))", "flatten([[1, [2]], 3])", "is(1, 1.0)", "day of week(@\"2025-01-28\")", "mode([1, 1, 2])", "product([2, 3])", "get entries({a: 1})[1].key",
        "{is minor: < 18, r: 16 in is minor}.r", "[< 1, > 5]", "range(\"[2..)\")", "range(\"(..2]\")", "[ ]1..3[ ]", "[]1..3[, ]a..b]]", "{phi / delta: 5, r: phi/delta + 1}.r", "{? foo: 5, r: ? foo + 1}.r",
        "for a-b in [1, 2] return a-b", "(function(person's age) person's age + 1)(person's age: 5)", "{金額（円）: 1}.金額（円）", "x instance of collection of x and a instance of tA-b", "{\"a  b\": 1}.a b",
    ];

    private static readonly Mutation Mutation = new(
    [
        "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "->", "?", "’", "'", "%", "@", "\"", "if", "then", "else", "for", "in", "return", "some", "every",
        "satisfies", "and", "or", "between", "instance of", "function", "external", "true", "false", "null", "not(", "a", "Full Name", "phi / delta", "person’s age", "金額（円）", "eligible?", "? foo", "in type", "collection of x", "item", "partial", "1", "0", "-1", "1e400", "1E-7000", ".5", "\"a\"", "@\"P1Y\"",
        "list<", "range<", "context<", "date and time", "//", "/*", "*/", "((((((((", "[[[[[[[[", "{a:{a:{a:", "----", "sum(", "string(", "sort(", "replace(", "matches(",
    ]);

    private static readonly Gen<string> Printed = FeelTrees.Expressions(3).Select(FeelPrinter.Print);

    /// <summary>The text of that number.</summary>
    public static string At(ulong seed, long index)
    {
        var random = Mutation.RandomOf(seed, index);
        var text = random.Next(3) == 0 ? Printed.Generate(new PCG((uint)index, seed), null, out _) : Corpus[random.Next(Corpus.Length)];
        return Mutation.Apply(text, Corpus[random.Next(Corpus.Length)], random);
    }
}
