using Comity.Feel.Evaluation;
using Comity.Policy.Packs;
using Comity.Server.Policies;
using Microsoft.Extensions.Hosting;

namespace Comity.Server.Workbench;

/// <summary>
/// What is worked out about drafts, once for each state of one; the states that were looked at last are remembered. Work ends when everybody who waited for it is gone, when its budget
/// is spent, or when the server stops. What failed is not remembered.
/// </summary>
internal sealed class DraftWork(IHostApplicationLifetime lifetime) : IDisposable
{
    private const int Remembered = 24;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Digest, string InForce), Work> _known = [];
    private readonly Queue<(string Digest, string InForce)> _order = new();

    // One draft at a time is enough: its checks and its comparison take two processors.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The consequences of files, compared with a version.</summary>
    /// <param name="files">The files.</param>
    /// <param name="inForce">The version.</param>
    /// <param name="patience">How long to wait; the work goes on after that, for whoever asks next.</param>
    /// <param name="cancellation">The caller is gone: the work ends with the last one.</param>
    /// <returns>The consequences; null where they are not known in time.</returns>
    /// <exception cref="OperationCanceledException">The caller is gone, or the server stops.</exception>
    public async Task<Consequences?> ConsequencesAsync(PackFiles files, PolicyVersion inForce, TimeSpan patience, CancellationToken cancellation)
    {
        var work = Enter(files, inForce);
        try
        {
            return await work.Task.WaitAsync(patience, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            Leave(work, cancellation.IsCancellationRequested);
        }
    }

    /// <summary>What is being worked out about files, or was; null for nothing.</summary>
    /// <param name="files">The files.</param>
    /// <param name="inForce">The version that they are compared with.</param>
    public Task<Consequences>? Find(PackFiles files, PolicyVersion inForce)
    {
        lock (_lock)
        {
            return _known.GetValueOrDefault((files.Digest, inForce.Digest))?.Task;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private Work Enter(PackFiles files, PolicyVersion inForce)
    {
        var key = (files.Digest, inForce.Digest);
        lock (_lock)
        {
            if (!_known.TryGetValue(key, out var work))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
                work = new Work(key, stop, Task.Run(() => RunAsync(files, inForce, stop.Token)));
                _known.Add(key, work);
                _order.Enqueue(key);
                while (_order.Count > Remembered)
                {
                    _known.Remove(_order.Dequeue());
                }

                _ = work.Task.ContinueWith(_ => Ended(work), CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
            }

            work.Waiting++;
            return work;
        }
    }

    private void Leave(Work work, bool isGone)
    {
        lock (_lock)
        {
            work.Waiting--;
            if (isGone && work.Waiting == 0 && !work.Task.IsCompleted)
            {
                work.Stop.Cancel();
                Forget(work);
            }
        }
    }

    private void Ended(Work work)
    {
        // The exception was seen here where nobody waited for it.
        _ = work.Task.Exception;
        lock (_lock)
        {
            Forget(work);
        }
    }

    private void Forget(Work work)
    {
        if (_known.TryGetValue(work.Key, out var known) && known == work)
        {
            _known.Remove(work.Key);
        }
    }

    private async Task<Consequences> RunAsync(PackFiles files, PolicyVersion inForce, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            using var work = new WorkBudget(WorkLimits.Untrusted, cancellation);
            return await Task.Run(() => Consequences.Of(files, inForce, work), cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class Work((string Digest, string InForce) key, CancellationTokenSource stop, Task<Consequences> task)
    {
        public (string Digest, string InForce) Key => key;

        public CancellationTokenSource Stop => stop;

        public Task<Consequences> Task => task;

        public int Waiting { get; set; }
    }
}
