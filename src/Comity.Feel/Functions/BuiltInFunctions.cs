using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>The built-in functions by name (DMN 1.5 §10.3.4), each group in the file of the kind it works on.</summary>
public static class BuiltInFunctions
{
    private static readonly Dictionary<string, BuiltInFunction> ByName = new[]
    {
        AggregateFunctions.All, BooleanFunctions.All, ContextFunctions.All, ConversionFunctions.All, ListFunctions.All,
        NumberFunctions.All, RangeFunctions.All, StringFunctions.All, TemporalFunctions.All,
    }.SelectMany(group => group).ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BuiltInFunction> All { get; } = [.. ByName.Values];

    /// <summary>The function of that name.</summary>
    public static bool TryGet(string name, out FeelFunction function)
    {
        var found = ByName.TryGetValue(name, out var builtIn);
        function = builtIn!;
        return found;
    }
}
