namespace Comity.Diagrams.Questions;

/// <summary>
/// Looks in the background for better orders of questions where interviews stand, one after the other, so that the next who comes there
/// has them. Whoever makes one disposes of it. Safe for concurrent use.
/// </summary>
public sealed class QuestionImprover : IDisposable
{
    // Interviews stand at few places at a time; more than these are not worth the memory.
    private const int MostWaiting = 64;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<(QuestionPlan Plan, int[] Known, int[] Skipped)> _waiting = [];
    private Task _work = Task.CompletedTask;
    private bool _isWorking;
    private bool _isDisposed;

    /// <summary>Ends when nothing waits any more; faulted when looking failed.</summary>
    public Task WhenIdle
    {
        get
        {
            lock (_lock)
            {
                return _work;
            }
        }
    }

    /// <summary>Notes where an interview stands. Nothing is noted when too many wait already, or after the end.</summary>
    /// <param name="plan">The interview's plan.</param>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that nobody knows.</param>
    public void Add(QuestionPlan plan, ReadOnlySpan<int> known, params IEnumerable<int> skipped)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(skipped);
        lock (_lock)
        {
            if (_isDisposed || _waiting.Count >= MostWaiting)
            {
                return;
            }

            _waiting.Enqueue((plan, known.ToArray(), [.. skipped]));
            if (!_isWorking)
            {
                _isWorking = true;
                _work = Task.Run(Work);
            }
        }
    }

    /// <summary>Ends looking, which takes some milliseconds. What was found is kept.</summary>
    public void Dispose()
    {
        Task work;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _waiting.Clear();
            _ending.Cancel();
            work = _work;
        }

        try
        {
            work.Wait();
        }
        catch (AggregateException)
        {
            // Whoever looks at WhenIdle is told.
        }

        _ending.Dispose();
    }

    private void Work()
    {
        try
        {
            while (Take() is var (plan, known, skipped))
            {
                plan.Improve(known, skipped, _ending.Token);
            }
        }
        catch
        {
            lock (_lock)
            {
                _isWorking = false;
            }

            throw;
        }
    }

    // Whoever adds after the last was taken begins anew.
    private (QuestionPlan Plan, int[] Known, int[] Skipped)? Take()
    {
        lock (_lock)
        {
            _isWorking = _waiting.TryDequeue(out var next);
            return _isWorking ? next : null;
        }
    }
}
