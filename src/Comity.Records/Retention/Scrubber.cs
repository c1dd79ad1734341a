using Comity.Records.Storage;

namespace Comity.Records.Retention;

/// <summary>Clears erased content out of the database's files; those who ask while it is being done share the next turn.</summary>
internal sealed class Scrubber(IRecordStorage storage) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _asked;
    private long _done;

    /// <summary>Returns when everything that was erased before the call is gone.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var mine = Interlocked.Increment(ref _asked);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_done < mine)
            {
                var covered = Interlocked.Read(ref _asked);
                await storage.ScrubAsync(cancellation).ConfigureAwait(false);
                _done = covered;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
