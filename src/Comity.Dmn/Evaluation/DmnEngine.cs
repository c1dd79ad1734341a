using Comity.Dmn.Compilation;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Dmn.Evaluation;

/// <summary>An engine, or what is wrong with the model.</summary>
/// <param name="Engine">The engine; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record DmnEngineResult(DmnEngine? Engine, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The value of a decision.</summary>
/// <param name="Value">The value; null may have its reasons in <paramref name="Notes"/>.</param>
/// <param name="Notes">Why something on the way was null.</param>
/// <param name="Trace">The decisions and rules on the way.</param>
public sealed record DecisionResult(FeelValue Value, IReadOnlyList<EvaluationNote> Notes, DecisionTrace Trace);

/// <summary>
/// A compiled model. Every input, knowledge model and decision has a slot; an evaluation fills the slots in the order of
/// the requirements. Immutable and safe for concurrent use.
/// </summary>
public sealed class DmnEngine
{
    private readonly FeelValue[] _initial;
    private readonly Dictionary<string, int> _slots;
    private readonly Dictionary<int, ItemType> _inputTypes;
    private readonly Dictionary<string, Step[]> _plans;

    private DmnEngine(DmnModel model, FeelValue[] initial, Dictionary<string, int> slots, Dictionary<int, ItemType> inputTypes, Dictionary<string, Step[]> plans)
    {
        Model = model;
        _initial = initial;
        _slots = slots;
        _inputTypes = inputTypes;
        _plans = plans;
    }

    /// <summary>The model.</summary>
    public DmnModel Model { get; }

    /// <summary>Checks and compiles a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to do about faults; strict when null.</param>
    public static DmnEngineResult Create(DmnModel model, DmnEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = new RequirementsGraph(model);
        var diagnostics = new List<Diagnostic>(graph.Diagnostics);
        return diagnostics.Count > 0 ? new DmnEngineResult(null, diagnostics) : Compile(model, graph, diagnostics, options ?? DmnEngineOptions.Strict);
    }

    private static DmnEngineResult Compile(DmnModel model, RequirementsGraph graph, List<Diagnostic> diagnostics, DmnEngineOptions options)
    {
        var types = new ItemTypes(model, diagnostics);
        var compiler = new LogicCompiler(types, diagnostics);
        var slots = graph.Ordered.Select((element, slot) => (element, slot)).ToDictionary(pair => pair.element.Name, pair => pair.slot, StringComparer.Ordinal);
        var initial = new FeelValue[graph.Ordered.Count];
        var inputTypes = new Dictionary<int, ItemType>();
        var steps = new Dictionary<Decision, Step>(ReferenceEqualityComparer.Instance);
        var elementTypes = graph.Ordered.ToDictionary(element => element.Name, element => types.Named(TypeNameOf(element), element.Location), StringComparer.Ordinal);

        foreach (var element in graph.Ordered)
        {
            var slot = slots[element.Name];
            var scope = ScopeOf(element, graph, elementTypes).WithTypes(name =>
                model.ItemDefinitions.Any(definition => definition.Name == name) ? types.Named(name, element.Location).Type : null);
            switch (element)
            {
                case InputData:
                    inputTypes[slot] = elementTypes[element.Name];
                    break;
                case KnowledgeModel knowledge:
                    initial[slot] = FeelValue.From(Function(knowledge, scope, initial, types, compiler));
                    break;
                case Decision decision:
                    var before = diagnostics.Count;
                    var logic = compiler.Compile(decision.Expression, scope);
                    steps[decision] = new Step(decision, slot, logic, elementTypes[decision.Name], diagnostics.GetRange(before, diagnostics.Count - before));
                    break;
            }
        }

        if (diagnostics.Count > 0 && !options.FaultyLogicIsNull)
        {
            return new DmnEngineResult(null, diagnostics);
        }

        var plans = model.Decisions.ToDictionary(decision => decision.Name, decision => Plan(decision, graph, steps), StringComparer.Ordinal);
        return new DmnEngineResult(new DmnEngine(model, initial, slots, inputTypes, plans), diagnostics);
    }

