using Comity.Dmn.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
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
    public void Set(int slot, FeelValue value)
    {
        foreach (var input in Frames.InputsAt(slot))
        {
            input.Set(Slots, value, Context);
        }
    }
}

/// <summary>How the frames of an engine look.</summary>
internal sealed class EngineFrames
{
    private readonly FeelValue[] _initial;
    private readonly FrameLayout _layout;
    private readonly Dictionary<string, int> _slots = new(FeelNames.Comparer);
    private readonly InputSlot[][] _inputs;

    /// <param name="initial">The values of the elements before an evaluation: functions, and nulls.</param>
    /// <param name="layout">How many slots are needed.</param>
    /// <param name="inputs">The inputs by name; several of imported models may have one.</param>
    public EngineFrames(FeelValue[] initial, FrameLayout layout, IReadOnlyDictionary<string, List<InputSlot>> inputs)
    {
        _initial = initial;
        _layout = layout;
        _inputs = [.. inputs.Values.Select(slots => slots.ToArray())];
        foreach (var name in inputs.Keys)
        {
            _slots.Add(name, _slots.Count);
        }
    }

    public bool TryGetSlot(string input, out int slot) => _slots.TryGetValue(input, out slot);

    public InputSlot[] InputsAt(int slot) => _inputs[slot];

    public FeelValue[] NewSlots()
    {
        var slots = new FeelValue[Math.Max(_layout.Size, _initial.Length)];
        _initial.CopyTo(slots, 0);
        return slots;
    }
}
