using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>What the parts of one lifting pass share.</summary>
internal sealed class Lifting
{
    private readonly Dictionary<FeelText, FeelNode> _expressions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FeelText, UnaryTestsNode> _tests = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DmnModel, LiftedTypes> _types = new(ReferenceEqualityComparer.Instance);
    private Lazy<Diagram> _where;

    public Lifting(DmnModel root, DiagramSpace space, Cuts cuts, WorkBudget work)
    {
        (Space, Cuts, Context) = (space, cuts, new EvaluationContext(false, budget: work));
        _where = new Lazy<Diagram>(space.True);
        Types = TypesOf(root);
        Logic = new LiftedLogic(this);
    }

    public DiagramSpace Space { get; }

    public Cuts Cuts { get; }

    /// <summary>
    /// What operators and functions on single values may use: one context for the whole pass, which spends from its budget.
    /// </summary>
    public EvaluationContext Context { get; }

    /// <summary>The types of the model whose element is being lifted.</summary>
    public LiftedTypes Types { get; private set; }

    public LiftedLogic Logic { get; }

    /// <summary>Each table that was met, once for each place that it was met from.</summary>
    public List<CompiledTable> Tables { get; } = [];

    /// <summary>The situations in which the engine comes to what is being lifted.</summary>
    public Diagram Where => _where.Value;

    /// <summary>The element that is being lifted, as people know it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The types of a model.</summary>
    public LiftedTypes TypesOf(DmnModel model)
    {
        if (!_types.TryGetValue(model, out var types))
        {
            types = new LiftedTypes(model, this);
            _types.Add(model, types);
        }

        return types;
    }

    /// <summary>Lifts something of the model that has these types.</summary>
    public T With<T>(LiftedTypes types, Func<T> lift)
    {
        var before = Types;
        Types = types;
        var result = lift();
        Types = before;
        return result;
    }

    /// <summary>Lifts something that the engine comes to only where a condition is true.</summary>
    public T Within<T>(Diagram condition, Func<T> lift) => Within(() => condition, lift);

    /// <summary>Lifts something that the engine comes to only where a condition is true, which is worked out where it is needed.</summary>
    public T Within<T>(Func<Diagram> condition, Func<T> lift)
    {
        var before = _where;
        _where = new Lazy<Diagram>(() => before.Value.And(condition()));
        var result = lift();
        _where = before;
        return result;
    }

    /// <summary>For each value of a diagram what follows from it, joined to one.</summary>
    public Diagram Each(Diagram source, Func<FeelValue, Diagram> next) =>
        source.Substitute(value => Within(() => source.Is(value), () => next(value)));

    /// <summary>The tree of an expression, read once.</summary>
    public FeelNode Expression(FeelText text, Names names)
    {
        Context.Cancellation.ThrowIfCancellationRequested();
        return Parsed(_expressions, text, () => FeelParser.ParseExpression(text.Text, names.Scope()).Tree);
    }

    /// <summary>The tree of unary tests, read once.</summary>
    public UnaryTestsNode Tests(FeelText text, Names names)
    {
        Context.Cancellation.ThrowIfCancellationRequested();
        return Parsed(_tests, text, () => FeelParser.ParseUnaryTests(text.Text, names.Scope()).Tree);
    }

    private static T Parsed<T>(Dictionary<FeelText, T> known, FeelText text, Func<T?> parse)
        where T : class
    {
        if (text.NotFeel is { } other)
        {
            throw new OutsideFragmentException(other);
        }

        if (!known.TryGetValue(text, out var tree))
        {
            tree = parse() ?? throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", "The text cannot be read.", text.Location));
            known.Add(text, tree);
        }

        return tree;
    }
}
