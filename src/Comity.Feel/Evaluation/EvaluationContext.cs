namespace Comity.Feel.Evaluation;

/// <summary>Why an evaluation gave null somewhere.</summary>
/// <param name="Code">A stable code such as <c>FEEL0201</c>.</param>
/// <param name="Message">The reason in one sentence.</param>
public sealed record EvaluationNote(string Code, string Message);

/// <summary>
/// What an evaluation may use and where it leaves the reasons behind nulls. One context serves one evaluation at a time,
/// except <see cref="Silent"/>, which reports nothing and may be shared.
/// </summary>
public sealed class EvaluationContext
{
    private readonly List<EvaluationNote>? _notes;
    private readonly long _maximumSteps;
    private long _steps;

    /// <summary>A context with its own limits.</summary>
    /// <param name="reports">Whether reasons are kept in <see cref="Notes"/>.</param>
    /// <param name="maximumSteps">How many iteration steps and invocations one evaluation may take.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    public EvaluationContext(bool reports, long maximumSteps = 10_000_000, CancellationToken cancellation = default)
    {
        _notes = reports ? [] : null;
        _maximumSteps = maximumSteps;
        Cancellation = cancellation;
    }

    /// <summary>A context that reports nothing and counts no steps; for expressions without iteration by untrusted authors.</summary>
    public static EvaluationContext Silent { get; } = new(false, long.MaxValue);

    /// <summary>Cancels the evaluation.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whether reasons are kept; check it before a message is put together.</summary>
    public bool Reports => _notes is not null;

    /// <summary>The reasons so far, in the order in which they arose.</summary>
    public IReadOnlyList<EvaluationNote> Notes => _notes ?? [];

    /// <summary>Keeps a reason where reasons are kept.</summary>
    public void Report(string code, string message) => _notes?.Add(new EvaluationNote(code, message));

    /// <summary>Counts one step of an iteration or invocation.</summary>
    /// <exception cref="EvaluationLimitException">The evaluation took more steps than it may.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Step()
    {
        if (_maximumSteps == long.MaxValue)
        {
            return;
        }

        if (++_steps > _maximumSteps)
        {
            throw new EvaluationLimitException($"The evaluation took more than {_maximumSteps} steps.");
        }

        if ((_steps & 1023) == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }
}

/// <summary>An evaluation went beyond a limit that its host set.</summary>
/// <param name="message">Which limit.</param>
public sealed class EvaluationLimitException(string message) : Exception(message);
