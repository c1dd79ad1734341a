using Comity.Dmn.Compilation;
using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Evaluation;

/// <summary>A value that is given from outside.</summary>
internal sealed record InputSlot(string Name, int Slot, ItemType Type)
{
    /// <summary>Whether the type is a kind of values, or all, and nothing more: then a value fits as it is, or not at all.</summary>
    public bool IsPlain => !Type.IsConstrained && Type.Type is BasicType;

    public void Set(FeelValue[] slots, FeelValue value, EvaluationContext context) => slots[Slot] = Type.Conform(value, Name, context);

    public bool TrySet(FeelValue[] slots, FeelValue value, EvaluationContext context) => Type.TryConform(value, Name, context, out slots[Slot]);
}

/// <summary>A decision to evaluate into its slot.</summary>
internal sealed record DecisionStep(Decision Decision, int Slot, Logic Logic, ItemType Type)
{
    public static void Run(DecisionStep[] steps, FeelValue[] slots, EvaluationContext context)
    {
        var owner = context.Owner;
        var tells = context.Reports || context.Companion is not null;
        foreach (var step in steps)
        {
            // A context that reports nothing and has no trace may be shared, and is not written to.
            if (tells)
            {
                context.Owner = step.Decision.Name;
            }

            slots[step.Slot] = step.Type.Conform(step.Logic(slots, context), step.Decision.Name, context);
            DecisionTrace.Of(context)?.Add(step.Decision, slots[step.Slot]);
        }

        if (tells)
        {
            context.Owner = owner;
        }
    }
}

/// <summary>A decision and everything that it requires, in order.</summary>
/// <param name="Slot">The decision's slot.</param>
/// <param name="Steps">The decisions to evaluate, itself the last.</param>
/// <param name="Inputs">The inputs that they require, in the order of the models that declare them.</param>
internal sealed record DecisionPlan(int Slot, DecisionStep[] Steps, InputSlot[] Inputs)
{
    /// <summary>The decision's table, where that is all there is to evaluate; null otherwise.</summary>
    public TableCode? Table => Steps is [{ Logic.Target: TableCode table }] ? table : null;
}

/// <summary>A decision service: the decisions that it evaluates between what is given to it and what it gives.</summary>
internal sealed record ServicePlan(DecisionService Service, InputSlot[] Inputs, DecisionStep[] Steps, (string Name, int Slot)[] Outputs, ItemType Type, FunctionType FunctionType)
{
    public FeelLambda AsFunction(EngineFrames frames) => new(Service.Name, [.. Inputs.Select(input => input.Name)], (arguments, context) =>
    {
        var slots = frames.NewSlots();
        for (var i = 0; i < Inputs.Length; i++)
        {
            if (!Inputs[i].TrySet(slots, arguments[i], context))
            {
                return FeelValue.Null;
            }
        }

        return Run(slots, context);
    }, FunctionType);

    public FeelValue Run(FeelValue[] slots, EvaluationContext context)
    {
        DecisionStep.Run(Steps, slots, context);
        var value = Outputs.Length == 1
            ? slots[Outputs[0].Slot]
            : FeelValue.From(FeelContext.Of(Outputs.Select(output => KeyValuePair.Create(output.Name, slots[output.Slot]))));
        return Type.Conform(value, Service.Name, context);
    }
}
