using System.Diagnostics;
using System.Threading.Channels;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Appending;

/// <summary>
/// Group commit: one loop takes all events that wait and appends them in one transaction, so that many callers share one
/// synchronisation of the disk. A caller is told when its event is on disk.
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int LargestBatch = 512;
    private const int MostWaiting = 8_192;

    private static readonly TimeSpan PatienceWithTheServer = TimeSpan.FromSeconds(20);

    private readonly Channel<PendingEvent> _waiting = Channel.CreateBounded<PendingEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly IRecordStorage _storage;
    private readonly TimeProvider _clock;
    private readonly Action _appended;
    private readonly Task _loop;

    /// <summary>Begins to wait for events.</summary>
    /// <param name="storage">Where they go.</param>
    /// <param name="clock">What tells the time.</param>
    /// <param name="appended">Is called after each transaction.</param>
    public AppendQueue(IRecordStorage storage, TimeProvider clock, Action appended)
    {
        _storage = storage;
        _clock = clock;
        _appended = appended;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Appends an event; returns when it is on disk.</summary>
    public async Task<Receipt> AppendAsync(PendingEvent pending, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = RecordMeasures.Start(pending.Kind);
        try
        {
            await _waiting.Writer.WriteAsync(pending, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(RecordStore));
        }

        var receipt = await pending.Done.Task.ConfigureAwait(false);
        RecordMeasures.Appended(pending.Kind, Stopwatch.GetElapsedTime(started));
        return receipt;
    }

    /// <summary>Appends what still waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingEvent>(LargestBatch);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            try
            {
                await AppendAsync(batch).ConfigureAwait(false);
                _appended();
            }
            catch (Exception exception)
            {
                // Whatever it was, it must reach those who wait, and the loop must go on.
                batch.ForEach(pending => pending.Done.TrySetException(exception));
            }

            batch.Clear();
        }
    }

    private async Task AppendAsync(IReadOnlyList<PendingEvent> batch)
    {
        var started = _clock.GetTimestamp();
        Appender? sent = null;
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause *= 2)
        {
            try
            {
                var state = await BeginAsync(batch).ConfigureAwait(false);
                if (sent is not null && await IsKeptAsync(sent.Writes).ConfigureAwait(false))
                {
                    // The server stopped after it had committed and before it could say so.
                    await _storage.RollbackAsync().ConfigureAwait(false);
                    sent.Acknowledge();
                    return;
                }

                var appender = new Appender(state.State, state.At);
                foreach (var pending in batch.Where(pending => !pending.Done.Task.IsCompleted))
                {
                    appender.Add(pending);
                }

                sent = appender;
                await _storage.CommitAsync(appender.Writes, CancellationToken.None).ConfigureAwait(false);
                RecordMeasures.Committed(appender.Writes.Events.Count);
                appender.Acknowledge();
                return;
            }
            catch (RecordStoreException exception) when (exception.Problem == RecordStoreProblem.Unreachable && _clock.GetElapsedTime(started) < PatienceWithTheServer)
            {
                await _storage.RollbackAsync().ConfigureAwait(false);
                await Task.Delay(pause).ConfigureAwait(false);
            }
            catch
            {
                await _storage.RollbackAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    // The time is taken under the lock; where a year has begun meanwhile, the numbers are those of the new one.
    private async Task<(AppendState State, long At)> BeginAsync(IReadOnlyList<PendingEvent> batch)
    {
        long[] numbers = [.. batch.Where(pending => pending.Number is not null).Select(pending => pending.Number!.Value).Distinct()];
        byte[][] submissions = [.. batch.Where(pending => pending.Submission is not null).Select(pending => pending.Submission!)];
        while (true)
        {
            var year = _clock.GetUtcNow().UtcDateTime.Year;
            var state = await _storage.BeginAsync(new AppendLookup(year, numbers, submissions), CancellationToken.None).ConfigureAwait(false);
            var now = _clock.GetUtcNow();
            if (now.UtcDateTime.Year == year)
            {
                return (state, Instant.Of(now));
            }

            await _storage.RollbackAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> IsKeptAsync(AppendWrites sent)
    {
        if (sent.Events.Count == 0)
        {
            return true;
        }

        var first = sent.Events[0];
        var reader = await _storage.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.LeavesAsync(first.Position, 1, content: false).ConfigureAwait(false) is [var there] && there.Commitment.AsSpan().SequenceEqual(first.Commitment);
        }
    }
}
