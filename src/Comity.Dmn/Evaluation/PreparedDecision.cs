using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Values;

namespace Comity.Dmn.Evaluation;

/// <summary>
/// A decision for many evaluations: its inputs are known by slots instead of names. Immutable and safe for concurrent use; the frames that
/// it makes are not.
/// </summary>
public sealed class PreparedDecision
{
    private readonly DecisionPlan _plan;
    private readonly EngineFrames _frames;

    internal PreparedDecision(Decision decision, DecisionPlan plan, EngineFrames frames)
    {
        Decision = decision;
        _plan = plan;
        _frames = frames;
    }

    /// <summary>The decision.</summary>
    public Decision Decision { get; }

    internal int Slot => _plan.Slot;

    /// <summary>The slot of an input, for <see cref="DecisionFrame.Set"/>.</summary>
    /// <param name="input">Its name, see <see cref="DmnEngine.InputTypes"/>.</param>
    /// <exception cref="ArgumentException">There is no such input.</exception>
    public int SlotOf(string input) =>
        TryGetSlot(input, out var slot) ? slot : throw new ArgumentException($"The model has no input '{input}'.", nameof(input));

    /// <summary>The slot of an input; false when there is none of that name.</summary>
    public bool TryGetSlot(string input, out int slot) => _frames.TryGetSlot(input, out slot);

    /// <summary>A frame whose inputs are null.</summary>
    /// <param name="context">Limits and the sink for reasons of every evaluation on the frame; <see cref="EvaluationContext.Silent"/> when null.</param>
    public DecisionFrame NewFrame(EvaluationContext? context = null) => new(_frames, context ?? EvaluationContext.Silent);

    /// <summary>The decision's value. It allocates nothing, unless the value, or one on the way to it, is made anew each time.</summary>
    /// <param name="frame">A frame of this engine. Its inputs stay as they are, for the next evaluation.</param>
    /// <exception cref="ArgumentException">The frame is another engine's.</exception>
    public FeelValue Evaluate(DecisionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!ReferenceEquals(frame.Frames, _frames))
        {
            throw new ArgumentException("The frame was made by another engine.", nameof(frame));
        }

        DecisionStep.Run(_plan.Steps, frame.Slots, frame.Context);
        return frame.Slots[_plan.Slot];
    }
}
