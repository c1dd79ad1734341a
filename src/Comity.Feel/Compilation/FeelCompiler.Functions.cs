using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

// Invocations and function literals.
public sealed partial class FeelCompiler
{
    private Code Invocation(InvocationNode node)
    {
        var values = Expressions(node.Arguments.Select(argument => argument.Value));
        var names = node.Arguments is [{ Name: not null }, ..] ? node.Arguments.Select(argument => argument.Name!).ToArray() : null;
        if (node.Function is NameNode { Name: var name } && Known(name) is { } known)
        {
            if (names is not null)
            {
                return Arranged(known, names) is { } named
                    ? (frame, context) => Placed(named.Function.Invoke(Rearrange(named.Order, Values(values, frame, context)), context), node, context)
                    : Fail("FEEL0103", $"{name} has no parameters named {string.Join(", ", names)}.", node.Span, known.Usage);
            }

            return known.Accepts(values.Length)
                ? (frame, context) => Placed(known.Invoke(Values(values, frame, context), context), node, context)
                : Fail("FEEL0104", $"{name} does not take {values.Length} arguments.", node.Span, known.Usage);
        }

        var function = Expression(node.Function);
        return (frame, context) =>
        {
            var invoked = function(frame, context);
            if (invoked.Kind != FeelKind.Function)
            {
                return Reported(FeelValue.Null, node, context, "FEEL0303", "What is invoked is not a function.");
            }

            var arguments = Values(values, frame, context);
            if (names is null)
            {
                return Placed(invoked.AsFunction().Invoke(arguments, context), node, context);
            }

            return Arranged(invoked.AsFunction(), names) is { } named
                ? Placed(named.Function.Invoke(Rearrange(named.Order, arguments), context), node, context)
                : Reported(FeelValue.Null, node, context, "FEEL0103", $"{invoked} has no parameters named {string.Join(", ", names)}.");
        };
    }

    // A function that the name stands for whatever the values are.
    private FeelFunction? Known(string name) => _locals.Exists(local => local.Name == name) || _scope.SlotOf(name) >= 0 ? null : _scope.FunctionNamed(name);

    // What to invoke, and for each parameter the position of its argument, -1 for one that is not given; null when the names fit no signature.
    private static (FeelFunction Function, int[] Order)? Arranged(FeelFunction function, string[] names) =>
        function.SignatureOf(names) is { } signature
            ? (function.WithParameters(signature),
                [.. signature.Select(parameter => Array.FindIndex(names, name => FeelNames.Comparer.Equals(name, parameter)))])
            : null;

    private static FeelValue[] Rearrange(int[] order, FeelValue[] arguments) =>
        [.. order.Select(position => position < 0 ? FeelValue.Null : arguments[position])];

    private Code Function(FunctionNode node)
    {
        var parameters = node.Parameters.Select(parameter => parameter.Name).ToArray();
        var types = node.Parameters.Select(parameter => parameter.Type is null ? null : TypeOf(parameter.Type)).ToArray();
        if (node.External)
        {
            return External(node, parameters);
        }

        var used = SlotsOf(node);
        var first = _frameSize;
        foreach (var parameter in parameters)
        {
            NewLocal(parameter);
        }

        var body = Expression(node.Body);
        Forget(parameters.Length);
        var functionType = _inferred.Value.TypeOf(node) as FunctionType;
        return (frame, _) =>
        {
            // The function keeps the values of its surroundings as they are now.
            var captured = (FeelValue[])frame.Clone();
            return FeelValue.From(new FeelLambda("", parameters, (arguments, context) =>
            {
                var own = (FeelValue[])captured.Clone();
                for (var i = 0; i < arguments.Length; i++)
                {
                    if (types[i] is { } type && !type.TryCoerce(arguments[i], out own[first + i]))
                    {
                        context.Report("FEEL0304", $"Argument '{parameters[i]}' is not a {type.Name}.");
                        return FeelValue.Null;
                    }

                    if (types[i] is null)
                    {
                        own[first + i] = arguments[i];
                    }
                }

                return body(own, context);
            }, functionType) { Literal = (node, Array.ConvertAll(used, slot => captured[slot])) });
        };
    }

    // The slots around a function literal of all names in it.
    private int[] SlotsOf(FunctionNode node) =>
        [.. node.Body.SelfAndDescendants().OfType<NameNode>().Select(name => name.Name).Distinct()
            .SelectMany(name => _filteredItems.Append(VariableSlot(name))).Where(slot => slot >= 0).Distinct()];

    // The mapping is a constant: it is read once.
    private Code External(FunctionNode node, string[] parameters)
    {
        var mapping = IsClosed(node.Body) ? CompileExpression(node.Body, FeelScope.Empty).Code : null;
        return mapping is null
            ? Fail("FEEL0105", "What an external function stands for is given as a constant context.", node.Body.Span, "Write {java: {class: \"…\", method signature: \"…\"}}.")
            : Constant(FeelValue.From(_scope.Externals.Function(parameters, mapping.Evaluate([], EvaluationContext.Silent))));
    }
}
