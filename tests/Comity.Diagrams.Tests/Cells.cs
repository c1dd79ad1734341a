using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Tests;

/// <summary>Functions as plain tables over all cells: the oracle for what diagrams say.</summary>
internal sealed class Cells
{
    private readonly int[] _widths;

    public Cells(params int[] widths)
    {
        _widths = widths;
        All = [.. Enumerate()];
    }

    public IReadOnlyList<int> Widths => _widths;

    /// <summary>The regions of every cell; a function is an array of as many values.</summary>
    public IReadOnlyList<int[]> All { get; }

    public DiagramSpace Space() => new([.. _widths.Select((width, i) =>
        (DiagramVariable)new FiniteVariable($"v{i}", [.. Enumerable.Range(0, width).Select(value => FeelValue.From(value))]))]);

    /// <summary>The diagram of a function, built from one cell after the other by choice: knows nothing of how nodes are made.</summary>
    public Diagram Build(DiagramSpace space, IReadOnlyList<int> function, Func<int, FeelValue>? value = null)
    {
        value ??= number => FeelValue.From(number);
        var result = space.Constant(value(function[0]));
        foreach (var (cell, regions) in All.Index())
        {
            var here = space.Constant(FeelValue.True);
            foreach (var (level, region) in regions.Index())
            {
                here = here.Apply(space.Test(level, [.. Enumerable.Range(0, _widths[level]).Select(i => FeelValue.From(i == region))]), FeelOperators.And);
            }

            result = here.Choose(space.Constant(value(function[cell])), result);
        }

        return result;
    }

    private IEnumerable<int[]> Enumerate()
    {
        var count = _widths.Aggregate(1, (product, width) => product * width);
        for (var cell = 0; cell < count; cell++)
        {
            var (rest, regions) = (cell, new int[_widths.Length]);
            for (var level = 0; level < _widths.Length; level++)
            {
                regions[level] = rest % _widths[level];
                rest /= _widths[level];
            }

            yield return regions;
        }
    }
}
