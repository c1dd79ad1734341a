namespace Comity.Feel.Values;

/// <summary>How a range was written; ranges of different forms are not equal.</summary>
public enum RangeForm
{
    /// <summary>Two ends, or one and the operator <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>.</summary>
    Interval,

    /// <summary><c>(= value)</c>: one value, which is both ends.</summary>
    Equal,

    /// <summary><c>(!= value)</c>: every other value; it has no ends.</summary>
    NotEqual,
}

/// <summary>A FEEL range (DMN 1.5 §10.3.2.7): two ends, each included or not; a null end is open without bound.</summary>
public sealed class FeelRange : FeelObject
{
    /// <summary>A range between two values that can be compared, or of the values (not) equal to one.</summary>
    /// <param name="startIncluded">Whether the start belongs to it.</param>
    /// <param name="start">Lower end, null for none.</param>
    /// <param name="end">Upper end, null for none.</param>
    /// <param name="endIncluded">Whether the end belongs to it.</param>
    /// <param name="form">How it was written; both ends are the one value where it is not an interval.</param>
    public FeelRange(bool startIncluded, FeelValue start, FeelValue end, bool endIncluded, RangeForm form = RangeForm.Interval)
        : this(startIncluded, start, end, endIncluded, form, Extent.Of([start, end]).Within())
    {
    }

    private FeelRange(bool startIncluded, FeelValue start, FeelValue end, bool endIncluded, RangeForm form, Extent extent)
        : base(FeelKind.Range, extent.Size, extent.Depth)
    {
        StartIncluded = startIncluded;
        Start = start;
        End = end;
        EndIncluded = endIncluded;
        Form = form;
    }

    /// <summary>How it was written.</summary>
    public RangeForm Form { get; }

    /// <summary>Whether the start belongs to it.</summary>
    public bool StartIncluded { get; }

    /// <summary>Lower end, null for none.</summary>
    public FeelValue Start { get; }

    /// <summary>Upper end, null for none.</summary>
    public FeelValue End { get; }

    /// <summary>Whether the end belongs to it.</summary>
    public bool EndIncluded { get; }

    /// <summary>True, false, or null where the value cannot be compared with the ends.</summary>
    public FeelValue Contains(FeelValue value)
    {
        if (value.IsNull)
        {
            return FeelValue.Null;
        }

        if (Form != RangeForm.Interval)
        {
            var equal = FeelOperators.Equal(value, Start);
            return Form == RangeForm.Equal ? equal : FeelOperators.Not(equal);
        }

        var afterStart = Start.IsNull ? FeelValue.True : FeelOperators.Compare(StartIncluded ? Ordering.GreaterOrEqual : Ordering.Greater, value, Start);
        var beforeEnd = End.IsNull ? FeelValue.True : FeelOperators.Compare(EndIncluded ? Ordering.LessOrEqual : Ordering.Less, value, End);
        return FeelOperators.And(afterStart, beforeEnd);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is FeelRange other && Form == other.Form && StartIncluded == other.StartIncluded && EndIncluded == other.EndIncluded && Start == other.Start && End == other.End;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StartIncluded, Start, End, EndIncluded);

    /// <inheritdoc/>
    public override string ToString() => ValueText.Of(FeelValue.From(this));
}
