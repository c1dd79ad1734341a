namespace Comity.Benchmarks.Differences;

/// <summary>Random FEEL expressions over the variables of <see cref="Expressions.Expression.Context"/>: mostly of fitting types, so that most have a value. A seed gives the same ones everywhere.</summary>
internal sealed class RandomExpressions(int seed)
{
    private const int Depth = 3;

    // One part in so many is of another type than its place wants.
    private const int Misfits = 25;

    private readonly Random _random = new(seed);

    /// <summary>The next expression.</summary>
    public string Next() => Any(Depth);

    private string Any(int depth) => _random.Next(7) switch
    {
        0 or 1 => Number(depth),
        2 => Text(depth),
        3 => Truth(depth),
        4 => List(depth),
        5 => Date(depth),
        _ => Duration(depth),
    };

    private string Number(int depth)
    {
        var d = depth - 1;
        return depth == 0 ? Pick("0", "1", "2", "3", "7", "10", "100", "0.5", "2.5", "-1", "-2.5", "1e3", "age", "months", "income", "rate", "scores[2]", "scores[-1]", "orders[1].price")
            : Misfit() ? Any(d)
            : _random.Next(34) switch
            {
                0 or 1 => $"({Number(d)} + {Number(d)})",
                2 => $"({Number(d)} - {Number(d)})",
                3 => $"({Number(d)} * {Number(d)})",
                4 => $"({Number(d)} / {Number(d)})",
                5 => $"({Number(d)} ** {Pick("0", "1", "2", "3", "-1", "0.5")})",
                6 => $"-({Number(d)})",
                7 => $"abs({Number(d)})",
                8 => $"floor({Number(d)})",
                9 => $"ceiling({Number(d)})",
                10 => $"decimal({Number(d)}, {Pick("0", "1", "2", "-1")})",
                11 => $"modulo({Number(d)}, {Number(d)})",
                12 => $"sqrt({Number(d)})",
                13 => $"count({List(d)})",
                14 => $"sum({List(d)})",
                15 => $"{Pick("min", "max")}({List(d)})",
                16 => $"{Pick("mean", "median", "product", "stddev")}({List(d)})",
                17 => $"string length({Text(d)})",
                18 => $"{Date(d)}.{Pick("year", "month", "day", "weekday")}",
                19 => $"(if {Truth(d)} then {Number(d)} else {Number(d)})",
                20 => $"number({Pick("\"12.5\"", "\"-3\"", "\"1e2\"", "\"x\"", "\"1,000\", \",\", \".\"", Text(d))})",
                21 => $"{List(d)}[{Pick("1", "2", "-1", "0", "9")}]",
                22 => $"{{a: {Number(d)}, b: a + 1}}.{Pick("a", "b", "c")}",
                23 => $"{Pick("round up", "round down", "round half up", "round half down")}({Number(d)}, {Pick("0", "1", "2")})",
                24 => $"{Pick("exp", "log")}({Number(d)})",
                25 => $"get value({{a: {Number(d)}}}, {Pick("\"a\"", "\"b\"", Text(d))})",
                26 => $"{Duration(d)}.{Pick("days", "hours", "years", "months")}",
                27 => $"(function(a, b) a {Pick("+", "-", "*")} b)({Number(d)}, {Number(d)})",
                28 => $"{Pick("day of year", "week of year")}({Date(d)})",
                29 => $"index of({List(d)}, {Number(d)})[1]",
                _ => Number(0),
            };
    }

    private string Text(int depth)
    {
        var d = depth - 1;
        return depth == 0 ? Pick("\"\"", "\"a\"", "\"Ada\"", "\"foo bar\"", "\"1\"", "\"\\u00e9t\\u00e9\"", "\"\\U01F600!\"", "name", "kind", "person.name", "person.address.city")
            : Misfit() ? Any(d)
            : _random.Next(16) switch
            {
                0 or 1 => $"({Text(d)} + {Text(d)})",
                2 => $"substring({Text(d)}, {Pick("1", "2", "-2", "0", "9")})",
                3 => $"substring({Text(d)}, {Pick("1", "2", "-3")}, {Pick("0", "1", "2", "5")})",
                4 => $"{Pick("upper case", "lower case")}({Text(d)})",
                5 => $"{Pick("substring before", "substring after")}({Text(d)}, {Pick("\" \"", "\"a\"", "\"\"", Text(d))})",
                6 => $"replace({Text(d)}, {Pick("\"a\"", "\"[aeiou]\"", "\"(.)a\"", "\"x*\"")}, {Pick("\"b\"", "\"\"", "\"$1$1\"")})",
                7 => $"string({Any(d)})",
                8 => $"string join([{Text(d)}, {Text(d)}], {Pick("\",\"", "\"\"", "null")})",
                9 => $"(if {Truth(d)} then {Text(d)} else {Text(d)})",
                10 => $"split({Text(d)}, {Pick("\" \"", "\"a\"", "\"[a-d]\"")})[1]",
                11 => $"{Pick("day of week", "month of year")}({Date(d)})",
                _ => Text(0),
            };
    }

    private string Truth(int depth)
    {
        var d = depth - 1;
        return depth == 0 ? Pick("true", "false", "convicted", "missing")
            : Misfit() ? Any(d)
            : _random.Next(24) switch
            {
                0 or 1 => $"({Number(d)} {Comparison()} {Number(d)})",
                2 => $"({Text(d)} {Comparison()} {Text(d)})",
                3 => $"({Date(d)} {Comparison()} {Date(d)})",
                4 => $"({Duration(d)} {Comparison()} {Duration(d)})",
                5 => $"({Truth(d)} {Pick("and", "or")} {Truth(d)})",
                6 => $"not({Truth(d)})",
                7 => $"({Number(d)} between {Number(d)} and {Number(d)})",
                8 => $"({Number(d)} in {Pick("[", "(", "]")}{Number(0)}..{Number(0)}{Pick("]", ")", "[")})",
                9 => $"({Number(d)} in ({Pick("<", "<=", ">", ">=")} {Number(0)}, {Number(0)}))",
                10 => $"{Pick("contains", "starts with", "ends with")}({Text(d)}, {Text(d)})",
                11 => $"matches({Text(d)}, {Pick("\"a\"", "\"^A\"", "\"[0-9]+\"", "\"a.*b\"", "\"A D A\", \"ix\"")})",
                12 => $"list contains({List(d)}, {Number(d)})",
                13 => $"({Pick("some", "every")} x in {List(d)} satisfies x {Comparison()} {Number(0)})",
                14 => $"({Any(d)} = {Any(d)})",
                15 => $"({Any(d)} instance of {Pick("number", "string", "boolean", "date", "list<number>", "days and time duration", "years and months duration", "context<a: number>", "Any")})",
                16 => $"{Pick("all", "any")}([{Truth(d)}, {Truth(d)}])",
                17 => $"{Pick("even", "odd")}({Number(d)})",
                18 => $"{Pick("before", "after", "coincides")}({Number(d)}, {Number(d)})",
                19 => $"{Pick("includes", "started by", "finished by")}([{Number(0)}..{Number(0)}], {Number(d)})",
                20 => $"({List(d)} = {List(d)})",
                21 => $"{Pick("overlaps", "meets", "during", "before")}([1..{Number(0)}], [2..{Number(0)}])",
                _ => Truth(0),
            };
    }

    private string List(int depth)
    {
        var d = depth - 1;
        return depth == 0 ? Pick("scores", "[]", "[1, 2, 3]", "[3, 1, 2, 1]", "[0.5, null, 2]", "orders.price")
            : Misfit() ? Any(d)
            : _random.Next(18) switch
            {
                0 => $"[{Number(d)}, {Number(d)}, {Number(d)}]",
                1 or 2 => $"{List(d)}[item {Comparison()} {Number(0)}]",
                3 => $"(for x in {List(d)} return x {Pick("+", "-", "*", "/")} {Number(0)})",
                4 => $"append({List(d)}, {Number(d)})",
                5 => $"{Pick("concatenate", "union")}({List(d)}, {List(d)})",
                6 => $"reverse({List(d)})",
                7 => $"sort({List(d)}, function(a, b) a {Pick("<", ">")} b)",
                8 => $"distinct values({List(d)})",
                9 => $"sublist({List(d)}, {Pick("1", "2", "-1", "-2", "9")}{Pick("", ", 1", ", 2")})",
                10 => $"remove({List(d)}, {Pick("1", "2", "-1", "9")})",
                11 => $"flatten([{List(d)}, [{List(d)}]])",
                12 => $"insert before({List(d)}, {Pick("1", "2", "-1", "9")}, {Number(d)})",
                13 => $"(for i in {Pick("1..3", "3..1", "-1..1")} return i * {Number(0)})",
                14 => $"mode({List(d)})",
                15 => $"orders[price {Comparison()} {Number(0)}].{Pick("count", "price", "none")}",
                16 => $"(for x in {List(d)}, y in [1, 2] return x + y)",
                _ => List(0),
            };
    }

    private string Date(int depth)
    {
        var d = depth - 1;
        return depth == 0 ? Pick("date(\"2024-02-29\")", "date(\"2025-01-28\")", "date(\"1999-12-31\")", "date(2025, 1, 31)", "@\"2025-06-30\"", "date(\"2025-02-30\")")
            : Misfit() ? Any(d)
            : _random.Next(6) switch
            {
                0 or 1 => $"({Date(d)} {Pick("+", "-")} {Duration(d)})",
                2 => $"date({Date(d)})",
                3 => $"(if {Truth(d)} then {Date(d)} else {Date(d)})",
                4 => $"date({Pick("date and time(\"2025-01-28T10:30:00\")", "date and time(\"2024-12-31T23:59:59Z\")", Text(d))})",
                _ => Date(0),
            };
    }

    private string Duration(int depth)
    {
        var d = depth - 1;
        return depth == 0 ? Pick("duration(\"P1D\")", "duration(\"PT36H\")", "duration(\"-P2DT3H\")", "duration(\"P1Y2M\")", "duration(\"P14M\")", "@\"-P1M\"", "duration(\"PT0S\")", "duration(\"P1\")")
            : Misfit() ? Any(d)
            : _random.Next(9) switch
            {
                0 => $"({Date(d)} - {Date(d)})",
                1 => $"({Duration(d)} {Pick("+", "-")} {Duration(d)})",
                2 => $"({Duration(d)} {Pick("*", "/")} {Number(0)})",
                3 => $"years and months duration({Date(d)}, {Date(d)})",
                4 => $"abs({Duration(d)})",
                5 => $"-({Duration(d)})",
                _ => Duration(0),
            };
    }

    private bool Misfit() => _random.Next(Misfits) == 0;

    private string Comparison() => Pick("=", "!=", "<", "<=", ">", ">=");

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
