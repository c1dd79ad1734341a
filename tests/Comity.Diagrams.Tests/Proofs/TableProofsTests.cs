using System.Collections.Concurrent;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Diagrams.Proofs;
using Comity.Diagrams.Tests.Witness;
using Comity.Dmn.Model;
using Comity.Feel.Values;

namespace Comity.Diagrams.Tests.Proofs;

/// <summary>
/// A thousand random tables, half of them with faults. What is found must be what was put in, cell by cell, and two solvers, which are asked about the
/// tables' own texts and know nothing of diagrams, must say the same.
/// </summary>
public class TableProofsTests(ITestOutputHelper output)
{
    private const int Count = 1_000;
    private static readonly DiagramInput[] Inputs =
    [
        new FiniteInput("colour", [FeelValue.From("red"), FeelValue.From("green"), FeelValue.From("blue")]),
        new FiniteInput("urgent", [FeelValue.False, FeelValue.True]),
        new ContinuousInput("n", new Grid(FeelKind.Number, 0, FeelValue.From(0), FeelValue.From(12)), []),
        new ContinuousInput("day", new Grid(FeelKind.Date, 0, FeelValue.From(new DateOnly(2025, 1, 1)), FeelValue.From(new DateOnly(2025, 1, 20))), []),
    ];

    private static readonly int[][] Cells = [.. RandomTable.Cells()];

    [Fact]
    public void AllFaultsAreFoundAndNothingElseAndTwoSolversAgree()
    {
        var questions = new ConcurrentDictionary<int, (Formula Statement, bool CanBeTrue)[]>();
        int gaps = 0, conflicts = 0, dead = 0;
        Parallel.For(0, Count, seed =>
        {
            var table = new RandomTable(seed, faulty: seed % 2 == 1);
            var compiled = DiagramCompiler.Compile(table.Model, ["d"], Inputs);
            Assert.True(compiled.Space is not null, string.Join("\n", compiled.Diagnostics));
            var found = AssertFoundIsWhatWasPutIn(table, compiled);
            questions[seed] = [.. Questions(table, found.Gap, found.Conflicts, found.Dead)];
            Interlocked.Add(ref gaps, found.Gap ? 1 : 0);
            Interlocked.Add(ref conflicts, found.Conflicts.Count);
            Interlocked.Add(ref dead, found.Dead.Count);
            Assert.True(seed % 2 == 1 || (!found.Gap && found.Conflicts.Count == 0 && found.Dead.Count == 0));
        });
        output.WriteLine($"{Count} tables: {gaps} with a gap, {conflicts} overlaps, {dead} dead rules; {questions.Values.Sum(list => list.Length)} questions to each solver");
        Assert.True(gaps > 100 && conflicts > 200 && dead > 100);

        Parallel.ForEach(questions, pair => Assert.All(pair.Value, question => Assert.Equal(question.CanBeTrue, CpSatWitness.CanBeTrue(question.Statement))));
        if (SmtWitness.Solver is null)
        {
            output.WriteLine("Neither z3 nor cvc5 is on the PATH: CP-SAT alone was asked.");
            return;
        }

        var ordered = questions.OrderBy(pair => pair.Key).ToList();
        Assert.Equal(
            ordered.SelectMany(pair => pair.Value.Select((question, i) => (pair.Key, i, question.CanBeTrue))),
            SmtWitness.CanBeTrue(ordered.Select(pair => (IReadOnlyList<Formula>)[.. pair.Value.Select(question => question.Statement)]))
                .Zip(ordered.SelectMany(pair => pair.Value.Select((_, i) => (pair.Key, i))), (answer, place) => (place.Key, place.i, answer)));
        output.WriteLine($"{Path.GetFileName(SmtWitness.Solver)} agrees too.");
    }

