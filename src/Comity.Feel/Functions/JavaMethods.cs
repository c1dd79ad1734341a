using System.Globalization;
using System.Text;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>Static methods of <c>java.lang</c> that models name most, done by .NET. Values pass as DMN 1.5 Table 47 maps them.</summary>
internal static class JavaMethods
{
    public static IEnumerable<(string Class, string Signature, FeelBody Body)> All =>
    [
        .. new (string Name, Func<double, double> Function)[]
        {
            ("abs", Math.Abs), ("acos", Math.Acos), ("asin", Math.Asin), ("atan", Math.Atan), ("cbrt", Math.Cbrt), ("ceil", Math.Ceiling),
            ("cos", Math.Cos), ("cosh", Math.Cosh), ("exp", Math.Exp), ("floor", Math.Floor), ("log", Math.Log), ("log10", Math.Log10),
            ("rint", value => Math.Round(value, MidpointRounding.ToEven)), ("signum", value => Math.Sign(value)), ("sin", Math.Sin), ("sinh", Math.Sinh),
            ("sqrt", Math.Sqrt), ("tan", Math.Tan), ("tanh", Math.Tanh), ("toDegrees", double.RadiansToDegrees), ("toRadians", double.DegreesToRadians),
        }.Select(entry => ("java.lang.Math", entry.Name + "(double)", OfDoubles(arguments => entry.Function(arguments[0])))),
        .. new (string Name, Func<double, double, double> Function)[] { ("atan2", Math.Atan2), ("hypot", double.Hypot), ("pow", Math.Pow), ("max", Math.Max), ("min", Math.Min) }
            .Select(entry => ("java.lang.Math", entry.Name + "(double,double)", OfDoubles(arguments => entry.Function(arguments[0], arguments[1])))),
        ("java.lang.Math", "max(float,float)", OfDoubles(arguments => Math.Max(arguments[0], arguments[1]), true)),
        ("java.lang.Math", "min(float,float)", OfDoubles(arguments => Math.Min(arguments[0], arguments[1]), true)),
        ("java.lang.Math", "max(int,int)", OfWholes(int.MinValue, int.MaxValue, Math.Max)),
        ("java.lang.Math", "min(int,int)", OfWholes(int.MinValue, int.MaxValue, Math.Min)),
        ("java.lang.Math", "max(long,long)", OfWholes(long.MinValue, long.MaxValue, Math.Max)),
        ("java.lang.Math", "min(long,long)", OfWholes(long.MinValue, long.MaxValue, Math.Min)),
        ("java.lang.Byte", "valueOf(byte)", Whole(sbyte.MinValue, sbyte.MaxValue)),
        ("java.lang.Short", "valueOf(short)", Whole(short.MinValue, short.MaxValue)),
        ("java.lang.Integer", "valueOf(int)", Whole(int.MinValue, int.MaxValue)),
        ("java.lang.Long", "valueOf(long)", Whole(long.MinValue, long.MaxValue)),
        ("java.lang.Integer", "valueOf(java.lang.String)", Parsed(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null)),
        ("java.lang.Long", "valueOf(java.lang.String)", Parsed(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null)),
        ("java.lang.Float", "valueOf(java.lang.String)", Parsed(text => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? FromDouble(value) : null)),
        ("java.lang.Double", "valueOf(java.lang.String)", Parsed(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? FromDouble(value) : null)),
        ("java.lang.Double", "valueOf(double)", OfDoubles(arguments => arguments[0])),
        ("java.lang.String", "valueOf(char)", (arguments, _) => arguments[0].Kind == FeelKind.String && arguments[0].AsString().Length == 1 ? arguments[0] : FeelValue.Null),
        ("java.lang.String", "format(java.lang.String,[Ljava.lang.Object;)", Format),
        ("java.lang.String", "format(java.lang.String,java.lang.Object...)", Format),
    ];

    private static FeelBody OfDoubles(Func<double[], double> function, bool single = false) => (arguments, _) =>
    {
        var doubles = new double[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Kind != FeelKind.Number)
            {
                return FeelValue.Null;
            }

            doubles[i] = double.Parse(arguments[i].AsNumber().ToString(), CultureInfo.InvariantCulture);
        }

        var result = function(doubles);
        return FeelValue.From(single ? FromDouble((float)result) : FromDouble(result));
    };

    private static FeelBody OfWholes(long lowest, long highest, Func<long, long, long> function) => (arguments, _) =>
        AsWhole(arguments[0], lowest, highest) is { } left && AsWhole(arguments[1], lowest, highest) is { } right ? FeelValue.From(function(left, right)) : FeelValue.Null;

    private static FeelBody Whole(long lowest, long highest) => (arguments, _) => AsWhole(arguments[0], lowest, highest) is { } whole ? FeelValue.From(whole) : FeelValue.Null;

    private static FeelBody Parsed(Func<string, FeelNumber?> parse) => (arguments, _) =>
        arguments[0].Kind == FeelKind.String ? FeelValue.From(parse(arguments[0].AsString())) : FeelValue.Null;

    private static long? AsWhole(FeelValue value, long lowest, long highest) =>
        value.Kind == FeelKind.Number && value.AsNumber().TryTruncate(out var whole) && whole >= lowest && whole <= highest ? (long)whole : null;

    private static FeelNumber? FromDouble(double value) =>
        double.IsFinite(value) && FeelNumber.TryParse(value.ToString("R", CultureInfo.InvariantCulture), out var number) ? number : null;

    private static FeelNumber? FromDouble(float value) =>
        float.IsFinite(value) && FeelNumber.TryParse(value.ToString("R", CultureInfo.InvariantCulture), out var number) ? number : null;

    // %s, %d, %n and %%; null for any other conversion and for too few arguments.
    private static FeelValue Format(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        if (arguments[0].Kind != FeelKind.String)
        {
            return FeelValue.Null;
        }

        var (format, result, next) = (arguments[0].AsString(), new StringBuilder(), 1);
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            switch (++i < format.Length ? format[i] : '\0')
            {
                case '%':
                    result.Append('%');
                    break;
                case 'n':
                    result.Append('\n');
                    break;
                case 's' when next < arguments.Length:
                case 'd' when next < arguments.Length && arguments[next].Kind == FeelKind.Number && arguments[next].AsNumber().IsInteger:
                    result.Append(ConversionFunctions.ToText(arguments[next++]) ?? "null");
                    break;
                default:
                    context.Report("FEEL0306", "Of String.format only %s, %d, %n and %% are available here, each with an argument.");
                    return FeelValue.Null;
            }
        }

        context.CheckSize(result.Length);
        return FeelValue.From(result.ToString());
    }
}
