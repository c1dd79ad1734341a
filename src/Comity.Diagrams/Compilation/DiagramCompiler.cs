using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>Two rules of a unique or any table that can match at once and must not.</summary>
/// <param name="Table">The table.</param>
/// <param name="First">The first rule, from 0.</param>
/// <param name="Second">The second rule, from 0.</param>
/// <param name="Where">True in the situations in which both match.</param>
public sealed record RuleConflict(DecisionTable Table, int First, int Second, Diagram Where);

/// <summary>The diagrams of a model, or why it has none.</summary>
/// <param name="Space">Where they live; null when there are errors.</param>
/// <param name="Decisions">The diagram of each decision that was asked for.</param>
/// <param name="Rules">For each rule of a table, where it matches: true or false in each situation.</param>
/// <param name="Conflicts">Rules that contradict each other.</param>
/// <param name="Diagnostics">Where the model leaves the fragment.</param>
public sealed record DiagramCompileResult(
    DiagramSpace? Space, IReadOnlyDictionary<string, Diagram> Decisions, IReadOnlyDictionary<TableRule, Diagram> Rules, IReadOnlyList<RuleConflict> Conflicts, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Compiles decisions by lifted evaluation: it walks the trees of the model, and holds a diagram of values wherever the engine
/// would hold a value. It shares with the engine the operators on single values, and neither its compiled code nor its tables.
/// </summary>
public sealed class DiagramCompiler
{
    private readonly DmnModel _model;
    private readonly Dictionary<string, DrgElement> _byId;
    private readonly Dictionary<DrgElement, Diagram> _done = new(ReferenceEqualityComparer.Instance);
    private readonly LiftedLogic _logic;
    private readonly Names _inputs;

    private DiagramCompiler(DmnModel model, DiagramSpace space, IReadOnlyList<DiagramInput> inputs, ConstantCuts cuts, Dictionary<TableRule, Diagram> rules, List<RuleConflict> conflicts)
    {
        _model = model;
        _byId = new DrgElement[][] { [.. model.Inputs], [.. model.Decisions], [.. model.KnowledgeModels], [.. model.KnowledgeSources] }
            .SelectMany(elements => elements).ToDictionary(element => element.Id, StringComparer.Ordinal);
        _inputs = InputsOf(space, inputs);
        _logic = new LiftedLogic(space, cuts, rules, conflicts);
    }

    /// <summary>Compiles decisions of a model that the engine accepts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="decisions">Names of the decisions.</param>
    /// <param name="inputs">Every input of the model; their order is the order of the variables.</param>
    /// <param name="budget">How many nodes the space may hold.</param>
    public static DiagramCompileResult Compile(DmnModel model, IReadOnlyList<string> decisions, IReadOnlyList<DiagramInput> inputs, int budget = DiagramSpace.DefaultBudget)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        var cuts = new ConstantCuts(inputs);
        try
        {
            // Constants that the logic compares with are found on the way; each pass knows those of the passes before.
            while (true)
            {
                var known = cuts.Count;
                var space = new DiagramSpace(cuts.Variables(), budget);
                var conflicts = new List<RuleConflict>();
                var rules = new Dictionary<TableRule, Diagram>(ReferenceEqualityComparer.Instance);
                var compiler = new DiagramCompiler(model, space, inputs, cuts, rules, conflicts);
                var diagrams = decisions.ToDictionary(name => name, name => compiler.Decision(model.Decisions.First(decision => decision.Name == name)), StringComparer.Ordinal);
                if (cuts.Count == known)
                {
                    return new DiagramCompileResult(space, diagrams, rules, conflicts, []);
                }
            }
        }
        catch (OutsideFragmentException exception)
        {
            return Failed(exception.Diagnostic);
        }
        catch (DiagramBudgetException exception)
        {
            return Failed(new Diagnostic(Severity.Error, "DIAG0002", exception.Message, new SourceLocation(model.File, 0, 0), "Give the logic fewer facts that depend on each other, or raise the budget."));
        }
    }

    private static DiagramCompileResult Failed(Diagnostic diagnostic) => new(null, new Dictionary<string, Diagram>(), new Dictionary<TableRule, Diagram>(), [], [diagnostic]);

    private Diagram Decision(Decision decision)
    {
        if (!_done.TryGetValue(decision, out var diagram))
        {
            diagram = _logic.Evaluate(decision.Expression, NamesFor(decision.Requirements));
            _done.Add(decision, diagram);
        }

        return diagram;
    }

    private Names NamesFor(IReadOnlyList<Requirement> requirements)
    {
        var names = Names.Empty;
        foreach (var requirement in requirements.Where(requirement => requirement.Kind != RequirementKind.Authority))
        {
            names = _byId[requirement.TargetId] switch
            {
                InputData input => names.With(input.Name, _inputs.Find(input.Name) ?? throw new OutsideFragmentException(new Diagnostic(
                    Severity.Error, "DIAG0003", $"Nothing is said about the values of the input '{input.Name}'.", input.Location, "Declare it."))),
                Decision decision => names.With(decision.Name, new LiftedValue(Decision(decision))),
                KnowledgeModel knowledge => names.With(knowledge.Name, new LiftedKnowledge(knowledge, NamesFor(knowledge.Requirements))),
                _ => names,
            };
        }

        return names;
    }

    private static Names InputsOf(DiagramSpace space, IReadOnlyList<DiagramInput> inputs)
    {
        var names = Names.Empty;
        foreach (var input in inputs)
        {
            var level = space.Variables.Select(variable => variable.Name).ToList().IndexOf(input is DerivedInput { Of: var of } ? of : input.Name);
            names = names.With(input.Name, input switch
            {
                FiniteInput finite => new LiftedValue(space.Test(level, finite.Values)),
                ContinuousInput => new LiftedVariable(level),
                DerivedInput derived => new LiftedValue(Derived(space, level, derived)),
                _ => throw new ArgumentException($"Unknown kind of input: {input.GetType().Name}.", nameof(inputs)),
            });
        }

        return names;
    }

    private static Diagram Derived(DiagramSpace space, int level, DerivedInput input)
    {
        var cuts = ((ContinuousVariable)space.Variables[level]).Cuts;
        var regions = Enumerable.Range(0, space.Variables[level].RegionCount);
        return space.Test(level, [.. regions.Select(region => input.ValueFrom(region == 0 ? null : cuts[(region - 1) / 2]))]);
    }
}

