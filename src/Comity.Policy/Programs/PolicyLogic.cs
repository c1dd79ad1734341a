using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;

namespace Comity.Policy.Programs;

/// <summary>A pack's logic, or why there is none.</summary>
/// <param name="Logic">The logic; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PolicyLogicResult(PolicyLogic? Logic, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// A pack compiled: its model as an engine, as diagrams of what the model says, and as the program that decides. What the diagrams say is
/// proven; where the logic contradicts itself, or names what the pack does not have, the program has no answer.
/// </summary>
public sealed class PolicyLogic
{
    /// <summary>The input that lists what is in force on the day of the request.</summary>
    public const string ProvisionsInput = "provisions in force";

    // A table in a knowledge model is met once for each invocation.
    private readonly Dictionary<TableRule, Diagram> _rules = new(ReferenceEqualityComparer.Instance);

    private PolicyLogic(PolicyPack pack, DmnEngine engine, DiagramCompileResult compiled)
    {
        (Pack, Engine, Compiled) = (pack, engine, compiled);
        Contradictory = LogicProofs.Contradictory(this);
        Program = ProgramBuilder.Build(this);
        foreach (var (rule, where) in compiled.Tables.SelectMany(table => table.Table.Rules.Zip(table.Matches)))
        {
            _rules[rule] = _rules.TryGetValue(rule, out var before) ? before.Or(where) : where;
        }
    }

    /// <summary>The pack.</summary>
    public PolicyPack Pack { get; }

    /// <summary>The engine for the same model: the second way to an answer, for complete facts.</summary>
    public DmnEngine Engine { get; }

    /// <summary>The program that decides.</summary>
    public PolicyProgram Program { get; }

    /// <summary>The diagrams of the model.</summary>
    public DiagramCompileResult Compiled { get; }

    /// <summary>Where the diagrams live.</summary>
    public DiagramSpace Space => Compiled.Space!;

    /// <summary>What is wrong with the logic in some situations, each with its place. A pack with flaws can be asked, compared and
    /// mended; it is not served.</summary>
    public IReadOnlyList<Diagnostic> Flaws => [.. Program.Flaws.Select(flaw => flaw.Value).Distinct()];

    /// <summary>True where the logic contradicts itself, gives what is no answer, or names what the pack does not have.</summary>
    internal Diagram Contradictory { get; }

    /// <summary>What the decision of the findings gives, as the model has it.</summary>
    internal DiagramList Findings => Compiled.Lists[Pack.Answers.Findings];

    /// <summary>What the decision of the reasons for review gives, as the model has it.</summary>
    internal DiagramList Review => Compiled.Lists[Pack.Answers.Review];

    /// <summary>For a fact with such a condition, what its condition gives in each situation, as it is written.</summary>
    internal Diagram AskConditionOf(Fact fact) => Compiled.Decisions[AskDecision(fact)];

    /// <summary>Whether a rule of a decision table matches: always, never, or (null) depending on facts that are not known.</summary>
    /// <param name="rule">A rule of the pack's model.</param>
    /// <param name="on">The day.</param>
    /// <param name="facts">The facts that are known.</param>
    public bool? Matches(TableRule rule, DateOnly on, IReadOnlyDictionary<string, FeelValue> facts) =>
        _rules.TryGetValue(rule, out var where) ? where.Certain(Program.Regions(on, facts)) : false;

    /// <summary>Compiles a pack's model.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="more">Decisions besides those of the pack; they see its inputs and decisions.</param>
    /// <param name="asked">Names of those of them whose diagrams are wanted.</param>
    /// <param name="work">What compiling spends from, and what is asked of the logic until it is disposed of; when null, one of its own
    /// that ends with compiling.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PolicyLogicResult Compile(
        PolicyPack pack, IReadOnlyList<Decision>? more = null, IReadOnlyList<string>? asked = null, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (work is null)
        {
            using var own = new WorkBudget();
            return Compile(pack, more, asked, own);
        }

        var inputs = Inputs(pack);
        var model = pack.Model with { Decisions = [.. pack.Model.Decisions, .. AskRules(pack), .. more ?? []] };
        string[] decisions = [.. pack.Facts.Where(fact => fact.Ask is not null).Select(AskDecision), .. asked ?? []];
        var created = DmnEngine.Create(model);
        work.Cancellation.ThrowIfCancellationRequested();
        if (created.Engine is null)
        {
            return new PolicyLogicResult(null, created.Diagnostics);
        }

        if (Unknown(pack, inputs, created.Engine) is { Count: > 0 } unknown)
        {
            return new PolicyLogicResult(null, unknown);
        }

