using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;

namespace Comity.Dmn.Compilation;

/// <summary>The named types of a model and of the models it imports (DMN 1.5 §7.3).</summary>
internal sealed class ItemTypes
{
    private const int MaximumDepth = 200;

    private readonly Dictionary<string, ItemDefinition> _definitions = new(FeelNames.Comparer);
    private readonly Dictionary<string, ItemType> _resolved = new(FeelNames.Comparer);

    // The definitions that are being resolved; for one that contains itself, its type, which it may contain.
    private readonly Dictionary<string, FeelType?> _open = new(FeelNames.Comparer);
    private readonly List<(string Name, ItemTypes Types)> _imports;
    private readonly List<Diagnostic> _diagnostics;

    private ItemTypes(DmnModel model, List<(string Name, ItemTypes Types)> imports, FeelLimits limits, List<Diagnostic> diagnostics)
    {
        Limits = limits;
        _imports = imports;
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

    /// <summary>How long and how deep each text of the model may be.</summary>
    public FeelLimits Limits { get; }

    /// <summary>The types of each model of a set.</summary>
    public static Dictionary<DmnModel, ItemTypes> Of(ModelSet models, FeelLimits limits, List<Diagnostic> diagnostics)
    {
        var known = new Dictionary<DmnModel, ItemTypes>(ReferenceEqualityComparer.Instance);
        TypesOf(models.Root);
        return known;

        ItemTypes TypesOf(DmnModel model)
        {
            if (!known.TryGetValue(model, out var types))
            {
                types = new ItemTypes(model,
                    [.. model.Imports.Select(import => (FeelNames.Normalise(import.Name), TypesOf(import.Model)))], limits, diagnostics);
                known.Add(model, types);
            }

            return types;
        }
    }

    /// <summary>The type of that name; anything for none, an error for an unknown one.</summary>
    public ItemType Named(string? name, SourceLocation location)
    {
        // Before DMN 1.3 a type is named with a prefix of XML, whichever model it is of.
        var prefixed = name?.Contains(':', StringComparison.Ordinal) == true;
        name = LocalName(name);
        if (string.IsNullOrEmpty(name) || name == "Any")
        {
            return ItemType.Any;
        }

        if ((Known(name) ?? (prefixed && !_definitions.ContainsKey(name) ? OfAnyImport(name) : null)) is { } known)
        {
            return known;
        }

        if (!_definitions.TryGetValue(name, out var definition))
        {
            if (FeelType.ByName(name) is { } basic)
            {
                return new ItemType(basic);
            }

            Fail("DMN0104", $"There is no type '{name}'.", location, NearestName.Mend(name, _definitions.Keys));
            return ItemType.Any;
        }

        if (_open.Count >= MaximumDepth)
        {
            Fail("DMN0108", $"Types are defined by each other more than {MaximumDepth} levels deep.", definition.Location, "Name the type that is meant directly.");
            return ItemType.Any;
        }

        if (_open.ContainsKey(name))
        {
            if (OpenType(name) is { } open)
            {
                return new ItemType(open) { Definition = () => _resolved.GetValueOrDefault(name, ItemType.Any) };
            }

            Fail("DMN0109", $"The type '{name}' is defined by nothing but itself.", definition.Location,
                "Let it contain itself in a component, or name the type that is meant.");
            return ItemType.Any;
        }

        _open.Add(name, null);
        var type = Resolve(definition);
        _open.Remove(name);
        _resolved[name] = type;
        return type;
    }

    /// <summary>The type of a value by the logic that gives it. Modelers name that of a function by its result alone.</summary>
    public ItemType OfValue(string? name, DmnExpression logic)
    {
        var type = Named(name, logic.Location);
        return logic is FunctionExpression && type.Type is not FunctionType && !ReferenceEquals(type, ItemType.Any)
            ? new ItemType(FunctionType.Every) : type;
    }

    /// <summary>The type of a function's result: that of the function type, or the named type itself.</summary>
    public ItemType ResultOf(string? name, SourceLocation location)
    {
        var type = Named(name, location);
        return type.Type is FunctionType function ? new ItemType(function.Result) : type;
    }

    /// <summary>The FEEL type of an item definition's name, as FEEL texts use it; null for none.</summary>
    public FeelType? FeelTypeNamed(string name) => Known(name)?.Type;

    private ItemType? OfAnyImport(string name) => _imports.Select(import => import.Types.Known(name)).FirstOrDefault(type => type is not null);

    private ItemType? Known(string name)
    {
        if (_resolved.TryGetValue(name, out var known))
        {
            return known;
        }

        name = FeelNames.Normalise(name);
        foreach (var (import, types) in _imports)
        {
            var inner = import.Length == 0 ? name : name.StartsWith(import + ".", StringComparison.Ordinal) ? name[(import.Length + 1)..] : null;
            if (inner is not null && types.Known(inner) is { } imported)
            {
                return imported;
            }
        }

        return null;
    }

    private ItemType Resolve(ItemDefinition definition)
    {
        var inner = definition.Function is { } function ? new ItemType(TypeOf(function, definition.Location))
            : definition.Components.Count > 0 ? Members(definition)
            : Named(definition.TypeName, definition.Location);
        var allowed = Tests(definition.AllowedValues);
        if (!definition.IsCollection)
        {
            // Allowed values of something that is already a list are allowed items.
            return (inner.Type is ListType list ? inner with { Item = (inner.Item ?? new ItemType(list.Item)).With(allowed) } : inner.With(allowed)).With(Tests(definition.TypeConstraint));
        }

        return new ItemType(new ListType(inner.Type), Item: inner.With(allowed)).With(Tests(definition.TypeConstraint));
    }

    private FunctionType TypeOf(FunctionItem function, SourceLocation location) =>
        new([.. function.Parameters.Select(parameter => Named(parameter.TypeName, location).Type)], Named(function.ResultTypeName, location).Type);

    // The type of a definition that is being resolved; null where it would only be itself.
    private FeelType? OpenType(string name)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var lists = 0;
        while (visited.Add(name) && _open.TryGetValue(name, out var type))
        {
            var definition = _definitions[name];
            lists += definition.IsCollection ? 1 : 0;
            if (type is not null)
            {
                return Enumerable.Range(0, lists).Aggregate(type, (item, _) => new ListType(item));
            }

            name = LocalName(definition.TypeName);
        }

        return null;
    }

