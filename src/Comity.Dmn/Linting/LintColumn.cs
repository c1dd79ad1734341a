using Comity.Dmn.Compilation.Tables;
using Comity.Feel.Compilation;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Linting;

/// <summary>
/// What the input clauses with one expression make of its values: classes of values that no entry tells apart, and for each rule the
/// classes that certainly pass and those that possibly do. The two differ where an entry does more than compare with constants.
/// </summary>
internal sealed class LintColumn
{
    private readonly ColumnDomain _domain;
    private readonly List<bool> _isExact = [];
    private readonly int[] _classOf;
    private readonly int[] _nextClass;
    private readonly FeelValue?[] _samples;
    private readonly ClassSet[] _certain;
    private readonly ClassSet[] _possible;

    /// <summary>Reads one column.</summary>
    /// <param name="inputs">The clauses that test the expression: one, unless several clauses have the same expression.</param>
    /// <param name="label">What people call it.</param>
    /// <param name="isFree">Whether the expression can have any value of its type: it is a variable or a member of one.</param>
    /// <param name="type">The type of the values.</param>
    /// <param name="constraints">What values that are not null must pass.</param>
    /// <param name="parts">The table.</param>
    /// <param name="isKnown">Whether what a test lets pass follows from constants, by rule and input.</param>
    public LintColumn(
        int[] inputs,
        string label,
        bool isFree,
        FeelType type,
        IReadOnlyList<CompiledTests> constraints,
        TableParts parts,
        Func<int, int, bool> isKnown)
    {
        (Inputs, Label, IsFree) = (inputs, label, isFree);
        var allowed = inputs.Select(input => parts.Allowed[input]).OfType<CompiledTests>().ToList();
        var tests = inputs.SelectMany(input => parts.Tests.Select(rule => rule[input]));
        _domain = new ColumnDomain(tests.Concat(constraints).Concat(allowed));

        // The same texts are one cell.
        var cells = new Dictionary<string, int>(StringComparer.Ordinal);
        var (certain, possible) = (new List<List<(int, int)>>(), new List<List<(int, int)>>());
        CellOf = new int[parts.Tests.Length];
        for (var rule = 0; rule < CellOf.Length; rule++)
        {
            var text = string.Join('\n', inputs.Select(input => parts.Table.Rules[rule].Inputs[input].Text));
            if (!cells.TryGetValue(text, out CellOf[rule]))
            {
                cells[text] = CellOf[rule] = certain.Count;
                var sets = inputs.Select(input => Sets(parts.Tests[rule][input], isKnown(rule, input))).ToList();
                certain.Add(sets.Select(set => set.Certain).Aggregate(Intersection));
                possible.Add(sets.Select(set => set.Possible).Aggregate(Intersection));
                _isExact.Add(inputs.All(input =>
                    isKnown(rule, input) && (parts.Tests[rule][input].Constants ?? []).All(_domain.IsComparable)));
            }
        }

        var (isPossible, isWitnessed) = Values(type, constraints, allowed);
        _classOf = Classes([.. certain, .. possible], isPossible, isWitnessed);
        Count = _classOf.Max() + 1;
        _nextClass = new int[_classOf.Length];
        for (var (region, next) = (_classOf.Length - 1, Count); region >= 0; region--)
        {
            next = _classOf[region] >= 0 ? _classOf[region] : next;
            _nextClass[region] = next;
        }

        _samples = new FeelValue?[Count];
        var named = new bool[Count];
        for (var region = 0; region < _classOf.Length; region++)
        {
            if (_classOf[region] is >= 0 and var place && isWitnessed[region] && _samples[place] is null
                && _domain.TrySample(region, out var sample))
            {
                _samples[place] = sample;
                named[place] = _domain.IsNamed(region);
            }
        }

        Everything = new ClassSet(Count > 0 ? [(0, Count - 1)] : [], Count);
        Witnessed = Of(place => _samples[place] is not null);
        Named = Of(place => named[place]);
        Named = Named.Size > 0 ? Named : Of(place => _samples[place] is { IsNull: false });
        Named = Named.Size > 0 ? Named : Witnessed;
        _certain = [.. certain.Select(Of)];
        _possible = [.. possible.Select(Of)];
    }

    /// <summary>The clauses.</summary>
    public int[] Inputs { get; }

    /// <summary>What people call it.</summary>
    public string Label { get; }

    /// <summary>Whether the expression can have any value of its type.</summary>
    public bool IsFree { get; set; }

    /// <summary>How many classes there are.</summary>
    public int Count { get; }

    /// <summary>For each rule the number of its cell; rules with the same texts share one.</summary>
    public int[] CellOf { get; }

    /// <summary>All classes.</summary>
    public ClassSet Everything { get; }

    /// <summary>The classes of which a value is known that the expression can have.</summary>
    public ClassSet Witnessed { get; }

    /// <summary>
    /// Those of them that the table speaks of: not null, and not the strings that it does not name, as far as there are others.
    /// </summary>
    public ClassSet Named { get; }

    /// <summary>What certainly passes a rule's tests.</summary>
    public ClassSet Certain(int rule) => _certain[CellOf[rule]];

    /// <summary>What possibly passes a rule's tests.</summary>
    public ClassSet Possible(int rule) => _possible[CellOf[rule]];

    /// <summary>Whether a rule's tests compare with constants that can be put in order, and do nothing else.</summary>
    public bool IsExact(int rule) => _isExact[CellOf[rule]];

    /// <summary>A value of a class that the expression can have; null where none is known.</summary>
    public FeelValue? SampleOf(int place) => _samples[place];

