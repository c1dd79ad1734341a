using System.Runtime.ExceptionServices;
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

namespace Comity.Policy.Determinations;

/// <summary>A pack's logic, or why there is none.</summary>
/// <param name="Logic">The logic; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PolicyLogicResult(PolicyLogic? Logic, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// A pack's model as an engine and as diagrams, and what their values say. Where the logic contradicts itself, or names what the pack does
/// not have, there is no answer: findings and review are null there, and nowhere else.
/// </summary>
public sealed class PolicyLogic
{
    /// <summary>The input that is the day of the request.</summary>
    public const string DateInput = "on";

    /// <summary>The input that lists what is in force on that day.</summary>
    public const string ProvisionsInput = "provisions in force";

    private readonly Dictionary<string, Diagram> _mayAsk;

    private PolicyLogic(PolicyPack pack, DmnEngine engine, DiagramCompileResult compiled)
    {
        Pack = pack;
        Engine = engine;
        Compiled = compiled;
        Contradictory = LogicProofs.Contradictory(this);
        Findings = Contradictory.Choose(Space.Constant(FeelValue.Null), As(pack.Manifest.Findings));
        Review = Contradictory.Choose(Space.Constant(FeelValue.Null), As(pack.Manifest.Review));
        _mayAsk = pack.Facts.Where(fact => fact.Ask is not null).ToDictionary(fact => fact.Name, fact => AskConditionOf(fact).Is(FeelValue.True), StringComparer.Ordinal);
    }

    /// <summary>The pack.</summary>
    public PolicyPack Pack { get; }

    /// <summary>The engine for the model.</summary>
    public DmnEngine Engine { get; }

    /// <summary>The diagrams of the model.</summary>
    public DiagramCompileResult Compiled { get; }

    /// <summary>Where the diagrams live.</summary>
    public DiagramSpace Space => Compiled.Space!;

    /// <summary>True where the logic contradicts itself, gives what is no answer, or names what the pack does not have.</summary>
    public Diagram Contradictory { get; }

    /// <summary>The findings in each situation: a list, or null where the logic contradicts itself.</summary>
    public Diagram Findings { get; }

    /// <summary>The reasons for counsel's review in each situation: a list, or null where the logic contradicts itself.</summary>
    public Diagram Review { get; }

    /// <summary>A decision's value in each situation, as the model has it.</summary>
    /// <param name="decision">The name of the findings, the review, or a decision compiled besides them.</param>
    public Diagram As(string decision) => Compiled.Decisions[decision];

    /// <summary>For a fact with such a condition, whether policy lets it be asked, in each situation: true or false.</summary>
    public Diagram MayAsk(Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return _mayAsk[fact.Name];
    }

    /// <summary>For such a fact, what its condition gives in each situation, as it is written.</summary>
    public Diagram AskConditionOf(Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return As(AskDecision(fact));
    }

    /// <summary>Compiles a pack's model.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="more">Decisions to compile besides those of the pack; they see its inputs and decisions.</param>
    /// <param name="work">What compiling spends from, and what is asked of the logic until it is disposed of; when null, one of its own
    /// that ends with compiling.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PolicyLogicResult Compile(PolicyPack pack, IReadOnlyList<Decision>? more = null, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (work is null)
        {
            using var own = new WorkBudget();
            return Compile(pack, more, own);
        }

        var inputs = Inputs(pack);
        var everything = InputsOf(pack);
        var model = pack.Model with { Inputs = everything, Decisions = [.. pack.Model.Decisions, .. AskRules(pack, everything), .. more ?? []] };
        string[] decisions = [pack.Manifest.Findings, pack.Manifest.Review, .. pack.Facts.Where(fact => fact.Ask is not null).Select(AskDecision), .. (more ?? []).Select(decision => decision.Name)];

        // The engine and the diagrams know nothing of each other, and so they are made at once. The diagrams of a model that has faults are never looked at.
        DiagramCompileResult? compiled = null;
        ExceptionDispatchInfo? fault = null;
        var created = DmnEngine.Create(model, () =>
        {
            try
            {
                compiled = DiagramCompiler.Compile(model, decisions, inputs, work: work);
            }
            catch (Exception exception)
            {
                fault = ExceptionDispatchInfo.Capture(exception);
            }
        });
        work.Cancellation.ThrowIfCancellationRequested();
        if (created.Engine is null)
        {
            return new PolicyLogicResult(null, created.Diagnostics);
        }

        if (Unknown(pack, inputs, created.Engine) is { Count: > 0 } unknown)
        {
            return new PolicyLogicResult(null, unknown);
        }

