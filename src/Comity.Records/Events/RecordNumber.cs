using System.Globalization;
using System.Text.RegularExpressions;

namespace Comity.Records.Events;

/// <summary>A record's number: the year (UTC) in which it was kept, and its place in that year, from 1. Written <c>2026-000123</c>.</summary>
internal static partial class RecordNumber
{
    /// <summary>The number of the one file that is no record: what happened to the policy that is served. Written <c>policy</c>.</summary>
    public const long Policy = 0;

    private const long PerYear = 1_000_000_000_000;
    private const string PolicyText = "policy";

    /// <summary>The number as it is stored: they sort as the written ones do.</summary>
    public static long Of(int year, long sequence) => (year * PerYear) + sequence;

    /// <summary>The first that a year could have, less one.</summary>
    public static long Before(int year) => year * PerYear;

    public static string Text(long number) => number == Policy ? PolicyText : string.Create(CultureInfo.InvariantCulture, $"{number / PerYear:D4}-{number % PerYear:D6}");

    /// <summary>Reads a record's number, or the policy's.</summary>
    public static bool TryParseAny(string text, out long number)
    {
        number = Policy;
        return text == PolicyText || TryParse(text, out number);
    }

    /// <summary>Reads a record's number.</summary>
    public static bool TryParse(string text, out long number)
    {
        number = 0;
        if (!Form().IsMatch(text))
        {
            return false;
        }

        number = Of(int.Parse(text.AsSpan(0, 4), CultureInfo.InvariantCulture), long.Parse(text.AsSpan(5), CultureInfo.InvariantCulture));
        return number % PerYear > 0 && Text(number) == text;
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{6,11}$")]
    private static partial Regex Form();
}
