using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>A parameter of a built-in function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes; arguments are converted implicitly (DMN 1.5 §10.3.2.9.4).</param>
/// <param name="TakesNull">Whether null is in its domain; for any other parameter null makes the result null.</param>
public sealed record FeelParameter(string Name, FeelType Type, bool TakesNull = false);

/// <summary>What a built-in function does with arguments of its parameters' types; null where there is no answer.</summary>
internal delegate FeelValue BuiltInBody(ReadOnlySpan<FeelValue> arguments, EvaluationContext context);

/// <summary>One way to invoke a built-in function.</summary>
public sealed class FunctionOverload
{
    private readonly BuiltInBody _body;
    private readonly Func<FeelType[], FeelType>? _resultOf;

    internal FunctionOverload(FeelType result, FeelParameter[] parameters, BuiltInBody body, bool repeats = false, Func<FeelType[], FeelType>? resultOf = null)
    {
        _resultOf = resultOf;
        Result = result;
        Parameters = parameters;
        _body = body;
        Repeats = repeats;
    }

    /// <summary>The parameters in order.</summary>
    public IReadOnlyList<FeelParameter> Parameters { get; }

    /// <summary>Type of the result.</summary>
    public FeelType Result { get; }

    /// <summary>Whether any number of arguments may follow for the last parameter.</summary>
    public bool Repeats { get; }

    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(", ", Parameters.Select(parameter => $"{parameter.Name}: {parameter.Type}{(parameter is { TakesNull: true, Type: not BasicType { Kind: null } } ? "?" : "")}"))}{(Repeats ? ", …" : "")}): {Result}";

    /// <summary>Type of the result for arguments of such types, where that says more than <see cref="Result"/>.</summary>
    internal FeelType ResultOf(FeelType[] arguments) => _resultOf is null ? Result : _resultOf(arguments);

    internal bool Accepts(int count) => Repeats ? count >= Parameters.Count : count == Parameters.Count;

    internal FeelParameter ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];

    /// <summary>Invokes it where the arguments fit; otherwise says which does not. The items of a list are the body's own business.</summary>
    internal bool TryInvoke(ReadOnlySpan<FeelValue> arguments, EvaluationContext context, out FeelValue result, out int misfit)
    {
        FeelValue[]? converted = null;
        result = FeelValue.Null;
        for (misfit = 0; misfit < arguments.Length; misfit++)
        {
            var parameter = ParameterAt(misfit);
            var argument = arguments[misfit];
            if (argument.IsNull)
            {
                if (!parameter.TakesNull)
                {
                    return false;
                }
            }
            else if (!(parameter.Type is ListType && argument.Kind == FeelKind.List) && !parameter.Type.IsInstance(argument))
            {
                if (!parameter.Type.TryCoerce(argument, out argument))
                {
                    return false;
                }

                converted ??= arguments.ToArray();
                converted[misfit] = argument;
            }
        }

        result = _body(converted ?? arguments, context);
        return true;
    }
}

/// <summary>A built-in function (DMN 1.5 §10.3.4).</summary>
public sealed class BuiltInFunction : FeelFunction
{
    private readonly FunctionOverload[] _overloads;

    internal BuiltInFunction(string name, string section, params FunctionOverload[] overloads)
    {
        Name = name;
        Section = section;
        _overloads = overloads;
        Signatures = [.. overloads.Select(overload => overload.Parameters.Select(parameter => parameter.Name).ToArray())];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Where DMN 1.5 defines it, for example <c>10.3.4.3</c>.</summary>
    public string Section { get; }

    /// <summary>The ways to invoke it.</summary>
    public IReadOnlyList<FunctionOverload> Overloads => _overloads;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> Signatures { get; }

    /// <inheritdoc/>
    public override IEnumerable<FunctionType> Types =>
        _overloads.Select(overload => new FunctionType([.. overload.Parameters.Select(parameter => parameter.Type)], overload.Result));

    /// <inheritdoc/>
    public override bool Accepts(int count) => Array.Exists(_overloads, overload => overload.Accepts(count));

    /// <inheritdoc/>
    public override FeelFunction WithParameters(IReadOnlyList<string> signature) =>
        new BuiltInFunction(Name, Section, [.. _overloads.Where((_, i) => Signatures[i].SequenceEqual(signature))]);

    /// <inheritdoc/>
    public override FeelValue Invoke(ReadOnlySpan<FeelValue> arguments, EvaluationContext context)
    {
        context.Step();
        foreach (var argument in arguments)
        {
            context.CountParts(argument.Size);
        }

        var (noted, nearest, misfit) = (context.Notes.Count, (FunctionOverload?)null, 0);
        foreach (var overload in _overloads)
        {
            if (overload.Accepts(arguments.Length))
            {
                if (overload.TryInvoke(arguments, context, out var result, out var unfit))
                {
                    if (result.IsNull && context.Reports && context.Notes.Count == noted)
                    {
                        context.Report("FEEL0301", $"{Called(arguments)} has no answer.");
                    }

                    return context.Limited(result);
                }

                (nearest, misfit) = nearest is null || unfit > misfit ? (overload, unfit) : (nearest, misfit);
            }
        }

        if (context.Reports)
        {
            context.Report("FEEL0302", nearest is null
                ? $"{Name} does not take {arguments.Length} arguments. {Usage}"
                : $"In {Called(arguments)}, '{nearest.ParameterAt(misfit).Name}' must be a {nearest.ParameterAt(misfit).Type}, and it is {FeelOperators.Described(arguments[misfit])}.");
        }

        return FeelValue.Null;
    }

    private string Called(ReadOnlySpan<FeelValue> arguments) =>
        $"{Name}({string.Join(", ", arguments.ToArray().Take(10).Select(argument => ValueText.Beginning(argument, 60)))}"
        + $"{(arguments.Length > 10 ? ", …" : "")})";
}
