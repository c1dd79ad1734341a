using System.Globalization;
using NodaTime;

namespace Comity.Feel.Values;

/// <summary>
/// Where a time is told: at a fixed offset from UTC, or in a zone by its IANA name (DMN 1.5 §10.3.2.3.4). Immutable; equal zones have
/// the same offset or the same name.
/// </summary>
public sealed class FeelZone : IEquatable<FeelZone>
{
    /// <summary>Furthest offset from UTC, in seconds (XML Schema part 2, 3.2.7.3).</summary>
    public const int HighestOffset = 14 * 3600;

    private readonly DateTimeZone? _rules;
    private readonly int _offset;

    private FeelZone(int offset) => _offset = offset;

    private FeelZone(DateTimeZone rules) => _rules = rules;

    /// <summary>The offset of zero.</summary>
    public static FeelZone Utc { get; } = new(0);

    /// <summary>The IANA name; null for a fixed offset.</summary>
    public string? Name => _rules?.Id;

    /// <summary>The offset of a zone without a name, in seconds east of UTC; null for a named zone, whose offset depends on the date.</summary>
    public int? FixedOffset => _rules is null ? _offset : null;

    /// <summary>A fixed offset in seconds east of UTC; null beyond 14 hours.</summary>
    public static FeelZone? OfOffset(long seconds) =>
        seconds == 0 ? Utc : Math.Abs(seconds) <= HighestOffset ? new FeelZone((int)seconds) : null;

    /// <summary>A zone by its IANA name; null when there is none of that name.</summary>
    public static FeelZone? Named(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is { } rules ? new FeelZone(rules) : null;

    /// <summary>Reads <c>Z</c>, <c>+hh:mm</c>, <c>-hh:mm:ss</c> or <c>@Area/City</c>; null for anything else.</summary>
    public static FeelZone? Parse(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z")
        {
            return Utc;
        }

        if (text is ['@', .. var name])
        {
            return Named(name.ToString());
        }

        return text is ['+' or '-', _, _, ':', _, _] or ['+' or '-', _, _, ':', _, _, ':', _, _]
            && TemporalText.TryDigits(text[1..3], out var hours)
            && TemporalText.TryDigits(text[4..6], out var minutes) && minutes < 60
            && TemporalText.TryDigits(text.Length > 6 ? text[7..9] : "0", out var seconds) && seconds < 60
            ? OfOffset((text[0] == '-' ? -1 : 1) * ((hours * 3600) + (minutes * 60) + seconds))
            : null;
    }

    /// <summary>
    /// Seconds east of UTC when clocks in the zone show a local time. A time that clocks show twice is the first of the two; one that they
    /// skip has the offset before the skip.
    /// </summary>
    /// <param name="localSeconds">Seconds since 1970-01-01T00:00:00 as shown.</param>
    public long OffsetAtLocal(long localSeconds)
    {
        if (_rules is null)
        {
            return _offset;
        }

        var shown = Equivalent(localSeconds);
        var mapping = _rules.MapLocal(Instant.FromUnixTimeSeconds(shown).InUtc().LocalDateTime);
        return mapping.EarlyInterval.WallOffset.Seconds;
    }

    /// <summary>Seconds east of UTC at an instant, in seconds since 1970-01-01T00:00:00Z.</summary>
    public long OffsetAt(long utcSeconds) =>
        _rules is null ? _offset : _rules.GetUtcOffset(Instant.FromUnixTimeSeconds(Equivalent(utcSeconds))).Seconds;

    /// <summary>Seconds east of UTC for a time without a date: a named zone's standard offset on 2000-01-01.</summary>
    internal long OffsetWithoutDate => _rules is null ? _offset : _rules.GetZoneInterval(Instant.FromUtc(2000, 1, 1, 0, 0)).StandardOffset.Seconds;

    /// <inheritdoc/>
    public bool Equals(FeelZone? other) => other is not null && Name == other.Name && _offset == other._offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeelZone);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, _offset);

    /// <summary>As it stands behind a time: <c>Z</c>, <c>+02:00</c> or <c>@Europe/Paris</c>.</summary>
    public override string ToString()
    {
        if (_rules is not null)
        {
            return "@" + _rules.Id;
        }

        var absolute = Math.Abs(_offset);
        return _offset == 0 ? "Z" : string.Create(
            CultureInfo.InvariantCulture,
            $"{(_offset < 0 ? '-' : '+')}{absolute / 3600:00}:{absolute / 60 % 60:00}{(absolute % 60 == 0 ? "" : $":{absolute % 60:00}")}");
    }

    // The zone's rules reach from year -9998 to 9999. The calendar repeats after 400 years, and so do rules without an end.
    private static long Equivalent(long seconds)
    {
        const long cycle = 146_097L * 86_400;
        const long highest = 253_370_764_800; // 9999-01-01
        const long lowest = -377_673_580_800; // -9998-02-01
        return seconds > highest ? highest - cycle + ((seconds - highest) % cycle) : Math.Max(seconds, lowest);
    }
}
