using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>A declared type with the values it allows (DMN 1.5 §7.3.3).</summary>
/// <param name="Type">The type without constraints.</param>
/// <param name="Tests">Unary tests that a value must pass, all of them.</param>
/// <param name="Item">What each item of a list must be; null where that is not constrained.</param>
/// <param name="Members">What members of a context must be, those that are constrained.</param>
internal sealed record LiftedType(FeelType Type, IReadOnlyList<FeelText> Tests, LiftedType? Item, IReadOnlyList<(string Name, LiftedType Type)> Members)
{
    public LiftedType(FeelType type)
        : this(type, [], null, [])
    {
    }

    public bool IsConstrained => Tests.Count > 0 || Item is not null || Members.Count > 0;

    public LiftedType With(FeelText? tests) => tests is null ? this : this with { Tests = [.. Tests, tests] };
}

/// <summary>The declared types of one model's inputs, decisions, parameters and entries: a value that does not fit is null, as in the engine (DMN 1.5 §10.3.2.9.4).</summary>
/// <param name="model">The model.</param>
/// <param name="lifting">What it is lifted in.</param>
internal sealed class LiftedTypes(DmnModel model, Lifting lifting)
{
    private readonly Dictionary<string, ItemDefinition> _definitions =
        model.ItemDefinitions.GroupBy(definition => definition.Name, FeelNames.Comparer)
        .ToDictionary(group => group.Key, group => group.First(), FeelNames.Comparer);
    private readonly Dictionary<string, LiftedType> _resolved = new(FeelNames.Comparer);
    private readonly HashSet<string> _open = new(FeelNames.Comparer);

    /// <summary>The values as the type has them.</summary>
    /// <param name="lifted">The values.</param>
    /// <param name="typeName">Name of the type; null for none.</param>
    /// <param name="location">Where the type is named.</param>
    public Lifted Conform(Lifted lifted, string? typeName, SourceLocation location)
    {
        var type = Named(typeName, location);
        if (ReferenceEquals(type.Type, FeelType.Any) && !type.IsConstrained)
        {
            return lifted;
        }

        return LiftedFeel.Each(lifted, part => part switch
        {
            LiftedValue { Diagram: var diagram } => new LiftedValue(Conform(diagram, type)),
            LiftedFunction => part,
            LiftedList list => Conform(list, type),
            LiftedCount count => ReferenceEquals(type.Type, FeelType.Number) && !type.IsConstrained
                ? count
                : new LiftedValue(Conform(count.ToDiagram(), type)),
            _ => Conform(part, type, location),
        });
    }

    /// <summary>Name of the type of a function's result: that of the function type, or the named type itself.</summary>
    public string? ResultOf(string? typeName) => typeName?.Split(':')[^1].Trim() is not { } name || name == "function" ? null
        : _definitions.TryGetValue(name, out var definition) && definition.Function is { } function ? function.ResultTypeName : name;

    private Diagram Conform(Diagram diagram, LiftedType type)
    {
        var known = new Dictionary<FeelValue, FeelValue>();
        return diagram.Map(value =>
        {
            if (!known.TryGetValue(value, out var result))
            {
                result = value.IsNull || !type.Type.TryCoerce(value, out var coerced) || !Allows(type, coerced) ? FeelValue.Null : coerced;
                known.Add(value, result);
            }

            return result;
        });
    }

    private bool Allows(LiftedType type, FeelValue value) => value.IsNull
        || (type.Tests.All(tests => Passes(new LiftedValue(lifting.Space.Constant(value)), tests) is { IsConstant: true } answer && answer.Terminals()[0].IsTrue)
            && (type.Item is not { } item || value.Kind != FeelKind.List || value.AsList().Items.ToArray().All(each => Allows(item, each)))
            && (value.Kind != FeelKind.Context || type.Members.All(member => !value.AsContext().TryGet(member.Name, out var inner) || Allows(member.Type, inner))));

    // Item by item, where no item is converted: the whole is null where one does not fit.
    private Lifted Conform(LiftedList list, LiftedType type)
    {
        if (type.Type is not ListType { Item: var item })
        {
            return new LiftedValue(Conform(list.ToDiagram(), type));
        }

        var known = new Dictionary<FeelValue, FeelValue>();
        foreach (var value in list.Items.SelectMany(place => place.Value.Terminals()).Distinct())
        {
            var fits = value.IsNull || item.IsInstance(value);
            known.Add(value, FeelValue.From(!fits || (type.Item is { } allowed && !Allows(allowed, value))));
            if (!fits && (value.Kind == FeelKind.List || item is ListType))
            {
                // A list of one list, or of none, may be converted as a whole.
                return new LiftedValue(Conform(list.ToDiagram(), type));
            }
        }

        var refused = lifting.Space.Any(list.Items.Select(place => place.When.And(place.Value.Map(value => known[value]))));
        var others = Conform(list.Other.Map(value => value.Kind == FeelKind.List ? FeelValue.Null : value), type);
        var whole = LiftedList.From(list.Other.Apply(others, (value, other) => value.Kind == FeelKind.List ? value : other), list.Items);
        refused = type.Tests.Aggregate(refused, (any, tests) =>
            any.Or(whole.IsList.Minus(Passes(whole.Simplified(), tests).Is(FeelValue.True))));
        return refused == lifting.Space.False && whole.Other == list.Other
            ? list
            : LiftedFeel.If(refused, new LiftedValue(lifting.Space.Constant(FeelValue.Null)), whole.Simplified());
    }

