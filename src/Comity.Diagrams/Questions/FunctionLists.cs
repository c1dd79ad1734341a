using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>Lists of functions, numbered: equal lists have one number.</summary>
internal sealed class FunctionLists(FunctionTable table)
{
    private readonly List<int[]> _lists = [];
    private readonly Dictionary<int[], int> _numbers = new(new SameNumbers());
    private readonly Dictionary<(int, int, int), int> _restricted = [];

    /// <summary>The list of a number.</summary>
    public int[] this[int number] => _lists[number];

    /// <summary>The number of a list.</summary>
    public int NumberOf(int[] list)
    {
        if (!_numbers.TryGetValue(list, out var number))
        {
            number = _lists.Count;
            _lists.Add(list);
            _numbers.Add(list, number);
        }

        return number;
    }

    /// <summary>The list of the functions where a variable lies in a region.</summary>
    public int Restrict(int number, int level, int region)
    {
        if (Array.TrueForAll(_lists[number], function => function < 0))
        {
            return number;
        }

        if (!_restricted.TryGetValue((number, level, region), out var result))
        {
            table.Effort?.Spend(_lists[number].Length);
            result = NumberOf(Array.ConvertAll(_lists[number], function => table.Restrict(function, level, region)));
            _restricted[(number, level, region)] = result;
        }

        return result;
    }
}

/// <summary>Arrays with the same numbers are equal.</summary>
internal sealed class SameNumbers : IEqualityComparer<int[]>
{
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(int[] obj)
    {
        var hash = default(HashCode);
        foreach (var number in obj)
        {
            hash.Add(number);
        }

        return hash.ToHashCode();
    }
}
