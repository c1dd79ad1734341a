using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

// Boxed expressions whose meaning FEEL already has: invocations, functions and iterations. Their parts are put into slots
// under names that no text can write, and the FEEL compiler makes the rest.
internal sealed partial class LogicCompiler
{
    private const string SourceSlot = "\0source";
    private const string BodySlot = "\0body";

    private Logic Invocation(InvocationExpression invocation, FeelScope scope)
    {
        var parts = invocation.Bindings.Select((binding, i) => (Name: $"\0{i}", Logic: Compile(binding.Value, scope))).ToList();
        var arguments = invocation.Bindings.Select((binding, i) =>
            new ArgumentNode(FeelNames.Normalise(binding.Parameter), Variable(parts[i].Name)));
        if (invocation.Function is LiteralExpression { Text: var text })
        {
            return Parsed(text, scope) is { } named ? WithParts(new InvocationNode(default, named, [.. arguments]), text, scope, parts) : Null.Evaluate;
        }

        parts.Add((BodySlot, Compile(invocation.Function, scope)));
        return WithParts(new InvocationNode(default, Variable(BodySlot), [.. arguments]), Unwritten(invocation), scope, parts);
    }

    private Logic Function(FunctionExpression function, FeelScope scope)
    {
        if (function.Kind != FunctionKind.Feel)
        {
            return External(function.Kind, function.Parameters, function.Body, scope, function.Location);
        }

        var make = Lambda("", function.Parameters, function.Body, scope, function.Location, types.ResultOf(function.TypeName,
            function.Location));
        return (slots, _) => FeelValue.From(make((FeelValue[])slots.Clone()));
    }

    /// <summary>A function over a scope; given the scope's values, it gives the function.</summary>
    public Func<FeelValue[], FeelLambda> Lambda(string name, IReadOnlyList<Parameter> parameters, DmnExpression body, FeelScope scope, SourceLocation location, ItemType? result = null)
    {
        var first = scope.Variables.Length;
        var names = parameters.Select(parameter => parameter.Name).ToArray();
        var conforms = parameters.Select(parameter => types.Named(parameter.TypeName, location)).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            scope = scope.With(names[i], conforms[i].Type);
        }

        var logic = Typed(CompileWhole(body, scope), result ?? ItemType.Any, name.Length == 0 ? location.Element ?? "the function"
            : $"'{name}'");
        var type = new FunctionType([.. conforms.Select(parameter => parameter.Type)], result is null || result.Type == FeelType.Any ? TypeOf(body, scope) : result.Type);
        return slots => new FeelLambda(name, names, (arguments, context) =>
        {
            var frame = Frame(slots, first, names.Length);
            for (var i = 0; i < arguments.Length; i++)
            {
                if (!conforms[i].TryConform(arguments[i], names[i], context, out frame[first + i]))
                {
                    return FeelValue.Null;
                }
            }

            return logic(frame, context);
        }, type);
    }

    /// <summary>A function outside FEEL: the text of one in FEEL, so that there is one way to external functions.</summary>
    public Logic External(FunctionKind kind, IReadOnlyList<Parameter> parameters, DmnExpression body, FeelScope scope, SourceLocation location)
    {
        var text = new FeelText("", location);
        if (body is not ContextExpression { Result: null } context || context.Entries.Any(entry => entry.Value is not LiteralExpression))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "DMN0107", $"The body of a function of kind {kind} is a context of texts.", location, "Name the class and the method signature."));
            return Null.Evaluate;
        }

        var entries = context.Entries.Select(entry => new ContextEntryNode(entry.Name, Parsed(((LiteralExpression)entry.Value).Text, scope) ?? new LiteralNode(default, FeelValue.Null)));
        var named = new ContextNode(default, [new ContextEntryNode(kind.ToString().ToLowerInvariant(), new ContextNode(default, [.. entries]))]);
        var node = new FunctionNode(
            default, [.. parameters.Select(parameter => new ParameterNode(FeelNames.Normalise(parameter.Name), null))], named, true);
        return Compiled(node, text, scope).Evaluate;
    }

    private Logic Filter(FilterExpression filter, FeelScope scope)
    {
        var parts = new List<(string, Logic)> { (SourceSlot, Compile(filter.Source, scope)) };
        var inside = scope.With("item", types.Named(filter.Source.TypeName, filter.Location).Type is ListType list ? list.Item : FeelType.Any);
        if (filter.Match is LiteralExpression { TypeName: null, Text: var text })
        {
            return Parsed(text, inside) is { } match ? WithParts(new FilterNode(default, Variable(SourceSlot), match), text, scope, parts) : Null.Evaluate;
        }

        parts.Add((BodySlot, Body(["item"], filter.Match, scope)));
        return WithParts(new FilterNode(default, Variable(SourceSlot), Call(["item"])), Unwritten(filter), scope, parts);
    }

    private Logic For(ForExpression iteration, FeelScope scope)
    {
        string[] locals = [iteration.Variable, "partial"];
        var node = new ForNode(
            default, [new IteratorNode(FeelNames.Normalise(iteration.Variable), Variable(SourceSlot), null)], Call(locals));
        return WithParts(node, Unwritten(iteration), scope, [(SourceSlot, Compile(iteration.Source, scope)), (BodySlot, Body(locals, iteration.Return, scope))]);
    }

    private Logic Quantified(QuantifiedExpression quantified, FeelScope scope)
    {
        string[] locals = [quantified.Variable];
        var node = new QuantifiedNode(default, quantified.Every,
            [new IteratorNode(FeelNames.Normalise(quantified.Variable), Variable(SourceSlot), null)], Call(locals));
        return WithParts(node, Unwritten(quantified), scope, [(SourceSlot, Compile(quantified.Source, scope)), (BodySlot, Body(locals, quantified.Condition, scope))]);
    }

    private Logic Body(string[] locals, DmnExpression expression, FeelScope scope)
    {
        var make = Lambda("", [.. locals.Select(local => new Parameter(local, null))], expression, scope, expression.Location);
        return (slots, _) => FeelValue.From(make(slots));
    }

    private Logic WithParts(FeelNode tree, FeelText text, FeelScope scope, IReadOnlyList<(string Name, Logic Logic)> parts)
    {
        var first = scope.Variables.Length;
        var extended = parts.Aggregate(scope, (wider, part) => wider.With(part.Name, FeelType.Any));
        var code = Compiled(tree, text, extended);
        return (slots, context) =>
        {
            var frame = Frame(slots, first, parts.Count);
            for (var i = 0; i < parts.Count; i++)
            {
                frame[first + i] = parts[i].Logic(slots, context);
            }

            return code.Evaluate(frame, context);
        };
    }

    private static InvocationNode Call(string[] locals) => new(default, Variable(BodySlot), [.. locals.Select(local => new ArgumentNode(null, Variable(local)))]);

    private static NameNode Variable(string name) => new(default, FeelNames.Normalise(name));

    private static FeelText Unwritten(DmnExpression expression) => new("", expression.Location);
}