    // A variable whose values are not told one by one: all of them are of one kind, null aside.
    private Lifted Conform(Lifted variable, LiftedType type, SourceLocation location)
    {
        var sample = variable switch
        {
            LiftedCurve curve => curve.Value(lifting.Space.Variables[curve.Level].Sample(0)),
            LiftedText text => lifting.Space.Variables[text.Level].Sample(0),
            _ => throw new ArgumentException("Not a variable.", nameof(variable)),
        };
        if (type.Type is ListType)
        {
            // Only where its values can be told one by one.
            return new LiftedValue(Conform(new LiftedFeel(lifting, new FeelText("", location)).Diagram(new LiteralNode(default, FeelValue.Null), variable), type));
        }

        if (!type.Type.IsInstance(sample))
        {
            return new LiftedValue(lifting.Space.Constant(FeelValue.Null));
        }

        return type.Tests.Count == 0
            ? variable
            : LiftedFeel.If(
                type.Tests.Aggregate(lifting.Space.True, (all, tests) => all.And(Passes(variable, tests).Map(value => FeelValue.From(value.IsTrue)))),
                variable, new LiftedValue(lifting.Space.Constant(FeelValue.Null)));
    }

    private Diagram Passes(Lifted value, FeelText tests) => new LiftedFeel(lifting, tests).Tests(lifting.Tests(tests, Names.Empty), value, Names.Empty);

    private LiftedType Named(string? name, SourceLocation location)
    {
        // Before DMN 1.3 a type is named with a prefix of XML, whichever model it is of.
        var prefixed = name?.Contains(':', StringComparison.Ordinal) == true;
        name = name?.Split(':')[^1].Trim();
        if (string.IsNullOrEmpty(name) || name == "Any")
        {
            return new LiftedType(FeelType.Any);
        }

        return Find(name)
            ?? (prefixed ? model.Imports.Select(import => lifting.TypesOf(import.Model).Find(name)).FirstOrDefault(type => type is not null) : null)
            ?? (FeelType.ByName(name) is { } basic ? new LiftedType(basic) : null)
            ?? throw new OutsideFragmentException(new Diagnostic(Severity.Error, "DIAG0001", $"There is no type '{name}'.", location));
    }

    // A definition of this model, or of an imported one under its name here.
    private LiftedType? Find(string name)
    {
        name = FeelNames.Normalise(name);
        if (!_resolved.TryGetValue(name, out var type))
        {
            type = _definitions.TryGetValue(name, out var definition) ? Defined(definition) : model.Imports
                .Select(import => (Name: FeelNames.Normalise(import.Name), import.Model))
                .Where(import => import.Name.Length == 0 || name.StartsWith(import.Name + ".", StringComparison.Ordinal))
                .Select(import => lifting.TypesOf(import.Model).Find(import.Name.Length == 0 ? name : name[(import.Name.Length + 1)..])).FirstOrDefault(found => found is not null);
            if (type is null)
            {
                return null;
            }

            _resolved.Add(name, type);
        }

        return type;
    }

    private LiftedType Defined(ItemDefinition definition)
    {
        if (!_open.Add(definition.Name))
        {
            throw new OutsideFragmentException(new Diagnostic(
                Severity.Error, "DIAG0001", $"The type '{definition.Name}' contains itself, so that its values have no bounded depth.",
                    definition.Location, "Leave values of this type out of what is compared or proved."));
        }

        var type = Resolve(definition);
        _open.Remove(definition.Name);
        return type;
    }

    private LiftedType Resolve(ItemDefinition definition)
    {
        var inner = definition.Function is not null ? new LiftedType(FunctionType.Every)
            : definition.Components.Count > 0 ? Members(definition)
            : Named(definition.TypeName, definition.Location);

        // Allowed values of something that is already a list are allowed items.
        var whole = definition.IsCollection ? new LiftedType(new ListType(inner.Type)) { Item = Constrained(inner.With(definition.AllowedValues)) }
            : inner.Type is ListType list ? inner with { Item = Constrained((inner.Item ?? new LiftedType(list.Item)).With(definition.AllowedValues)) }
            : inner.With(definition.AllowedValues);
        return whole.With(definition.TypeConstraint);
    }

    private LiftedType Members(ItemDefinition definition)
    {
        var members = definition.Components.Select(component => (component.Name, Type: Resolve(component))).ToList();
        return new LiftedType(new ContextType([.. members.Select(member => new ContextMember(member.Name, member.Type.Type))])) { Members = [.. members.Where(member => member.Type.IsConstrained)] };
    }

    private static LiftedType? Constrained(LiftedType type) => type.IsConstrained ? type : null;
}
