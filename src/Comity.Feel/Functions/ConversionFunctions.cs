using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Conversions between kinds (DMN 1.5 §10.3.4.1, Table 72); temporal values are in <see cref="TemporalFunctions"/>.</summary>
internal static class ConversionFunctions
{
    private const string Section = "10.3.4.1";

    public static readonly BuiltInFunction[] All =
    [
        new("number", Section,
            new FunctionOverload(FeelType.Number, [Of(FeelType.Text, "from")], (arguments, _) => ToNumber(arguments[0].AsString())),
            new FunctionOverload(FeelType.Number, [Of(FeelType.Number, "from")], (arguments, _) => arguments[0]),
            new FunctionOverload(
                FeelType.Number,
                [Of(FeelType.Text, "from"), OrNull(FeelType.Text, "grouping separator"), OrNull(FeelType.Text, "decimal separator")],
                ToNumber)),
        new("string", Section, new FunctionOverload(FeelType.Text, [Any("from")],
            (arguments, context) => FeelValue.From(ToText(arguments[0], context)))),
        new("range", Section, new FunctionOverload(AnyRange, [Of(FeelType.Text, "from")], ToRange)),
    ];

    /// <summary>What <c>string(…)</c> gives: a string as it is, a temporal value without <c>@"…"</c>, anything else as FEEL writes it; null for null.</summary>
    public static string? ToText(FeelValue value, EvaluationContext? context = null) => value.Kind switch
    {
        FeelKind.Null => null,
        FeelKind.String => value.AsString(),
        FeelKind.Date => value.AsDate().ToString(),
        FeelKind.Time => value.AsTime().ToString(),
        FeelKind.DateTime => value.AsDateTime().ToString(),
        FeelKind.DaysAndTimeDuration => value.AsDaysAndTime().ToString(),
        FeelKind.YearsAndMonthsDuration => value.AsYearsAndMonths().ToString(),
        _ => ValueText.Of(value, context),
    };

    private static FeelValue ToNumber(string text) => FeelNumber.TryParse(text, out var number) ? FeelValue.From(number) : FeelValue.Null;

    private static FeelValue ToNumber(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var grouping = arguments[1].IsNull ? null : arguments[1].AsString();
        var point = arguments[2].IsNull ? null : arguments[2].AsString();
        if (grouping is not (null or " " or "," or ".") || point is not (null or "," or ".") || (grouping is not null && grouping == point))
        {
            context.Report("FEEL0301", "The grouping separator is a space, comma or full stop, the decimal separator a comma or full stop, and they differ.");
            return FeelValue.Null;
        }

        var text = arguments[0].AsString();
        text = grouping is null ? text : text.Replace(grouping, "", StringComparison.Ordinal);
        return point == "," && text.Contains('.', StringComparison.Ordinal)
            ? FeelValue.Null
            : ToNumber(point is null ? text : text.Replace(point, ".", StringComparison.Ordinal));
    }

    // A range literal between two literals, or between texts given to a conversion function.
    private static FeelValue ToRange(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        context.Count(arguments[0].AsString().Length);
        if (FeelParser.ParseRange(arguments[0].AsString()).Tree is not { } range)
        {
            context.Report("FEEL0301", $"{arguments[0]} is not an interval such as \"[1..10)\" or \"[1..)\".");
            return FeelValue.Null;
        }

        if (range is { Start: { } start, End: { } end })
        {
            var (low, high) = (Literal(start, context), Literal(end, context));
            return low.IsNull || high.IsNull ? FeelValue.Null : FeelOperators.Range(range.StartIncluded, low, high, range.EndIncluded);
        }

        return FeelOperators.OpenRange(range.Ordering, Literal((range.Start ?? range.End)!, context));
    }

    private static FeelValue Literal(FeelNode node, EvaluationContext context) => node switch
    {
        LiteralNode literal => literal.Value,
        AtLiteralNode literal => literal.Value,
        NegationNode { Operand: LiteralNode { Value: var value } } => FeelOperators.Negate(value),
        InvocationNode { Function: NameNode { Name: "date" or "time" or "date and time" or "duration" } name, Arguments: [{ Name: null, Value: LiteralNode { Value: var text } }] }
            when BuiltInFunctions.TryGet(name.Name, out var function) => function.Invoke([text], context),
        _ => FeelValue.Null,
    };
}
