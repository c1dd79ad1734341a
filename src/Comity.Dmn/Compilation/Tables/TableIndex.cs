using System.Numerics;
using System.Runtime.CompilerServices;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>
/// Finds the rules of a table that match: cuts the values of each input into regions, and has the rules that these leave possible found
/// by bits where they are few, by a tree where they are many. An entry that cannot be indexed leaves its rule possible and is tested
/// afterwards.
/// </summary>
/// <remarks>
/// An entry is not interpreted here: it is tested with samples of the regions by the code that would test it without an index.
/// </remarks>
internal sealed class TableIndex
{
    private const int MostInPlace = 16;

    // Up to so many rules, bits are faster than a tree.
    private const int MostInBits = 256;

    private readonly CompiledTests[][] _tests;
    private readonly Column[] _columns;
    private readonly RuleFinder _finder;

    // The rules as bits, where they are in one word.
    private readonly ulong[]? _words;
    private readonly int[][] _unindexed;

    /// <summary>Indexes the entries of a table.</summary>
    /// <param name="tests">The input entries, rule by rule.</param>
    /// <param name="variables">For each input the slot of the variable that it is; -1 for any other expression.</param>
    /// <param name="kinds">For each input the kind of values that its variable has; null for every kind.</param>
    public TableIndex(CompiledTests[][] tests, int[] variables, FeelKind?[] kinds)
    {
        _tests = tests;
        List<Column> columns = [];
        List<ColumnStretches> stretches = [];
        for (var input = 0; input < variables.Length; input++)
        {
            if (Regions(tests, input) is var (entries, regions))
            {
                var (first, last) = kinds[input] is { } kind ? regions.RegionsOf(kind) : (0, regions.Count - 1);
                columns.Add(new Column(input, regions, first, last, 0));
                stretches.Add(new ColumnStretches(entries, IsIndexable, regions));
            }
        }

        Width = RuleFinder.Width(columns.Count);
        var tree = tests.Length > MostInBits ? RuleTree.TryCreate(tests.Length, stretches) : null;
        var bits = tree is null ? new RuleBits(tests.Length, stretches) : null;
        _finder = (RuleFinder?)tree ?? bits!;
        _words = bits?.Words;
        _columns = [.. columns.Select((column, i) => column with { Row = bits?.FirstOf(i) ?? 0 })];
        var exact = new bool[variables.Length];
        for (var column = 0; column < _columns.Length; column++)
        {
            exact[_columns[column].Input] = bits is null || bits.IsExact(column);
        }

        int[] inputs = [.. Enumerable.Range(0, variables.Length)];
        _unindexed = Array.ConvertAll(tests, rule => Array.FindAll(
            inputs, input => !rule[input].IsAny && !(exact[input] && IsIndexable(rule[input]))));
        ReadsVariables = Array.TrueForAll(_unindexed, rule => rule.Length == 0) && Array.TrueForAll(variables, variable => variable >= 0) && _columns.Length <= MostInPlace;
    }

    /// <summary>Whether every entry is indexed and every input a variable, so that the slots alone tell which rules match, see <see cref="TryMatch"/>.</summary>
    public bool ReadsVariables { get; }

    /// <summary>How many regions a search takes, see <see cref="RuleFinder.Width"/>.</summary>
    public int Width { get; }

    /// <summary>How many columns are indexed.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>The input of an indexed column.</summary>
    public int InputOf(int column) => _columns[column].Input;

    /// <summary>The region of a value; -1 for one outside the regions, which has to be tested.</summary>
    public int RegionOf(int column, FeelValue value) => _columns[column].Regions.RegionOf(value);

    /// <inheritdoc cref="RuleFinder.Start"/>
    public RuleCursor Start(Span<int> regions) => _finder.Start(regions);

    /// <inheritdoc cref="RuleFinder.Next"/>
    public int Next(ReadOnlySpan<int> regions, ref RuleCursor cursor) => _finder.Next(regions, ref cursor);

