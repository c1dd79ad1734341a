using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// For each region of each column the set of rules that a value there leaves possible, as bits. The rules that can match are the
/// intersection of one set for each column.
/// </summary>
internal sealed class RuleBits : RuleFinder
{
    private const int WordBits = 64;
    private const int WordsAtOnce = 4;

    // A column with more regions × rules than this (16 MiB of bits) has one row for several neighboring regions.
    private const long MostWords = 1 << 21;

    private readonly int _words;
    private readonly Column[] _columns;
    private readonly ulong[] _bits;

    public RuleBits(int rules, IReadOnlyList<ColumnStretches> columns)
    {
        _words = Math.Max(1, (rules + WordBits - 1) / WordBits);
        if (_words > 1)
        {
            _words = (_words + WordsAtOnce - 1) / WordsAtOnce * WordsAtOnce;
        }

        // The first row is the set of all rules: it stands for a column that says nothing about a value.
        _columns = new Column[columns.Count];
        var length = _words;
        for (var column = 0; column < _columns.Length; column++)
        {
            // Too many regions share rows: a row is then what any of its regions leaves possible.
            var shift = 0;
            while ((((columns[column].Count - 1L) >> shift) + 1) * _words > MostWords)
            {
                shift++;
            }

            _columns[column] = new Column(shift, length);
            length += (((columns[column].Count - 1) >> shift) + 1) * _words;
        }

        _bits = new ulong[length];
        for (var rule = 0; rule < rules; rule++)
        {
            _bits[rule / WordBits] |= 1UL << (rule % WordBits);
        }

        for (var column = 0; column < _columns.Length; column++)
        {
            var (shift, first) = _columns[column];
            Fill(_bits.AsSpan(first, (((columns[column].Count - 1) >> shift) + 1) * _words), columns[column], shift);
        }
    }

    /// <summary>
    /// The bits, where all rules are in one word and each region has its own: the first is the set of all rules, those of a column begin at
    /// <see cref="FirstOf"/>. Null otherwise.
    /// </summary>
    public ulong[]? Words => _words == 1 && Array.TrueForAll(_columns, column => column.Shift == 0) ? _bits : null;

    /// <summary>Where the rows of a column begin.</summary>
    public int FirstOf(int column) => _columns[column].First;

    /// <summary>Whether the rows of a column tell exactly which rules a region leaves possible.</summary>
    public bool IsExact(int column) => _columns[column].Shift == 0;

    /// <inheritdoc/>
    public override RuleCursor Start(Span<int> regions)
    {
        for (var column = 0; column < _columns.Length; column++)
        {
            if (regions[column] >= 0)
            {
                regions[column] = _columns[column].First + ((regions[column] >> _columns[column].Shift) * _words);
            }
        }

        return new RuleCursor(0, _words * WordBits);
    }

    /// <inheritdoc/>
    public override int Next(ReadOnlySpan<int> regions, ref RuleCursor cursor)
    {
        var word = cursor.At / WordBits;
        if (word >= _words)
        {
            return -1;
        }

        var rows = regions[.._columns.Length];
        var first = Candidates(rows, word) & (ulong.MaxValue << (cursor.At % WordBits));
        while (first == 0)
        {
            word++;
            if (_words > 1 && word % WordsAtOnce == 0)
            {
                while (word < _words && !Any(rows, word))
                {
                    word += WordsAtOnce;
                }
            }

            if (word >= _words)
            {
                cursor.At = cursor.End;
                return -1;
            }

            first = Candidates(rows, word);
        }

        var rule = (word * WordBits) + BitOperations.TrailingZeroCount(first);
        cursor.At = rule + 1;
        return rule;
    }

    // Each stretch of rows that leaves a rule possible is marked where it begins and behind its end; then each row goes on from the one
    // before.
    private void Fill(Span<ulong> rows, ColumnStretches column, int shift)
    {
        for (var rule = 0; rule < column.Rules; rule++)
        {
            var (from, to) = (-1, -1);
            foreach (var (first, last) in column.Of(rule))
            {
                if (from >= 0 && first >> shift > to + 1)
                {
                    Mark(rows, rule, from, to);
                    from = -1;
                }

                (from, to) = (from < 0 ? first >> shift : from, last >> shift);
            }

            if (from >= 0)
            {
                Mark(rows, rule, from, to);
            }
        }

        for (var i = _words; i < rows.Length; i++)
        {
            rows[i] ^= rows[i - _words];
        }
    }

    private void Mark(Span<ulong> rows, int rule, int from, int to)
    {
        var bit = 1UL << (rule % WordBits);
        rows[(from * _words) + (rule / WordBits)] ^= bit;
        if ((to + 1) * _words < rows.Length)
        {
            rows[((to + 1) * _words) + (rule / WordBits)] ^= bit;
        }
    }

    private ulong Candidates(ReadOnlySpan<int> rows, int word)
    {
        var candidates = _bits[word];
        foreach (var row in rows)
        {
            candidates &= _bits[Math.Max(row, 0) + word];
        }

        return candidates;
    }

    // Whether any of the next four words has a rule that is in all rows.
    private bool Any(ReadOnlySpan<int> rows, int word)
    {
        ref var bits = ref MemoryMarshal.GetArrayDataReference(_bits);
        var candidates = Vector256.LoadUnsafe(ref bits, (nuint)word);
        foreach (var row in rows)
        {
            candidates &= Vector256.LoadUnsafe(ref bits, (nuint)(Math.Max(row, 0) + word));
        }

        return candidates != Vector256<ulong>.Zero;
    }

    private readonly record struct Column(int Shift, int First);
}
