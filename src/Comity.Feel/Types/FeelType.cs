using System.Runtime.CompilerServices;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Types;

/// <summary>A FEEL type (DMN 1.5 §10.3.2.3).</summary>
public abstract record FeelType
{
    /// <summary>Every value.</summary>
    public static FeelType Any { get; } = new BasicType(null, "Any");

    /// <summary>true and false.</summary>
    public static FeelType Boolean { get; } = new BasicType(FeelKind.Boolean, "boolean");

    /// <summary>Numbers.</summary>
    public static FeelType Number { get; } = new BasicType(FeelKind.Number, "number");

    /// <summary>Strings.</summary>
    public static FeelType Text { get; } = new BasicType(FeelKind.String, "string");

    /// <summary>Dates.</summary>
    public static FeelType Date { get; } = new BasicType(FeelKind.Date, "date");

    /// <summary>Times of day.</summary>
    public static FeelType Time { get; } = new BasicType(FeelKind.Time, "time");

    /// <summary>Dates with a time of day.</summary>
    public static FeelType DateTime { get; } = new BasicType(FeelKind.DateTime, "date and time");

    /// <summary>Durations in days and smaller units.</summary>
    public static FeelType DaysAndTimeDuration { get; } = new BasicType(FeelKind.DaysAndTimeDuration, "days and time duration");

    /// <summary>Durations in years and months.</summary>
    public static FeelType YearsAndMonthsDuration { get; } = new BasicType(FeelKind.YearsAndMonthsDuration, "years and months duration");

    /// <summary>The type of null alone.</summary>
    public static FeelType Null { get; } = new BasicType(FeelKind.Null, "Null");

    /// <summary>The name, as FEEL writes it.</summary>
    public abstract string Name { get; }

    /// <summary>A type by its FEEL name, without parameters.</summary>
    public static FeelType? ByName(string name) => FeelNames.Normalise(name) switch
    {
        "Any" => Any,
        "boolean" => Boolean,
        "number" => Number,
        "string" => Text,
        "date" => Date,
        "time" => Time,
        "date and time" or "dateTime" => DateTime,
        "days and time duration" or "dayTimeDuration" => DaysAndTimeDuration,
        "years and months duration" or "yearMonthDuration" => YearsAndMonthsDuration,
        "Null" => Null,
        "list" => new ListType(Any),
        "context" => new ContextType([]),
        "range" => new RangeType(Any),
        "function" => FunctionType.Every,
        _ => null,
    };

    /// <summary>The type of all values of a kind.</summary>
    public static FeelType OfKind(FeelKind kind) => kind switch
    {
        FeelKind.Boolean => Boolean,
        FeelKind.Number => Number,
        FeelKind.String => Text,
        FeelKind.Date => Date,
        FeelKind.Time => Time,
        FeelKind.DateTime => DateTime,
        FeelKind.DaysAndTimeDuration => DaysAndTimeDuration,
        FeelKind.YearsAndMonthsDuration => YearsAndMonthsDuration,
        FeelKind.Null => Null,
        _ => ByName(kind.ToString().ToLowerInvariant())!,
    };

    /// <summary>
    /// Whether each value of this type may stand where one of the other is expected (DMN 1.5 §10.3.2.9.2): the same kind, with parts
    /// that conform; <c>Null</c> conforms to every type, and every type to <c>Any</c>.
    /// </summary>
    public bool ConformsTo(FeelType other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ConformsTo(other, null);
    }

