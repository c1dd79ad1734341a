using System.Diagnostics.CodeAnalysis;

namespace Comity.Feel.Values;

/// <summary>
/// Any FEEL value (DMN 1.5 §10.3.2.3), sixteen bytes, immutable. Null, booleans, dates, times without a zone, durations up to
/// 292 years, and numbers whose coefficient fits 64 bits are held in place and cost no allocation; everything else is a reference.
/// </summary>
/// <remarks>
/// <see cref="Equals(FeelValue)"/> is identity of meaning, for use as a dictionary key (null equals null). FEEL's own
/// three-valued <c>=</c> is <see cref="FeelOperators.Equal"/>.
/// </remarks>
public readonly struct FeelValue : IEquatable<FeelValue>
{
    private static readonly Tag BooleanTag = new(FeelKind.Boolean);

    // One tag for each exponent; the coefficient is the payload. A whole number of 64 bits always has exponent 0.
    private const int HighestExponentInPlace = 63;
    private static readonly NumberTag[] NumberTags = [.. Enumerable.Range(-HighestExponentInPlace, (2 * HighestExponentInPlace) + 1).Select(exponent => new NumberTag(exponent))];
    private static readonly NumberTag WholeNumberTag = NumberTags[HighestExponentInPlace];
    private static readonly Tag DateTag = new(FeelKind.Date);
    private static readonly Tag TimeTag = new(FeelKind.Time);
    private static readonly Tag DaysAndTimeTag = new(FeelKind.DaysAndTimeDuration);
    private static readonly Tag YearsAndMonthsTag = new(FeelKind.YearsAndMonthsDuration);

    // Null: no reference. In place: a Tag, whose payload is _bits. Otherwise the value's own object.
    private readonly object? _reference;
    private readonly long _bits;

    private FeelValue(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>The null value.</summary>
    public static FeelValue Null => default;

    /// <summary>The boolean true.</summary>
    public static FeelValue True => new(BooleanTag, 1);

    /// <summary>The boolean false.</summary>
    public static FeelValue False => new(BooleanTag, 0);

    /// <summary>What kind of value this is.</summary>
    public FeelKind Kind => _reference switch
    {
        null => FeelKind.Null,
        Tag tag => tag.Kind,
        NumberTag => FeelKind.Number,
        string => FeelKind.String,
        Box box => box.Kind,
        FeelObject other => other.Kind,
        _ => throw new InvalidOperationException(),
    };

    /// <summary>True for the null value.</summary>
    public bool IsNull => _reference is null;

    /// <summary>True for the boolean true only.</summary>
    public bool IsTrue => ReferenceEquals(_reference, BooleanTag) && _bits == 1;

    /// <summary>True for the boolean false only.</summary>
    public bool IsFalse => ReferenceEquals(_reference, BooleanTag) && _bits == 0;

    /// <summary>
    /// The characters of a string, or the items and entries of a list or context with the sizes of all that they hold; 0 for anything
    /// else.
    /// </summary>
    public long Size => _reference switch
    {
        null or Tag or NumberTag => 0,
        string text => text.Length,
        FeelObject whole => whole.Size,
        _ => 0,
    };

    /// <summary>How many lists, contexts and ranges lie within each other; 0 for a value without parts.</summary>
    internal int Depth => _reference is FeelObject whole ? whole.Depth : 0;

    /// <summary>A boolean.</summary>
    public static FeelValue From(bool value) => value ? True : False;

    /// <summary>A whole number.</summary>
    public static FeelValue From(long value) => new(WholeNumberTag, value);

    /// <summary>A number.</summary>
    public static FeelValue From(FeelNumber value) =>
        value.TryGetParts(out var coefficient, out var exponent) && Math.Abs(exponent) <= HighestExponentInPlace
            ? new FeelValue(NumberTags[exponent + HighestExponentInPlace], coefficient)
            : new FeelValue(new Box<FeelNumber>(FeelKind.Number, value), 0);

    /// <summary>A number, or null where an operation had no result.</summary>
    public static FeelValue From(FeelNumber? value) => value is { } number ? From(number) : Null;

    /// <summary>A string; a null reference is the null value.</summary>
    public static FeelValue From(string? value) => new(value, 0);

    /// <summary>A date.</summary>
    public static FeelValue From(FeelDate value) => new(DateTag, value.DayNumber);

    /// <summary>A date.</summary>
    public static FeelValue From(DateOnly value) => From(FeelDate.FromDateOnly(value));

    /// <summary>A time of day.</summary>
    public static FeelValue From(FeelTime value) =>
        value.Zone is null ? new(TimeTag, value.NanosecondOfDay) : new(new Box<FeelTime>(FeelKind.Time, value), 0);

    /// <summary>A date and time.</summary>
    public static FeelValue From(FeelDateTime value) => new(new Box<FeelDateTime>(FeelKind.DateTime, value), 0);

    /// <summary>A date and time, or null where an operation had no result.</summary>
    public static FeelValue From(FeelDateTime? value) => value is { } dateTime ? From(dateTime) : Null;

    /// <summary>A days and time duration.</summary>
    public static FeelValue From(DaysAndTimeDuration value) => value.Nanoseconds >= long.MinValue && value.Nanoseconds <= long.MaxValue
        ? new(DaysAndTimeTag, (long)value.Nanoseconds)
        : new(new Box<DaysAndTimeDuration>(FeelKind.DaysAndTimeDuration, value), 0);

    /// <summary>A days and time duration, or null where an operation had no result.</summary>
    public static FeelValue From(DaysAndTimeDuration? value) => value is { } duration ? From(duration) : Null;

    /// <summary>A years and months duration.</summary>
    public static FeelValue From(YearsAndMonthsDuration value) => new(YearsAndMonthsTag, value.Months);

    /// <summary>A list, context, range or function.</summary>
    public static FeelValue From(FeelObject value) => new(value, 0);

    /// <summary>The boolean.</summary>
    public bool AsBoolean() => ReferenceEquals(_reference, BooleanTag) ? _bits == 1 : throw WrongKind(FeelKind.Boolean);

    /// <summary>The boolean where it is one; costs nothing.</summary>
    public bool TryAsBoolean(out bool value)
    {
        value = _bits != 0;
        return ReferenceEquals(_reference, BooleanTag);
    }

    /// <summary>The number.</summary>
    public FeelNumber AsNumber() =>
        _reference is NumberTag tag ? FeelNumber.FromParts(_bits, tag.Exponent)
        : _reference is Box<FeelNumber> boxed ? boxed.Value
        : throw WrongKind(FeelKind.Number);

    /// <summary>The number where it is a whole one of 64 bits; costs nothing.</summary>
    public bool TryAsInt64(out long value)
    {
        value = _bits;
        return ReferenceEquals(_reference, WholeNumberTag);
    }

    /// <summary>
    /// The number where its coefficient fits 64 bits and its exponent is between -63 and 63: coefficient × 10^exponent, in the shortest
    /// form, whole numbers of 64 bits with exponent 0; costs nothing.
    /// </summary>
    public bool TryAsDecimal(out long coefficient, out int exponent)
    {
        var tag = _reference as NumberTag;
        (coefficient, exponent) = (_bits, tag?.Exponent ?? 0);
        return tag is not null;
    }

    /// <summary>The string where it is one; costs nothing.</summary>
    public bool TryAsString([NotNullWhen(true)] out string? value)
    {
        value = _reference as string;
        return value is not null;
    }

    /// <summary>The string.</summary>
    public string AsString() => _reference as string ?? throw WrongKind(FeelKind.String);

    /// <summary>The date.</summary>
    public FeelDate AsDate() => ReferenceEquals(_reference, DateTag) ? FeelDate.FromDayNumber(_bits) : throw WrongKind(FeelKind.Date);

    /// <summary>The time.</summary>
    public FeelTime AsTime() =>
        ReferenceEquals(_reference, TimeTag) ? new FeelTime(_bits, null)
        : _reference is Box<FeelTime> boxed ? boxed.Value
        : throw WrongKind(FeelKind.Time);

    /// <summary>The date and time.</summary>
    public FeelDateTime AsDateTime() => _reference is Box<FeelDateTime> boxed ? boxed.Value : throw WrongKind(FeelKind.DateTime);

    /// <summary>The days and time duration.</summary>
    public DaysAndTimeDuration AsDaysAndTime() =>
        ReferenceEquals(_reference, DaysAndTimeTag) ? new DaysAndTimeDuration(_bits)
        : _reference is Box<DaysAndTimeDuration> boxed ? boxed.Value
        : throw WrongKind(FeelKind.DaysAndTimeDuration);

    /// <summary>The years and months duration.</summary>
    public YearsAndMonthsDuration AsYearsAndMonths() =>
        ReferenceEquals(_reference, YearsAndMonthsTag) ? new YearsAndMonthsDuration(_bits) : throw WrongKind(FeelKind.YearsAndMonthsDuration);

    /// <summary>The list.</summary>
    public FeelList AsList() => _reference as FeelList ?? throw WrongKind(FeelKind.List);

    /// <summary>The context.</summary>
    public FeelContext AsContext() => _reference as FeelContext ?? throw WrongKind(FeelKind.Context);

    /// <summary>The range.</summary>
    public FeelRange AsRange() => _reference as FeelRange ?? throw WrongKind(FeelKind.Range);

    /// <summary>The function.</summary>
    public FeelFunction AsFunction() => _reference as FeelFunction ?? throw WrongKind(FeelKind.Function);

    /// <inheritdoc/>
    public bool Equals(FeelValue other)
    {
        if (ReferenceEquals(_reference, other._reference))
        {
            return _bits == other._bits;
        }

        return (_reference, other._reference) switch
        {
            (string left, string right) => string.Equals(left, right, StringComparison.Ordinal),
            (Box left, Box right) => left.Equals(right),
            (FeelObject left, FeelObject right) => left.Equals(right),
            _ => false,
        };
    }

    /// <summary>Whether both are one value without looking into it: the same object, or equal where it has no parts.</summary>
    internal bool IsSame(FeelValue other) => _reference is FeelObject ? ReferenceEquals(_reference, other._reference) : Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _reference switch
    {
        null => 0,
        Tag tag => HashCode.Combine(tag.Kind, _bits),
        NumberTag tag => HashCode.Combine(tag.Exponent, _bits),
        string text => string.GetHashCode(text, StringComparison.Ordinal),
        _ => _reference.GetHashCode(),
    };

    /// <summary>Same meaning.</summary>
    public static bool operator ==(FeelValue left, FeelValue right) => left.Equals(right);

    /// <summary>Another meaning.</summary>
    public static bool operator !=(FeelValue left, FeelValue right) => !left.Equals(right);

    /// <summary>FEEL text for the value; it parses back to the value, functions excepted.</summary>
    public override string ToString() => ValueText.Of(this);

    /// <summary>A FEEL string literal for the text.</summary>
    public static string Quote(string text) => ValueText.Of(From(text));

    private InvalidOperationException WrongKind(FeelKind wanted) => new($"A {Kind} is not a {wanted}.");

    private sealed class Tag(FeelKind kind)
    {
        public readonly FeelKind Kind = kind;
    }

    private sealed class NumberTag(int exponent)
    {
        public readonly int Exponent = exponent;
    }

    private abstract class Box(FeelKind kind)
    {
        public readonly FeelKind Kind = kind;
    }

    private sealed class Box<T>(FeelKind kind, T value) : Box(kind)
        where T : struct, IEquatable<T>
    {
        public readonly T Value = value;

        public override bool Equals(object? obj) => obj is Box<T> other && Value.Equals(other.Value);

        public override int GetHashCode() => Value.GetHashCode();
    }
}

/// <summary>Base of the FEEL values that are held by reference.</summary>
public abstract class FeelObject
{
    private protected FeelObject(FeelKind kind, long size = 0, int depth = 0) => (Kind, Size, Depth) = (kind, size, depth);

    /// <summary>What kind of value this is.</summary>
    public FeelKind Kind { get; }

    /// <summary>See <see cref="FeelValue.Size"/>.</summary>
    internal long Size { get; }

    /// <summary>See <see cref="FeelValue.Depth"/>.</summary>
    internal int Depth { get; }
}
