using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// For each region of each input the set of rules that a value there leaves possible, as bits. The rules that can match are the
/// intersection of one set for each column; an entry that cannot be indexed leaves its rule possible and is tested afterwards.
/// </summary>
/// <remarks>
/// An entry is not interpreted here: it is tested with samples of the regions by the code that would test it without an index.
/// </remarks>
internal sealed class TableIndex
{
    private const int WordBits = 64;
    private const int Lanes = 4;
    private const int MostInPlace = 16;

    // A column with more regions × rules than this (16 MiB of bits) has one row for several neighboring regions.
    private const long MostWords = 1 << 21;

    private readonly CompiledTests[][] _tests;
    private readonly int[] _variables;
    private readonly int _words;
    private readonly List<Column> _indexed = [];
    private readonly Column[] _columns;
    private readonly ulong[] _bits;
    private readonly int[][] _unindexed;

    /// <summary>Indexes the entries of a table.</summary>
    /// <param name="tests">The input entries, rule by rule.</param>
    /// <param name="variables">For each input the slot of the variable that it is; -1 for any other expression.</param>
    public TableIndex(CompiledTests[][] tests, int[] variables)
    {
        _tests = tests;
        _variables = variables;
        _words = Math.Max(1, (tests.Length + WordBits - 1) / WordBits);
        if (_words > 1)
        {
            _words = (_words + Lanes - 1) / Lanes * Lanes;
        }

        // The first row is the set of all rules: it stands for a column that says nothing about a value.
        List<ulong[]> bits = [AllRules()];
        for (var input = 0; input < variables.Length; input++)
        {
            AddColumn(input, bits);
        }

        _columns = [.. _indexed];
        _bits = new ulong[bits.Sum(rows => rows.Length)];
        var place = 0;
        foreach (var rows in bits)
        {
            rows.CopyTo(_bits, place);
            place += rows.Length;
        }

        _unindexed = [.. tests.Select(rule => Enumerable.Range(0, rule.Length).Where(input => !rule[input].IsAny && !Knows(input, rule[input])).ToArray())];
        ReadsVariables = Array.TrueForAll(_unindexed, rule => rule.Length == 0) && Array.TrueForAll(variables, variable => variable >= 0) && _columns.Length <= MostInPlace;
    }

    /// <summary>Whether every entry is indexed and every input a variable, so that the slots alone tell which rules match, see <see cref="TryMatch"/>.</summary>
    public bool ReadsVariables { get; }

    /// <summary>How many columns are indexed.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>The input of an indexed column.</summary>
    public int InputOf(int column) => _columns[column].Input;

    /// <summary>The place of the row of a value; -1 for one outside the regions, which has to be tested.</summary>
    public int RowOf(int column, FeelValue value)
    {
        ref readonly var indexed = ref _columns[column];
        var region = indexed.Regions.RegionOf(value);
        return region < 0 ? -1 : indexed.FirstRow + ((region >> indexed.Shift) * _words);
    }

    /// <summary>
    /// The first rule that matches, -1 when there is none, where <see cref="ReadsVariables"/>; false where a value lies outside the regions,
    /// so that entries have to be tested.
    /// </summary>
    /// <param name="slots">The frame.</param>
    /// <param name="alone">Whether it is also false where more rules match.</param>
    /// <param name="rule">The rule.</param>
    public bool TryMatch(FeelValue[] slots, bool alone, out int rule)
    {
        // A few rules are one word, which is intersected on the way; for more, the rows are found first.
        if (_words > 1)
        {
            return TryMatchMany(slots, alone, out rule);
        }

        var within = TryIntersect(slots, out var rules);
        rule = rules == 0 ? -1 : BitOperations.TrailingZeroCount(rules);
        return within && !(alone && (rules & (rules - 1)) != 0);
    }

    /// <summary>The first rule from a given one on that is in all rows; -1 when there is none.</summary>
    /// <param name="rows">What <see cref="RowOf"/> gave; a value outside the regions leaves every rule possible.</param>
    /// <param name="from">The first rule that counts.</param>
    public int Next(ReadOnlySpan<int> rows, int from)
    {
        var word = from / WordBits;
        if (word >= _words)
        {
            return -1;
        }

        var first = Candidates(rows, word) & (ulong.MaxValue << (from % WordBits));
        while (first == 0)
        {
            word++;
            if (_words > 1 && word % Lanes == 0)
            {
                while (word < _words && !Any(rows, word))
                {
                    word += Lanes;
                }
            }

            if (word >= _words)
            {
                return -1;
            }

            first = Candidates(rows, word);
        }

        return (word * WordBits) + BitOperations.TrailingZeroCount(first);
    }

