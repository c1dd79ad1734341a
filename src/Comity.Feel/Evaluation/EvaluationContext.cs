using System.Diagnostics;
using System.Runtime.CompilerServices;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Feel.Evaluation;

/// <summary>Why an evaluation gave null somewhere (DMN 1.5 §10.3.2.14).</summary>
/// <param name="Code">A stable code such as <c>FEEL0201</c>.</param>
/// <param name="Message">The reason in one sentence.</param>
/// <param name="Span">The part of the text that gave null; null where it is not known.</param>
/// <param name="Owner">Whose text that is, as the host named it: a decision, a knowledge model; null where the host named none.</param>
public sealed record EvaluationNote(string Code, string Message, SourceSpan? Span = null, string? Owner = null);

/// <summary>
/// What an evaluation may use and where it leaves the reasons behind nulls. One context serves one evaluation at a time,
/// except <see cref="Silent"/>, which reports nothing and may be shared.
/// </summary>
public sealed class EvaluationContext
{
    // A function that goes through its arguments takes a step for so many of their items and characters.
    private const int PartsOfAStep = 16;
    private const int MostNotes = 10_000;
    private const int LongestMessage = 1_000;

    private readonly List<EvaluationNote>? _notes;
    private readonly EvaluationLimits _limits;
    private readonly TimeProvider _clock;
    private readonly bool _counts;
    private readonly long _deadline;
    private readonly WorkBudget? _budget;
    private long _steps;
    private long _spent;
    private int _depth;
    private int _placed;