/// <summary>The model does something that a diagram cannot hold.</summary>
internal sealed class OutsideFragmentException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}

/// <summary>What a name stands for while logic is lifted.</summary>
internal abstract record Lifted;

/// <summary>A value in each situation.</summary>
internal sealed record LiftedValue(Diagram Diagram) : Lifted;

/// <summary>A continuous variable, which can only be compared with constants.</summary>
internal sealed record LiftedVariable(int Level) : Lifted;

/// <summary>A knowledge model with the names that its body may use.</summary>
internal sealed record LiftedKnowledge(KnowledgeModel Model, Names Names) : Lifted;

/// <summary>Names in scope, innermost first.</summary>
internal sealed class Names
{
    private readonly Names? _outer;
    private readonly string _name = "";
    private readonly Lifted? _value;

    private Names()
    {
    }

    private Names(Names outer, string name, Lifted value)
    {
        _outer = outer;
        _name = name;
        _value = value;
    }

    public static Names Empty { get; } = new();

    public Names With(string name, Lifted value) => new(this, name, value);

    public Lifted? Find(string name)
    {
        for (var names = this; names._outer is not null; names = names._outer)
        {
            if (names._name == name)
            {
                return names._value;
            }
        }

        return null;
    }

    /// <summary>The scope for parsing a text over these names.</summary>
    public FeelScope Scope()
    {
        var variables = new List<FeelVariable>();
        for (var names = this; names._outer is not null; names = names._outer)
        {
            variables.Add(new FeelVariable(names._name, FeelType.Any));
        }

        return FeelScope.Of(variables);
    }
}

/// <summary>The constants that cut each continuous variable.</summary>
internal sealed class ConstantCuts
{
    private readonly IReadOnlyList<DiagramInput> _inputs;
    private readonly List<HashSet<FeelValue>> _cuts = [];

    public ConstantCuts(IReadOnlyList<DiagramInput> inputs)
    {
        _inputs = [.. inputs.Where(input => input is not DerivedInput)];
        _cuts.AddRange(_inputs.Select(input => input is ContinuousInput continuous ? continuous.Cuts.ToHashSet() : []));
    }

    public int Count => _cuts.Sum(cuts => cuts.Count);

    /// <summary>Keeps a constant for the next pass.</summary>
    public void Add(int level, FeelValue constant) => _cuts[level].Add(constant);

    public IReadOnlyList<DiagramVariable> Variables() =>
    [
        .. _inputs.Select<DiagramInput, DiagramVariable>((input, level) => input is ContinuousInput continuous
            ? new ContinuousVariable(input.Name, continuous.Kind, [.. _cuts[level].Order(Comparer<FeelValue>.Create(Compare))])
            : new FiniteVariable(input.Name, ((FiniteInput)input).Values)),
    ];

    private static int Compare(FeelValue left, FeelValue right) =>
        left == right ? 0 : FeelOperators.Compare(Ordering.Less, left, right).IsTrue ? -1 : 1;
}
