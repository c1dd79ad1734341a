using Comity.Feel.Types;
using Comity.Feel.Values;
using static Comity.Feel.Functions.Signature;

namespace Comity.Feel.Functions;

/// <summary>
/// How points and ranges lie to each other (DMN 1.5 §10.3.4.7, Table 78). A missing end lies beyond every point; what cannot be compared
/// gives null.
/// </summary>
internal static class RangeFunctions
{
    private const string Section = "10.3.4.7";

    private static readonly FeelParameter Point = Point1("point");
    private static readonly FeelParameter Range1 = Of(AnyRange, "range");

    public static readonly BuiltInFunction[] All =
    [
        new("before", Section,
            On(Range1, Point, (range, point) => Precedes(EndOf(range), At(point))),
            On(Point, Range1, (point, range) => Precedes(At(point), StartOf(range))),
            OnRanges((first, second) => Precedes(EndOf(first), StartOf(second))),
            On(Point1("point1"), Point1("point2"), (first, second) => Compare(Ordering.Less, first, second))),
        new("after", Section,
            On(Range1, Point, (range, point) => Precedes(At(point), StartOf(range))),
            On(Point, Range1, (point, range) => Precedes(EndOf(range), At(point))),
            OnRanges((first, second) => Precedes(EndOf(second), StartOf(first))),
            On(Point1("point1"), Point1("point2"), (first, second) => Compare(Ordering.Greater, first, second))),
        new("meets", Section, OnRanges(Meets)),
        new("met by", Section, OnRanges((first, second) => Meets(second, first))),
        new("overlaps", Section, OnRanges((first, second) => And(Reaches(first, second), Reaches(second, first)))),
        new("overlaps before", Section, OnRanges(OverlapsBefore)),
        new("overlaps after", Section, OnRanges((first, second) => OverlapsBefore(second, first))),
        new("finishes", Section,
            On(Point, Range1, Finishes),
            OnRanges(Finishes)),
        new("finished by", Section,
            On(Range1, Point, (range, point) => Finishes(point, range)),
            OnRanges((first, second) => Finishes(second, first))),
        new("includes", Section,
            On(Range1, Point, Includes),
            OnRanges(Includes)),
        new("during", Section,
            On(Point, Range1, (point, range) => Includes(range, point)),
            OnRanges((first, second) => Includes(second, first))),
        new("starts", Section,
            On(Point, Range1, Starts),
            OnRanges(Starts)),
        new("started by", Section,
            On(Range1, Point, (range, point) => Starts(point, range)),
            OnRanges((first, second) => Starts(second, first))),
        new("coincides", Section,
            OnRanges((first, second) => FeelValue.From(first.Equals(second))),
            On(Point1("point1"), Point1("point2"), FeelOperators.Equal)),
    ];

    private static FeelParameter Point1(string name) => new(name, PointType.Instance);

    private static FunctionOverload On(FeelParameter first, FeelParameter second, Func<FeelValue, FeelValue, FeelValue> function) =>
        new(FeelType.Boolean, [first, second], (arguments, _) => function(arguments[0], arguments[1]));

    private static FunctionOverload OnRanges(Func<FeelRange, FeelRange, FeelValue> function) =>
        On(Of(AnyRange, "range1"), Of(AnyRange, "range2"), (first, second) => function(first.AsRange(), second.AsRange()));

    private static FeelValue And(FeelValue left, FeelValue right) => FeelOperators.And(left, right);

    private static FeelValue Compare(Ordering ordering, FeelValue left, FeelValue right) => FeelOperators.Compare(ordering, left, right);

    // An end of a range or a point: its value (null where a range has no such end), and whether it belongs.
    private readonly record struct Edge(FeelValue Value, bool Included);

    private static Edge At(FeelValue point) => new(point, true);

    private static Edge StartOf(FeelValue range) => StartOf(range.AsRange());

    private static Edge EndOf(FeelValue range) => EndOf(range.AsRange());

    private static Edge StartOf(FeelRange range) => new(range.Start, range.StartIncluded);

    private static Edge EndOf(FeelRange range) => new(range.End, range.EndIncluded);

    // Whether everything up to an upper edge lies before everything from a lower edge on.
    private static FeelValue Precedes(Edge end, Edge start) =>
        end.Value.IsNull || start.Value.IsNull ? FeelValue.False : Compare(end.Included && start.Included ? Ordering.Less : Ordering.LessOrEqual, end.Value, start.Value);

    // Whether the first range's end is not before the second's start.
    private static FeelValue Reaches(FeelRange first, FeelRange second) => FeelOperators.Not(Precedes(EndOf(first), StartOf(second)));

    private static FeelValue Meets(FeelRange first, FeelRange second) =>
        first.EndIncluded && second.StartIncluded ? FeelOperators.Equal(first.End, second.Start) : FeelValue.False;

    // Whether the first range starts earlier (a missing start is the earliest), or at the same place, which the second may leave out.
    private static FeelValue StartsNoLater(FeelRange first, FeelRange second) =>
        first.Start.IsNull ? FeelValue.True
        : second.Start.IsNull ? FeelValue.False
        : Compare(first.StartIncluded || !second.StartIncluded ? Ordering.LessOrEqual : Ordering.Less, first.Start, second.Start);

    private static FeelValue EndsNoEarlier(FeelRange first, FeelRange second) =>
        first.End.IsNull ? FeelValue.True
        : second.End.IsNull ? FeelValue.False
        : Compare(first.EndIncluded || !second.EndIncluded ? Ordering.GreaterOrEqual : Ordering.Greater, first.End, second.End);

    private static FeelValue OverlapsBefore(FeelRange first, FeelRange second) =>
        And(And(FeelOperators.Not(StartsNoLater(second, first)), Reaches(first, second)), EndsNoEarlier(second, first));

    private static FeelValue Includes(FeelValue range, FeelValue point) => range.AsRange().Contains(point);

    private static FeelValue Includes(FeelRange first, FeelRange second) => And(StartsNoLater(first, second), EndsNoEarlier(first, second));

    private static FeelValue Finishes(FeelValue point, FeelValue range) => range.AsRange().EndIncluded ? FeelOperators.Equal(range.AsRange().End, point) : FeelValue.False;

    private static FeelValue Finishes(FeelRange first, FeelRange second) =>
        And(And(FeelValue.From(first.EndIncluded == second.EndIncluded), FeelOperators.Equal(first.End, second.End)), StartsNoLater(second, first));

    private static FeelValue Starts(FeelValue point, FeelValue range) => range.AsRange().StartIncluded ? FeelOperators.Equal(range.AsRange().Start, point) : FeelValue.False;

    private static FeelValue Starts(FeelRange first, FeelRange second) =>
        And(And(FeelValue.From(first.StartIncluded == second.StartIncluded), FeelOperators.Equal(first.Start, second.Start)), EndsNoEarlier(second, first));

    /// <summary>Any value but a range.</summary>
    private sealed record PointType : FeelType
    {
        public static readonly FeelType Instance = new PointType();

        public override string Name => "point";

        public override bool IsInstance(FeelValue value) => !value.IsNull && value.Kind != FeelKind.Range;
    }
}
