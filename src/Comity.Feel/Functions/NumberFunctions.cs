using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Functions on numbers (DMN 1.5 §10.3.4.5, Table 76).</summary>
internal static class NumberFunctions
{
    private const string Section = "10.3.4.5";

    public static readonly BuiltInFunction[] All =
    [
        new("decimal", Section, Rounds(FeelRounding.HalfEven)),
        new("floor", Section, OnNumber("n", number => number.Round(0, FeelRounding.Floor)), Rounds(FeelRounding.Floor)),
        new("ceiling", Section, OnNumber("n", number => number.Round(0, FeelRounding.Ceiling)), Rounds(FeelRounding.Ceiling)),
        new("round up", Section, Rounds(FeelRounding.Up)),
        new("round down", Section, Rounds(FeelRounding.Down)),
        new("round half up", Section, Rounds(FeelRounding.HalfUp)),
        new("round half down", Section, Rounds(FeelRounding.HalfDown)),
        new("abs", Section,
            OnNumber("n", number => number.Sign < 0 ? -number : number),
            new FunctionOverload(FeelType.DaysAndTimeDuration, [Of(FeelType.DaysAndTimeDuration, "n")], (arguments, _) =>
                arguments[0].AsDaysAndTime().Nanoseconds < 0 ? FeelOperators.Negate(arguments[0]) : arguments[0]),
            new FunctionOverload(FeelType.YearsAndMonthsDuration, [Of(FeelType.YearsAndMonthsDuration, "n")], (arguments, _) =>
                arguments[0].AsYearsAndMonths().Months < 0 ? FeelOperators.Negate(arguments[0]) : arguments[0])),
        new("modulo", Section, new FunctionOverload(FeelType.Number, [Of(FeelType.Number, "dividend"), Of(FeelType.Number, "divisor")], Modulo)),
        new("sqrt", Section, OnNumber("number", number => number.Sqrt())),
        new("log", Section, OnNumber("number", number => number.Log())),
        new("exp", Section, OnNumber("number", number => number.Exp())),
        new("odd", Section, Parity(1)),
        new("even", Section, Parity(0)),
    ];

    private static FunctionOverload OnNumber(string parameter, Func<FeelNumber, FeelNumber?> function) =>
        new(FeelType.Number, [Of(FeelType.Number, parameter)], (arguments, _) => FeelValue.From(function(arguments[0].AsNumber())));

    private static FunctionOverload Rounds(FeelRounding rounding) =>
        new(FeelType.Number, [Of(FeelType.Number, "n"), Of(FeelType.Number, "scale")], (arguments, _) =>
            arguments[1].AsNumber().TryTruncate(out var scale) && Int128.Abs(scale) < int.MaxValue
                ? FeelValue.From(arguments[0].AsNumber().Round((long)scale, rounding))
                : FeelValue.Null);

    private static FunctionOverload Parity(int remainder) =>
        new(FeelType.Boolean, [Of(FeelType.Number, "number")], (arguments, _) =>
            arguments[0].AsNumber().IsInteger
                ? FeelValue.From(arguments[0].TryAsInt64(out var whole) ? (whole & 1) == remainder : arguments[0].AsNumber().IsEven == (remainder == 0))
                : FeelValue.Null);

    private static FeelValue Modulo(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        if (FeelNumber.Modulo(arguments[0].AsNumber(), arguments[1].AsNumber()) is { } rest)
        {
            return FeelValue.From(rest);
        }

        context.Report("FEEL0201", arguments[1].AsNumber().Sign == 0 ? "Division by zero." : "The result is out of range.");
        return FeelValue.Null;
    }
}