    private static (bool Gap, IReadOnlyList<(int, int)> Conflicts, IReadOnlyList<int> Dead) AssertFoundIsWhatWasPutIn(RandomTable table, DiagramCompileResult compiled)
    {
        var rules = table.Rules;
        var pairs = from first in Enumerable.Range(0, rules.Count)
                    from second in Enumerable.Range(first + 1, rules.Count - first - 1)
                    where rules[first].Box is { } a && rules[second].Box is { } b && a.Meets(b)
                        && table.HitPolicy != HitPolicy.First && (table.HitPolicy == HitPolicy.Unique || rules[first].Output != rules[second].Output)
                    select (first, second);
        var conflicts = TableProofs.Conflicts(compiled.Tables);
        Assert.Equal(pairs, conflicts.Select(conflict => (conflict.First, conflict.Second)));
        var gap = Assert.IsType<IReadOnlyList<TableGap>>(TableProofs.Gaps(compiled.Tables), exactMatch: false);
        Assert.True(gap.Count <= 1);
        var dead = TableProofs.DeadRules(compiled.Tables);

        var decides = new bool[rules.Count];
        foreach (var cell in Cells)
        {
            var values = RandomTable.ValuesOf(cell);
            var regions = compiled.Space!.Variables.Select(variable => variable.RegionOf(values[variable.Place])).ToArray();
            var matching = Enumerable.Range(0, rules.Count).Where(rule => rules[rule].Box?.Holds(cell) == true).ToList();
            Assert.Equal(matching.Count == 0, gap.Count == 1 && gap[0].Where.Evaluate(regions).IsTrue);
            foreach (var rule in table.HitPolicy == HitPolicy.First ? matching.Take(1) : matching)
            {
                decides[rule] = true;
            }

            foreach (var conflict in conflicts)
            {
                Assert.Equal(matching.Contains(conflict.First) && matching.Contains(conflict.Second), conflict.Where.Evaluate(regions).IsTrue);
            }
        }

        Assert.Equal(Enumerable.Range(0, rules.Count).Where(rule => !decides[rule]), dead.Select(rule => rule.Rule));
        foreach (var rule in dead)
        {
            // A reason that is true and of which nothing can be left out.
            Assert.Equal(rules[rule.Rule].Box is null ? DeadCause.Impossible : DeadCause.Shadowed, rule.Cause);
            if (rules[rule.Rule].Box is { } box)
            {
                var inside = Cells.Where(box.Holds).ToList();
                Assert.True(inside.TrueForAll(cell => rule.By.Any(other => rules[other].Box!.Holds(cell))));
                Assert.All(rule.By, one => Assert.Contains(inside, cell => rule.By.Count(other => rules[other].Box!.Holds(cell)) == 1 && rules[one].Box!.Holds(cell)));
            }
            else
            {
                Assert.Equal(Array.FindIndex(rules[rule.Rule].Cells, cell => cell != "-"), Assert.Single(rule.Columns));
            }
        }

        return (gap.Count == 1, [.. conflicts.Select(conflict => (conflict.First, conflict.Second))], [.. dead.Select(rule => rule.Rule)]);
    }

    private static IEnumerable<(Formula, bool)> Questions(RandomTable table, bool gap, IReadOnlyList<(int First, int Second)> conflicts, IReadOnlyList<int> dead)
    {
        var model = new SymbolicModel(table.Model, new Dictionary<string, Symbol>
        {
            ["colour"] = SymbolicModel.OneOf(new Unknown("colour", 0, 2), ((FiniteInput)Inputs[0]).Values),
            ["urgent"] = SymbolicModel.OneOf(new Unknown("urgent", 0, 1), ((FiniteInput)Inputs[1]).Values),
            ["n"] = new Number(new Unknown("n", 0, 12), FeelKind.Number),
            ["day"] = new Number(new Unknown("day", 20_089, 20_108), FeelKind.Date),
        });
        var matches = table.Table.Rules.Select(model.Matches).ToList();
        yield return (!Formula.Any(matches), gap);
        for (var rule = 0; rule < matches.Count; rule++)
        {
            yield return (matches[rule] & !(table.HitPolicy == HitPolicy.First ? Formula.Any(matches.Take(rule)) : Formula.False), !dead.Contains(rule));
        }

        foreach (var (first, second) in conflicts)
        {
            yield return (matches[first] & matches[second], true);
        }

        // And no other two, of those that must not.
        if (table.HitPolicy != HitPolicy.First)
        {
            yield return (Formula.Any(from first in Enumerable.Range(0, matches.Count)
                                      from second in Enumerable.Range(first + 1, matches.Count - first - 1)
                                      where !conflicts.Contains((first, second)) && (table.HitPolicy == HitPolicy.Unique || table.Rules[first].Output != table.Rules[second].Output)
                                      select matches[first] & matches[second]), false);
        }
    }
}
