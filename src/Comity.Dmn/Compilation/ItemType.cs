using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

/// <summary>A type with the values it allows (DMN 1.5 §7.3.3).</summary>
/// <param name="Type">The type without constraints.</param>
/// <param name="Constraints">Unary tests that a value must pass; null for none.</param>
/// <param name="Item">What each item of a list must be; null where that is not constrained.</param>
/// <param name="Members">What members of a context must be, those that are constrained; null for none.</param>
internal sealed record ItemType(
    FeelType Type, CompiledTests[]? Constraints = null, ItemType? Item = null, (string Name, ItemType Type)[]? Members = null)
{
    /// <summary>Every value.</summary>
    public static ItemType Any { get; } = new(FeelType.Any);

    /// <summary>What the type is, where it stands inside its own definition and is known only when that is complete; null
    /// elsewhere.</summary>
    public Func<ItemType>? Definition { get; init; }

    /// <summary>Whether values are constrained beyond their type.</summary>
    public bool IsConstrained => Definition is not null || Constraints is not null || Item?.IsConstrained == true || Members?.Length > 0;

    /// <summary>This type with one more constraint.</summary>
    public ItemType With(CompiledTests? tests) => tests is null ? this : this with { Constraints = [.. Constraints ?? [], tests] };

    /// <summary>The value as this type has it; null, with the reason reported, when it does not fit (DMN 1.5 §10.3.2.9.4).</summary>
    public FeelValue Conform(FeelValue value, string name, EvaluationContext context) =>
        Fits(value, context, out var fitting) ? fitting : Refuse(value, context.Reports ? $"'{name}'" : "", context);

    /// <summary>Whether the value is one of the type, as the type has it.</summary>
    public bool Fits(FeelValue value, EvaluationContext context, out FeelValue fitting)
    {
        fitting = value;
        return value.IsNull || ReferenceEquals(this, Any) || (Type.TryCoerce(value, out fitting) && (!IsConstrained || Allows(fitting,
            context)));
    }

    /// <summary>Null for a value that does not fit, with the reason reported.</summary>
    /// <param name="value">The value.</param>
    /// <param name="owner">What would have it: <c>'name'</c>, <c>the output of rule 3</c>.</param>
    /// <param name="context">Gets the reason.</param>
    public FeelValue Refuse(FeelValue value, string owner, EvaluationContext context)
    {
        if (context.Reports)
        {
            var why = Type.TryCoerce(value, out _) ? "is not allowed by the type" : $"is no {Type.Name}";
            context.Report("DMN0203", $"{char.ToUpperInvariant(owner[0])}{owner[1..]} cannot be {value}, which {why}.");
        }

        return FeelValue.Null;
    }

    /// <summary>Whether an argument fits, as the type has it; where it does not, the invocation is null (DMN 1.5 §10.3.2.13.2).</summary>
    public bool TryConform(FeelValue value, string parameter, EvaluationContext context, out FeelValue conforming)
    {
        conforming = Conform(value, parameter, context);
        return value.IsNull || !conforming.IsNull;
    }

    private bool Allows(FeelValue value, EvaluationContext context)
    {
        if (value.IsNull || !IsConstrained)
        {
            return true;
        }

        if (Definition is not null && !Definition().Allows(value, context))
        {
            return false;
        }

        foreach (var tests in Constraints ?? [])
        {
            if (!tests.Test(value, [], context).IsTrue)
            {
                return false;
            }
        }

        if (Item is { IsConstrained: true } && value.Kind == FeelKind.List)
        {
            foreach (var item in value.AsList().Items)
            {
                if (!Item.Allows(item, context))
                {
                    return false;
                }
            }
        }

        foreach (var (name, type) in value.Kind == FeelKind.Context ? Members ?? [] : [])
        {
            if (value.AsContext().TryGet(name, out var member) && !type.Allows(member, context))
            {
                return false;
            }
        }

        return true;
    }
}
