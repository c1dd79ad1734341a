using System.Collections.Concurrent;
using Comity.Policy.Packs;
using Comity.Server.Policies;

namespace Comity.Server.Workbench;

/// <summary>What is worked out about drafts, once for each state of one; the states that were looked at last are remembered.</summary>
internal sealed class DraftWork
{
    private const int Remembered = 24;

    private readonly ConcurrentDictionary<(string Digest, string InForce), Lazy<Task<Consequences>>> _consequences = new();
    private readonly ConcurrentQueue<(string Digest, string InForce)> _order = new();

    /// <summary>The consequences of files, compared with a version. The work goes on when nobody waits any more.</summary>
    public Task<Consequences> ConsequencesAsync(PackFiles files, PolicyVersion inForce)
    {
        var key = (files.Digest, inForce.Digest);
        var work = _consequences.GetOrAdd(key, _ =>
        {
            _order.Enqueue(key);
            return new Lazy<Task<Consequences>>(() => Task.Run(() => Consequences.OfAsync(files, inForce)));
        });
        while (_order.Count > Remembered && _order.TryDequeue(out var oldest))
        {
            _consequences.TryRemove(oldest, out _);
        }

        return work.Value;
    }
}
