using Comity.Dmn.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Dmn.Evaluation;

/// <summary>The values that evaluations of an engine work on, one evaluation at a time.</summary>
public sealed class DecisionFrame
{
    internal DecisionFrame(EngineFrames frames, EvaluationContext context)
    {
        Frames = frames;
        Slots = frames.NewSlots();
        Context = context;
    }

    /// <summary>Limits and the sink for reasons.</summary>
    public EvaluationContext Context { get; }

    internal EngineFrames Frames { get; }

    internal FeelValue[] Slots { get; }

    /// <summary>Gives an input a value. Where its type does not allow the value, it becomes null, and the context gets the reason.</summary>
    /// <param name="slot">What <see cref="PreparedDecision.SlotOf"/> gave.</param>
    /// <param name="value">The value.</param>
    public void Set(int slot, FeelValue value) => Frames.Set(slot, value, Slots, Context);
}

/// <summary>How the frames of an engine look.</summary>
internal sealed class EngineFrames
{
    private readonly FeelValue[] _initial;
    private readonly FrameLayout _layout;
    private readonly Dictionary<string, int> _slots = new(FeelNames.Comparer);
    private readonly InputSlot[][] _inputs;
    private readonly PlainInput[] _plain;

    /// <param name="initial">The values of the elements before an evaluation: functions, and nulls.</param>
    /// <param name="layout">How many slots are needed.</param>
    /// <param name="inputs">The inputs by name; several of imported models may have one.</param>
    public EngineFrames(FeelValue[] initial, FrameLayout layout, IReadOnlyDictionary<string, List<InputSlot>> inputs)
    {
        _initial = initial;
        _layout = layout;
        _inputs = [.. inputs.Values.Select(slots => slots.ToArray())];
        _plain = Array.ConvertAll(_inputs, Plain);
        foreach (var name in inputs.Keys)
        {
            _slots.Add(name, _slots.Count);
        }
    }

    public bool TryGetSlot(string input, out int slot) => _slots.TryGetValue(input, out slot);

    public InputSlot[] InputsAt(int slot) => _inputs[slot];

    /// <summary>Gives the inputs of a name a value, in the slots of a frame.</summary>
    public void Set(int slot, FeelValue value, FeelValue[] slots, EvaluationContext context)
    {
        ref readonly var plain = ref _plain[slot];
        if (plain.Takes(value))
        {
            slots[plain.Slot] = value;
            return;
        }

        foreach (var input in _inputs[slot])
        {
            input.Set(slots, value, context);
        }
    }

    public FeelValue[] NewSlots()
    {
        var slots = new FeelValue[Math.Max(_layout.Size, _initial.Length)];
        _initial.CopyTo(slots, 0);
        return slots;
    }

    /// <summary>The name by which one input alone is known, whatever else has its name too.</summary>
    /// <param name="slot">The input's slot in a frame.</param>
    public string NameOf(int slot) => _slots.Where(name => Array.Exists(_inputs[name.Value], input => input.Slot == slot))
        .MinBy(name => (_inputs[name.Value].Length, name.Key.Length)).Key;

    private static PlainInput Plain(InputSlot[] inputs) =>
        inputs is [{ IsPlain: true, Type.Type: BasicType type } input]
            ? new PlainInput(input.Slot, type.Kind ?? FeelKind.Null, type.Kind is null)
            : new PlainInput(-1, FeelKind.Null, false);

    // One input whose type is a kind and nothing more: a value of the kind fits as it is, and what does not is left to others to refuse.
    private readonly record struct PlainInput(int Slot, FeelKind Kind, bool TakesAll)
    {
        public bool Takes(FeelValue value) => Slot >= 0 && (value.Kind == Kind || TakesAll || value.IsNull);
    }
}
