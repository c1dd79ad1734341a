using CsCheck;

namespace Comity.Feel.Tests;

/// <summary>Random texts that parse and mostly have a value: templates whose holes are filled with smaller ones.</summary>
internal static class Expressions
{
    private static readonly string[] Leaves =
    [
        "1", "-2.5", "0", "7", "\"ab\"", "\"\"", "true", "false", "null", "@\"2024-01-31\"", "@\"10:30:00\"", "@\"10:30:00+01:00\"", "@\"2024-01-31T10:30:00\"",
        "@\"2024-01-31T10:30:00@Europe/Paris\"", "@\"P1DT2H\"", "@\"-P1Y2M\"", "[]", "[1, 2, 3]", "[\"a\", \"b\"]", "{a: 1, b: \"x\"}", "[{a: 1}, {a: 2}]", "[1..3]", "(> 2)", "(!= 1)", "(function(x) x)",
    ];

    private static readonly string[] Templates =
    [
        "({0} + {1})", "({0} - {1})", "({0} * {1})", "({0} / {1})", "({0} = {1})", "({0} != {1})", "({0} < {1})", "({0} >= {1})", "({0} and {1})", "({0} or {1})", "(-({0}))",
        "(if {0} then {1} else {2})", "({0} between {1} and {2})", "({0} in ({1}, {2}))", "({0} in {1})", "[{0}, {1}]", "{{a: {0}, b: {1}}}", "({0}).a", "({0}).year", "({0}).hours",
        "({0})[1]", "({0})[-1]", "({0})[item = {1}]", "({0})[true]", "(for i in {0} return {1})", "(for i in {0} return i)", "(some i in {0} satisfies i = {1})", "(every i in {0} satisfies {1})",
        "sum({0})", "min({0}, {1})", "max({0})", "mean({0})", "mode({0})", "count({0})", "reverse({0})", "sublist({0}, 1)", "append({0}, {1})", "concatenate({0}, {1})", "union({0}, {1})",
        "distinct values({0})", "flatten({0})", "index of({0}, {1})", "insert before({0}, 1, {1})", "remove({0}, 1)", "list replace({0}, 1, {1})", "sort({0})", "string({0})", "string length({0})",
        "upper case({0})", "substring({0}, 1)", "split({0}, \"a\")", "string join({0}, {1})", "matches({0}, \"a\")", "number({0})", "date({0})", "time({0})", "date and time({0})", "duration({0})",
        "years and months duration({0}, {1})", "day of week({0})", "abs({0})", "floor({0})", "decimal({0}, 1)", "modulo({0}, {1})", "sqrt({0})", "odd({0})", "not({0})", "all({0})", "any({0})",
        "get value({0}, \"a\")", "get entries({0})", "context put({0}, \"c\", {1})", "context merge([{0}, {1}])", "before({0}, {1})", "includes({0}, {1})", "is({0}, {1})", "({0})({1})",
        "({0} instance of number)", "(function(x: number) x + {0})({1})", "[{0}..{1}]", "({0}).start",
    ];

    public static Gen<string> Of(int depth)
    {
        var leaf = Gen.Int[0, Leaves.Length - 1].Select(i => Leaves[i]);
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Of(depth - 1);
        return Gen.Frequency((1, leaf), (5, Gen.Select(Gen.Int[0, Templates.Length - 1], inner, inner, inner).Select((i, first, second, third) =>
            string.Format(System.Globalization.CultureInfo.InvariantCulture, Templates[i], first, second, third))));
    }
}
