using System.Globalization;
using Comity.Diagrams.Core;
using Comity.Feel.Values;
using Comity.Policy.Facts;

namespace Comity.Policy.Packs;

/// <summary>Reads which numbers or dates a fact may be: <c>min</c>, <c>max</c> and, for numbers, <c>decimals</c>.</summary>
internal static class FactGrid
{
    // What is enough for amounts of money; a fact that needs more says so.
    private const int UsualDecimals = 2;

    public static Grid? Read(YamlFile file, YamlMap map, FactKind kind)
    {
        if (kind is not (FactKind.Number or FactKind.Date))
        {
            return null;
        }

        var decimals = kind == FactKind.Date ? 0 : Decimals(file, map);
        var grid = new Grid(kind == FactKind.Date ? FeelKind.Date : FeelKind.Number, decimals);
        var bounded = grid with { Min = Bound(file, map, "min", grid), Max = Bound(file, map, "max", grid) };
        if (bounded.First > bounded.Last)
        {
            file.Fail("PACK0006", "'min' is more than 'max'.", map.Node, null);
            return grid;
        }

        return bounded;
    }

    private static int Decimals(YamlFile file, YamlMap map)
    {
        if (map.Optional("decimals") is not { } written)
        {
            return UsualDecimals;
        }

        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var decimals) && decimals <= Grid.MaximumDecimals)
        {
            return decimals;
        }

        file.Fail("PACK0006", $"'{written}' is not a number of decimals.", map.Child("decimals")!, $"Write a number from 0 to {Grid.MaximumDecimals}.");
        return UsualDecimals;
    }

    private static FeelValue? Bound(YamlFile file, YamlMap map, string key, Grid grid)
    {
        if (grid.Kind == FeelKind.Date)
        {
            return map.Date(key) is { } date ? FeelValue.From(date) : null;
        }

        if (map.Optional(key) is not { } written)
        {
            return null;
        }

        if (FeelNumber.TryParse(written, out var number) && grid.Holds(FeelValue.From(number)))
        {
            return FeelValue.From(number);
        }

        file.Fail("PACK0006", $"'{written}' is not a number that '{key}' can be.", map.Child(key)!, $"Write a number with at most {grid.Decimals} digits behind the point; 'decimals:' allows more.");
        return null;
    }
}
