using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// For each region of each input the set of rules that a value there leaves possible, as bits. The rules that can match are the
/// intersection of one set for each column; an entry that cannot be indexed leaves its rule possible and is tested afterwards.
/// </summary>
/// <remarks>
/// An entry is not interpreted here: it is tested with a sample of each region by the code that would test it without an index.
/// </remarks>
internal sealed class TableIndex
{
    private const int WordBits = 64;

    // A column with more regions × rules than this (16 MiB of bits) is not indexed.
    private const long MostWords = 1 << 21;

    private readonly ColumnRegions?[] _columns;
    private readonly int[] _firstRows;
    private readonly ulong[] _bits;
    private readonly int[][] _unindexed;
    private readonly bool[] _isAny;
    private readonly CompiledTests[][] _tests;

    private TableIndex(CompiledTests[][] tests, ColumnRegions?[] columns, int[] firstRows, ulong[] bits, int[][] unindexed, bool[] isAny, int words)
    {
        _tests = tests;
        _columns = columns;
        _firstRows = firstRows;
        _bits = bits;
        _unindexed = unindexed;
        _isAny = isAny;
        Words = words;
    }

    /// <summary>How many words a set of rules takes.</summary>
    public int Words { get; }

    /// <summary>Indexes the entries of a table.</summary>
    /// <param name="tests">The input entries, rule by rule.</param>
    /// <param name="columns">How many inputs the table has.</param>
    public static TableIndex Of(CompiledTests[][] tests, int columns)
    {
        var words = (tests.Length + WordBits - 1) / WordBits;
        var regions = new ColumnRegions?[columns];
        var firstRows = new int[columns];
        var isAny = new bool[columns];

        // The first row is the set of all rules: it stands for a column that says nothing about a value.
        var bits = new List<ulong>(Row(tests.Length, words, _ => true));
        for (var column = 0; column < columns; column++)
        {
            var entries = tests.Select(rule => rule[column]).ToArray();
            isAny[column] = Array.TrueForAll(entries, entry => entry.IsAny);
            var cut = ColumnRegions.Of(entries.SelectMany(entry => entry.Constants ?? []));
            if (isAny[column] || !Array.Exists(entries, entry => entry.Constants is not null && !entry.IsAny) || (long)cut.Count * words > MostWords)
            {
                continue;
            }

            var rows = new List<ulong>();
            var samples = Enumerable.Range(0, cut.Count).TakeWhile(region => cut.TrySample(region, out var sample) && Add(sample)).Count();
            if (samples == cut.Count)
            {
                regions[column] = cut;
                firstRows[column] = bits.Count;
                bits.AddRange(rows);
            }

            bool Add(FeelValue sample)
            {
                rows.AddRange(Row(tests.Length, words, rule => entries[rule].Constants is null || entries[rule].Test(sample, [], EvaluationContext.Silent).IsTrue));
                return true;
            }
        }

        var unindexed = tests.Select(rule => Enumerable.Range(0, columns).Where(column => !rule[column].IsAny && (regions[column] is null || rule[column].Constants is null)).ToArray()).ToArray();
        return new TableIndex(tests, regions, firstRows, [.. bits], unindexed, isAny, words);
    }

    /// <summary>Finds the rows of the columns for these values.</summary>
    /// <param name="values">The table's inputs.</param>
    /// <param name="rows">Gets the place of each column's row.</param>
    /// <returns>Whether every value lies in a region of its column; otherwise the columns of the others must be tested.</returns>
    public bool Locate(ReadOnlySpan<FeelValue> values, Span<int> rows)
    {
        var all = true;
        for (var column = 0; column < rows.Length; column++)
        {
            rows[column] = 0;
            if (_columns[column] is { } regions)
            {
                var region = regions.RegionOf(values[column]);
                rows[column] = region < 0 ? 0 : _firstRows[column] + (region * Words);
                all &= region >= 0;
            }
        }

        return all;
    }

    /// <summary>One word of the set of rules that can match.</summary>
    public ulong Candidates(ReadOnlySpan<int> rows, int word)
    {
        var bits = _bits.AsSpan(word);
        var candidates = bits[0];
        foreach (var row in rows)
        {
            candidates &= bits[row];
        }

        return candidates;
    }

    /// <summary>Whether a rule that can match does: tests what the index does not know.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="located">What <see cref="Locate"/> answered.</param>
    /// <param name="rows">The places that it found; 0 for a value outside the regions.</param>
    /// <param name="values">The table's inputs.</param>
    /// <param name="slots">The frame.</param>
    /// <param name="context">Counts a step for each rule that is tested.</param>
    public bool Holds(int rule, bool located, ReadOnlySpan<int> rows, ReadOnlySpan<FeelValue> values, FeelValue[] slots, EvaluationContext context)
    {
        if (located && _unindexed[rule].Length == 0)
        {
            return true;
        }

        context.Step();
        foreach (var column in _unindexed[rule])
        {
            if (!_tests[rule][column].Test(values[column], slots, context).IsTrue)
            {
                return false;
            }
        }

        for (var column = 0; !located && column < rows.Length; column++)
        {
            if (_columns[column] is not null && rows[column] == 0 && _tests[rule][column].Constants is not null && !_tests[rule][column].Test(values[column], slots, context).IsTrue)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether no entry of a column says anything.</summary>
    public bool IsAny(int column) => _isAny[column];

    private static ulong[] Row(int rules, int words, Func<int, bool> possible)
    {
        var row = new ulong[words];
        for (var rule = 0; rule < rules; rule++)
        {
            row[rule / WordBits] |= possible(rule) ? 1UL << (rule % WordBits) : 0;
        }

        return row;
    }
}
