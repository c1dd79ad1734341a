using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>The declared types of inputs, decisions, parameters and entries: a value that does not fit is null, as in the engine (DMN 1.5 §7.3.2).</summary>
internal sealed class LiftedTypes(DmnModel model, Lifting lifting)
{
    private readonly Dictionary<string, ItemDefinition> _definitions = model.ItemDefinitions.GroupBy(definition => definition.Name).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    private readonly Dictionary<string, (FeelType Type, FeelText? Allowed)> _resolved = new(StringComparer.Ordinal);

    /// <summary>The values as the type has them.</summary>
    /// <param name="lifted">The values.</param>
    /// <param name="typeName">Name of the type; null for none.</param>
    /// <param name="location">Where the type is named.</param>
    public Lifted Conform(Lifted lifted, string? typeName, SourceLocation location)
    {
        var (type, allowed) = Named(typeName, location);
        if (ReferenceEquals(type, FeelType.Any) && allowed is null)
        {
            return lifted;
        }

        return LiftedFeel.Each(lifted, part => part switch
        {
            LiftedValue { Diagram: var diagram } => new LiftedValue(Conform(diagram, type, allowed, location)),
            LiftedFunction => part,
            _ => Conform(part, type, allowed, location),
        });
    }

    /// <summary>Name of the type of a function's result: that of the function type, or the named type itself.</summary>
    public string? ResultOf(string? typeName) => typeName?.Split(':')[^1].Trim() is not { } name || name == "function" ? null
        : _definitions.TryGetValue(name, out var definition) && definition.Function is { } function ? function.ResultTypeName : name;

    private Diagram Conform(Diagram diagram, FeelType type, FeelText? allowed, SourceLocation location)
    {
        var known = new Dictionary<FeelValue, FeelValue>();
        return diagram.Map(value =>
        {
            if (!known.TryGetValue(value, out var result))
            {
                result = value.IsNull || !type.TryCoerce(value, out var coerced) || !Allows(coerced) ? FeelValue.Null : coerced;
                known.Add(value, result);
            }

            return result;
        });

        bool Allows(FeelValue value) => allowed is null || (value.Kind == FeelKind.List ? value.AsList().Items.ToArray() : [value])
            .All(item => Passes(new LiftedValue(lifting.Space.Constant(item)), allowed) is { IsConstant: true } answer && answer.Terminals()[0].IsTrue);
    }

    // A variable whose values are not told one by one: all of them are of one kind, null aside.
    private Lifted Conform(Lifted variable, FeelType type, FeelText? allowed, SourceLocation location)
    {
        var sample = variable switch
        {
            LiftedCurve curve => curve.Value(lifting.Space.Variables[curve.Level].Sample(0)),
            LiftedText text => lifting.Space.Variables[text.Level].Sample(0),
            _ => throw new ArgumentException("Not a variable.", nameof(variable)),
        };
        if (!type.IsInstance(sample))
        {
            return type is ListType
                ? throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", "A fact with endlessly many values cannot become a list.", location, "Declare the type of its values."))
                : new LiftedValue(lifting.Space.Constant(FeelValue.Null));
        }

        return allowed is null
            ? variable
            : LiftedFeel.If(Passes(variable, allowed).Map(value => FeelValue.From(value.IsTrue)), variable, new LiftedValue(lifting.Space.Constant(FeelValue.Null)));
    }

    private Diagram Passes(Lifted value, FeelText allowed) => new LiftedFeel(lifting, allowed).Tests(lifting.Tests(allowed, Names.Empty), value, Names.Empty);

    private (FeelType Type, FeelText? Allowed) Named(string? name, SourceLocation location)
    {
        name = name?.Split(':')[^1];
        if (string.IsNullOrEmpty(name) || name == "Any")
        {
            return (FeelType.Any, null);
        }

        if (!_resolved.TryGetValue(name, out var type))
        {
            type = _definitions.TryGetValue(name, out var definition) ? Resolve(definition)
                : FeelType.ByName(name) is { } basic ? (basic, null)
                : throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", $"There is no type '{name}'.", location));
            _resolved[name] = type;
        }

        return type;
    }

    private (FeelType Type, FeelText? Allowed) Resolve(ItemDefinition definition)
    {
        if (definition.TypeConstraint is not null || definition.Function is not null || definition.Components.Any(component => component.AllowedValues is not null))
        {
            throw new OutsideFragmentException(new Diagnostic(
                Severity.Error, "DIAG0001", $"The type '{definition.Name}' cannot be lifted.", definition.Location, "Only allowed values of whole values are."));
        }

        var inner = definition.Components.Count > 0
            ? (new ContextType([.. definition.Components.Select(component => new ContextMember(component.Name, Resolve(component).Type))]), null)
            : Named(definition.TypeName, definition.Location);
        return (definition.IsCollection ? new ListType(inner.Item1) : inner.Item1, definition.AllowedValues ?? inner.Item2);
    }
}
