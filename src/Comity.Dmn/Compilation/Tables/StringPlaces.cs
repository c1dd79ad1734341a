using System.Runtime.CompilerServices;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// The places of a few known strings. Where length and three characters tell them apart, they stand in a small table in which each has a
/// cell of its own, so that finding one takes one comparison; otherwise a dictionary finds them.
/// </summary>
internal sealed class StringPlaces
{
    private const int MostCells = 256;
    private const int Attempts = 64;

    private readonly int _count;
    private readonly Cell[] _cells = [];
    private readonly uint _factor;
    private readonly int _shift = 31;
    private readonly Dictionary<string, int>? _dictionary;

    public StringPlaces(string[] strings)
    {
        _count = strings.Length;
        for (var bits = 1; 1 << bits <= MostCells; bits++)
        {
            var random = 0x9E3779B9u;
            for (var attempt = 0; attempt < Attempts; attempt++, random = (random * 1_664_525) + 1_013_904_223)
            {
                if (TryFill(strings, bits, random | 1) is { } cells)
                {
                    (_cells, _factor, _shift) = (cells, random | 1, 32 - bits);
                    return;
                }
            }
        }

        _dictionary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in strings)
        {
            _dictionary.Add(text, _dictionary.Count);
        }
    }

    /// <summary>The place of the string; one behind the last for any other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int PlaceOf(string text)
    {
        if (_dictionary is not null)
        {
            return _dictionary.TryGetValue(text, out var known) ? known : _count;
        }

        ref readonly var cell = ref _cells[(Key(text) * _factor) >> _shift];
        return string.Equals(text, cell.Text) ? cell.Place : _count;
    }

    private static Cell[]? TryFill(string[] strings, int bits, uint factor)
    {
        if (strings.Length > 1 << bits)
        {
            return null;
        }

        var cells = new Cell[1 << bits];
        Array.Fill(cells, new Cell("", strings.Length));
        for (var place = 0; place < strings.Length; place++)
        {
            var cell = (Key(strings[place]) * factor) >> (32 - bits);
            if (cells[cell].Place < strings.Length)
            {
                return null;
            }

            cells[cell] = new Cell(strings[place], place);
        }

        return cells;
    }

    // The length and the first, middle and last character. A string ends with a zero, so that the empty one has a first character too.
    private static uint Key(string text)
    {
        ref var first = ref Unsafe.AsRef(in text.GetPinnableReference());
        var length = (uint)text.Length;
        return length + ((uint)first << 5) + ((uint)Unsafe.Add(ref first, length / 2) << 19) + ((uint)Unsafe.Add(ref first, (nint)length - (length > 0 ? 1 : 0)) << 12);
    }

    private readonly record struct Cell(string Text, int Place);
}
