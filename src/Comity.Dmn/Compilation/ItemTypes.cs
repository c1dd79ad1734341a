using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

/// <summary>A type with the values it allows.</summary>
/// <param name="Type">The type.</param>
/// <param name="Allowed">Unary tests for each value, or for each item of a list; null for none.</param>
internal sealed record ItemType(FeelType Type, CompiledTests? Allowed)
{
    /// <summary>The value as this type has it; null, with the reason reported, when it does not fit.</summary>
    public FeelValue Conform(FeelValue value, string owner, EvaluationContext context)
    {
        if (value.IsNull || (Type.TryCoerce(value, out var coerced) && Allows(coerced, context)))
        {
            return value.IsNull || !Type.TryCoerce(value, out var conforming) ? FeelValue.Null : conforming;
        }

        if (context.Reports)
        {
            context.Report("DMN0203", $"{value} is not an allowed value of '{owner}' ({Type.Name}).");
        }

        return FeelValue.Null;
    }

    private bool Allows(FeelValue value, EvaluationContext context)
    {
        if (Allowed is null)
        {
            return true;
        }

        if (value.Kind != FeelKind.List)
        {
            return Allowed.Test(value, [], context).IsTrue;
        }

        foreach (var item in value.AsList().Items)
        {
            if (!Allowed.Test(item, [], context).IsTrue)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The named types of a model (DMN 1.5 §7.3.2).</summary>
internal sealed class ItemTypes
{
    private readonly Dictionary<string, ItemDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ItemType> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _diagnostics;

    public ItemTypes(DmnModel model, List<Diagnostic> diagnostics)
    {
        _diagnostics = diagnostics;
        foreach (var definition in model.ItemDefinitions)
        {
            if (!_definitions.TryAdd(definition.Name, definition))
            {
                Fail("DMN0009", $"The type '{definition.Name}' is defined twice.", definition.Location, null);
            }
        }

        foreach (var definition in model.ItemDefinitions)
        {
            Named(definition.Name, definition.Location);
        }
    }

    /// <summary>The type of that name; anything for none, an error for an unknown one.</summary>
    public ItemType Named(string? name, SourceLocation location)
    {
        name = name?.Split(':')[^1];
        if (string.IsNullOrEmpty(name) || name == "Any")
        {
            return new ItemType(FeelType.Any, null);
        }

        if (_resolved.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!_definitions.TryGetValue(name, out var definition))
        {
            if (FeelType.ByName(name) is { } basic)
            {
                return new ItemType(basic, null);
            }

            Fail("DMN0104", $"There is no type '{name}'.", location, NearestName.Mend(name, _definitions.Keys));
            return new ItemType(FeelType.Any, null);
        }

        if (!_open.Add(name))
        {
            Fail("DMN0103", $"The type '{name}' is defined by itself.", definition.Location, null);
            return new ItemType(FeelType.Any, null);
        }

        var type = Resolve(definition);
        _open.Remove(name);
        _resolved[name] = type;
        return type;
    }

    private ItemType Resolve(ItemDefinition definition)
    {
        var inner = definition.Components.Count > 0
            ? new ItemType(new ContextType([.. definition.Components.Select(component => new ContextMember(component.Name, Resolve(component).Type))]), null)
            : Named(definition.TypeName, definition.Location);
        return new ItemType(
            definition.IsCollection ? new ListType(inner.Type) : inner.Type,
            definition.AllowedValues is { } allowed ? Compile(allowed) : inner.Allowed);
    }

    private CompiledTests? Compile(FeelText text)
    {
        var parsed = FeelParser.ParseUnaryTests(text.Text, FeelScope.Empty);
        var compiled = parsed.Tree is null ? new(null, parsed.Errors) : FeelCompiler.CompileUnaryTests(parsed.Tree, FeelScope.Empty);
        _diagnostics.AddRange(compiled.Errors.Select(text.Diagnose));
        return compiled.Code;
    }

    private void Fail(string code, string message, SourceLocation location, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
}
