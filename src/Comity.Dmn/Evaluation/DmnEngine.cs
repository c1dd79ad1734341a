using Comity.Dmn.Compilation;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Types;
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
    private readonly EngineFrames _frames;
    private readonly Dictionary<string, PreparedDecision> _decisions;
    private readonly DecisionStep[] _all;
    private readonly Dictionary<string, ServicePlan> _services;
    private readonly Dictionary<string, FeelFunction> _functions;

    internal DmnEngine(
        DmnModel model,
        EngineFrames frames,
        IReadOnlyDictionary<string, FeelType> inputTypes,
        Dictionary<string, PreparedDecision> decisions,
        DecisionStep[] all,
        Dictionary<string, ServicePlan> services,
        Dictionary<string, FeelFunction> functions)
    {
        Model = model;
        _frames = frames;
        _decisions = decisions;
        _all = all;
        _services = services;
        _functions = functions;
        InputTypes = inputTypes;
    }

    /// <summary>The model.</summary>
    public DmnModel Model { get; }

    /// <summary>
    /// The types of the inputs by name. An input of an imported model is known by its name unless the model's file declares one of that
    /// name, as <c>import.name</c>, and as <c>namespace#name</c>.
    /// </summary>
    public IReadOnlyDictionary<string, FeelType> InputTypes { get; }

    /// <summary>The types of a service's input data and input decisions by name.</summary>
    /// <exception cref="ArgumentException">There is no such service.</exception>
    public IReadOnlyDictionary<string, FeelType> InputTypesOf(string service) =>
        Service(service).Inputs.DistinctBy(input => input.Name, FeelNames.Comparer)
            .ToDictionary(input => input.Name, input => input.Type.Type, FeelNames.Comparer);

    /// <summary>Checks and compiles a model and what it imports.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to do about faults; strict when null.</param>
    public static DmnEngineResult Create(DmnModel model, DmnEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return EngineCompiler.Compile(model, options ?? DmnEngineOptions.Strict);
    }

    /// <summary>Whether the model has a decision of that name.</summary>
    public bool Has(string decision) => _decisions.ContainsKey(decision);

    /// <summary>Whether the model has a decision service of that name.</summary>
    public bool HasService(string service) => _services.ContainsKey(service);

    /// <summary>Evaluates a decision and all that it requires.</summary>
    /// <param name="decision">Its name.</param>
    /// <param name="inputs">Values of the inputs by name, see <see cref="InputTypes"/>; what is missing is null.</param>
    /// <param name="context">Limits and the sink for reasons; a context of its own when null.</param>
    /// <exception cref="ArgumentException">There is no such decision.</exception>
    public DecisionResult Evaluate(string decision, IEnumerable<KeyValuePair<string, FeelValue>> inputs, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var prepared = Prepare(decision);
        return Traced(context, own => prepared.Evaluate(FrameOf(inputs, own)));
    }

    /// <summary>Evaluates all decisions of the model, each once.</summary>
    /// <param name="inputs">Values of the inputs by name, see <see cref="InputTypes"/>; what is missing is null.</param>
    /// <param name="context">Limits and the sink for reasons; a context of its own when null.</param>
    /// <returns>A context of the decisions' values by name.</returns>
    public DecisionResult EvaluateAll(IEnumerable<KeyValuePair<string, FeelValue>> inputs, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Traced(context, own =>
        {
            var frame = FrameOf(inputs, own);
            DecisionStep.Run(_all, frame.Slots, own);
            return FeelValue.From(FeelContext.Of(Model.Decisions.Select(decision => KeyValuePair.Create(decision.Name, frame.Slots[_decisions[decision.Name].Slot]))));
        });
    }

    /// <summary>A decision for many evaluations.</summary>
    /// <param name="decision">Its name.</param>
    /// <exception cref="ArgumentException">There is no such decision.</exception>
    public PreparedDecision Prepare(string decision) =>
        _decisions.TryGetValue(decision, out var prepared) ? prepared : throw new ArgumentException($"The model has no decision '{decision}'.", nameof(decision));

    /// <summary>A decision for many evaluations of facts that come in an order of their own.</summary>
    /// <param name="decision">Its name.</param>
    /// <param name="inputs">The inputs whose values come, by name, see <see cref="InputTypes"/>, in the order in which they come. Others are
    /// null; of two values for one input, the last counts.</param>
    /// <exception cref="ArgumentException">There is no such decision or input.</exception>
    public PreparedDecision Prepare(string decision, IReadOnlyList<string> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Prepare(decision).For(inputs);
    }

    /// <summary>Evaluates a decision service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="inputs">Values of its input data and input decisions by name; what is missing is null.</param>
    /// <param name="context">Limits and the sink for reasons; a context of its own when null.</param>
    /// <exception cref="ArgumentException">There is no such service.</exception>
    public DecisionResult EvaluateService(string service, IEnumerable<KeyValuePair<string, FeelValue>> inputs, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var plan = Service(service);
        return Traced(context, own =>
        {
            var slots = _frames.NewSlots();
            foreach (var (name, value) in inputs)
            {
                Array.Find(plan.Inputs, input => FeelNames.Comparer.Equals(input.Name, name))?.Set(slots, value, own);
            }

            return plan.Run(slots, own);
        });
    }

    /// <summary>Invokes a business knowledge model.</summary>
    /// <param name="knowledge">Its name.</param>
    /// <param name="arguments">Values of its parameters by name; what is missing is null.</param>
    /// <param name="context">Limits and the sink for reasons; a context of its own when null.</param>
    /// <exception cref="ArgumentException">There is no such knowledge model.</exception>
    public DecisionResult EvaluateKnowledge(string knowledge, IEnumerable<KeyValuePair<string, FeelValue>> arguments, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (!_functions.TryGetValue(knowledge, out var function))
        {
            throw new ArgumentException($"The model has no knowledge model '{knowledge}'.", nameof(knowledge));
        }

        var given = new Dictionary<string, FeelValue>(arguments, FeelNames.Comparer);
        return Traced(context, own => function.Invoke([.. function.Signatures[0].Select(parameter => given.GetValueOrDefault(parameter))], own));
    }

    private ServicePlan Service(string service) =>
        _services.GetValueOrDefault(service) ?? throw new ArgumentException($"The model has no decision service '{service}'.", nameof(service));

    private DecisionFrame FrameOf(IEnumerable<KeyValuePair<string, FeelValue>> inputs, EvaluationContext context)
    {
        var frame = new DecisionFrame(_frames, context);
        foreach (var (name, value) in inputs)
        {
            if (_frames.TryGetSlot(name, out var slot))
            {
                frame.Set(slot, value);
            }
        }

        return frame;
    }

    // The context that everybody shares cannot take a trace along.
    private static DecisionResult Traced(EvaluationContext? context, Func<EvaluationContext, FeelValue> evaluate)
    {
        context = context is null ? new EvaluationContext(true) : ReferenceEquals(context, EvaluationContext.Silent) ? new EvaluationContext(false) : context;
        var trace = new DecisionTrace(context);
        context.Companion = trace;
        return new DecisionResult(evaluate(context), context.Notes, trace);
    }
}
