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
/// An entry is not interpreted here: it is tested with a sample of each region by the code that would test it without an index.
/// </remarks>
internal sealed class TableIndex
{
    private const int WordBits = 64;
    private const int Lanes = 4;
    private const int MostInPlace = 16;

    // A column with more regions × rules than this (16 MiB of bits) is not indexed.
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
        var bits = new List<ulong>(Row(_ => true));
        for (var input = 0; input < variables.Length; input++)
        {
            AddColumn(input, bits);
        }

        _columns = [.. _indexed];
        _bits = [.. bits];
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
        return region < 0 ? -1 : indexed.FirstRow + (region * _words);
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
            if (rows[column] < 0 && tests[input].Constants is not null)
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

    private void AddColumn(int input, List<ulong> bits)
    {
        var entries = Array.ConvertAll(_tests, rule => rule[input]);
        var regions = ColumnRegions.Of(entries.SelectMany(entry => entry.Constants ?? []));
        if (!Array.Exists(entries, entry => entry.Constants is not null && !entry.IsAny) || (long)regions.Count * _words > MostWords)
        {
            return;
        }

        var rows = new List<ulong>();
        for (var region = 0; region < regions.Count; region++)
        {
            if (!regions.TrySample(region, out var sample))
            {
                return;
            }

            rows.AddRange(Row(rule => entries[rule].Constants is null || entries[rule].Test(sample, [], EvaluationContext.Silent).IsTrue));
        }

        _indexed.Add(new Column(input, _variables[input], regions, bits.Count));
        bits.AddRange(rows);
    }

    private bool Knows(int input, CompiledTests entry) => entry.Constants is not null && _indexed.Exists(column => column.Input == input);

    private ulong[] Row(Func<int, bool> possible)
    {
        var row = new ulong[_words];
        for (var rule = 0; rule < _tests.Length; rule++)
        {
            row[rule / WordBits] |= possible(rule) ? 1UL << (rule % WordBits) : 0;
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

            rules &= bits[column.FirstRow + region];
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

    private readonly record struct Column(int Input, int Variable, ColumnRegions Regions, int FirstRow);

    [InlineArray(MostInPlace)]
    private struct Rows
    {
        private int _first;
    }
}
