using System.Diagnostics;

namespace Comity.Feel.Evaluation;

/// <summary>How much may be worked out for one thing that was handed in: a policy, a model, an expression.</summary>
/// <param name="MaximumSteps">Steps of evaluation and nodes of diagrams, together.</param>
/// <param name="MaximumSize">Characters and items of all values that are made, and cells of all nodes, together.</param>
/// <param name="MaximumTime">Time from the budget's making; null for no bound.</param>
/// <param name="AllowsBacktracking">Whether regular expressions with back-references may run; their time has no bound that the length of
/// the input gives.</param>
public sealed record WorkLimits(long MaximumSteps, long MaximumSize, TimeSpan? MaximumTime = null, bool AllowsBacktracking = true)
{
    /// <summary>For what its own authors run: no bound but on what fills a computer's memory.</summary>
    public static WorkLimits Trusted { get; } = new(long.MaxValue, 400_000_000);

    /// <summary>
    /// For what strangers hand in: some seconds of one core, some hundreds of megabytes, half a minute at most, and no backtracking.
    /// </summary>
    public static WorkLimits Untrusted { get; } = new(60_000_000, 40_000_000, TimeSpan.FromSeconds(30), AllowsBacktracking: false);
}

/// <summary>
/// What is left of <see cref="WorkLimits"/> for one thing that was handed in, from reading it to comparing it, and what stops the work.
/// Evaluation, diagrams and built-in functions spend from the same budget, on any number of threads. Disposing of it ends the counting:
/// what was made stays usable.
/// </summary>
public sealed class WorkBudget : IDisposable
{
    private readonly long _deadline;
    private long _steps;
    private long _size;
    private volatile bool _ended;

    /// <summary>A budget of which nothing is spent.</summary>
    /// <param name="limits">How much there is; <see cref="WorkLimits.Trusted"/> when null.</param>
    /// <param name="cancellation">Stops the work, for example when nobody waits for it any more.</param>
    public WorkBudget(WorkLimits? limits = null, CancellationToken cancellation = default)
    {
        Limits = limits ?? WorkLimits.Trusted;
        Cancellation = cancellation;
        _deadline = Limits.MaximumTime is { } time
            ? Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency)
            : long.MaxValue;
    }

    /// <summary>How much there was.</summary>
    public WorkLimits Limits { get; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>How many steps were taken.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>How many characters, items and cells were made.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>Spends some of it, and looks at the clock and the token.</summary>
    /// <param name="steps">Steps.</param>
    /// <param name="size">Characters, items and cells.</param>
    /// <exception cref="EvaluationLimitException">More is spent than there was, or the time is over.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Spend(long steps, long size)
    {
        if (_ended)
        {
            return;
        }

        Cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Add(ref _steps, steps) > Limits.MaximumSteps)
        {
            throw new EvaluationLimitException($"This takes more than the {Limits.MaximumSteps:N0} steps that are allowed for one policy.");
        }

        // A single value may be larger than any sum of values.
        if (size > Limits.MaximumSize || Interlocked.Add(ref _size, size) > Limits.MaximumSize)
        {
            throw new EvaluationLimitException(
                $"The values on the way have more than the {Limits.MaximumSize:N0} characters and items that are allowed for one policy.");
        }

        if (_deadline != long.MaxValue && Stopwatch.GetTimestamp() > _deadline)
        {
            throw new EvaluationLimitException(
                $"This takes longer than the {Limits.MaximumTime!.Value.TotalSeconds:N0} seconds that are allowed for one policy.");
        }
    }

    /// <summary>Ends the counting.</summary>
    public void Dispose() => _ended = true;
}
