using System.Numerics;
using System.Runtime.CompilerServices;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// The places of known strings in a hash table. A string is hashed by its length and two parts of four characters, which are chosen so that
/// they tell the known strings apart, whatever else these have in common; where no parts do, by all of its characters.
/// </summary>
internal sealed class StringPlaces
{
    private const int PartLength = 4;
    private const int FurthestPart = 16;
    private const int PartTurn = 29;

    // Few strings get a cell each, so that one comparison finds each of them; of many, some stand a few cells behind their own.
    private const int Few = 16;
    private const int FurthestCell = 16;
    private const int Sizes = 5;
    private const int Attempts = 32;

    private readonly int _count;
    private readonly Cell[] _cells;
    private readonly ulong _factor;
    private readonly int _shift;

    // Where the parts begin: so many characters behind the first, and so many before the last that fits; both -1 for all characters.
    private readonly int _behind;
    private readonly int _before;

    /// <param name="strings">The strings, each once.</param>
    public StringPlaces(string[] strings)
    {
        _count = strings.Length;
        (_behind, _before) = PartsOf(strings);
        var random = 0x9E3779B97F4A7C15;
        for (var attempt = 0; ; attempt++)
        {
            // Larger tables, then all characters, whose hash is another in each process: nobody can choose strings against it.
            var size = attempt / Attempts;
            if (size == Sizes)
            {
                (_behind, _before) = (-1, -1);
            }

            var bits = BitOperations.Log2((uint)strings.Length + 1) + 1 + size;
            (_factor, _shift) = (random | 1, 64 - bits);
            if (TryFill(strings, 1 << bits, strings.Length <= Few && size < Sizes ? 0 : FurthestCell) is { } cells)
            {
                _cells = cells;
                return;
            }

            random = (random * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        }
    }

    /// <summary>The place of the string; one behind the last for any other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int PlaceOf(string text)
    {
        for (var cell = CellOf(text); ; cell++)
        {
            ref readonly var known = ref _cells[cell];
            if (known.Text is null)
            {
                return _count;
            }

            if (string.Equals(text, known.Text))
            {
                return known.Place;
            }
        }
    }

    private static (int Behind, int Before) PartsOf(string[] strings)
    {
        var keys = new HashSet<ulong>(strings.Length);
        for (var behind = 0; behind <= FurthestPart; behind += PartLength)
        {
            for (var before = 0; before <= FurthestPart; before += PartLength)
            {
                keys.Clear();
                if (Array.TrueForAll(strings, text => keys.Add(Key(text, behind, before))))
                {
                    return (behind, before);
                }
            }
        }

        return (-1, -1);
    }

    // The last cell stays empty, so that every search ends.
    private Cell[]? TryFill(string[] strings, int size, int furthest)
    {
        var cells = new Cell[size + furthest + 1];
        for (var place = 0; place < strings.Length; place++)
        {
            var own = CellOf(strings[place]);
            var cell = own;
            while (cells[cell].Text is not null)
            {
                if (++cell > own + furthest)
                {
                    return null;
                }
            }

            cells[cell] = new Cell(strings[place], place);
        }

        return cells;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CellOf(string text) => (int)(((_behind < 0 ? (ulong)text.GetHashCode() : Key(text, _behind, _before)) * _factor) >> _shift);

    // A string shorter than a part is all of its at most three characters.
    private static ulong Key(string text, int behind, int before)
    {
        var length = text.Length;
        if (length < PartLength)
        {
            return length == 0 ? 0 : (ulong)length << 48 | (ulong)text[0] << 32 | (ulong)text[length / 2] << 16 | text[length - 1];
        }

        ref readonly var first = ref text.GetPinnableReference();
        var last = length - PartLength;
        return Part(in first, Math.Min(behind, last)) + BitOperations.RotateLeft(Part(in first, Math.Max(last - before, 0)), PartTurn)
            + (ulong)length;
    }

    private static ulong Part(ref readonly char first, int from) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref Unsafe.AsRef(in first), from)));

    private readonly record struct Cell(string? Text, int Place);
}