    // Of two types that contain themselves, one conforms where nothing speaks against it: what is being asked is assumed.
    private bool ConformsTo(FeelType other, Assumption? assumed)
    {
        return this == Null || other == Any || (this, other) switch
        {
            (ListType mine, ListType theirs) => mine.Item.ConformsTo(theirs.Item, assumed),
            (RangeType mine, RangeType theirs) => mine.Item.ConformsTo(theirs.Item, assumed),
            (ContextType mine, ContextType theirs) => MembersConform(mine, theirs),
            (FunctionType, FunctionType { Parameters: null }) => true,
            (FunctionType { Parameters: { } mine } left, FunctionType { Parameters: { } theirs } right) =>
                mine.Count == theirs.Count && theirs.Zip(mine).All(pair => pair.First.ConformsTo(pair.Second, assumed))
                    && left.Result.ConformsTo(right.Result, assumed),
            _ => this == other,
        };

        bool MembersConform(ContextType mine, ContextType theirs)
        {
            if (ReferenceEquals(mine, theirs))
            {
                return true;
            }

            var inside = assumed;
            if (mine.RecursiveName is not null && theirs.RecursiveName is not null)
            {
                for (var known = assumed; known is not null; known = known.Next)
                {
                    if (ReferenceEquals(known.Type, mine) && ReferenceEquals(known.Other, theirs))
                    {
                        return true;
                    }
                }

                inside = new Assumption(mine, theirs, assumed);
            }

            return theirs.Members.All(member =>
                mine.Members.FirstOrDefault(own => FeelNames.Comparer.Equals(own.Name, member.Name)) is { } own
                && own.Type.ConformsTo(member.Type, inside));
        }
    }

    private sealed record Assumption(ContextType Type, ContextType Other, Assumption? Next);

    /// <summary>The narrowest type that both conform to, <see cref="Any"/> where they share none.</summary>
    public static FeelType Join(FeelType left, FeelType right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.ConformsTo(right) ? right
            : right.ConformsTo(left) ? left
            : (left, right) switch
            {
                (ListType a, ListType b) => new ListType(Join(a.Item, b.Item)),
                (RangeType a, RangeType b) => new RangeType(Join(a.Item, b.Item)),
                (ContextType { RecursiveName: not null }, ContextType { RecursiveName: not null }) => new ContextType([]),
                (ContextType a, ContextType b) => new ContextType([.. a.Members
                    .Select(member => (member.Name, member.Type,
                        Other: b.Members.FirstOrDefault(other => FeelNames.Comparer.Equals(other.Name, member.Name))))
                    .Where(pair => pair.Other is not null)
                    .Select(pair => new ContextMember(pair.Name, Join(pair.Type, pair.Other!.Type)))]),
                (FunctionType, FunctionType) => FunctionType.Every,
                _ => Any,
            };
    }

    /// <summary>Whether a value belongs to the type; null belongs to <see cref="Null"/> alone.</summary>
    public abstract bool IsInstance(FeelValue value);

