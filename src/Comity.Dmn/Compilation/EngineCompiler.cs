using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

/// <summary>
/// Compiles a model and its imports. Every element has a slot, in the order of the requirements; functions are put into
/// their slots here, once.
/// </summary>
internal sealed class EngineCompiler
{
    private readonly ModelSet _models;
    private readonly RequirementsGraph _graph;
    private readonly ModelTexts? _listed;
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly Dictionary<DmnModel, ItemTypes> _types;
    private readonly Dictionary<DrgElement, int> _slots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DrgElement, ItemType> _elementTypes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Decision, DecisionStep> _steps = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DecisionService, ServicePlan> _services = new(ReferenceEqualityComparer.Instance);
    private readonly FeelVariable[] _unseen;
    private readonly FeelValue[] _initial;
    private readonly FeelScope _hostScope;
    private readonly FrameLayout _layout = new();

    private EngineCompiler(ModelSet models, RequirementsGraph graph, DmnEngineOptions options, ModelTexts? listed)
    {
        _listed = listed;
        _hostScope = options.Functions.Aggregate(FeelScope.Empty.WithExternals(options.Externals), (scope, function) => scope.WithFunction(function));
        _models = models;
        _graph = graph;
        _types = ItemTypes.Of(models, options.TextLimits, _diagnostics);
        _initial = new FeelValue[graph.Ordered.Count];
        foreach (var element in graph.Ordered)
        {
            _slots.Add(element, _slots.Count);
            _elementTypes.Add(element, TypeOf(element));
            _listed?.Add(element, _elementTypes[element]);
        }

        _unseen = [.. graph.Ordered.Select(element => new FeelVariable("", VariableType(element)))];
    }

    public static DmnEngineResult Compile(DmnModel model, DmnEngineOptions options, ModelTexts? listed = null)
    {
        var models = new ModelSet(model);
        var graph = new RequirementsGraph(models);
        if (graph.Diagnostics.Count > 0)
        {
            return new DmnEngineResult(null, graph.Diagnostics);
        }

        return new EngineCompiler(models, graph, options, listed).Compile(options);
    }

    private DmnEngineResult Compile(DmnEngineOptions options)
    {
        foreach (var element in _graph.Ordered)
        {
            switch (element)
            {
                case Decision decision:
                    _steps.Add(decision, new DecisionStep(decision, _slots[decision], CompilerFor(decision).CompileWhole(decision.Expression, ScopeOf(decision)), _elementTypes[decision]));
                    break;
                case KnowledgeModel knowledge:
                    _initial[_slots[knowledge]] = FunctionOf(knowledge);
                    break;
                case DecisionService service:
                    _services.Add(service, PlanOf(service));
                    break;
            }
        }

        var inputs = Inputs();
        var frames = new EngineFrames(_initial, _layout, inputs);
        foreach (var service in _services.Values)
        {
            _initial[_slots[service.Service]] = FeelValue.From(service.AsFunction(frames));
        }

        if (_diagnostics.Count > 0 && !options.FaultyLogicIsNull)
        {
            return new DmnEngineResult(null, _diagnostics);
        }

        var root = _models.Root;
        return new DmnEngineResult(
            new DmnEngine(
                root,
                frames,
                inputs.ToDictionary(input => input.Key, input => input.Value[0].Type.Type, FeelNames.Comparer),
                root.Decisions.ToDictionary(
                    decision => decision.Name,
                    decision => new PreparedDecision(decision, PlanFor(decision), frames),
                    FeelNames.Comparer),
                PlanFor(root.Decisions, []),
                root.Services.ToDictionary(service => service.Name, service => _services[service], FeelNames.Comparer),
                root.KnowledgeModels.Where(knowledge => _initial[_slots[knowledge]].Kind == FeelKind.Function)
                    .ToDictionary(knowledge => knowledge.Name, knowledge => _initial[_slots[knowledge]].AsFunction(), FeelNames.Comparer)),
            _diagnostics);
    }

    private ItemType TypeOf(DrgElement element)
    {
        var types = _types[_models.OwnerOf(element)];
        return element switch
        {
            InputData input => types.Named(input.TypeName, input.Location),
            Decision decision => types.OfValue(decision.TypeName, decision.Expression),
            KnowledgeModel knowledge => types.ResultOf(knowledge.TypeName, knowledge.Location),
            DecisionService service => types.ResultOf(service.TypeName, service.Location),
            _ => ItemType.Any,
        };
    }

    // A name that an element does not require is not in its scope; its slot is, under a name that no text can write.
    private FeelScope ScopeOf(DrgElement element)
    {
        FeelVariable[] variables = [.. _unseen];
        foreach (var required in _graph.Required(element))
        {
            variables[_slots[required.Element]] = new FeelVariable(required.Name, VariableType(required.Element));
        }

        if (element is KnowledgeModel)
        {
            variables[_slots[element]] = new FeelVariable(element.Name, VariableType(element));
        }

        return _hostScope.WithVariables(variables).WithTypes(_types[_models.OwnerOf(element)].FeelTypeNamed);
    }

