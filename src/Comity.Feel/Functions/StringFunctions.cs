using System.Text;
using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>Functions on strings (DMN 1.5 §10.3.4.3, Table 74). Characters are Unicode code points.</summary>
internal static class StringFunctions
{
    private const string Section = "10.3.4.3";
    private static readonly FeelParameter Text = Of(FeelType.Text, "string");
    private static readonly FeelParameter Match = Of(FeelType.Text, "match");
    private static readonly FeelParameter Input = Of(FeelType.Text, "input");
    private static readonly FeelParameter Pattern = Of(FeelType.Text, "pattern");
    private static readonly FeelParameter Replacement = Of(FeelType.Text, "replacement");
    private static readonly FeelParameter Flags = OrNull(FeelType.Text, "flags");

    public static readonly BuiltInFunction[] All =
    [
        new("string length", Section, new FunctionOverload(FeelType.Number, [Text], (arguments, _) => FeelValue.From(LengthOf(arguments[0].AsString())))),
        new("upper case", Section, new FunctionOverload(FeelType.Text, [Text],
            (arguments, _) => FeelValue.From(CaseMapping.ToUpper(arguments[0].AsString())))),
        new("lower case", Section, new FunctionOverload(FeelType.Text, [Text],
            (arguments, _) => FeelValue.From(CaseMapping.ToLower(arguments[0].AsString())))),
        new("contains", Section, OnTexts(FeelType.Boolean, (text, match) => FeelValue.From(CodePoints.IndexOf(text, match) >= 0))),
        new("starts with", Section, OnTexts(FeelType.Boolean, (text, match) => FeelValue.From(text.StartsWith(match, StringComparison.Ordinal)))),
        new("ends with", Section, OnTexts(FeelType.Boolean, (text, match) => FeelValue.From(text.EndsWith(match, StringComparison.Ordinal)))),
        new("substring before", Section, OnTexts(FeelType.Text, (text, match) => Around(text, match, (t, at) => t[..at]))),
        new("substring after", Section, OnTexts(FeelType.Text, (text, match) => Around(text, match, (t, at) => t[(at + match.Length)..]))),
        new("substring", Section,
            new FunctionOverload(FeelType.Text, [Text, Of(FeelType.Number, "start position")], Substring),
            new FunctionOverload(FeelType.Text, [Text, Of(FeelType.Number, "start position"), Of(FeelType.Number, "length")], Substring)),
        new("matches", Section,
            new FunctionOverload(FeelType.Boolean, [Input, Pattern], Matches),
            new FunctionOverload(FeelType.Boolean, [Input, Pattern, Flags], Matches)),
        new("replace", Section,
            new FunctionOverload(FeelType.Text, [Input, Pattern, Replacement], Replace),
            new FunctionOverload(FeelType.Text, [Input, Pattern, Replacement, Flags], Replace)),
        new("split", Section, new FunctionOverload(new ListType(FeelType.Text), [Text, Of(FeelType.Text, "delimiter")], Split)),
        new("string join", Section,
            new FunctionOverload(FeelType.Text, [Of(List, "list")], Join),
            new FunctionOverload(FeelType.Text, [Of(List, "list"), OrNull(FeelType.Text, "delimiter")], Join)),
    ];

    private static FunctionOverload OnTexts(FeelType result, Func<string, string, FeelValue> function) =>
        new(result, [Text, Match], (arguments, _) => function(arguments[0].AsString(), arguments[1].AsString()));

    private static int LengthOf(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            length++;
        }

        return length;
    }

    private static FeelValue Around(string text, string match, Func<string, int, string> part)
    {
        var at = CodePoints.IndexOf(text, match);
        return FeelValue.From(at < 0 ? "" : part(text, at));
    }

    private static FeelValue Substring(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var runes = arguments[0].AsString().EnumerateRunes().ToArray();
        if (!arguments[1].AsNumber().TryTruncate(out var start) || start == 0 || Int128.Abs(start) > runes.Length)
        {
            context.Report("FEEL0301", "The start position must lie within the string, from 1, or from -1 backwards.");
            return FeelValue.Null;
        }

        var from = (int)(start > 0 ? start - 1 : runes.Length + start);
        Int128 length = runes.Length - from;
        if (arguments.Length == 3 && (!arguments[2].AsNumber().TryTruncate(out length) || length < 1))
        {
            context.Report("FEEL0301", "The length must be at least 1.");
            return FeelValue.Null;
        }

        var result = new StringBuilder();
        foreach (var rune in runes.AsSpan(from, (int)Int128.Min(length, runes.Length - from)))
        {
            result.Append(rune.ToString());
        }

        return FeelValue.From(result.ToString());
    }

    private static XPathRegex? RegexOf(FeelValue pattern, ReadOnlySpan<FeelValue> flags, EvaluationContext context)
    {
        var regex = XPathRegex.Of(pattern.AsString(), flags is [{ IsNull: false } given] ? given.AsString() : "", out var error);
        if (regex is null)
        {
            context.Report("FEEL0305", error!);
        }

        return regex;
    }

    private static FeelValue Matches(ReadOnlySpan<FeelValue> arguments, EvaluationContext context) =>
        RegexOf(arguments[1], arguments[2..], context) is { } regex
            ? FeelValue.From(regex.IsMatch(arguments[0].AsString(), context)) : FeelValue.Null;

    private static FeelValue Replace(ReadOnlySpan<FeelValue> arguments, EvaluationContext context) =>
        RegexOf(arguments[1], arguments[3..], context) is { } regex ? FeelValue.From(regex.Replace(arguments[0].AsString(), arguments[2].AsString(), context)) : FeelValue.Null;

    private static FeelValue Split(ReadOnlySpan<FeelValue> arguments, EvaluationContext context) =>
        RegexOf(arguments[1], [], context) is { } regex && regex.Split(arguments[0].AsString(), context) is { } parts
            ? FeelValue.From(FeelList.Of(parts.Select(part => FeelValue.From(part))))
            : FeelValue.Null;

    private static FeelValue Join(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        var parts = new List<string>();
        long size = 0;
        var delimiter = arguments is [_, { IsNull: false } given] ? given.AsString() : "";
        foreach (var item in arguments[0].AsList().Items)
        {
            if (item.Kind == FeelKind.String)
            {
                parts.Add(item.AsString());
                size += item.AsString().Length + delimiter.Length;
            }
            else if (!item.IsNull)
            {
                if (context.Reports)
                {
                    context.Report("FEEL0206", $"Only strings can be joined, and the list holds {FeelOperators.Described(item)}.");
                }

                return FeelValue.Null;
            }
        }

        context.CheckGrowth(size);
        return FeelValue.From(string.Join(delimiter, parts));
    }
}
