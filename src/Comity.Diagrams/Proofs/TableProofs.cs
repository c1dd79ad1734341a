using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Diagrams.Proofs;

/// <summary>What is certain about a decision table over all situations. A table of a knowledge model is looked at from every place that invokes it.</summary>
/// <remarks>
/// Proofs combine diagrams in their space, and end with <see cref="EvaluationLimitException"/> where it has no room or work left.
/// </remarks>
public static class TableProofs
{
    /// <summary>The rules that contradict each other, in the order of the rules.</summary>
    /// <param name="places">One table, as it is met from each place.</param>
    public static IReadOnlyList<RuleConflict> Conflicts(IReadOnlyList<CompiledTable> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var found = new SortedDictionary<(int First, int Second), Diagram>();
        foreach (var place in places.Where(place => place.Table.HitPolicy is HitPolicy.Unique or HitPolicy.Any))
        {
            var unique = place.Table.HitPolicy == HitPolicy.Unique;
            foreach (var (first, second) in new Overlaps(Effective(place), unique ? null : place.Outputs).Find())
            {
                var where = place.Where.And(place.Allowed).And(place.Matches[first]).And(place.Matches[second]);
                if (!unique)
                {
                    where = where.And(place.Outputs[first].Apply(place.Outputs[second], (a, b) => FeelValue.From(a != b)));
                }

                if (where != where.Space.False)
                {
                    found[(first, second)] = found.TryGetValue((first, second), out var before) ? before.Or(where) : where;
                }
            }
        }

        return [.. found.Select(pair => new RuleConflict(places[0].Table, pair.Key.First, pair.Key.Second, pair.Value))];
    }

    /// <summary>Where the table has no answer: an input is not allowed, or no rule matches where one must.</summary>
    /// <param name="places">One table, as it is met from each place.</param>
    public static IReadOnlyList<TableGap> Gaps(IReadOnlyList<CompiledTable> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var table = places[0].Table;
        var answers = table.HitPolicy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder || table.Outputs.Any(output => output.Default is not null);
        var unmatched = places[0].Where.Space.False;
        var refused = table.Inputs.Select(_ => unmatched).ToArray();
        foreach (var place in places)
        {
            var open = place.Where;
            foreach (var (column, allowed) in place.AllowedInputs.Index())
            {
                refused[column] = refused[column].Or(open.Minus(allowed));
                open = open.And(allowed);
            }

            if (!answers)
            {
                unmatched = unmatched.Or(open.Minus(Diagram.Any(open.Space, [.. place.Matches])));
            }
        }

        return
        [
            .. refused.Index().Where(pair => pair.Item != pair.Item.Space.False).Select(pair => new TableGap(table, pair.Item, pair.Index)),
            .. unmatched == unmatched.Space.False ? Array.Empty<TableGap>() : [new TableGap(table, unmatched, null)],
        ];
    }

    /// <summary>The rules that never decide, and why, in the order of the rules.</summary>
    /// <param name="places">One table, as it is met from each place.</param>
    public static IReadOnlyList<DeadRule> DeadRules(IReadOnlyList<CompiledTable> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var table = places[0].Table;
        var alive = new bool[table.Rules.Count];
        foreach (var place in places)
        {
            foreach (var (rule, decides) in Decides(place).Index())
            {
                alive[rule] |= decides != decides.Space.False;
            }
        }

        return [.. Enumerable.Range(0, alive.Length).Where(rule => !alive[rule]).Select(rule => Explain(places[0], rule))];
    }

    /// <summary>The listed output values that no rule gives where it decides, nor the default.</summary>
    /// <param name="places">One table, as it is met from each place.</param>
    public static IReadOnlyList<UnreachedOutput> UnreachedOutputs(IReadOnlyList<CompiledTable> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var table = places[0].Table;
        if (places[0].Listed.All(values => values.Count == 0))
        {
            return [];
        }

        var given = places.SelectMany(place => Decides(place).Zip(place.Outputs).SelectMany(pair => Where(pair.First, pair.Second)).Concat(place.Default is { } other ? other.Terminals() : [])).ToHashSet();
        var result = new List<UnreachedOutput>();
        foreach (var (column, values) in places[0].Listed.Index())
        {
            var reached = table.Outputs.Count == 1 ? given : [.. given.Select(value => FeelOperators.Member(value, table.Outputs[column].Name!, EvaluationContext.Silent))];
            result.AddRange(values.Where(value => !reached.Contains(value)).Select(value => new UnreachedOutput(table, column, value)));
        }

        return result;
    }

