using Comity.Diagrams.Core;
using Comity.Dmn.Compilation;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>The diagrams of a model, or why it has none.</summary>
/// <param name="Space">Where they live; null when there are errors.</param>
/// <param name="Decisions">The diagram of each decision that was asked for.</param>
/// <param name="Lists">Each decision that was asked for as a list, item by item.</param>
/// <param name="Tables">The tables on the way, each once for each place that the engine meets it from.</param>
/// <param name="Diagnostics">Where the model leaves the fragment.</param>
public sealed record DiagramCompileResult(
    DiagramSpace? Space, IReadOnlyDictionary<string, Diagram> Decisions, IReadOnlyDictionary<string, DiagramList> Lists,
    IReadOnlyList<CompiledTable> Tables, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Compiles decisions by lifted evaluation: it walks the trees of the model, and holds a diagram of values wherever the engine
/// would hold a value. It shares with the engine the operators on single values, and neither its compiled code nor its tables.
/// </summary>
public sealed class DiagramCompiler
{
    // When a space has so many nodes, the order is improved before building goes on; and again each time that it has grown so many times.
    private const int FirstImprovement = 100_000;
    private const int Growth = 2;

    // What is known has to become so much smaller for building to begin anew in a better order.
    private const double WorthIt = 0.8;

    private readonly ModelSet _models;
    private readonly Dictionary<DrgElement, Lifted> _done = new(ReferenceEqualityComparer.Instance);
    private readonly Lifting _lifting;
    private readonly Dictionary<string, Lifted> _inputs;

    private DiagramCompiler(ModelSet models, Lifting lifting, Dictionary<string, Lifted> inputs) => (_models, _lifting, _inputs) = (models, lifting, inputs);

    // The same model, with nothing evaluated yet.
    private DiagramCompiler(DiagramCompiler outer) => (_models, _lifting, _inputs) = (outer._models, outer._lifting, outer._inputs);

    /// <summary>Compiles decisions of a model that the engine accepts.</summary>
    /// <param name="model">The model, with its imports.</param>
    /// <param name="decisions">Names of the decisions.</param>
    /// <param name="inputs">Every input of the model and its imports; those of imports by name, by <c>import.name</c> or by <c>namespace#name</c>. Their order is that in which people list them.</param>
    /// <param name="budget">How many nodes the space may hold.</param>
    /// <param name="work">What compiling spends from, and what is asked of the diagrams until it is disposed of; when null, one of its own
    /// that ends with compiling.</param>
    /// <param name="lists">Names of decisions to be given item by item, which may take far less than list by list; null for none.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static DiagramCompileResult Compile(
        DmnModel model, IReadOnlyList<string> decisions, IReadOnlyList<DiagramInput> inputs, int budget = DiagramSpace.DefaultBudget,
        WorkBudget? work = null, IReadOnlyList<string>? lists = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        if (work is null)
        {
            using var own = new WorkBudget();
            return Compile(model, decisions, inputs, budget, own, lists);
        }

        var variables = inputs.Where(input => input is not DerivedInput).ToList();
        var models = new ModelSet(model);
        var cuts = new Cuts(variables, VariableOrder.Of(models, inputs, variables));
        var improveAt = FirstImprovement;
        Decision? at = null;
        try
        {
            while (true)
            {
                var known = cuts.Count;
                var space = new DiagramSpace(cuts.Variables(), budget, work);
                var lifting = new Lifting(model, space, cuts, work);
                var compiler = new DiagramCompiler(models, lifting, InputsOf(space, inputs));
                Dictionary<string, Diagram> diagrams;
                Dictionary<string, DiagramList> items;
                space.Nodes.AskAt(improveAt, count =>
                {
                    improveAt = count * Growth;
                    if (compiler.BetterOrder() is not { } order)
                    {
                        return improveAt *= Growth;
                    }

                    cuts.Reorder(order);
                    throw new BetterOrderException();
                });
                try
                {
                    diagrams = decisions.Distinct()
                        .ToDictionary(name => name, name => compiler.DiagramOf(Named(name)), StringComparer.Ordinal);
                    items = (lists ?? []).Distinct()
                        .ToDictionary(name => name, name => compiler.ListOf(Named(name)), StringComparer.Ordinal);
                }
                catch (BetterOrderException)
                {
                    continue;
                }

                if (cuts.Count == known)
                {
                    return Improved(new DiagramCompileResult(space, diagrams, items, lifting.Tables, []));
                }
            }
        }
        catch (OutsideFragmentException exception)
        {
            return Failed(exception.Diagnostic);
        }
        catch (EvaluationLimitException exception)
        {
            return Failed(new Diagnostic(
                Severity.Error, "DIAG0002", exception is DiagramBudgetException nodes
                    ? $"The diagram of '{at?.Name}' needs more than the {nodes.Budget:N0} nodes that are allowed."
                    : exception.Message,
                at?.Location ?? new SourceLocation(model.File, 0, 0), "Give the logic fewer facts that depend on each other."));
        }

        Decision Named(string name) => at = model.Decisions.First(decision => FeelNames.Comparer.Equals(decision.Name, name));
    }

    // What was only needed on the way is left behind.
    private static DiagramCompileResult Improved(DiagramCompileResult compiled)
    {
        var (better, move) = Sifting.Improve(compiled.Space!,
        [
            .. compiled.Decisions.Values, .. compiled.Lists.Values.SelectMany(list => list.Diagrams),
            .. compiled.Tables.SelectMany(table => table.Diagrams),
        ]);
        return new DiagramCompileResult(
            better, compiled.Decisions.ToDictionary(pair => pair.Key, pair => move(pair.Value), StringComparer.Ordinal),
            compiled.Lists.ToDictionary(pair => pair.Key, pair => pair.Value.Moved(move), StringComparer.Ordinal),
            [.. compiled.Tables.Select(table => table.Moved(move))], []);
    }

    // An order in which what is known so far, and what is being combined, is much smaller; null for none.
    private IReadOnlyList<int>? BetterOrder()
    {
        var sifting = Sifting.Of(_lifting.Space, [
            .. _done.Values.SelectMany(lifted => lifted.Diagrams), .. _lifting.Tables.SelectMany(table => table.Diagrams),
            .. _lifting.Space.Operands]);
        var before = sifting.Count;
        sifting.Run();
        return sifting.Count < before * WorthIt ? sifting.Order : null;
    }

    private static DiagramCompileResult Failed(Diagnostic diagnostic) =>
        new(null, new Dictionary<string, Diagram>(), new Dictionary<string, DiagramList>(), [], [diagnostic]);

    private DiagramList ListOf(Decision decision) =>
        Lift(decision) is LiftedList list ? DiagramList.From(list) : DiagramList.From(DiagramOf(decision));

    private Diagram DiagramOf(Decision decision) =>
        new LiftedFeel(_lifting, new FeelText(decision.Name, decision.Location)).Diagram(new Comity.Feel.Syntax.NameNode(default, decision.Name), Lift(decision));

    private Lifted Lift(Decision decision)
    {
        if (!_done.TryGetValue(decision, out var lifted))
        {
            var names = NamesFor(decision, decision.Requirements);
            lifted = Owned(decision, () => _lifting.Types.Conform(_lifting.Logic.Evaluate(decision.Expression, names), decision.TypeName, decision.Location));
            _done.Add(decision, lifted);
        }

        return lifted;
    }

    private Names NamesFor(DrgElement element, IReadOnlyList<Requirement> requirements)
    {
        var names = Names.Empty;
        foreach (var requirement in requirements.Where(requirement => requirement.Kind != RequirementKind.Authority))
        {
            var (name, required) = Target(element, requirement);
            names = required switch
            {
                InputData input => names.With(name, Input(input)),
                Decision decision => names.With(name, Lift(decision)),
                KnowledgeModel { Kind: FunctionKind.Feel } knowledge => names.With(name, Function(knowledge)),
                DecisionService service => names.With(name, Function(service)),
                KnowledgeSource => names,
                _ => throw new OutsideFragmentException(new Diagnostic(
                    Severity.Error, "DIAG0001", $"'{required.Name}' cannot be lifted.", required.Location, "Use decisions and knowledge models with a body in FEEL.")),
            };
        }

        return names;
    }

    private LiftedFunction Function(KnowledgeModel knowledge) => Owned(knowledge, () => _lifting.Logic.Function(
        knowledge.Parameters, NamesFor(knowledge, knowledge.Requirements),
        names => Owned(knowledge, () => _lifting.Types.Conform(_lifting.Logic.Evaluate(knowledge.Expression, names), _lifting.Types.ResultOf(knowledge.TypeName), knowledge.Location)), knowledge.Location));

    // The decisions of a service are evaluated anew from what it is given: input data, then decisions (DMN 1.5 §10.4).
    private LiftedFunction Function(DecisionService service)
    {
        var given = service.InputData.Concat(service.InputDecisions).Select(reference => Target(service, reference).Element).ToList();
        return new LiftedFunction([.. given.Select(element => element.Name)], arguments => Owned(service, Lifted () =>
        {
            if (arguments.Count != given.Count)
            {
                return new LiftedValue(_lifting.Space.Constant(FeelValue.Null));
            }

            var (inside, refused) = (new DiagramCompiler(this), _lifting.Space.False);
            foreach (var (element, argument) in given.Zip(arguments))
            {
                var (value, isRefused) = _lifting.With(_lifting.TypesOf(_models.OwnerOf(element)), () => _lifting.Logic.Given(argument, element is InputData input ? input.TypeName : ((Decision)element).TypeName, service.Location));
                refused = refused.Or(isRefused);
                inside._done[element] = value;
            }

            return _lifting.Logic.Unless(refused, () => _lifting.Types.Conform(inside.Outputs(service), _lifting.Types.ResultOf(service.TypeName), service.Location));
        }));
    }

    private Lifted Outputs(DecisionService service)
    {
        var outputs = service.Outputs.Select(output => (Decision)Target(service, output).Element).ToList();
        return outputs.Count == 1 ? Lift(outputs[0]) : new LiftedValue(outputs.Aggregate(
            _lifting.Space.Constant(FeelValue.From(FeelContext.Of([]))), (whole, output) => whole.Apply(DiagramOf(output), (before, added) => LiftedFeel.Extend(before, output.Name, added))));
    }

    private T Owned<T>(DrgElement element, Func<T> lift)
    {
        var owner = _lifting.Owner;
        _lifting.Owner = element.Name;
        var result = _lifting.With(_lifting.TypesOf(_models.OwnerOf(element)), lift);
        _lifting.Owner = owner;
        return result;
    }

    private SeenElement Target(DrgElement from, Requirement requirement) => _models.Find(from, requirement.TargetId)
        ?? throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", $"'{from.Name}' requires '{requirement.TargetId}', which there is not.", requirement.Location));

    private Lifted Input(InputData input)
    {
        if (!_done.TryGetValue(input, out var lifted))
        {
            var declared = InputNames.Of(_models, input).Select(name => _inputs.GetValueOrDefault(name)).FirstOrDefault(known => known is not null)
                ?? throw new OutsideFragmentException(new Diagnostic(
                    Severity.Error, "DIAG0003", $"Nothing says which values the input '{input.Name}' has.", input.Location,
                    "Give its variable the type boolean, number, date or string, or an item definition that lists its allowed values; in a policy pack, declare it as a fact."));
            lifted = Owned(input, () => _lifting.Types.Conform(declared, input.TypeName, input.Location));
            _done.Add(input, lifted);
        }

        return lifted;
    }

    private static Dictionary<string, Lifted> InputsOf(DiagramSpace space, IReadOnlyList<DiagramInput> inputs)
    {
        var levels = space.Variables.Select((variable, level) => (variable.Name, level)).ToDictionary(pair => pair.Name, pair => pair.level, StringComparer.Ordinal);
        return inputs.ToDictionary(input => input.Name, input => input is DerivedInput derived
            ? Derived(space, levels[derived.Of], derived)
            : LiftedFeel.Variable(space, levels[input.Name]), FeelNames.Comparer);
    }

    // The order is better now: compiling begins anew.
    private sealed class BetterOrderException : Exception;

    private static LiftedValue Derived(DiagramSpace space, int level, DerivedInput input) =>
        new(space.Test(level, [.. Enumerable.Range(0, space.Variables[level].RegionCount).Select(region => input.ValueAt(space.Variables[level].Sample(region)))]));
}