        var compiled = DiagramCompiler.Compile(model, decisions, inputs, work: work, lists: [pack.Answers.Findings, pack.Answers.Review]);
        if (compiled.Space is null)
        {
            return new PolicyLogicResult(null, compiled.Diagnostics);
        }

        try
        {
            return new PolicyLogicResult(new PolicyLogic(pack, created.Engine, compiled), []);
        }
        catch (EvaluationLimitException exception)
        {
            return new PolicyLogicResult(null, [Beyond(pack, "What the findings say cannot be worked out", exception)]);
        }
    }

    /// <summary>
    /// A finding for work on the logic that went beyond what is allowed: it stands at the decision that gives the findings.
    /// </summary>
    /// <param name="what">What could not be done, in a sentence without its full stop.</param>
    /// <param name="exception">What was exceeded.</param>
    public Diagnostic Beyond(string what, EvaluationLimitException exception) => Beyond(Pack, what, exception);

    private static Diagnostic Beyond(PolicyPack pack, string what, EvaluationLimitException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var place = pack.Model.Decisions.FirstOrDefault(decision => decision.Name == pack.Answers.Findings)?.Location
            ?? new SourceLocation(pack.Model.File, 0, 0);
        return new Diagnostic(
            Severity.Error, "DIAG0002", $"{what}: {exception.Message}", place, "Give the logic fewer facts that depend on each other.");
    }

    /// <summary>What the model sees as provisions in force on a day.</summary>
    public static FeelValue InForce(PolicyPack pack, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return FeelValue.From(FeelList.Of(pack.InForce(on).Select(FeelValue.From)));
    }

    /// <summary>A text in an entry of a list; null where it has none.</summary>
    internal static string? Text(FeelValue entry, string member) =>
        FeelOperators.Member(entry, member, EvaluationContext.Silent) is { Kind: FeelKind.String } text ? text.AsString() : null;

    // What pack and model name and the other does not have.
    private static List<Diagnostic> Unknown(PolicyPack pack, IReadOnlyList<DiagramInput> inputs, DmnEngine engine)
    {
        var diagnostics = new List<Diagnostic>();
        foreach (var name in new[] { pack.Answers.Findings, pack.Answers.Review }.Where(name => !engine.Has(name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0011", $"The model has no decision '{name}'.", new SourceLocation("pack.yaml", 0, 0), NearestName.Mend(name, [.. pack.Model.Decisions.Select(decision => decision.Name)])));
        }

        foreach (var input in pack.Model.Inputs.Where(input => inputs.All(known => known.Name != input.Name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0011", $"The model's input '{input.Name}' is no fact of the pack.", input.Location, NearestName.Mend(input.Name, [.. inputs.Select(known => known.Name)])));
        }

        diagnostics.AddRange(DeclaredInputs.Contradictions(pack, engine));
        return diagnostics;
    }

    // An ask rule becomes a decision over all inputs, so that the engine checks it and a diagram answers it.
    private static IEnumerable<Decision> AskRules(PolicyPack pack) =>
        pack.Facts.Where(fact => fact.Ask is not null).Select(fact => new Decision(
        AskDecision(fact), AskDecision(fact), "boolean", new LiteralExpression(fact.Ask!.Condition, fact.Ask.Condition.Location),
        [.. pack.Model.Inputs.Select(input => new Requirement(RequirementKind.Input, input.Id, fact.Ask.Condition.Location))],
        fact.Ask.Condition.Location));

    private static string AskDecision(Fact fact) => $"May ask {fact.Name}";

    private static DiagramInput[] Inputs(PolicyPack pack) =>
    [
        new ContinuousInput(PolicyProgram.Day, Grid.Dates, [.. pack.EffectiveDates.Select(FeelValue.From)]),
        new DerivedInput(ProvisionsInput, PolicyProgram.Day, date => InForce(pack, date.AsDate().TryToDateOnly(out var day) ? day : DateOnly.MinValue)),
        .. pack.Facts.Where(fact => !fact.RecordedOnly).Select(InputOf),
    ];

    private static DiagramInput InputOf(Fact fact) => fact.Kind switch
    {
        FactKind.Number or FactKind.Date => new ContinuousInput(fact.Name, fact.Grid!, [], fact.MayBeAbsent),
        FactKind.Text => new TextInput(fact.Name, fact.MayBeAbsent),
        _ => new FiniteInput(fact.Name, [.. fact.Values.Select(choice => choice.Value), .. fact.MayBeAbsent ? [FeelValue.Null] : Array.Empty<FeelValue>()]),
    };
}