    private FeelType VariableType(DrgElement element) =>
        element is InputData or Decision ? _elementTypes[element].Type : FunctionType.Every;

    private LogicCompiler CompilerFor(DrgElement element) => new(_types[_models.OwnerOf(element)], _layout, _diagnostics, _listed);

    private FeelValue FunctionOf(KnowledgeModel knowledge)
    {
        var compiler = CompilerFor(knowledge);
        return knowledge.Kind == FunctionKind.Feel
            ? FeelValue.From(compiler.Lambda(knowledge.Name, knowledge.Parameters, knowledge.Expression, ScopeOf(knowledge), knowledge.Location, _elementTypes[knowledge])(_initial))
            : compiler.External(knowledge.Kind, knowledge.Parameters, knowledge.Expression, ScopeOf(knowledge), knowledge.Location)(_initial, EvaluationContext.Silent);
    }

    private ServicePlan PlanOf(DecisionService service)
    {
        // The parameters: input data, then input decisions (DMN 1.5 §10.4).
        var given = _graph.Targets(service, [.. service.InputData, .. service.InputDecisions]).Select(seen => seen.Element).ToList();
        var outputs = _graph.Targets(service, service.Outputs).Select(seen => seen.Element).ToList();
        return new ServicePlan(
            service,
            [.. given.Select(SlotOf)],
            PlanFor(outputs, given),
            [.. outputs.Select(element => (element.Name, _slots[element]))],
            _elementTypes[service],
            new FunctionType([.. given.Select(element => _elementTypes[element].Type)], ResultOf(service, outputs)));
    }

    private FeelType ResultOf(DecisionService service, List<DrgElement> outputs)
    {
        var declared = _elementTypes[service].Type;
        return declared != FeelType.Any ? declared
            : outputs.Count == 1 ? ValueType(outputs[0])
            : new ContextType([.. outputs.Select(output => new ContextMember(output.Name, ValueType(output)))]);
    }

    private FeelType ValueType(DrgElement element) =>
        _elementTypes[element].Type == FeelType.Any && element is Decision decision ? CompilerFor(decision).TypeOf(decision.Expression, ScopeOf(decision)) : _elementTypes[element].Type;

    private DecisionPlan PlanFor(Decision decision)
    {
        var steps = PlanFor([decision], []);
        var required = steps.SelectMany(step => _graph.Required(step.Decision)).Select(seen => seen.Element)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        var inputs = _models.Models.SelectMany(model => model.Inputs).Where(required.Contains);
        return new DecisionPlan(_slots[decision], steps, [.. inputs.Select(SlotOf)]);
    }

    private InputSlot SlotOf(DrgElement element) => new(element.Name, _slots[element], _elementTypes[element]);

    // Everything that the outputs need, in order; what is given is not evaluated.
    private DecisionStep[] PlanFor(IReadOnlyList<DrgElement> outputs, IReadOnlyList<DrgElement> given)
    {
        var (needed, ahead) = (new HashSet<DrgElement>(given, ReferenceEqualityComparer.Instance), new Stack<DrgElement>(outputs));
        var steps = new List<DecisionStep>();
        while (ahead.TryPop(out var element))
        {
            if (element is Decision decision && needed.Add(decision))
            {
                steps.Add(_steps[decision]);
                foreach (var required in _graph.Required(decision))
                {
                    ahead.Push(required.Element);
                }
            }
        }

        return [.. steps.OrderBy(step => step.Slot)];
    }

    // By name, by import and name for a direct import, and by namespace and name. What a host declares is the same in all models, so that
    // only what the model's own file declares takes a name from its imports.
    private Dictionary<string, List<InputSlot>> Inputs()
    {
        var inputs = new Dictionary<string, List<InputSlot>>(FeelNames.Comparer);
        foreach (var model in _models.Models)
        {
            foreach (var input in model.Inputs)
            {
                Add($"{model.Namespace}#{input.Name}", input);
                if (ReferenceEquals(model, _models.Root)
                    || _models.Root.Inputs.All(own =>
                        own.Location.File != _models.Root.File || !FeelNames.Comparer.Equals(own.Name, input.Name)))
                {
                    Add(input.Name, input);
                }

                foreach (var import in _models.Root.Imports.Where(import => import.Name.Length > 0 && ReferenceEquals(import.Model, model)))
                {
                    Add(ModelSet.Qualified(import, input.Name), input);
                }
            }
        }

        return inputs;

        void Add(string name, InputData input)
        {
            inputs.TryAdd(name, []);
            inputs[name].Add(SlotOf(input));
        }
    }
}
