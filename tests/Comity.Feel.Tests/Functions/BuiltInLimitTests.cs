using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Feel.Tests.Functions;

/// <summary>
/// Of every overload of every built-in function, as the table of functions has them: what it does grows no faster than n log n with its
/// arguments, and limits on steps, time and sizes end it.
/// </summary>
public class BuiltInLimitTests
{
    private const int Small = 1_000;
    private const int Factor = 16;

    public static TheoryData<string, int, int> Overloads
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (var function in BuiltInFunctions.All)
            {
                for (var overload = 0; overload < function.Overloads.Count; overload++)
                {
                    for (var variant = 0; variant < 3 && function.Overloads[overload].Parameters.Any(IsLarge); variant++)
                    {
                        data.Add(function.Name, overload, variant);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Overloads))]
    public void WorkGrowsNoFasterThanNLogN(string name, int overload, int variant)
    {
        var function = (BuiltInFunction)Function(name);
        var (small, large) = (Arguments(function.Overloads[overload], variant, Small),
            Arguments(function.Overloads[overload], variant, Small * Factor));
        Invoke(function, small, EvaluationLimits.Default);
        var (before, after) = (Invoke(function, small, EvaluationLimits.Default), Invoke(function, large, EvaluationLimits.Default));

        // n log n grows by 1.4 times the factor from one to the other.
        Assert.InRange(after.Steps, 1, (2 * Factor * before.Steps) + 1_000);
        Assert.InRange(after.Bytes, 0, (2 * Factor * before.Bytes) + 500_000);
    }

    [Theory]
    [MemberData(nameof(Overloads))]
    public void LimitsEndIt(string name, int overload, int variant)
    {
        var function = (BuiltInFunction)Function(name);
        var arguments = Arguments(function.Overloads[overload], variant, Small * Factor);
        Assert.Throws<EvaluationLimitException>(() => Invoke(function, arguments, new EvaluationLimits(MaximumSteps: 50)));
        Assert.Throws<EvaluationLimitException>(() => Repeat(function, arguments,
            new EvaluationLimits(MaximumSteps: long.MaxValue / 4, MaximumTime: TimeSpan.Zero)));

        // Whatever is made is bounded: the function ends, or gives no more than it may.
        var bound = new EvaluationLimits(MaximumSize: Small);
        try
        {
            var context = new EvaluationContext(false, bound);
            context.Limited(function.Invoke(arguments, context));
        }
        catch (EvaluationLimitException)
        {
        }
    }

    [Fact]
    public void ContextsOfManyEntriesAreMadeInOnePass()
    {
        var entries = FeelValue.From(FeelList.Of(Enumerable.Range(0, 200_000).Select(i => Entry($"k{i}", i))));
        Assert.Equal(200_000, Function("context").Invoke([entries], new EvaluationContext(false)).AsContext().Keys.Count);
        var parts = FeelValue.From(FeelList.Of(Enumerable.Range(0, 100_000)
            .Select(i => FeelValue.From(FeelContext.Of([new($"k{i % 50_000}", FeelValue.From(i))])))));
        var merged = Function("context merge").Invoke([parts], new EvaluationContext(false)).AsContext();
        Assert.Equal((50_000, FeelValue.From(50_001)), (merged.Keys.Count, merged.Values[1]));
    }

