namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// Whole numbers with cuts at some of them: gap, cut, gap, cut, …, gap. Stretches of one length, about as many as there are cuts, tell where
/// to look for a number, so that finding its place takes about as long however many cuts there are.
/// </summary>
internal sealed class NumberLine
{
    // Numbers that lie closer together than this have a stretch each.
    private const ulong WidestArray = 1 << 16;

    private const ulong StretchesPerCut = 2;

    private readonly long[] _cuts;
    private readonly int _shift;

    // For each stretch the place of its first number.
    private readonly int[] _places = [];

    /// <param name="cuts">The cuts in order, each once.</param>
    public NumberLine(long[] cuts)
    {
        _cuts = cuts;
        if (cuts.Length == 0)
        {
            return;
        }

        var width = (ulong)(cuts[^1] - cuts[0]);
        while (width >> _shift >= Math.Max(WidestArray, StretchesPerCut * (ulong)cuts.Length))
        {
            _shift++;
        }

        _places = new int[(width >> _shift) + 1];
        for (var (stretch, cut) = (0, 0); stretch < _places.Length; stretch++)
        {
            var first = (ulong)stretch << _shift;
            while ((ulong)(cuts[cut] - cuts[0]) < first)
            {
                cut++;
            }

            _places[stretch] = (2 * cut) + ((ulong)(cuts[cut] - cuts[0]) == first ? 1 : 0);
        }
    }

    /// <summary>The place of a number: odd for a cut, even for a gap.</summary>
    public int Place(long value)
    {
        if (_cuts.Length == 0 || value < _cuts[0])
        {
            return 0;
        }

        if (value > _cuts[^1])
        {
            return 2 * _cuts.Length;
        }

        var stretch = (int)((ulong)(value - _cuts[0]) >> _shift);
        return _shift == 0 ? _places[stretch] : Search(value, stretch);
    }

    /// <summary>A number of the place. A gap between two numbers that follow each other has none; its sample is then the later one.</summary>
    public long Sample(int place) =>
        _cuts.Length == 0 ? 0
        : place % 2 == 1 ? _cuts[place / 2]
        : place == 0 ? _cuts[0] - 1
        : _cuts[(place / 2) - 1] + 1;

    // The first cut that is not below the number is in its stretch, or the first behind it.
    private int Search(long value, int stretch)
    {
        var low = _places[stretch] / 2;
        var high = stretch + 1 < _places.Length ? _places[stretch + 1] / 2 : _cuts.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_cuts[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (2 * low) + (_cuts[low] == value ? 1 : 0);
    }
}