    /// <summary>Whether a rule that is in all rows matches: tests what the index does not know.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rows">What <see cref="RowOf"/> gave.</param>
    /// <param name="values">The table's inputs.</param>
    /// <param name="slots">The frame.</param>
    /// <param name="context">Counts a step for each rule that is tested.</param>
    public bool Holds(int rule, ReadOnlySpan<int> rows, ReadOnlySpan<FeelValue> values, FeelValue[] slots, EvaluationContext context)
    {
        var tests = _tests[rule];
        foreach (var input in _unindexed[rule])
        {
            context.Step();
            if (!tests[input].Test(values[input], slots, context).IsTrue)
            {
                return false;
            }
        }

        for (var column = 0; column < rows.Length; column++)
        {
            var input = _columns[column].Input;
            if (rows[column] < 0 && IsIndexable(tests[input]))
            {
                context.Step();
                if (!tests[input].Test(values[input], slots, context).IsTrue)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void AddColumn(int input, List<ulong[]> bits)
    {
        var entries = Array.ConvertAll(_tests, rule => rule[input]);
        var regions = ColumnRegions.Of(entries.Where(IsIndexable).SelectMany(entry => entry.Constants ?? []));
        if (!Array.Exists(entries, entry => IsIndexable(entry) && !entry.IsAny)
            || !Enumerable.Range(0, regions.Count).All(region => regions.TrySample(region, out _)))
        {
            return;
        }

        // Too many regions share rows: a row is then what any of its regions leaves possible.
        var shift = 0;
        while ((((regions.Count - 1L) >> shift) + 1) * _words > MostWords)
        {
            shift++;
        }

        _indexed.Add(new Column(input, _variables[input], regions, shift, bits.Sum(rows => rows.Length)));
        bits.Add(RowsOf(entries, regions, shift));
    }

    // Each stretch of rows that leaves a rule possible is marked where it begins and behind its end; then each row goes on from the one
    // before.
    private ulong[] RowsOf(CompiledTests[] entries, ColumnRegions regions, int shift)
    {
        var rows = new ulong[(((regions.Count - 1) >> shift) + 1) * _words];
        for (var rule = 0; rule < entries.Length; rule++)
        {
            var (from, to) = (-1, -1);
            foreach (var (first, last) in IsIndexable(entries[rule]) ? PassingRegions.Of(entries[rule], regions) : [(0, regions.Count - 1)])
            {
                if (from >= 0 && first >> shift > to + 1)
                {
                    Mark(rule, from, to);
                    from = -1;
                }

                (from, to) = (from < 0 ? first >> shift : from, last >> shift);
            }

            if (from >= 0)
            {
                Mark(rule, from, to);
            }
        }

        for (var i = _words; i < rows.Length; i++)
        {
            rows[i] ^= rows[i - _words];
        }

        return rows;

        void Mark(int rule, int from, int to)
        {
            var bit = 1UL << (rule % WordBits);
            rows[(from * _words) + (rule / WordBits)] ^= bit;
            if ((to + 1) * _words < rows.Length)
            {
                rows[((to + 1) * _words) + (rule / WordBits)] ^= bit;
            }
        }
    }

    // An entry with a fault is evaluated each time, to report it.
    private static bool IsIndexable(CompiledTests entry) => entry.Constants is not null && !entry.OrdersStrings && !entry.HasFault;

    // Whether a row of the column tells exactly which values the entry lets pass.
    private bool Knows(int input, CompiledTests entry) => IsIndexable(entry)
        && _indexed.Exists(column => column.Input == input && column.Shift == 0);

    private ulong[] AllRules()
    {
        var row = new ulong[_words];
        for (var rule = 0; rule < _tests.Length; rule++)
        {
            row[rule / WordBits] |= 1UL << (rule % WordBits);
        }

        return row;
    }

    // A method of its own, like the next: inlined into all that lies above, its loop would keep nothing in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryIntersect(FeelValue[] slots, out ulong rules)
    {
        var bits = _bits;
        rules = bits[0];
        foreach (ref readonly var column in _columns.AsSpan())
        {
            var region = column.Regions.RegionOf(slots[column.Variable]);
            if (region < 0)
            {
                return false;
            }

            rules &= bits[column.FirstRow + (region >> column.Shift)];
        }

        return true;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMatchMany(FeelValue[] slots, bool alone, out int rule)
    {
        rule = -1;
        var inPlace = default(Rows);
        var rows = ((Span<int>)inPlace)[.._columns.Length];
        for (var column = 0; column < rows.Length; column++)
        {
            rows[column] = RowOf(column, slots[_columns[column].Variable]);
            if (rows[column] < 0)
            {
                return false;
            }
        }

        rule = Next(rows, 0);
        return !(alone && rule >= 0 && Next(rows, rule + 1) >= 0);
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

    private readonly record struct Column(int Input, int Variable, ColumnRegions Regions, int Shift, int FirstRow);

    [InlineArray(MostInPlace)]
    private struct Rows
    {
        private int _first;
    }
}