    private static (long Steps, long Bytes) Invoke(FeelFunction function, FeelValue[] arguments, EvaluationLimits limits)
    {
        var context = new EvaluationContext(false, limits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        function.Invoke(arguments, context);
        return (context.Steps, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // The clock is read every 1,024 steps.
    private static void Repeat(FeelFunction function, FeelValue[] arguments, EvaluationLimits limits)
    {
        var context = new EvaluationContext(false, limits);
        for (var i = 0; i < 1_100; i++)
        {
            function.Invoke(arguments, context);
        }
    }

    private static FeelFunction Function(string name) =>
        BuiltInFunctions.TryGet(name, out var function) ? function : throw new ArgumentException(name);

    private static bool IsLarge(FeelParameter parameter) =>
        parameter.Type is ListType or ContextType or BasicType { Kind: FeelKind.String or null }
            && parameter.Name is not ("key" or "flags" or "timezone");

    private static FeelValue[] Arguments(FunctionOverload overload, int variant, int size) =>
        [.. overload.Parameters.Select((parameter, place) => Argument(parameter, place, variant, size))];

    private static FeelValue Argument(FeelParameter parameter, int place, int variant, int size) => parameter switch
    {
        { Name: "flags" } => FeelValue.Null,
        { Name: "key" } => FeelValue.From("k1"),
        { Name: "timezone" } => FeelValue.From("Europe/Paris"),
        { Name: "keys" } => FeelValue.From(FeelList.Of(FeelValue.From("k1"))),
        { Name: "entries" } => FeelValue.From(FeelList.Of(Enumerable.Range(0, size).Select(i => Entry($"k{i}", i)))),
        { Name: "contexts" } => FeelValue.From(FeelList.Of(Enumerable.Range(0, size).Select(i => Context(1, i)))),
        { Name: "match", Type: BasicType } => Text(variant == 0 ? 1 : size / 2, variant),
        { Name: "pattern" or "delimiter" } => FeelValue.From(variant == 0 ? "b" : "[b-d]+x|b"),
        { Name: "replacement" } => FeelValue.From("$0"),
        { Type: ListType { Item: BasicType { Kind: FeelKind.Boolean } } } => List(size, _ => FeelValue.True),
        { Type: ListType { Item: BasicType { Kind: FeelKind.Number } } } => List(size, i => FeelValue.From(i * 7919L % 5003)),
        { Type: ListType } when parameter.Name == "list" && variant == 1 => List(size, i => FeelValue.From($"text {i}")),
        { Type: ListType } when parameter.Name == "list" && variant == 2 =>
            List(size, i => FeelValue.From(FeelTime.TryCreate(i / 3600 % 24, i / 60 % 60, i % 60, 0, null, out var time) ? time : default)),
        { Type: ListType } => List(size, i => FeelValue.From(i * 7919L % 5003)),
        { Type: ContextType } => Context(size, 0),
        { Type: RangeType } => FeelValue.From(new FeelRange(true, FeelValue.From(1), FeelValue.From(5), true)),
        { Type: FunctionType } =>
            FeelValue.From(new FeelLambda("", ["x", "y"], (items, _) => FeelOperators.Compare(Ordering.Less, items[0], items[1]))),
        { Type: BasicType { Kind: FeelKind.String } } => Text(size, variant),
        { Type: BasicType { Kind: FeelKind.Boolean } } => FeelValue.True,
        { Type: BasicType { Kind: FeelKind.Date or FeelKind.DateTime } } =>
            FeelValue.From(FeelDateTime.TryParse("2024-05-06T07:08:09", out var moment) ? moment : default),
        { Type: BasicType { Kind: FeelKind.Time } } => FeelValue.From(default(FeelTime)),
        { Type: BasicType { Kind: FeelKind.DaysAndTimeDuration } } => FeelValue.From(default(DaysAndTimeDuration)),
        { Type: BasicType { Kind: FeelKind.YearsAndMonthsDuration } } => FeelValue.From(default(YearsAndMonthsDuration)),
        { Type: BasicType { Kind: null } } => List(size, i => FeelValue.From(i)),
        _ => FeelValue.From(place + 1),
    };

    private static FeelValue Text(int size, int variant) => FeelValue.From(variant switch
    {
        0 => string.Concat(Enumerable.Repeat("abcdefgß", (size / 8) + 1)),
        1 => new string('a', size / 2) + "b" + new string('a', size / 2),
        _ => new string('9', size),
    });

    private static FeelValue List(int size, Func<int, FeelValue> item) =>
        FeelValue.From(FeelList.Of(Enumerable.Range(0, size).Select(item)));

    private static FeelValue Context(int size, int first) =>
        FeelValue.From(FeelContext.Of(Enumerable.Range(first, size).Select(i => KeyValuePair.Create($"k{i}", FeelValue.From(i)))));

    private static FeelValue Entry(string key, int value) =>
        FeelValue.From(FeelContext.Of([new("key", FeelValue.From(key)), new("value", FeelValue.From(value))]));
}
