using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Web;

/// <summary>Reads and writes values of an address.</summary>
internal static class QueryValues
{
    /// <summary>What to say about a day that cannot be read.</summary>
    public const string DayProblem = "Days are written as 2025-02-01.";

    /// <summary>A text; null where there is none.</summary>
    public static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>A day; null where there is none.</summary>
    /// <returns>False for a text that is no day.</returns>
    public static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var good = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        day = good ? read : null;
        return good;
    }

    /// <summary>The query of an address, with the values that there are.</summary>
    public static QueryString Query(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = QueryString.Empty;
        foreach (var (name, value) in values)
        {
            query = string.IsNullOrEmpty(value) ? query : query.Add(name, value);
        }

        return query;
    }

    /// <summary>The day it is where the server stands.</summary>
    public static DateOnly Today(this TimeProvider clock) => DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
}