    /// <summary>
    /// The value as one of this type by the implicit conversions of DMN 1.5 §10.3.2.9.4 (to and from a list of one, from a date to a
    /// date and time at midnight UTC); false where there is none. Null is let through.
    /// </summary>
    public bool TryCoerce(FeelValue value, out FeelValue coerced)
    {
        coerced = value;
        if (value.IsNull || IsInstance(value))
        {
            return true;
        }

        if (value.Kind == FeelKind.Date && this == DateTime)
        {
            coerced = FeelValue.From(FeelDateTime.AtMidnightUtc(value.AsDate()));
            return true;
        }

        if (this is ListType list && list.Item.IsInstance(value))
        {
            coerced = FeelValue.From(FeelList.Of(value));
            return true;
        }

        if (value.Kind == FeelKind.List && value.AsList().Count == 1 && IsInstance(value.AsList()[0]))
        {
            coerced = value.AsList()[0];
            return true;
        }

        coerced = FeelValue.Null;
        return false;
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>A type without parts.</summary>
/// <param name="Kind">The kind of its values; null for every kind.</param>
/// <param name="TypeName">Its FEEL name.</param>
public sealed record BasicType(FeelKind? Kind, string TypeName) : FeelType
{
    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    public override bool IsInstance(FeelValue value) => Kind is null ? !value.IsNull : value.Kind == Kind;
}

/// <summary>Lists of one type of items.</summary>
/// <param name="Item">Type of the items.</param>
public sealed record ListType(FeelType Item) : FeelType
{
    /// <inheritdoc/>
    public override string Name => $"list<{Item.Name}>";

    /// <inheritdoc/>
    public override bool IsInstance(FeelValue value)
    {
        if (value.Kind != FeelKind.List)
        {
            return false;
        }

        foreach (var item in value.AsList().Items)
        {
            if (!item.IsNull && !Item.IsInstance(item))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>One member of a context type.</summary>
/// <param name="Name">Its name as it is declared; members whose names are spelled otherwise are equal.</param>
/// <param name="Type">Its type.</param>
public sealed record ContextMember(string Name, FeelType Type)
{
    /// <inheritdoc/>
    public bool Equals(ContextMember? other) => other is not null && FeelNames.Comparer.Equals(Name, other.Name) && Type == other.Type;

    /// <inheritdoc/>
    public override int GetHashCode() => FeelNames.Comparer.GetHashCode(Name);
}

/// <summary>Contexts that have at least the given members.</summary>
/// <param name="Members">The members.</param>
public sealed record ContextType(IReadOnlyList<ContextMember> Members) : FeelType
{
    /// <summary>The name of a type whose members contain it again; null for others, whose name says their members.</summary>
    public string? RecursiveName { get; private init; }

    /// <summary>A type that contains itself, such as a tree's node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="membersOf">Its members, from the type itself, whose own members are not known yet.</param>
    public static ContextType Recursive(string name, Func<ContextType, IEnumerable<ContextMember>> membersOf)
    {
        ArgumentNullException.ThrowIfNull(membersOf);
        var members = new List<ContextMember>();
        var type = new ContextType(members) { RecursiveName = name };
        members.AddRange(membersOf(type));
        return type;
    }

    /// <inheritdoc/>
    public override string Name => RecursiveName is { } name ? name :
        Members.Count == 0 ? "context" : $"context<{string.Join(", ", Members.Select(member => $"{member.Name}: {member.Type.Name}"))}>";

    /// <inheritdoc/>
    /// <exception cref="EvaluationLimitException">The value is nested too deep.</exception>
    public override bool IsInstance(FeelValue value) =>
        value.Kind == FeelKind.Context
        && HasRoom
        && Members.All(member => value.AsContext().TryGet(member.Name, out var item) && (item.IsNull || member.Type.IsInstance(item)));

    // Only what contains itself can be as deep as the values are.
    private bool HasRoom => RecursiveName is null || RuntimeHelpers.TryEnsureSufficientExecutionStack() ? true
        : throw new EvaluationLimitException($"A value of the type {Name} is nested too deep.");

    /// <inheritdoc/>
    public bool Equals(ContextType? other) =>
        ReferenceEquals(this, other) || (other is not null && RecursiveName is null && other.RecursiveName is null
            && Members.SequenceEqual(other.Members));

    /// <inheritdoc/>
    public override int GetHashCode() => Members.Count;
}

/// <summary>Ranges between ends of one type.</summary>
/// <param name="Item">Type of the ends.</param>
public sealed record RangeType(FeelType Item) : FeelType
{
    /// <inheritdoc/>
    public override string Name => $"range<{Item.Name}>";

    /// <inheritdoc/>
    public override bool IsInstance(FeelValue value) =>
        value.Kind == FeelKind.Range
        && (value.AsRange().Start.IsNull || Item.IsInstance(value.AsRange().Start))
        && (value.AsRange().End.IsNull || Item.IsInstance(value.AsRange().End));
}

/// <summary>Functions of given parameters and result, or every function.</summary>
/// <param name="Parameters">Types of the parameters; null for the type of every function.</param>
/// <param name="Result">Type of the result.</param>
public sealed record FunctionType(IReadOnlyList<FeelType>? Parameters, FeelType Result) : FeelType
{
    /// <summary>The type of every function.</summary>
    public static FunctionType Every { get; } = new(null, Any);

    /// <inheritdoc/>
    public override string Name => Parameters is null ? "function" : $"function<{string.Join(", ", Parameters.Select(parameter => parameter.Name))}> -> {Result.Name}";

    /// <inheritdoc/>
    public override bool IsInstance(FeelValue value) =>
        value.Kind == FeelKind.Function && (Parameters is null || value.AsFunction().Types.Any(Accepts));

    // Of a function whose result nothing is known of, it may be the wanted one.
    private bool Accepts(FunctionType type) => (type.Result == Any ? type with { Result = Result } : type).ConformsTo(this);

    /// <inheritdoc/>
    public bool Equals(FunctionType? other) =>
        other is not null && Result == other.Result && (Parameters is null || other.Parameters is null ? Parameters == other.Parameters : Parameters.SequenceEqual(other.Parameters));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parameters?.Count, Result);
}