    /// <summary>A context with its own limits.</summary>
    /// <param name="reports">Whether reasons are kept in <see cref="Notes"/>.</param>
    /// <param name="limits">How much the evaluation may ask for; <see cref="EvaluationLimits.Default"/> when null.</param>
    /// <param name="clock">What <c>now()</c> and <c>today()</c> read; the system's when null.</param>
    /// <param name="budget">What the evaluation spends from besides, together with other work on the same thing; it cancels the evaluation
    /// too. Null for none.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    public EvaluationContext(bool reports, EvaluationLimits? limits = null, TimeProvider? clock = null, WorkBudget? budget = null,
        CancellationToken cancellation = default)
        : this(reports, limits ?? EvaluationLimits.Default, clock, true, budget, cancellation)
    {
    }

    private EvaluationContext(
        bool reports, EvaluationLimits limits, TimeProvider? clock, bool counts, WorkBudget? budget, CancellationToken cancellation)
    {
        _notes = reports ? [] : null;
        _limits = limits;
        _clock = clock ?? TimeProvider.System;
        _counts = counts;
        _deadline = limits.MaximumTime is { } time ? Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
        Cancellation = budget is null || cancellation.CanBeCanceled ? cancellation : budget.Cancellation;
        _budget = budget;
    }

    /// <summary>A context that reports nothing and counts no steps; for expressions without iteration by untrusted authors.</summary>
    public static EvaluationContext Silent { get; } = new(false, EvaluationLimits.Default, null, false, null, default);

    /// <summary>Whether regular expressions with back-references may run.</summary>
    internal bool AllowsBacktracking => _budget?.Limits.AllowsBacktracking ?? true;

    /// <summary>Cancels the evaluation.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whether reasons are kept; check it before a message is put together.</summary>
    public bool Reports => _notes is not null;

    /// <summary>The steps taken so far.</summary>
    public long Steps => _steps;

    /// <summary>The first ten thousand reasons so far, in the order in which they arose.</summary>
    public IReadOnlyList<EvaluationNote> Notes => _notes ?? [];

    /// <summary>Whose text is being evaluated: what the next notes name as their owner. Kept only where reasons are.</summary>
    public string? Owner
    {
        get;
        set
        {
            if (Reports)
            {
                field = value;
            }
        }
    }

    /// <summary>The date and time by the context's clock, with the offset of its local zone.</summary>
    public FeelDateTime Now
    {
        get
        {
            var now = _clock.GetLocalNow();
            var instant = (Int128)(now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
            return FeelDateTime.AtInstant(instant, FeelZone.OfOffset((long)now.Offset.TotalSeconds))!.Value;
        }
    }

    /// <summary>What the host takes along through functions, for example its trace; FEEL itself does not look at it.</summary>
    public object? Companion { get; set; }

    /// <summary>Keeps a reason where reasons are kept.</summary>
    public void Report(string code, string message)
    {
        if (_notes is { Count: < MostNotes })
        {
            _notes.Add(new EvaluationNote(code, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message, null, Owner));
        }
    }

    /// <summary>Drops the reasons behind the first so many: what they explain did not come to count.</summary>
    internal void Forget(int kept)
    {
        _notes?.RemoveRange(kept, _notes.Count - kept);
        _placed = Math.Min(_placed, kept);
    }

    /// <summary>Says where the reasons that were kept without a place arose: in the innermost part of the text that gave null.</summary>
    internal void Place(SourceSpan span)
    {
        for (; _placed < _notes!.Count; _placed++)
        {
            _notes[_placed] = _notes[_placed] with { Span = span };
        }
    }

    /// <summary>Counts one step of an iteration or invocation, or one operation on an item of a list.</summary>
    /// <exception cref="EvaluationLimitException">The evaluation took more steps or time than it may.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Step() => Count(1);

    /// <summary>Counts so many steps at once.</summary>
    /// <param name="steps">How many; not negative.</param>
    /// <exception cref="EvaluationLimitException">The evaluation took more steps or time than it may.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Count(long steps)
    {
        if (!_counts)
        {
            return;
        }

        var before = _steps;
        _steps = Math.Min(_steps + steps, long.MaxValue / 2);
        if (_steps > _limits.MaximumSteps)
        {
            throw new EvaluationLimitException($"The evaluation took more than {_limits.MaximumSteps:N0} steps, as many as its limits allow.");
        }

        if ((before ^ _steps) >= 1024)
        {
            _budget?.Spend(_steps - _spent, 0);
            _spent = _steps;
            Cancellation.ThrowIfCancellationRequested();
            if (_deadline != long.MaxValue && Stopwatch.GetTimestamp() > _deadline)
            {
                throw new EvaluationLimitException($"The evaluation took longer than the {_limits.MaximumTime} that its limits allow.");
            }
        }
    }

    /// <summary>Counts the steps that it takes to go through so many characters or items.</summary>
    internal void CountParts(long parts) => Count(parts / PartsOfAStep);

    /// <summary>Makes sure that a string or list of that size may be made.</summary>
    /// <param name="size">Characters or items.</param>
    /// <exception cref="EvaluationLimitException">It is larger than the limits allow.</exception>
    public void CheckSize(long size)
    {
        CheckGrowth(size);
        _budget?.Spend(0, size);
    }

    /// <summary>
    /// Makes sure that what is being made may have grown to that size; <see cref="CheckSize"/> follows, once, for the whole.
    /// </summary>
    internal void CheckGrowth(long size)
    {
        if (size > _limits.MaximumSize)
        {
            throw new EvaluationLimitException(
                $"A string or list would have {size:N0} characters or items, with all that it holds; "
                    + $"the evaluation's limits allow {_limits.MaximumSize:N0}.");
        }
    }

    /// <summary>
    /// The value, where it may be as large and as deep as it is: what it holds several times counts several times, so that whatever goes
    /// through it comes to an end.
    /// </summary>
    /// <exception cref="EvaluationLimitException">It is larger, or nested deeper, than the limits allow.</exception>
    public FeelValue Limited(FeelValue value)
    {
        CheckSize(value.Size);
        return value.Depth <= _limits.MaximumDepth
            ? value
            : throw new EvaluationLimitException($"A value is nested {value.Depth:N0} deep; "
                + $"the evaluation's limits allow {_limits.MaximumDepth:N0}.");
    }

    /// <summary>Enters an invocation; <see cref="Leave"/> follows when it is done.</summary>
    /// <exception cref="EvaluationLimitException">Invocations are nested deeper than they may be.</exception>
    public void Enter()
    {
        Step();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() || (_counts && ++_depth > _limits.MaximumDepth))
        {
            throw new EvaluationLimitException($"Functions invoke each other more than {(_counts ? _depth - 1 : _limits.MaximumDepth):N0} deep; a recursion may have no end.");
        }
    }

    /// <summary>Leaves an invocation.</summary>
    public void Leave()
    {
        // The silent context is shared by threads: it is not written to.
        if (_counts)
        {
            _depth--;
        }
    }
}
