using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Cli.Evaluating;

/// <summary>What became of an expression.</summary>
/// <param name="Value">Its value; the null value also when there are errors.</param>
/// <param name="Errors">What is wrong with the text; empty when there is a value.</param>
/// <param name="Notes">Why something on the way was null.</param>
internal sealed record SessionResult(FeelValue Value, IReadOnlyList<FeelSyntaxError> Errors, IReadOnlyList<EvaluationNote> Notes);

/// <summary>Names with values, and expressions over them.</summary>
internal sealed class FeelSession
{
    private readonly Dictionary<string, int> _slots = new(FeelNames.Comparer);
    private FeelValue[] _values = [];

    public FeelSession(FeelContext? context = null)
    {
        for (var i = 0; i < (context?.Keys.Count ?? 0); i++)
        {
            Set(context!.Keys[i], context.Values[i]);
        }
    }

    public FeelScope Scope { get; private set; } = FeelScope.Empty;

    public IEnumerable<(string Name, FeelValue Value)> Variables => Scope.Variables.Select((variable, slot) => (variable.Name, _values[slot]));

    /// <summary>Gives a name a value, also in place of another.</summary>
    public void Set(string name, FeelValue value)
    {
        if (!_slots.TryGetValue(name, out var slot))
        {
            _slots.Add(name, slot = _values.Length);
            _values = [.. _values, value];
        }

        _values[slot] = value;
        var variable = new FeelVariable(name, TypeOf(value));
        Scope = FeelScope.Of(slot < Scope.Variables.Length ? Scope.Variables.SetItem(slot, variable) : Scope.Variables.Add(variable));
    }

    /// <summary>The expression's value.</summary>
    /// <exception cref="EvaluationLimitException">It took too many steps or too much space.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SessionResult Evaluate(string text, bool reports, CancellationToken cancellation)
    {
        var parsed = FeelParser.ParseExpression(text, Scope);
        var compiled = parsed.Tree is null ? new(null, parsed.Errors) : FeelCompiler.CompileExpression(parsed.Tree, Scope);
        if (compiled.Code is null)
        {
            return new SessionResult(FeelValue.Null, compiled.Errors, []);
        }

        var context = new EvaluationContext(reports, cancellation: cancellation);
        var value = compiled.Code.Evaluate(_values, context);
        return new SessionResult(value, [], context.Notes);
    }

    /// <summary>The narrowest type that the value tells; names with spaces behind a dot are read by it.</summary>
    public static FeelType TypeOf(FeelValue value) => value.Kind switch
    {
        FeelKind.Null or FeelKind.Function => FeelType.Any,
        FeelKind.Context => new ContextType([.. value.AsContext().Keys.Select((key, i) => new ContextMember(key, TypeOf(value.AsContext().Values[i])))]),
        FeelKind.List => new ListType(ItemType([.. value.AsList().Items.ToArray().Select(TypeOf)])),
        FeelKind.Range => new RangeType(TypeOf(value.AsRange().Start.IsNull ? value.AsRange().End : value.AsRange().Start)),
        var kind => FeelType.OfKind(kind),
    };

    private static FeelType ItemType(IReadOnlyList<FeelType> items) => items switch
    {
        [] => FeelType.Any,
        [var first, ..] when items.All(item => item == first) => first,
        _ when items.All(item => item is ContextType) => new ContextType(
            [.. items.Cast<ContextType>().SelectMany(item => item.Members).DistinctBy(member => member.Name, FeelNames.Comparer)]),
        _ => FeelType.Any,
    };
}