    private static IReadOnlyList<Diagram> Effective(CompiledTable place) => [.. place.Matches.Select(matches => place.Where.And(place.Allowed).And(matches))];

    private static IEnumerable<FeelValue> Where(Diagram condition, Diagram values) => condition
        .Apply(values, (here, value) => here.IsTrue ? FeelValue.From(FeelList.Of(value)) : FeelValue.Null).Terminals()
        .Where(value => !value.IsNull).Select(value => value.AsList()[0]);

    // Where each rule's output is the table's, or a part of it.
    private static IReadOnlyList<Diagram> Decides(CompiledTable place)
    {
        var matches = Effective(place);
        switch (place.Table.HitPolicy)
        {
            case HitPolicy.First:
                return FirstMatches([.. matches]);
            case HitPolicy.Priority:
                return [.. matches.Select((here, rule) => Enumerable.Range(0, matches.Count).Where(other => other != rule)
                    .Aggregate(here, (left, other) => left == left.Space.False ? left : left.Minus(matches[other].And(Prevails(place, other, rule)))))];
            default:
                return matches;
        }
    }

    // Where each of some rules is the first that matches. By halves, so that no rule is compared with each one before it.
    private static Diagram[] FirstMatches(Diagram[] matches)
    {
        var first = new Diagram[matches.Length];
        if (matches.Length > 0)
        {
            Fill(0, matches.Length, matches[0].Space.False);
        }

        return first;

        // Gives where one of the rules matches; before are those of the rules before them.
        Diagram Fill(int start, int end, Diagram before)
        {
            if (end - start == 1)
            {
                first[start] = matches[start].Minus(before);
                return matches[start];
            }

            var middle = (start + end) / 2;
            var all = Diagram.Any(matches[0].Space, matches.AsSpan(start, end - start));
            var near = before.And(all);
            var left = Fill(start, middle, near);
            Fill(middle, end, near.Or(left));
            return all;
        }
    }

    // Where the output of one rule comes before that of another.
    private static Diagram Prevails(CompiledTable place, int rule, int over) => place.Outputs[rule].Apply(
        place.Outputs[over], (a, b) => FeelValue.From(place.Order(a, b) < 0 || (place.Order(a, b) == 0 && rule < over)));

    private static DeadRule Explain(CompiledTable place, int rule)
    {
        var (space, table) = (place.Where.Space, place.Table);
        var met = place.Where.And(place.Allowed);
        if (met == space.False)
        {
            return new DeadRule(table, rule, DeadCause.Unreached, [], []);
        }

        var cells = place.Cells[rule];
        if (cells.Aggregate(met, (all, cell) => all.And(cell)) is var matches && matches == space.False)
        {
            var columns = Fewest(Enumerable.Range(0, cells.Count), kept => kept.Aggregate(met, (all, column) => all.And(cells[column])) == space.False);
            return new DeadRule(table, rule, columns.Count == 1 ? DeadCause.Impossible : DeadCause.Contradictory, columns, []);
        }

        var stronger = Enumerable.Range(0, place.Matches.Count).Where(other => other != rule).Select(other => (Rule: other, Where: table.HitPolicy == HitPolicy.First
            ? other < rule ? place.Matches[other] : space.False
            : place.Matches[other].And(Prevails(place, other, rule)))).Where(pair => pair.Where.And(matches) != space.False).ToList();
        var by = Fewest(Enumerable.Range(0, stronger.Count), kept => kept.Aggregate(matches, (left, other) => left.Minus(stronger[other].Where)) == space.False);
        return new DeadRule(table, rule, DeadCause.Shadowed, [], [.. by.Select(other => stronger[other].Rule)]);
    }

    // Members without which it does not hold any more, dropped from the last on.
    private static List<int> Fewest(IEnumerable<int> members, Func<IReadOnlyList<int>, bool> holds)
    {
        var kept = members.ToList();
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            List<int> without = [.. kept[..i], .. kept[(i + 1)..]];
            if (holds(without))
            {
                kept = without;
            }
        }

        return kept;
    }
}
