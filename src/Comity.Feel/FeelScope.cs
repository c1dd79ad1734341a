using System.Collections.Immutable;
using Comity.Feel.Types;

namespace Comity.Feel;

/// <summary>A name that an expression may use.</summary>
/// <param name="Name">The name, inner white space normalised to one space.</param>
/// <param name="Type">Type of its values.</param>
public sealed record FeelVariable(string Name, FeelType Type);

/// <summary>
/// The names an expression may use. The position of a variable is its slot in the array that an evaluation is given.
/// Immutable. The built-in functions are always in scope, behind the variables.
/// </summary>
public sealed class FeelScope
{
    private readonly Func<string, FeelType?> _types;

    private FeelScope(ImmutableArray<FeelVariable> variables, Func<string, FeelType?> types)
    {
        Variables = variables;
        _types = types;
    }

    /// <summary>A scope without variables.</summary>
    public static FeelScope Empty { get; } = new([], FeelType.ByName);

    /// <summary>A scope of the given variables, in the order of their slots; a variable without a name takes its slot and cannot be used.</summary>
    public static FeelScope Of(IEnumerable<FeelVariable> variables) => new([.. variables], FeelType.ByName);

    /// <summary>The variables by slot.</summary>
    public ImmutableArray<FeelVariable> Variables { get; }

    /// <summary>This scope and one more variable behind the others; a variable of the same name is hidden.</summary>
    public FeelScope With(string name, FeelType type) => new(Variables.Add(new FeelVariable(name, type)), _types);

    /// <summary>This scope with further named types, for example a model's item definitions.</summary>
    public FeelScope WithTypes(Func<string, FeelType?> types) => new(Variables, name => types(name) ?? _types(name));

    /// <summary>The slot of a variable, the last where several have the name; -1 for none.</summary>
    public int SlotOf(string name)
    {
        for (var i = Variables.Length - 1; i >= 0; i--)
        {
            if (string.Equals(Variables[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The type of that name; null for none.</summary>
    public FeelType? TypeNamed(string name) => _types(name);
}
