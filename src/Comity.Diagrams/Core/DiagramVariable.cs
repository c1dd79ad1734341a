using Comity.Feel.Values;

namespace Comity.Diagrams.Core;

/// <summary>A variable of a space: its domain is cut into regions, which are numbered from 0.</summary>
public abstract class DiagramVariable
{
    private protected DiagramVariable(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How many regions there are.</summary>
    public abstract int RegionCount { get; }

    /// <summary>The region a value lies in; -1 for none.</summary>
    public abstract int RegionOf(FeelValue value);
}

/// <summary>A variable with finitely many values, each a region of its own.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">Its values.</param>
public sealed class FiniteVariable(string name, IReadOnlyList<FeelValue> values) : DiagramVariable(name)
{
    private readonly Dictionary<FeelValue, int> _regions = values.Select((value, region) => (value, region)).ToDictionary(pair => pair.value, pair => pair.region);

    /// <summary>The values by region.</summary>
    public IReadOnlyList<FeelValue> Values => values;

    /// <inheritdoc/>
    public override int RegionCount => values.Count;

    /// <inheritdoc/>
    public override int RegionOf(FeelValue value) => _regions.GetValueOrDefault(value, -1);
}

/// <summary>
/// A number or a date, cut by the constants it is compared with: region 2i + 1 is the i-th constant, the even regions are
/// the open intervals before, between and behind them.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="kind">Number or date.</param>
/// <param name="cuts">The constants, ascending.</param>
public sealed class ContinuousVariable(string name, FeelKind kind, IReadOnlyList<FeelValue> cuts) : DiagramVariable(name)
{
    /// <summary>Number or date.</summary>
    public FeelKind Kind => kind;

    /// <summary>The constants, ascending.</summary>
    public IReadOnlyList<FeelValue> Cuts => cuts;

    /// <inheritdoc/>
    public override int RegionCount => (2 * cuts.Count) + 1;

    /// <inheritdoc/>
    public override int RegionOf(FeelValue value)
    {
        if (value.Kind != kind)
        {
            return -1;
        }

        for (var i = 0; i < cuts.Count; i++)
        {
            if (FeelOperators.Compare(Ordering.LessOrEqual, value, cuts[i]).IsTrue)
            {
                return value == cuts[i] ? (2 * i) + 1 : 2 * i;
            }
        }

        return 2 * cuts.Count;
    }
}
