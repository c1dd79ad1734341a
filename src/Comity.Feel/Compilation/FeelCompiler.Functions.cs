using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

// Invocations and function literals.
public sealed partial class FeelCompiler
{
    private Code Invocation(InvocationNode node)
    {
        var values = Expressions(node.Arguments.Select(argument => argument.Value));
        var names = node.Arguments is [{ Name: not null }, ..] ? node.Arguments.Select(argument => argument.Name!).ToArray() : null;
        if (node.Function is NameNode { Name: var name } && IsBuiltIn(name, out var builtIn))
        {
            if (names is not null)
            {
                return Arranged(builtIn, names, values.Length) is { } order
                    ? (frame, context) => builtIn.Invoke(Rearrange(order, Values(values, frame, context)), context)
                    : Fail("FEEL0103", $"{name} has no parameters named {string.Join(", ", names)}.", node.Span, Usage(builtIn));
            }

            return builtIn.Accepts(values.Length)
                ? (frame, context) => builtIn.Invoke(Values(values, frame, context), context)
                : Fail("FEEL0104", $"{name} does not take {values.Length} arguments.", node.Span, Usage(builtIn));
        }

        var function = Expression(node.Function);
        return (frame, context) =>
        {
            var invoked = function(frame, context);
            if (invoked.Kind != FeelKind.Function)
            {
                context.Report("FEEL0303", "What is invoked is not a function.");
                return FeelValue.Null;
            }

            var arguments = Values(values, frame, context);
            if (names is not null)
            {
                if (Arranged(invoked.AsFunction(), names, arguments.Length) is not { } order)
                {
                    context.Report("FEEL0103", $"{invoked} has no parameters named {string.Join(", ", names)}.");
                    return FeelValue.Null;
                }

                arguments = Rearrange(order, arguments);
            }

            return invoked.AsFunction().Invoke(arguments, context);
        };
    }

    private bool IsBuiltIn(string name, out FeelFunction function)
    {
        function = null!;
        return !_locals.Exists(local => local.Name == name) && _scope.SlotOf(name) < 0 && BuiltInFunctions.TryGet(name, out function);
    }

    private static string Usage(FeelFunction function) =>
        "It is used as " + string.Join(" or ", function.Signatures.Select(signature => $"{function.Name}({string.Join(", ", signature)})")) + ".";

    // For each parameter the position of its argument, -1 for one that is not given; null when the names fit no signature.
    private static int[]? Arranged(FeelFunction function, string[] names, int count) => function.Signatures
        .Where(signature => signature.Count >= count && names.All(signature.Contains))
        .OrderBy(signature => signature.Count)
        .Select(signature => signature.Select(parameter => Array.IndexOf(names, parameter)).ToArray())
        .FirstOrDefault();

    private static FeelValue[] Rearrange(int[] order, FeelValue[] arguments) =>
        [.. order.Select(position => position < 0 ? FeelValue.Null : arguments[position])];

    private Code Function(FunctionNode node)
    {
        if (node.External)
        {
            return Fail("FEEL0105", "External functions are not supported.", node.Span, "Write the function in FEEL.");
        }

        var parameters = node.Parameters.Select(parameter => parameter.Name).ToArray();
        var types = node.Parameters.Select(parameter => parameter.Type is null ? null : TypeOf(parameter.Type)).ToArray();
        var first = _frameSize;
        foreach (var parameter in parameters)
        {
            NewLocal(parameter);
        }

        var body = Expression(node.Body);
        Forget(parameters.Length);
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
            }));
        };
    }
}
