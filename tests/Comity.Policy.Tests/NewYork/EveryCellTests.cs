using System.Collections.Concurrent;
using Comity.Dmn.Model;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.NewYork;

/// <summary>
/// The diagram and the engine say the same in every cell: every value of every fact in every interval of dates. A decision is a function of
/// what it requires. So it is enough, for each requested action, to let the engine evaluate every cell of the facts that can reach an answer; that
/// the others cannot, the engine shows too, by evaluating each decision that requires few facts in every cell of these.
/// </summary>
public class EveryCellTests(ITestOutputHelper output)
{
    private const int FewCells = 60_000;
    private static readonly PolicyLogic Logic = PolicyLogic.Compile(
        NewYorkTests.Logic.Pack, asked: [NewYorkTests.Logic.Pack.Answers.Findings, NewYorkTests.Logic.Pack.Answers.Review]).Logic!;
    private static readonly Fact[] Facts = [.. Logic.Pack.Facts.Where(fact => !fact.RecordedOnly)];
    private static readonly Fact Action = Facts.First(fact => fact.Name == Logic.Pack.Manifest.Action);
    private static readonly DateOnly[] Days = DaysOfIntervals();
    private static readonly Dictionary<string, DrgElement> ById = Logic.Pack.Model.Inputs.Concat<DrgElement>(Logic.Pack.Model.Decisions).ToDictionary(element => element.Id, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(Decision, FeelValue), HashSet<string>> _matters = new();

    [Fact]
    public void DiagramAndEngineAgreeInEveryCell()
    {
        long cells = 0, evaluations = 0;
        Parallel.ForEach(Action.Values, action =>
        {
            var names = new[] { Logic.Pack.Answers.Findings, Logic.Pack.Answers.Review };
            var decisions = names.Select(name => Logic.Pack.Model.Decisions.First(decision => decision.Name == name)).ToArray();
            var matters = decisions.SelectMany(decision => Matters(decision, action.Value)).ToHashSet(StringComparer.Ordinal);

            // What cannot reach the engine's answer cannot reach the diagram's either.
            var known = Logic.Space.Variables.Select(variable => variable.Name == Action.Name ? variable.RegionOf(action.Value) : -1).ToArray();
            Assert.All(names, name => Assert.Subset(matters, Logic.Compiled.Decisions[name].Support(known).Select(level => Logic.Space.Variables[level].Name).ToHashSet()));

            var cellsOfOthers = Facts.Where(fact => fact != Action && !matters.Contains(fact.Name)).Aggregate(matters.Contains(PolicyProgram.Day) ? 1L : Days.Length, (product, fact) => product * fact.Values.Count);
            foreach (var (day, facts) in Cells(matters, action.Value))
            {
                var inputs = Inputs(day, facts);
                var regions = Logic.Space.Variables.Select(variable => variable.RegionOf(variable.Name == PolicyProgram.Day ? FeelValue.From(day) : facts[variable.Name])).ToArray();
                foreach (var name in names)
                {
                    var (expected, actual) = (Logic.Engine.Evaluate(name, inputs).Value, Logic.Compiled.Decisions[name].Evaluate(regions));
                    if (expected != actual)
                    {
                        Assert.Fail($"{name} on {day:yyyy-MM-dd} with {string.Join(", ", facts)}: the engine says {expected}, the diagram {actual}.");
                    }
                }

                Interlocked.Add(ref cells, cellsOfOthers);
                Interlocked.Increment(ref evaluations);
            }
        });
        output.WriteLine($"{cells:N0} cells, from {evaluations:N0} evaluations of the two decisions by the engine");
        Assert.Equal(Logic.Space.Variables.Aggregate(1L, (product, variable) => product * variable.RegionCount), cells);
        Assert.True(evaluations > 50_000);
    }

    // Each interval of dates is one of what is in force: on its first and its last day, and so on all between, as these are all dates there are.
    private static DateOnly[] DaysOfIntervals()
    {
        var dates = Logic.Pack.EffectiveDates;
        DateOnly[] first = [dates[0].AddDays(-1), .. dates];
        Assert.Equal(first.Length, Logic.Space.Variables.First(variable => variable.Name == PolicyProgram.Day).RegionCount);
        Assert.All(first.Skip(1).Zip(dates.Skip(1)), pair => Assert.Equal(Logic.Pack.InForce(pair.First), Logic.Pack.InForce(pair.Second.AddDays(-1))));
        return first;
    }

    // The facts that can change a decision's value for that action: few of them are tried out, in every cell; else all that what it requires depends on.
    private HashSet<string> Matters(Decision decision, FeelValue action) => _matters.GetOrAdd((decision, action), _ =>
    {
        var read = Read(decision);
        if (Facts.Where(fact => fact != Action && read.Contains(fact.Name)).Aggregate((long)Days.Length, (product, fact) => product * fact.Values.Count) <= FewCells)
        {
            return Changing(decision, read, action);
        }

        return [.. Required(decision).SelectMany(element => element is Decision inner ? Matters(inner, action) : [element.Name == PolicyLogic.ProvisionsInput ? PolicyProgram.Day : element.Name])];
    });

    private static HashSet<string> Changing(Decision decision, HashSet<string> read, FeelValue action)
    {
        var values = Cells(read, action).ToDictionary(
            cell => (cell.Day, string.Join(",", read.Where(name => name != PolicyProgram.Day).Select(name => cell.Facts[name]))),
            cell => (cell.Facts, Value: Logic.Engine.Evaluate(decision.Name, Inputs(cell.Day, cell.Facts)).Value));
        var changing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in read)
        {
            // Cells that are alike in all else.
            var groups = values.GroupBy(pair => (
                name == PolicyProgram.Day ? default : pair.Key.Day, string.Join(",", read.Where(other => other != PolicyProgram.Day && other != name).Select(other => pair.Value.Facts[other]))));
            if (groups.Any(group => group.Select(pair => pair.Value.Value).Distinct().Skip(1).Any()))
            {
                changing.Add(name);
            }
        }

        return changing;
    }

    private static IEnumerable<DrgElement> Required(Decision decision) =>
        decision.Requirements.Where(requirement => requirement.Kind != RequirementKind.Authority).Select(requirement => ById[requirement.TargetId]);

    // All that the model lets a decision read, through the decisions that it requires.
    private static HashSet<string> Read(Decision decision) =>
        [.. Required(decision).SelectMany(element => element is Decision inner ? Read(inner) : [element.Name == PolicyLogic.ProvisionsInput ? PolicyProgram.Day : element.Name])];

    private static IEnumerable<(DateOnly Day, Dictionary<string, FeelValue> Facts)> Cells(HashSet<string> names, FeelValue action)
    {
        IEnumerable<Dictionary<string, FeelValue>> all = [Facts.ToDictionary(fact => fact.Name, fact => fact == Action ? action : fact.Values[0].Value)];
        foreach (var fact in Facts.Where(fact => fact != Action && names.Contains(fact.Name)))
        {
            all = all.SelectMany(facts => fact.Values.Select(choice => new Dictionary<string, FeelValue>(facts) { [fact.Name] = choice.Value }));
        }

        return all.SelectMany(facts => Days.Where((_, i) => i == 0 || names.Contains(PolicyProgram.Day)).Select(day => (day, facts)));
    }

    private static KeyValuePair<string, FeelValue>[] Inputs(DateOnly day, Dictionary<string, FeelValue> facts) => [.. facts, new(PolicyLogic.ProvisionsInput, PolicyLogic.InForce(Logic.Pack, day))];
}
