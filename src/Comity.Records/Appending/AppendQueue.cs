using System.Diagnostics;
using System.Threading.Channels;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Appending;

/// <summary>
/// Group commit: one loop takes all events that wait and appends them in one transaction, so that many callers share one
/// synchronisation of the disk. Those that come while rows are written join the open transaction. A caller is told when its event
/// is on disk.
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int MostAtOnce = 512;
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
        var batch = new List<PendingEvent>(MostAtOnce);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            try
            {
                Take(batch);
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

    private void Take(List<PendingEvent> batch)
    {
        while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var pending))
        {
            batch.Add(pending);
        }
    }

    // Those that join are added to the batch: where the server goes away, all are sent again.
    private async Task AppendAsync(List<PendingEvent> batch)
    {
        var started = _clock.GetTimestamp();
        Appender? sent = null;
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause *= 2)
        {
            try
            {
                var (appender, year) = await BeginAsync(batch).ConfigureAwait(false);
                if (sent is not null && await IsKeptAsync(sent).ConfigureAwait(false))
                {
                    // The server stopped after it had committed and before it could say so.
                    await _storage.RollbackAsync().ConfigureAwait(false);
                    sent.Acknowledge();
                    return;
                }

                sent = null;
                if (!await WriteAsync(batch, appender, year).ConfigureAwait(false))
                {
                    await _storage.RollbackAsync().ConfigureAwait(false);
                    continue;
                }

                sent = appender;
                await _storage.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                RecordMeasures.Committed(appender.Count);
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
    private async Task<(Appender Appender, int Year)> BeginAsync(List<PendingEvent> batch)
    {
        var lookup = Lookup(batch);
        while (true)
        {
            var year = Now.Year;
            var state = await _storage.BeginAsync(year, lookup, CancellationToken.None).ConfigureAwait(false);
            var now = Now;
            if (now.Year == year)
            {
                return (new Appender(state, Instant.Of(now)), year);
            }

            await _storage.RollbackAsync().ConfigureAwait(false);
        }
    }

    // False where a year has begun meanwhile: then all is to be numbered anew.
    private async Task<bool> WriteAsync(List<PendingEvent> batch, Appender appender, int year)
    {
        for (var written = 0; ;)
        {
            for (; written < batch.Count; written++)
            {
                appender.Add(batch[written]);
            }

            await _storage.WriteAsync(appender.Take(), CancellationToken.None).ConfigureAwait(false);
            Take(batch);
            if (written == batch.Count)
            {
                return true;
            }

            var found = await _storage.LookupAsync(Lookup(batch.Skip(written)), CancellationToken.None).ConfigureAwait(false);
            var now = Now;
            if (now.Year != year)
            {
                return false;
            }

            appender.Learn(found, Instant.Of(now));
        }
    }

    private async Task<bool> IsKeptAsync(Appender sent)
    {
        if (sent.First is not { } first)
        {
            return true;
        }

        var reader = await _storage.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.LeavesAsync(first.Position, 1, content: false).ConfigureAwait(false) is [var there] && there.Commitment.AsSpan().SequenceEqual(first.Commitment);
        }
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    private static AppendLookup Lookup(IEnumerable<PendingEvent> events) => new(
        [.. events.Where(pending => pending.Number is not null).Select(pending => pending.Number!.Value).Distinct()],
        [.. events.Where(pending => pending.Submission is not null).Select(pending => pending.Submission!)]);
}
