using System.Diagnostics;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Diagrams.Descriptions;
using Comity.Diagrams.Proofs;
using Comity.Diagrams.Situations;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Reading;

namespace Comity.Policy.Proofs;

/// <summary>A report, or why nothing can be proven.</summary>
/// <param name="Report">The report; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PackCheckResult(CheckReport? Report, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The pack as it was compiled for the proofs, its guarantees among its decisions; null when there are errors.</summary>
    public PolicyLogic? Logic { get; init; }
}

/// <summary>Proves what a pack promises, by exact reasoning over all situations and days.</summary>
public sealed class PackCheck
{
    private readonly PolicyLogic _logic;
    private readonly WorkBudget _work;
    private readonly Labels _labels;
    private readonly List<List<CompiledTable>> _tables;

    private PackCheck(PolicyLogic logic, WorkBudget work)
    {
        (_logic, _work) = (logic, work);
        _labels = PackLabels.Of(logic.Pack);
        _tables = [.. logic.Compiled.Tables.GroupBy(table => table.Table).Select(places => places.ToList())];
    }

    private PolicyPack Pack => _logic.Pack;

    /// <summary>Checks a pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="work">What checking spends from; when null, a budget of its own.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackCheckResult Of(PolicyPack pack, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (work is null)
        {
            using var own = new WorkBudget();
            return Of(pack, own);
        }

        var clock = Stopwatch.StartNew();
        var diagnostics = new List<Diagnostic>();
        var guarantees = GuaranteeLogic.Decisions(pack, diagnostics);
        if (diagnostics.Count > 0)
        {
            return new PackCheckResult(null, diagnostics);
        }

        var compiled = PolicyLogic.Compile(pack, guarantees, GuaranteeLogic.Asked(pack), work);
        if (compiled.Logic is not { } logic)
        {
            return new PackCheckResult(null, compiled.Diagnostics);
        }

