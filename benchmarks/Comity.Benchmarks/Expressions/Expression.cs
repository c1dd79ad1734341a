namespace Comity.Benchmarks.Expressions;

/// <summary>A FEEL expression with its context, as FEEL that every engine reads, and why the answers may differ.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Difference">Why Comity and feelin do not agree about it, by the specification; null where they must.</param>
internal sealed record Expression(string Text, string? Difference = null)
{
    /// <summary>What every expression may use, as JSON.</summary>
    public const string Context = """
        {"income": 4200.5, "rate": 0.0425, "months": 36, "age": 42, "name": "Ada Lovelace", "kind": "detainer", "convicted": true, "missing": null,
         "scores": [3, 8, 13, 21, 34, 55, 89], "person": {"name": "Ada", "address": {"city": "Albany", "zip": "12207"}},
         "orders": [{"item": "a", "price": 12.5, "count": 3}, {"item": "b", "price": 99, "count": 1}, {"item": "c", "price": 7.25, "count": 12}]}
        """;

    private const string Decimals = "Comity computes with 34 decimal digits (§10.3.2.3.1), feelin with binary floating point.";

    public static IReadOnlyList<Expression> All { get; } =
    [
        new("1 + 2 * 3"),
        new("0.1 + 0.2", Decimals),
        new("income * rate / 12", Decimals),
        new("income * (1 + rate) ** 3", Decimals),
        new("(income - 200) / months > 100"),
        new("age >= 18 and age < 65"),
        new("convicted or age > 80"),
        new("kind = \"detainer\""),
        new("kind in (\"interview\", \"transfer\", \"detainer\")"),
        new("age in [18..65]"),
        new("age between 18 and 65"),
        new("if convicted and kind = \"detainer\" then \"permitted\" else \"refer\""),
        new("missing = null"),
        new("not(convicted)"),
        new("person.address.city"),
        new("\"Dear \" + name"),
        new("upper case(name)"),
        new("substring(name, 1, 3)"),
        new("string length(name) > 5"),
        new("contains(name, \"Love\")"),
        new("split(name, \" \")"),
        new("matches(name, \"^A.*e$\")"),
        new("sum(scores)"),
        new("count(scores[item > 10])"),
        new("max(scores) - min(scores)"),
        new("mean(scores)", Decimals),
        new("orders[price > 10].item"),
        new("sum(for o in orders return o.price * o.count)"),
        new("some s in scores satisfies s > 80"),
        new("every s in scores satisfies s > 80"),
        new("list contains(scores, 21)"),
        new("{a: age, b: a + 1}.b"),
        new("date(\"2025-01-28\") + duration(\"P30D\") > date(\"2025-02-20\")"),
        new("date(\"2025-01-28\").year"),
        new("years and months duration(date(\"2020-02-29\"), date(\"2025-01-28\"))", "The function is defined for two dates (§10.3.4); feelin has no answer."),
        new("date and time(\"2025-01-28T10:00:00\") - date and time(\"2025-01-27T08:30:00\")"),
        new("floor(income / 1000)"),
        new("decimal(income / 7, 2)"),
    ];
}
