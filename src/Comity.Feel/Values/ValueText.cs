using System.Globalization;
using System.Text;
using Comity.Feel.Evaluation;

namespace Comity.Feel.Values;

/// <summary>Writes values as FEEL text.</summary>
internal sealed class ValueText
{
    private readonly StringBuilder _text = new();
    private readonly EvaluationContext? _context;
    private readonly int _longest;

    private ValueText(EvaluationContext? context, int longest) => (_context, _longest) = (context, longest);

    /// <summary>All of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="context">Bounds the text and the work; null for no bounds.</param>
    public static string Of(FeelValue value, EvaluationContext? context = null) =>
        new ValueText(context, int.MaxValue).Write(value).ToString();

    /// <summary>The beginning of a value, for messages; an ellipsis says that there is more.</summary>
    public static string Beginning(FeelValue value, int longest)
    {
        var text = new ValueText(null, longest).Write(value);
        return text.Length > longest ? text.ToString(0, longest) + "…" : text.ToString();
    }

    private bool IsFull => _text.Length > _longest;

    private StringBuilder Write(FeelValue value)
    {
        switch (value.Kind)
        {
            case FeelKind.Null:
                return _text.Append("null");
            case FeelKind.Boolean:
                return _text.Append(value.IsTrue ? "true" : "false");
            case FeelKind.Number:
                return value.TryAsInt64(out var whole) ? _text.Append(CultureInfo.InvariantCulture, $"{whole}")
                    : _text.Append(value.AsNumber().ToString());
            case FeelKind.String:
                return Quoted(value.AsString());
            case FeelKind.Date:
                return _text.Append(CultureInfo.InvariantCulture, $"@\"{value.AsDate()}\"");
            case FeelKind.Time:
                return _text.Append(CultureInfo.InvariantCulture, $"@\"{value.AsTime()}\"");
            case FeelKind.DateTime:
                return _text.Append(CultureInfo.InvariantCulture, $"@\"{value.AsDateTime()}\"");
            case FeelKind.DaysAndTimeDuration:
                return _text.Append(CultureInfo.InvariantCulture, $"@\"{value.AsDaysAndTime()}\"");
            case FeelKind.YearsAndMonthsDuration:
                return _text.Append(CultureInfo.InvariantCulture, $"@\"{value.AsYearsAndMonths()}\"");
            case FeelKind.List:
                var items = value.AsList();
                return Enclosed('[', items.Count, i => Write(items[i]), ']');
            case FeelKind.Context:
                var context = value.AsContext();
                return Enclosed('{', context.Keys.Count, i => Entry(context.Keys[i], context.Values[i]), '}');
            case FeelKind.Range:
                return Range(value.AsRange());
            default:
                return _text.Append(value.AsFunction());
        }
    }

    private StringBuilder Enclosed(char begin, int count, Action<int> part, char end)
    {
        _text.Append(begin);
        for (var i = 0; i < count && !IsFull; i++)
        {
            _context?.Step();
            _text.Append(i > 0 ? ", " : "");
            part(i);
            _context?.CheckGrowth(_text.Length);
        }

        return _text.Append(end);
    }

    private void Entry(string key, FeelValue value)
    {
        Quoted(key).Append(": ");
        Write(value);
    }

    private StringBuilder Range(FeelRange range)
    {
        if (range.Form != RangeForm.Interval)
        {
            _text.Append(range.Form == RangeForm.Equal ? "(= " : "(!= ");
            return Write(range.Start).Append(')');
        }

        switch (range.Start.IsNull, range.End.IsNull)
        {
            case (true, false):
                _text.Append(range.EndIncluded ? "(<= " : "(< ");
                return Write(range.End).Append(')');
            case (false, true):
                _text.Append(range.StartIncluded ? "(>= " : "(> ");
                return Write(range.Start).Append(')');
            default:
                _text.Append(range.StartIncluded ? '[' : '(');
                Write(range.Start).Append("..");
                return Write(range.End).Append(range.EndIncluded ? ']' : ')');
        }
    }

    private StringBuilder Quoted(string text)
    {
        _text.Append('"');
        foreach (var character in text.Length > _longest ? text.AsSpan(0, _longest) : text)
        {
            _ = character switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                _ => _text.Append(character),
            };
        }

        return _text.Append('"');
    }
}