        var compiling = clock.Elapsed;
        clock.Restart();
        var check = new PackCheck(logic, work);
        var results = check.Results();
        var statistics = new CheckStatistics(
            compiling, clock.Elapsed, logic.Space.NodeCount,
            new Dictionary<string, int>
            {
                ["outcome"] = logic.Program.Outcome.NodeCount, ["review"] = logic.Program.Review.NodeCount, ["all roots"] = logic.Program.NodeCount,
            },
            [.. logic.Space.Variables.Select(variable => new CheckVariable(variable.Name, variable.RegionCount))]);
        try
        {
            return new PackCheckResult(new CheckReport(pack, check.Count(logic.Space.True), results, statistics), []) { Logic = logic };
        }
        catch (EvaluationLimitException exception)
        {
            return new PackCheckResult(null, [logic.Beyond("Its situations cannot be counted", exception)]);
        }
    }

    private List<CheckResult> Results()
    {
        (CheckKind, string, string, Func<IEnumerable<CheckFailure>>)[] checks =
        [
            (CheckKind.Outcomes, "outcomes", "Every situation has exactly one outcome.", () => LogicProofs.Unsound(_logic).Concat(LogicProofs.Unknown(_logic)).Select(Failure)),
            (CheckKind.Gaps, "gaps", "No decision table is without an answer.", Gaps),
            (CheckKind.Conflicts, "conflicts", "No two rules of a unique or any table contradict each other.", () => LogicProofs.Conflicts(_logic).Select(Failure)),
            (CheckKind.DeadRules, "dead rules", "Every rule decides somewhere.", DeadRules),
            (CheckKind.IdleFacts, "idle facts", "Every fact matters somewhere.", IdleFacts),
            (CheckKind.UnreachedOutcomes, "unreached outcomes", "Every outcome, circumstance and listed output is reached somewhere.", Unreached),
            (CheckKind.UncitedProvisions, "uncited provisions", "Every provision is cited somewhere.", Uncited),
            .. Pack.Guarantees.Select(guarantee => (CheckKind.Guarantee, guarantee.Name, guarantee.Statement, (Func<IEnumerable<CheckFailure>>)(() => Broken(guarantee)))),
        ];
        var results = new List<CheckResult>();
        foreach (var (kind, name, statement, failures) in checks)
        {
            _work.Cancellation.ThrowIfCancellationRequested();
            results.Add(new CheckResult(kind, name, statement, Found(
                failures, Pack.Guarantees.FirstOrDefault(guarantee => kind == CheckKind.Guarantee && guarantee.Name == name)?.Location)));
        }

        return results;
    }

    // A check that needs more than is allowed is not proven, and takes no other check along.
    private List<CheckFailure> Found(Func<IEnumerable<CheckFailure>> failures, SourceLocation? place)
    {
        var found = new List<CheckFailure>();
        try
        {
            found.AddRange(failures());
        }
        catch (EvaluationLimitException exception)
        {
            var beyond = _logic.Beyond("This cannot be proven", exception);
            found.Add(new CheckFailure(beyond.Code, beyond.Message, place ?? beyond.Location, beyond.Mend, null));
        }

        return found;
    }

    private CheckFailure Failure(Guarded<Diagnostic> flaw) =>
        new(flaw.Value.Code, flaw.Value.Message, flaw.Value.Location, flaw.Value.Mend, Situations(flaw.When));

    private IEnumerable<CheckFailure> Gaps() => _tables.SelectMany(TableProofs.Gaps).Select(gap => gap.Column is { } column
        ? new CheckFailure("CHECK0001", $"The column '{gap.Table.Inputs[column].Label}' gets a value that it does not allow.", gap.Table.Location, "Allow it, or keep the table from being asked then.", Situations(gap.Where))
        : new CheckFailure("CHECK0002", "No rule of this table matches, and it has no default.", gap.Table.Location, "Add a rule or a default output.", Situations(gap.Where)));

    private IEnumerable<CheckFailure> DeadRules() => _tables.SelectMany(TableProofs.DeadRules).Select(dead =>
    {
        var why = dead.Cause switch
        {
            DeadCause.Impossible => $"no value that '{Label(dead.Columns[0])}' can have there passes its test {Text(dead.Columns[0])}",
            DeadCause.Contradictory => $"these tests are never passed at once: {string.Join("; ", dead.Columns.Select(column => $"'{Label(column)}' {Text(column)}"))}",
            DeadCause.Shadowed => $"wherever it matches, {string.Join(" or ", dead.By.Select(rule => $"rule {rule + 1} (line {dead.Table.Rules[rule].Location.Line})"))} prevails",
            _ => "no situation comes to its table",
        };
        return new CheckFailure("CHECK0003", $"Rule {dead.Rule + 1} never decides: {why}.", dead.Table.Rules[dead.Rule].Location, "Mend its tests, or remove it.", null);

        string Label(int column) => dead.Table.Inputs[column].Label;
        string Text(int column) => dead.Table.Rules[dead.Rule].Inputs[column].Text.Trim();
    });

    private IEnumerable<CheckFailure> IdleFacts()
    {
        var names = _logic.Program.Roots.SelectMany(root => root.Support()).Select(level => _logic.Space.Variables[level].Name).ToHashSet(StringComparer.Ordinal);
        return Pack.Facts.Where(fact => !fact.RecordedOnly && !names.Contains(fact.Name)).Select(fact => new CheckFailure(
            "CHECK0004", $"The fact '{fact.Name}' changes no finding and no review.", fact.Location, "Use it, remove it, or mark it 'recorded-only: true'.", null));
    }

    private IEnumerable<CheckFailure> Unreached()
    {
        var program = _logic.Program;
        var effects = program.Findings.Select(finding => Words.Of(finding.Value.Effect)).ToHashSet(StringComparer.Ordinal);
        foreach (var effect in Named("effect").Where(effect => !effects.Contains(effect)))
        {
            yield return new CheckFailure(
                "CHECK0005", $"No situation has the outcome '{effect}', although a rule gives it.", RuleNaming("effect", effect),
                "Another step always prevails: see whether it should.", null);
        }

        foreach (var circumstance in Pack.Manifest.Circumstances.Keys.Except(program.Circumstances.Select(entry => entry.Value)))
        {
            yield return new CheckFailure(
                "CHECK0005", $"No situation names the circumstance '{circumstance}'.", new SourceLocation("pack.yaml", 0, 0),
                "Name it in a finding, or remove it.", null);
        }

        foreach (var output in _tables.SelectMany(TableProofs.UnreachedOutputs))
        {
            yield return new CheckFailure("CHECK0005", $"The output '{output.Table.Outputs[output.Column].Label}' lists {output.Value}, which no rule gives.", output.Table.Location, "Add a rule, or take it off the list.", null);
        }
    }

    private IEnumerable<CheckFailure> Uncited()
    {
        var cited = _logic.Program.Provisions.Concat(_logic.Program.ReviewProvisions).Select(entry => entry.Value.Key)
            .Concat(Pack.Facts.Select(fact => fact.Ask?.ProvisionKey)).ToHashSet();
        foreach (var provision in Pack.Provisions.Values)
        {
            if (!cited.Contains(provision.Key) && provision.Uncited is null)
            {
                yield return new CheckFailure("CHECK0006", $"No answer cites '{provision.Key}'.", provision.Location, "Cite it in a rule, remove it, or say why not with 'uncited:'.", null);
            }
            else if (cited.Contains(provision.Key) && provision.Uncited is not null)
            {
                yield return new CheckFailure("CHECK0006", $"'{provision.Key}' is marked as uncited, and an answer cites it.", provision.Location, "Remove 'uncited:'.", null);
            }
        }
    }

    private IEnumerable<CheckFailure> Broken(Guarantee guarantee)
    {
        var broken = GuaranteeLogic.Broken(_logic, guarantee, _work);
        return broken == _logic.Space.False ? [] : [new CheckFailure("CHECK0007", $"'{guarantee.Name}' does not hold. It protects: {guarantee.Source}", guarantee.Location, null, Situations(broken))];
    }

    private IEnumerable<string> Named(string member) => _logic.Compiled.Tables.SelectMany(table => table.Outputs).SelectMany(output => output.Terminals()).Select(output => PolicyLogic.Text(output, member)).OfType<string>().Distinct();

    private SourceLocation? RuleNaming(string member, string text) => _tables.SelectMany(places => places)
        .SelectMany(table => table.Outputs.Zip(table.Table.Rules)).Where(pair => pair.First.Terminals().Any(output => PolicyLogic.Text(output, member) == text)).Select(pair => pair.Second.Location).FirstOrDefault();

    private System.Numerics.BigInteger Count(Diagram where) => SituationCount.Of(where, _logic.Program.AnswerRoots);

    private FailingSituations Situations(Diagram where)
    {
        var space = _logic.Space;
        var day = space.Variables.Index().First(variable => variable.Item.Name == PolicyProgram.Day).Index;
        var regions = SmallestExample.Of(where, free: day)!;
        var facts = space.Variables.Zip(regions).Where(pair => pair.Second >= 0 && pair.First.Name != PolicyProgram.Day).ToDictionary(pair => pair.First.Name, pair => pair.First.Sample(pair.Second));
        space.Variables[day].Sample(regions[day] >= 0 ? regions[day] : space.Variables[day].RegionCount - 1).AsDate().TryToDateOnly(out var on);
        var description = Description.Of(where, _logic.Program.AnswerRoots);
        return new FailingSituations(
            on, facts, Count(where), [.. description.Cubes.Select(cube => ConditionText.Of(cube, space, _labels))], description.Further);
    }
}
