using Comity.Diagrams.Core;

namespace Comity.Diagrams.Compilation;

/// <summary>
/// Where each variable is cut. The places are found while the logic is lifted; each pass knows those of the passes before, until a pass
/// finds none that is new.
/// </summary>
internal sealed class Cuts
{
    /// <summary>A variable with at most so many values is taken value by value, where logic does more than compare it.</summary>
    public const int MaximumPoints = 400;

    private IReadOnlyList<DiagramInput> _inputs;
    private IReadOnlyList<int> _places;
    private IReadOnlyList<HashSet<Int128>> _starts;
    private IReadOnlyList<HashSet<string>> _constants;

    /// <param name="inputs">The inputs that are variables, as people list them.</param>
    /// <param name="order">Their places in the order of their levels.</param>
    public Cuts(IReadOnlyList<DiagramInput> inputs, IReadOnlyList<int> order)
    {
        (_places, _inputs) = (order, [.. order.Select(place => inputs[place])]);
        inputs = _inputs;
        _constants = [.. inputs.Select(_ => new HashSet<string>(StringComparer.Ordinal))];
        _starts = [.. inputs.Select(input => input is ContinuousInput continuous
            ? continuous.Starts.Select(start => continuous.Grid.PointOf(start)!.Value).ToHashSet()
            : [])];
    }

    /// <summary>How many there are.</summary>
    public int Count => _starts.Sum(starts => starts.Count) + _constants.Sum(constants => constants.Count);

    /// <summary>Puts the variables in another order.</summary>
    /// <param name="order">Their levels until now, by the new ones.</param>
    public void Reorder(IReadOnlyList<int> order)
    {
        (_inputs, _places) = ([.. order.Select(level => _inputs[level])], [.. order.Select(level => _places[level])]);
        (_starts, _constants) = ([.. order.Select(level => _starts[level])], [.. order.Select(level => _constants[level])]);
    }

    public void Add(int level, Int128 start) => _starts[level].Add(start);

    public void Add(int level, string constant) => _constants[level].Add(constant);

    /// <summary>Cuts a variable into its single values; false where there are too many.</summary>
    public bool TryAddAll(int level)
    {
        var grid = ((ContinuousInput)_inputs[level]).Grid;
        if (grid.Last - grid.First >= MaximumPoints)
        {
            return false;
        }

        for (var point = grid.First; point <= grid.Last; point++)
        {
            _starts[level].Add(point);
        }

        return true;
    }

    public IReadOnlyList<DiagramVariable> Variables() =>
    [
        .. _inputs.Select<DiagramInput, DiagramVariable>((input, level) => input switch
        {
            ContinuousInput continuous => new ContinuousVariable(input.Name, continuous.Grid, _starts[level], continuous.MayBeNull) { Place = _places[level] },
            TextInput text => new TextVariable(input.Name, [.. _constants[level].Order(StringComparer.Ordinal)], text.MayBeNull) { Place = _places[level] },
            _ => new FiniteVariable(input.Name, ((FiniteInput)input).Values) { Place = _places[level] },
        }),
    ];
}
