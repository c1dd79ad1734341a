using Comity.Dmn.Compilation.Tables;
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

    // The slots of the inputs, for DecisionFrame.Set.
    private readonly int[] _inputs;

    // The table that the decision is and where its inputs are among the facts; null where facts have to be put into a frame.
    private readonly TableCode? _table;
    private readonly int[]? _places;

    // The slots of the last evaluation of facts, for the next one.
    private FeelValue[]? _spare;

    internal PreparedDecision(Decision decision, DecisionPlan plan, EngineFrames frames, IReadOnlyList<string>? inputs = null)
    {
        Decision = decision;
        _plan = plan;
        _frames = frames;
        Inputs = inputs is null ? [.. plan.Inputs.Select(input => frames.NameOf(input.Slot))] : [.. inputs];
        _inputs = [.. Inputs.Select(SlotOf)];
        _places = plan.Table?.PlacesAmong(PlaceOf);
        _table = _places is null ? null : plan.Table;
    }

    /// <summary>The decision.</summary>
    public Decision Decision { get; }

    /// <summary>
    /// The inputs whose values <see cref="Evaluate(ReadOnlySpan{FeelValue}, EvaluationContext?)"/> takes, in this order: those that
    /// <see cref="DmnEngine.Prepare(string, IReadOnlyList{string})"/> was given, otherwise all that the decision requires, itself or through
    /// others, in the order in which the model declares them, and after them those of imported models.
    /// </summary>
    public IReadOnlyList<string> Inputs { get; }

    internal int Slot => _plan.Slot;

    internal PreparedDecision For(IReadOnlyList<string> inputs) => new(Decision, _plan, _frames, inputs);

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

    /// <summary>
    /// The decision's value for facts that are new each time. It is the value after a <see cref="DecisionFrame.Set"/> of each fact on a new
    /// frame, without the frame: a decision that is one table over its inputs reads the facts where they are. Any number of threads may call it
    /// at once.
    /// </summary>
    /// <param name="facts">A value for each of <see cref="Inputs"/>, in that order. One that its input's type does not allow counts as
    /// null, and the context gets the reason.</param>
    /// <param name="context">Limits and the sink for reasons; <see cref="EvaluationContext.Silent"/> when null.</param>
    /// <exception cref="ArgumentException">There are more or fewer facts than inputs.</exception>
    public FeelValue Evaluate(ReadOnlySpan<FeelValue> facts, EvaluationContext? context = null)
    {
        if (facts.Length != _inputs.Length)
        {
            throw new ArgumentException($"The decision '{Decision.Name}' was prepared for {_inputs.Length} facts, not {facts.Length}.", nameof(facts));
        }

        context ??= EvaluationContext.Silent;
        return _table is not null && !context.Reports && context.Companion is null && _table.TryEvaluate(facts, _places!, context, out var value)
            ? _plan.Steps[0].Type.Conform(value, Decision.Name, context)
            : EvaluateOnSlots(facts, context);
    }

    private FeelValue EvaluateOnSlots(ReadOnlySpan<FeelValue> facts, EvaluationContext context)
    {
        var slots = Interlocked.Exchange(ref _spare, null) ?? _frames.NewSlots();
        for (var i = 0; i < facts.Length; i++)
        {
            _frames.Set(_inputs[i], facts[i], slots, context);
        }

        DecisionStep.Run(_plan.Steps, slots, context);
        _spare = slots;
        return slots[_plan.Slot];
    }

    // Where the value of a slot is among the facts: the last that fills it. Negative where none does, or its type may change the value.
    private int PlaceOf(int slot) => Array.FindLastIndex(
        _inputs, input => Array.Exists(_frames.InputsAt(input), filled => filled.Slot == slot && filled.IsPlain));
}
