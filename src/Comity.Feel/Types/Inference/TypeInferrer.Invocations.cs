using Comity.Feel.Functions;
using Comity.Feel.Syntax;

namespace Comity.Feel.Types.Inference;

// Invocations of built-in and other functions (DMN 1.5 Table 63).
internal sealed partial class TypeInferrer
{
    private FeelType Invocation(InvocationNode node)
    {
        var function = Expression(node.Function);
        var arguments = node.Arguments.Select(argument => Expression(argument.Value)).ToArray();
        if (node.Function is NameNode { Name: var name } && IsFree(name) && scope.FunctionNamed(name) is BuiltInFunction builtIn)
        {
            return BuiltIn(node, builtIn, arguments);
        }

        switch (function)
        {
            case FunctionType { Parameters: { } parameters } type:
                if (node.Arguments is [{ Name: null }, ..] or [])
                {
                    Fitting(node, parameters, arguments);
                }

                return type.Result;
            case FunctionType:
                return FeelType.Any;
            default:
                if (function != FeelType.Any)
                {
                    Mismatch("FEEL0406", $"A {function} is no function.", node.Function);
                }

                return FeelType.Any;
        }
    }

    private bool IsFree(string name) => !_locals.Exists(local => local.Name == name) && scope.SlotOf(name) < 0;

    private void Fitting(InvocationNode node, IReadOnlyList<FeelType> parameters, FeelType[] arguments)
    {
        if (parameters.Count != arguments.Length)
        {
            Mismatch("FEEL0104", $"The function takes {parameters.Count} arguments, not {arguments.Length}.", node);
            return;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] != FeelType.Null && !Fit.May(arguments[i], parameters[i]))
            {
                Mismatch("FEEL0405", $"Argument {i + 1} must be a {parameters[i]}, and it is a {arguments[i]}.", node.Arguments[i].Value);
            }
        }
    }

    private FeelType BuiltIn(InvocationNode node, BuiltInFunction function, FeelType[] arguments)
    {
        var result = FeelType.Null;
        (FunctionOverload Overload, int Misfit)? nearest = null;
        var fits = false;
        foreach (var overload in function.Overloads)
        {
            if (Placed(overload, node, arguments) is not { } placed)
            {
                continue;
            }

            var misfit = 0;
            while (misfit < placed.Length && (placed[misfit].Type == FeelType.Null ? overload.ParameterAt(misfit).TakesNull : Fit.May(placed[misfit].Type, overload.ParameterAt(misfit).Type)))
            {
                misfit++;
            }

            if (misfit == placed.Length)
            {
                fits = true;
                result = FeelType.Join(result, overload.ResultOf([.. placed.Select(argument => argument.Type)]));
            }
            else if (nearest is null || misfit > nearest.Value.Misfit)
            {
                nearest = (overload, misfit);
            }
        }

        // Where names or the number of arguments fit nothing, the compiler says so.
        if (!fits && nearest is var (near, at) && Placed(near, node, arguments) is { } given)
        {
            var parameter = near.ParameterAt(at);
            Mismatch(
                "FEEL0405",
                $"In {function.Name}, '{parameter.Name}' must be a {parameter.Type}, and it is {(given[at].Type == FeelType.Null ? "null" : $"a {given[at].Type}")}.",
                given[at].Node ?? node,
                function.Usage);
        }

        return fits ? result : FeelType.Any;
    }

    // The arguments in the order of the parameters; null when they cannot be arranged so.
    private static (FeelType Type, FeelNode? Node)[]? Placed(FunctionOverload overload, InvocationNode node, FeelType[] arguments)
    {
        if (node.Arguments is not [{ Name: not null }, ..])
        {
            return overload.Accepts(arguments.Length) ? [.. arguments.Select((type, i) => (type, (FeelNode?)node.Arguments[i].Value))] : null;
        }

        var names = node.Arguments.Select(argument => argument.Name!).ToArray();
        return names.All(name => overload.Parameters.Any(parameter => parameter.Name == name))
            ? [.. overload.Parameters.Select(parameter => Array.IndexOf(names, parameter.Name) is >= 0 and var at ? (arguments[at], (FeelNode?)node.Arguments[at].Value) : (FeelType.Null, null))]
            : null;
    }
}
