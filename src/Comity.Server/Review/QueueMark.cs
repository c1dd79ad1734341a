using System.Globalization;

namespace Comity.Server.Review;

/// <summary>Where the next page of what waits begins: <c>1767225600000_2026-000123</c>, when the last case before it was kept (Unix time
/// in milliseconds) and its number.</summary>
internal static class QueueMark
{
    public static string Text(ReviewCase item) => string.Create(CultureInfo.InvariantCulture,
        $"{item.KeptAt.ToUnixTimeMilliseconds()}_{item.Number}");

    /// <summary>Reads a mark; null where there is none.</summary>
    /// <returns>False for a text that is no mark.</returns>
    public static bool TryParse(string? text, out (DateTimeOffset KeptAt, string Number)? mark)
    {
        mark = null;
        if (text is null)
        {
            return true;
        }

        if (text.Split('_') is not [var at, var number] || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture,
            out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || number.Length > 20)
        {
            return false;
        }

        mark = (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number);
        return true;
    }
}