    private (List<(int, int)> Certain, List<(int, int)> Possible) Sets(CompiledTests test, bool isKnown)
    {
        List<(int, int)> all = [(0, _domain.Count - 1)];
        if (!isKnown)
        {
            return ([], all);
        }

        var passing = PassingRegions.Of(test, _domain);
        if (test.IsAny)
        {
            return (passing, passing);
        }

        // What lies on no line is only known where the test compares with null and booleans alone.
        List<(int, int)> unknown = [];
        foreach (var kind in (FeelKind[])[FeelKind.Time, FeelKind.DateTime])
        {
            if (test.Constants!.Any(constant => constant.Kind == kind && !_domain.IsOnLine(constant)))
            {
                unknown.Add(_domain.LineOf(kind));
            }
        }

        if (!test.Constants!.All(constant => constant.IsNull))
        {
            unknown.Add((_domain.Other, _domain.Other));
        }

        return unknown.Count == 0
            ? (passing, passing)
            : (Intersection(passing, Complement(unknown)), Complement(Intersection(Complement(passing), Complement(unknown))));
    }

    // For each region whether a value of it may be in the column, and whether one certainly can.
    private (bool[] Possible, bool[] Witnessed) Values(FeelType type, IReadOnlyList<CompiledTests> constraints, List<CompiledTests> allowed)
    {
        var (isPossible, isWitnessed) = (new bool[_domain.Count], new bool[_domain.Count]);
        for (var region = 0; region < isPossible.Length; region++)
        {
            isPossible[region] = _domain.TrySample(region, out _) && Fits(type, region);
            isWitnessed[region] = isPossible[region] && (region != _domain.Other || type == FeelType.Any);
        }

        foreach (var test in constraints.Concat(allowed))
        {
            var (certain, possible) = Sets(test, test.Constants is not null || test.IsAny);
            var (sure, may) = (new bool[_domain.Count], new bool[_domain.Count]);
            Fill(sure, certain);
            Fill(may, possible);
            for (var region = allowed.Contains(test) ? 0 : 1; region < isPossible.Length; region++)
            {
                isPossible[region] &= may[region];
                isWitnessed[region] &= sure[region];
            }
        }

        return (isPossible, isWitnessed);

        static void Fill(bool[] flags, List<(int First, int Last)> stretches)
        {
            foreach (var (first, last) in stretches)
            {
                Array.Fill(flags, true, first, last - first + 1);
            }
        }
    }

    private bool Fits(FeelType type, int region)
    {
        if (region == 0 || type == FeelType.Any)
        {
            return true;
        }

        return type is BasicType { Kind: { } kind }
            ? _domain.KindOf(region) == kind || (region == _domain.Other && kind is (FeelKind.Time or FeelKind.DateTime))
            : region == _domain.Other;
    }

    // Neighbors that every cell treats alike are one class; -1 for regions without a value.
    private int[] Classes(IReadOnlyList<List<(int First, int Last)>> cells, bool[] isPossible, bool[] isWitnessed)
    {
        var random = new Random(1);
        var change = new long[_domain.Count + 1];
        foreach (var cell in cells)
        {
            var mark = random.NextInt64(long.MinValue, long.MaxValue);
            foreach (var (first, last) in cell)
            {
                change[first] ^= mark;
                change[last + 1] ^= mark;
            }
        }

        var classes = new int[_domain.Count];
        var (count, marks, open) = (0, 0L, ((long, bool, bool)?)null);
        for (var region = 0; region < classes.Length; region++)
        {
            marks ^= change[region];
            if (!isPossible[region])
            {
                classes[region] = -1;
                continue;
            }

            var sign = (marks, isWitnessed[region], _domain.IsNamed(region));
            count += open != sign ? 1 : 0;
            open = region == 0 ? null : sign;
            classes[region] = count - 1;
        }

        return classes;
    }

    private ClassSet Of(List<(int First, int Last)> regions)
    {
        var stretches = new List<(int First, int Last)>();
        foreach (var (first, last) in regions)
        {
            // From the first class at or behind the beginning to the last one before the next behind the end.
            var (from, to) = (_nextClass[first], LastClass(last));
            if (from > to)
            {
                continue;
            }

            if (stretches.Count > 0 && stretches[^1].Last >= from - 1)
            {
                stretches[^1] = (stretches[^1].First, Math.Max(stretches[^1].Last, to));
            }
            else
            {
                stretches.Add((from, to));
            }
        }

        return new ClassSet([.. stretches], Count);
    }

    private int LastClass(int region) => _classOf[region] >= 0 ? _classOf[region] : _nextClass[region] - 1;

    private ClassSet Of(Func<int, bool> has)
    {
        var stretches = new List<(int First, int Last)>();
        for (var place = 0; place < Count; place++)
        {
            if (!has(place))
            {
                continue;
            }

            if (stretches.Count > 0 && stretches[^1].Last == place - 1)
            {
                stretches[^1] = (stretches[^1].First, place);
            }
            else
            {
                stretches.Add((place, place));
            }
        }

        return new ClassSet([.. stretches], Count);
    }

    private static List<(int First, int Last)> Intersection(List<(int First, int Last)> left, List<(int First, int Last)> right)
    {
        var result = new List<(int First, int Last)>();
        for (var (i, j) = (0, 0); i < left.Count && j < right.Count;)
        {
            var (first, last) = (Math.Max(left[i].First, right[j].First), Math.Min(left[i].Last, right[j].Last));
            if (first <= last)
            {
                result.Add((first, last));
            }

            if (left[i].Last < right[j].Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return result;
    }

    private List<(int First, int Last)> Complement(List<(int First, int Last)> stretches)
    {
        var result = new List<(int First, int Last)>();
        var next = 0;
        foreach (var (first, last) in stretches)
        {
            if (next < first)
            {
                result.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next < _domain.Count)
        {
            result.Add((next, _domain.Count - 1));
        }

        return result;
    }
}
