namespace Comity.Feel.Values;

/// <summary>The kinds of FEEL values (DMN 1.5 §10.3.2.3).</summary>
public enum FeelKind : byte
{
    /// <summary>The null value.</summary>
    Null,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A decimal number, see <see cref="FeelNumber"/>.</summary>
    Number,

    /// <summary>A string of Unicode characters.</summary>
    String,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time of day, with or without a zone.</summary>
    Time,

    /// <summary>A date with a time of day, with or without a zone.</summary>
    DateTime,

    /// <summary>A duration in days, hours, minutes and seconds.</summary>
    DaysAndTimeDuration,

    /// <summary>A duration in years and months.</summary>
    YearsAndMonthsDuration,

    /// <summary>A list.</summary>
    List,

    /// <summary>A context: names with values, in order.</summary>
    Context,

    /// <summary>A range.</summary>
    Range,

    /// <summary>A function.</summary>
    Function,
}
