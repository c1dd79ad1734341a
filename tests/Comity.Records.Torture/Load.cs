using System.Collections.Concurrent;
using System.Globalization;

namespace Comity.Records.Torture;

/// <summary>Clients that keep records, and now and then follow them up or erase them, and tell what was acknowledged.</summary>
internal static class Load
{
    private static readonly Author Officer = new("officer", "booking");

    /// <summary>Runs clients until they are stopped. What the store refuses is told and tried again.</summary>
    public static Task RunAsync(RecordStore store, int clients, Action<Receipt> acknowledged, Action<RecordStoreException> refused, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(
            async () =>
            {
                var random = new Random(client);
                var mine = new Queue<string>();
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        var receipt = random.Next(10) switch
                        {
                            0 when mine.TryDequeue(out var number) => await store.AppendAsync(number, new FollowUp("detain", Choice.Declined, "No staff."), Officer, 1),
                            1 when mine.TryDequeue(out var number) => await store.AppendAsync(number, new Erasure("Retention"), Officer, 1),
                            2 when mine.TryDequeue(out var number) => await store.AppendAsync(number, new Correction(Record(random.Next(3_000)), "wrong"), Officer, 1),
                            _ => await store.AddAsync(Record(random.Next(3_000)), Officer),
                        };
                        if (receipt.Version == 1)
                        {
                            mine.Enqueue(receipt.Number);
                        }

                        acknowledged(receipt);
                    }
                    catch (RecordStoreException exception)
                    {
                        refused(exception);
                        await Task.Delay(20);
                    }
                    catch (RecordRefusedException)
                    {
                        // It was kept, but the acknowledgement was lost with the server.
                    }
                }
            },
            CancellationToken.None)));

    /// <summary>A record.</summary>
    /// <param name="length">How long it is, about, in characters.</param>
    public static NewRecord Record(int length) => new(
        new DateOnly(2026, 3, 15), "new-york", "2026.1", "sha256:" + new string('a', 64), "i-247a", """{"judicial warrant":false}""",
        [new("notify", "prohibited", false, $$"""{"padding":"{{new string('x', length)}}"}"""), new("detain", "permitted", true, "{}")], null);
}

/// <summary>What was acknowledged.</summary>
internal sealed class Acknowledged
{
    private readonly ConcurrentDictionary<long, (string Number, int Version)> _leaves = [];

    public int Count => _leaves.Count;

    public void Add(long leaf, string number, int version) => _leaves[leaf] = (number, version);

    /// <summary>Reads what <see cref="Line"/> writes; an unfinished line was not read by anybody.</summary>
    public void Add(string line)
    {
        if (line.Split(' ') is ["ack", var leaf, var number, var version, "."])
        {
            Add(long.Parse(leaf, CultureInfo.InvariantCulture), number, int.Parse(version, CultureInfo.InvariantCulture));
        }
    }

    public static string Line(Receipt receipt) => string.Create(CultureInfo.InvariantCulture, $"ack {receipt.Leaf} {receipt.Number} {receipt.Version} .");

    /// <summary>The first acknowledged event that the store does not have where it said; null for none.</summary>
    public async Task<string?> MissingAsync(RecordStore store)
    {
        foreach (var record in _leaves.GroupBy(leaf => leaf.Value.Number))
        {
            var file = await store.FileAsync(record.Key);
            foreach (var (leaf, (number, version)) in record)
            {
                if (file is null || file.Events.Count < version || file.Events[version - 1].Leaf != leaf)
                {
                    return $"event {version} of record {number} was acknowledged as leaf {leaf} and is not there.";
                }
            }
        }

        return null;
    }
}