    // Whether a definition with components stands in itself, at any depth.
    private bool IsRecursive(ItemDefinition definition)
    {
        var (visited, ahead) = (new HashSet<string>(StringComparer.Ordinal), new Stack<ItemDefinition>([definition]));
        while (ahead.TryPop(out var next))
        {
            string?[] names = [next.TypeName, next.Function?.ResultTypeName, .. next.Function?.Parameters.Select(parameter =>
                parameter.TypeName) ?? []];
            foreach (var name in names.Select(LocalName))
            {
                if (_definitions.TryGetValue(name, out var named) && visited.Add(name))
                {
                    ahead.Push(named);
                }
            }

            foreach (var component in next.Components)
            {
                ahead.Push(component);
            }
        }

        return visited.Contains(definition.Name);
    }

    private static string LocalName(string? name) => name?.Split(':')[^1].Trim() ?? "";

    private ItemType Members(ItemDefinition definition)
    {
        List<(string Name, ItemType Type)> members = [];
        var isRecursive = _open.ContainsKey(definition.Name) && ReferenceEquals(_definitions[definition.Name], definition)
            && IsRecursive(definition);
        var type = isRecursive ? ContextType.Recursive(definition.Name, self =>
        {
            _open[definition.Name] = self;
            return Resolved();
        }) : new ContextType([.. Resolved()]);
        return new ItemType(type, Members: [.. members.Where(member => member.Type.IsConstrained)]);

        IEnumerable<ContextMember> Resolved()
        {
            members = [.. definition.Components.Select(component => (component.Name, Resolve(component)))];
            return members.Select(member => new ContextMember(member.Name, member.Type.Type));
        }
    }

    private CompiledTests? Tests(FeelText? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.NotFeel is { } other)
        {
            _diagnostics.Add(other);
            return null;
        }

        var parsed = FeelParser.ParseUnaryTests(text.Text, FeelScope.Empty, Limits);
        var compiled = parsed.Tree is null ? new(null, parsed.Errors) : FeelCompiler.CompileUnaryTests(parsed.Tree, FeelScope.Empty);
        _diagnostics.AddRange(compiled.Errors.Select(text.Diagnose));
        return compiled.Code;
    }

    private void Fail(string code, string message, SourceLocation location, string? mend) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location, mend));
}
