using System.Collections.Concurrent;

namespace Comity.Records.Privacy;

/// <summary>Short texts in which nothing about a person was found, so that they need not be looked at again on the same day. Safe for concurrent use.</summary>
internal sealed class PassedTexts
{
    private const int LongestText = 100;
    private const int MostTexts = 2_000;

    private Day _day = new(default, []);

    /// <summary>Whether a text passed on that day.</summary>
    public bool Contains(string text, DateOnly today) => _day is var day && day.Date == today && day.Texts.ContainsKey(text);

    /// <summary>Remembers that a text passed on that day: how old a date is depends on it.</summary>
    public void Add(string text, DateOnly today)
    {
        var day = _day;
        if (day.Date != today || day.Texts.Count >= MostTexts)
        {
            day = new Day(today, []);
            _day = day;
        }

        if (text.Length <= LongestText)
        {
            day.Texts.TryAdd(text, true);
        }
    }

    private sealed record Day(DateOnly Date, ConcurrentDictionary<string, bool> Texts);
}