    /// <summary>Whether the model has a decision of that name.</summary>
    public bool Has(string decision) => _plans.ContainsKey(decision);

    /// <summary>Evaluates a decision and all that it requires.</summary>
    /// <param name="decision">Its name.</param>
    /// <param name="inputs">Values of the inputs by name; what is missing is null.</param>
    /// <param name="context">Limits and the sink for reasons; a context of its own when null.</param>
    /// <exception cref="ArgumentException">There is no such decision.</exception>
    public DecisionResult Evaluate(string decision, IEnumerable<KeyValuePair<string, FeelValue>> inputs, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!_plans.TryGetValue(decision, out var plan))
        {
            throw new ArgumentException($"The model has no decision '{decision}'.", nameof(decision));
        }

        context ??= new EvaluationContext(true);
        var slots = (FeelValue[])_initial.Clone();
        foreach (var (name, value) in inputs)
        {
            if (_slots.TryGetValue(name, out var slot) && _inputTypes.TryGetValue(slot, out var type))
            {
                slots[slot] = type.Conform(value, name, context);
            }
        }

        var trace = new DecisionTrace();
        foreach (var step in plan)
        {
            foreach (var fault in step.Faults)
            {
                context.Report(fault.Code, fault.ToString());
            }

            slots[step.Slot] = step.Type.Conform(step.Logic(slots, context, trace), step.Decision.Name, context);
            trace.Add(step.Decision, slots[step.Slot]);
        }

        return new DecisionResult(slots[_slots[decision]], context.Notes, trace);
    }

    // A name that an element does not require is not in its scope; its slot is, under a name that no text can write.
    private static FeelScope ScopeOf(DrgElement element, RequirementsGraph graph, Dictionary<string, ItemType> types)
    {
        var required = graph.Required(element).Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        return FeelScope.Of(graph.Ordered.Select(other => new FeelVariable(required.Contains(other.Name) ? other.Name : "", types[other.Name].Type)));
    }

    private static string? TypeNameOf(DrgElement element) => element switch
    {
        InputData input => input.TypeName,
        Decision decision => decision.TypeName,
        _ => null,
    };

    private static FeelLambda Function(KnowledgeModel knowledge, FeelScope scope, FeelValue[] initial, ItemTypes types, LogicCompiler compiler)
    {
        var first = scope.Variables.Length;
        var parameters = knowledge.Parameters.Select(parameter => parameter.Name).ToArray();
        var conforms = knowledge.Parameters.Select(parameter => types.Named(parameter.TypeName, knowledge.Location)).ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            scope = scope.With(parameters[i], conforms[i].Type);
        }

        var body = compiler.Compile(knowledge.Expression, scope);
        return new FeelLambda(knowledge.Name, parameters, (arguments, context) =>
        {
            var frame = new FeelValue[first + parameters.Length];
            initial.CopyTo(frame, 0);
            for (var i = 0; i < arguments.Length; i++)
            {
                frame[first + i] = conforms[i].Conform(arguments[i], parameters[i], context);
            }

            return body(frame, context, null);
        });
    }

    private static Step[] Plan(Decision decision, RequirementsGraph graph, Dictionary<Decision, Step> steps)
    {
        var needed = new HashSet<DrgElement>(ReferenceEqualityComparer.Instance) { decision };
        foreach (var element in graph.Ordered.Reverse().Where(needed.Contains))
        {
            needed.UnionWith(graph.Required(element));
        }

        return [.. graph.Ordered.OfType<Decision>().Where(needed.Contains).Select(element => steps[element])];
    }

    private sealed record Step(Decision Decision, int Slot, Logic Logic, ItemType Type, IReadOnlyList<Diagnostic> Faults);
}
