using System.Collections.Immutable;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Feel;

/// <summary>A name that an expression may use.</summary>
/// <param name="Name">The name as it is declared; expressions may use it in any spelling of the same name, see
/// <see cref="FeelNames"/>.</param>
/// <param name="Type">Type of its values.</param>
public sealed record FeelVariable(string Name, FeelType Type)
{
    internal string NormalName { get; } = FeelNames.Normalise(Name);

    /// <summary>
    /// Whether a text can use it. A slot that none may use has no name, or one that begins with a character that no text has.
    /// </summary>
    internal bool IsNamed => Name.Length > 0 && Name[0] != '\0';
}

/// <summary>
/// The names an expression may use. The position of a variable is its slot in the array that an evaluation is given.
/// Immutable. A host's functions are in scope behind the variables, and behind them the built-in functions.
/// </summary>
public sealed class FeelScope
{
    private readonly Func<string, FeelType?> _types;
    private readonly ImmutableDictionary<string, FeelFunction> _functions;
    private KnownNames.Node? _names;

    private FeelScope(ImmutableArray<FeelVariable> variables, Func<string, FeelType?> types, ImmutableDictionary<string, FeelFunction> functions, ExternalFunctions externals)
    {
        Variables = variables;
        _types = types;
        _functions = functions;
        Externals = externals;
    }

    /// <summary>A scope without variables.</summary>
    public static FeelScope Empty { get; } =
        new([], FeelType.ByName, ImmutableDictionary.Create<string, FeelFunction>(FeelNames.Comparer), ExternalFunctions.Standard);

    /// <summary>A scope of the given variables, in the order of their slots; a variable without a name takes its slot and cannot be used.</summary>
    public static FeelScope Of(IEnumerable<FeelVariable> variables) => Empty.WithVariables(variables);

    /// <summary>The variables by slot.</summary>
    public ImmutableArray<FeelVariable> Variables { get; }

    /// <summary>The host's functions.</summary>
    public IEnumerable<FeelFunction> Functions => _functions.Values;

    /// <summary>What functions written <c>external</c> may run.</summary>
    public ExternalFunctions Externals { get; }

    /// <summary>This scope and one more variable behind the others; a variable of the same name is hidden.</summary>
    public FeelScope With(string name, FeelType type) => new(Variables.Add(new FeelVariable(name, type)), _types, _functions, Externals);

    /// <summary>This scope with these variables in the place of its own; see <see cref="Of"/>.</summary>
    public FeelScope WithVariables(IEnumerable<FeelVariable> variables) => new([.. variables], _types, _functions, Externals);

    /// <summary>This scope with further named types, for example a model's item definitions.</summary>
    public FeelScope WithTypes(Func<string, FeelType?> types) => new(Variables, name => types(name) ?? _types(name), _functions, Externals);

    /// <summary>This scope with a function of the host's, which expressions invoke by its name; a built-in function of that name is hidden.</summary>
    /// <param name="function">A <see cref="FeelLambda"/> with a name.</param>
    public FeelScope WithFunction(FeelFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(Variables, _types, _functions.SetItem(function.Name, function), Externals);
    }

    /// <summary>This scope with other external functions.</summary>
    public FeelScope WithExternals(ExternalFunctions externals) => new(Variables, _types, _functions, externals);

    /// <summary>Its names as a text has them, in their parts; cut once for all texts over it.</summary>
    internal KnownNames.Node Names => _names ??= KnownNames.Of(this);

    /// <summary>The host's or built-in function of that name; null for none.</summary>
    internal FeelFunction? FunctionNamed(string name) =>
        _functions.TryGetValue(name, out var own) ? own : BuiltInFunctions.TryGet(name, out var builtIn) ? builtIn : null;

    /// <summary>The slot of a variable, the last where several have the name; -1 for none.</summary>
    public int SlotOf(string name)
    {
        name = FeelNames.Normalise(name);
        for (var i = Variables.Length - 1; i >= 0; i--)
        {
            if (string.Equals(Variables[i].NormalName, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The type of that name; null for none.</summary>
    internal FeelType? TypeNamed(string name) => _types(name);
}