    /// <summary>
    /// The first rule that matches, -1 when there is none, where <see cref="ReadsVariables"/>; false where a value lies outside the regions,
    /// or is of another kind than its variable, so that entries have to be tested.
    /// </summary>
    /// <param name="values">The frame, or facts.</param>
    /// <param name="places">For each input the place of its value.</param>
    /// <param name="alone">Whether it is also false where more rules match.</param>
    /// <param name="rule">The rule.</param>
    public bool TryMatch(ReadOnlySpan<FeelValue> values, ReadOnlySpan<int> places, bool alone, out int rule)
    {
        // A few rules are one word, which is intersected on the way; for more, the regions are found first.
        if (_words is null)
        {
            return TryMatchMany(values, places, alone, out rule);
        }

        var within = TryIntersect(_columns, _words, values, places, out var rules);
        rule = rules == 0 ? -1 : BitOperations.TrailingZeroCount(rules);
        return within && !(alone && (rules & (rules - 1)) != 0);
    }

    /// <summary>Whether a rule that the regions leave possible matches: tests what the index does not know.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="regions">The regions as <see cref="Start"/> left them.</param>
    /// <param name="values">The table's inputs.</param>
    /// <param name="slots">The frame.</param>
    /// <param name="context">Counts a step for each rule that is tested.</param>
    public bool Holds(int rule, ReadOnlySpan<int> regions, ReadOnlySpan<FeelValue> values, FeelValue[] slots, EvaluationContext context)
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

        for (var column = 0; column < _columns.Length; column++)
        {
            var input = _columns[column].Input;
            if (regions[column] < 0 && IsIndexable(tests[input]))
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

    private static (CompiledTests[] Entries, ColumnRegions Regions)? Regions(CompiledTests[][] tests, int input)
    {
        var entries = Array.ConvertAll(tests, rule => rule[input]);
        if (!Array.Exists(entries, entry => IsIndexable(entry) && !entry.IsAny))
        {
            return null;
        }

        var regions = ColumnRegions.Of(entries.Where(IsIndexable).SelectMany(entry => entry.Constants ?? []));
        return Enumerable.Range(0, regions.Count).All(region => regions.TrySample(region, out _)) ? (entries, regions) : null;
    }

    // An entry with a fault is evaluated each time, to report it.
    private static bool IsIndexable(CompiledTests entry) => entry.Constants is not null && !entry.OrdersStrings && !entry.HasFault;

    // A method of its own, like the next: inlined into all that lies above, its loop would keep nothing in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryIntersect(Column[] columns, ulong[] words, ReadOnlySpan<FeelValue> values, ReadOnlySpan<int> places, out ulong rules)
    {
        rules = words[0];
        foreach (ref readonly var column in columns.AsSpan())
        {
            var region = column.RegionOf(values[places[column.Input]]);
            if (region < 0)
            {
                return false;
            }

            rules &= words[column.Row + region];
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMatchMany(ReadOnlySpan<FeelValue> values, ReadOnlySpan<int> places, bool alone, out int rule)
    {
        rule = -1;
        var inPlace = default(RegionsInPlace);
        var regions = ((Span<int>)inPlace)[..Width];
        for (var column = 0; column < _columns.Length; column++)
        {
            regions[column] = _columns[column].RegionOf(values[places[_columns[column].Input]]);
            if (regions[column] < 0)
            {
                return false;
            }
        }

        if (_finder is RuleTree tree)
        {
            rule = tree.First(regions, out var isAlone);
            return isAlone || !alone;
        }

        var cursor = _finder.Start(regions);
        rule = _finder.Next(regions, ref cursor);
        return !(alone && rule >= 0 && _finder.Next(regions, ref cursor) >= 0);
    }

    /// <summary>An indexed column: null, and the regions of the kind that its variable has, or all; where its words begin.</summary>
    private readonly record struct Column(int Input, ColumnRegions Regions, int First, int Last, int Row)
    {
        // -1 for a value outside the regions, or of another kind.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int RegionOf(FeelValue value)
        {
            var region = Regions.RegionOf(value);
            return region == 0 || (region >= First && region <= Last) ? region : -1;
        }
    }

    [InlineArray(MostInPlace)]
    private struct RegionsInPlace
    {
        private int _first;
    }
}
