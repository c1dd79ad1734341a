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
    private readonly string?[] _cells = [null];
    private readonly int[] _places = [0];
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
                if (TryFill(strings, bits, random | 1) is var (cells, places))
                {
                    (_cells, _places, _factor, _shift) = (cells, places, random | 1, 32 - bits);
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
    public int PlaceOf(string text)
    {
        if (_dictionary is not null)
        {
            return _dictionary.TryGetValue(text, out var known) ? known : _count;
        }

        var cell = (int)((Key(text) * _factor) >> _shift);
        return string.Equals(_cells[cell], text, StringComparison.Ordinal) ? _places[cell] : _count;
    }

    private static (string?[] Cells, int[] Places)? TryFill(string[] strings, int bits, uint factor)
    {
        if (strings.Length > 1 << bits)
        {
            return null;
        }

        var (cells, places) = (new string?[1 << bits], new int[1 << bits]);
        for (var place = 0; place < strings.Length; place++)
        {
            var cell = (int)((Key(strings[place]) * factor) >> (32 - bits));
            if (cells[cell] is not null)
            {
                return null;
            }

            (cells[cell], places[cell]) = (strings[place], place);
        }

        return (cells, places);
    }

    private static uint Key(string text) =>
        text.Length == 0 ? 0 : (uint)text.Length + ((uint)text[0] << 5) + ((uint)text[^1] << 12) + ((uint)text[text.Length / 2] << 19);
}
