using System.Globalization;
using Comity.Records.Storage;

namespace Comity.Records.Events;

/// <summary>Where the next page begins: <c>2026-03-15_2026-000123</c>, the day of the request and the number of the last record before it.</summary>
internal static class PageMark
{
    public static string Text(StoredRecord record) =>
        $"{DateOnly.FromDayNumber(record.OnDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}_{RecordNumber.Text(record.Number)}";

    public static (int Day, long Number)? Parse(string text) =>
        text.Split('_') is [var day, var written] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on) && RecordNumber.TryParse(written, out var number)
            ? (on.DayNumber, number)
            : null;
}