        fault?.Throw();
        if (compiled!.Space is null)
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
        var place = pack.Model.Decisions.FirstOrDefault(decision => decision.Name == pack.Manifest.Findings)?.Location
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

    /// <summary>The entries of a value of findings or review; none where it is not a list.</summary>
    public static IReadOnlyList<FeelValue> Entries(FeelValue list) => list.Kind == FeelKind.List ? list.AsList().Items.ToArray() : [];

    /// <summary>A text in an entry; null where it has none.</summary>
    public static string? Text(FeelValue entry, string member) =>
        FeelOperators.Member(entry, member, EvaluationContext.Silent) is { Kind: FeelKind.String } text ? text.AsString() : null;

    /// <summary>The outcome that <see cref="Findings"/> have.</summary>
    public static Outcome OutcomeOf(FeelValue findings) => findings.IsNull ? Outcome.Contradictory : Entries(findings) is [var first, ..]
        ? Text(first, "effect") switch
        {
            "prohibited" => Outcome.Prohibited,
            "required" => Outcome.Required,
            _ => Outcome.Permitted,
        }
        : Outcome.NotCovered;

    /// <summary>Whether findings are a list whose entries share one of the three effects.</summary>
    public static bool IsSound(FeelValue findings) =>
        findings.Kind == FeelKind.List && Entries(findings).Select(entry => Text(entry, "effect")).Distinct().ToList() is [] or ["prohibited" or "permitted" or "required"];

    /// <summary>The model's inputs, and those facts, the day and what is in force where the model has no use for them and conditions of the pack may.</summary>
    public static IReadOnlyList<InputData> InputsOf(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var known = pack.Model.Inputs.Concat<DrgElement>(pack.Model.Decisions).Concat(pack.Model.KnowledgeModels).Select(element => element.Name).ToHashSet(StringComparer.Ordinal);
        return [.. pack.Model.Inputs, .. Inputs(pack).Where(input => !known.Contains(input.Name)).Select(input => new InputData($"urn:comity:input:{input.Name}", input.Name, null, new SourceLocation(pack.Model.File, 0, 0)))];
    }

    // What pack and model name and the other does not have.
    private static List<Diagnostic> Unknown(PolicyPack pack, IReadOnlyList<DiagramInput> inputs, DmnEngine engine)
    {
        var diagnostics = new List<Diagnostic>();
        foreach (var name in new[] { pack.Manifest.Findings, pack.Manifest.Review }.Where(name => !engine.Has(name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0011", $"The model has no decision '{name}'.", new SourceLocation("pack.yaml", 0, 0), NearestName.Mend(name, [.. pack.Model.Decisions.Select(decision => decision.Name)])));
        }

        foreach (var input in pack.Model.Inputs.Where(input => inputs.All(known => known.Name != input.Name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0011", $"The model's input '{input.Name}' is no fact of the pack.", input.Location, NearestName.Mend(input.Name, [.. inputs.Select(known => known.Name)])));
        }

        return diagnostics;
    }

    // An ask rule becomes a decision over all inputs, so that the engine checks it and a diagram answers it.
    private static IEnumerable<Decision> AskRules(PolicyPack pack, IReadOnlyList<InputData> inputs) => pack.Facts.Where(fact => fact.Ask is not null).Select(fact => new Decision(
        AskDecision(fact), AskDecision(fact), "boolean", new LiteralExpression(fact.Ask!.Condition, fact.Ask.Condition.Location),
        [.. inputs.Select(input => new Requirement(RequirementKind.Input, input.Id, fact.Ask.Condition.Location))], fact.Ask.Condition.Location));

    private static string AskDecision(Fact fact) => $"May ask {fact.Name}";

    private static DiagramInput[] Inputs(PolicyPack pack) =>
    [
        new ContinuousInput(DateInput, Grid.Dates, [.. pack.EffectiveDates.Select(FeelValue.From)]),
        new DerivedInput(ProvisionsInput, DateInput, date => InForce(pack, date.AsDate().TryToDateOnly(out var day) ? day : DateOnly.MinValue)),
        .. pack.Facts.Where(fact => !fact.RecordedOnly).Select(InputOf),
    ];

    private static DiagramInput InputOf(Fact fact) => fact.Kind switch
    {
        FactKind.Number or FactKind.Date => new ContinuousInput(fact.Name, fact.Grid!, [], fact.MayBeAbsent),
        FactKind.Text => new TextInput(fact.Name, fact.MayBeAbsent),
        _ => new FiniteInput(fact.Name, [.. fact.Values.Select(choice => choice.Value), .. fact.MayBeAbsent ? [FeelValue.Null] : Array.Empty<FeelValue>()]),
    };
}
