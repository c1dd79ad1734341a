using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Comity.Records.Events;
using Comity.Records.Situations;
using Comity.Records.Storage;
using Comity.Records.Tallying;

namespace Comity.Records.Appending;

/// <summary>What events come to in the tables by which records are found. Appending, restoring and auditing share it.</summary>
internal static class Projection
{
    // A policy has a few dozen; a caller that makes up more of them pays for each.
    private const int MostKnownPairs = 10_000;

    private static readonly ConcurrentDictionary<(string Outcome, string? Action), long> KnownPairs = [];

    // The policy's file has a row like a record's, on a day that no list reaches.
    private const int NotListed = -1;

    /// <summary>The record's row after one more event.</summary>
    /// <param name="before">The row before; null for a new record.</param>
    /// <param name="added">The event.</param>
    /// <param name="record">The record that the event holds; null where it holds none, or where its content was erased.</param>
    /// <param name="situation">What that record decided; null where there is none.</param>
    /// <param name="keptAt">When the record was kept; used for a new one.</param>
    public static StoredRecord Next(StoredRecord? before, StoredEvent added, NewRecord? record, Situation? situation, long keptAt)
    {
        var next = (before ?? new StoredRecord(added.Number, 0, added.Position, 0, "", keptAt, false, false)) with { Version = added.Version };
        return added.Kind switch
        {
            // What was erased says no matter any more; nothing holds it.
            EventKind.Hold or EventKind.Release => added.Content is null ? next : Held(next, added.Kind, added.Content),
            EventKind.Publication or EventKind.Withdrawal => next with { OnDay = NotListed },
            EventKind.Erasure => next with { Current = added.Position, OnDay = 0, Kind = "", KeptAt = added.At, Held = false,
                Erased = true, Situation = 0, Matters = "" },
            _ when record is not null => next with { Current = added.Position, OnDay = record.On.DayNumber, Kind = record.Kind, Situation = situation?.Id ?? 0 },
            _ => next,
        };
    }

    /// <summary>Adds an event, and what it does to the other tables, to what is to be written.</summary>
    /// <param name="writes">What is to be written.</param>
    /// <param name="before">The record's row before; null for a new record.</param>
    /// <param name="held">Gives the record as it was to be read before; null where there was none.</param>
    /// <param name="added">The event.</param>
    /// <param name="record">The record that the event holds; null where it holds none.</param>
    /// <param name="situation">What that record decided; null where there is none.</param>
    /// <param name="keptAt">When the record was kept; used for a new one.</param>
    /// <returns>The record's row after it.</returns>
    public static StoredRecord Write(AppendWrites writes, StoredRecord? before, Func<NewRecord?> held, StoredEvent added, NewRecord? record, Situation? situation, long keptAt)
    {
        var next = Next(before, added, record, situation, keptAt);
        NewRecord? earlier = null;
        if (before is null)
        {
            writes.NewRecords.Add(added.Number);
        }
        else if (next.Current != before.Current && (earlier = held()) is not null)
        {
            // A row of this very batch is not in the database yet.
            writes.Unlisted.AddRange(Listed(added.Number, earlier).Where(row => !writes.Listed.Remove(row)));
        }

        if (record is not null)
        {
            writes.Listed.UnionWith(Listed(added.Number, record));
            foreach (var pair in Pairs(record))
            {
                writes.Pairs[pair.Pair] = pair;
            }
        }

        if (before is { Situation: not 0 } && before.Situation != next.Situation)
        {
            Count(writes, before.Situation, null, -1);
        }

        if (situation is { } decided && before?.Situation != decided.Id)
        {
            Count(writes, decided.Id, decided.Content, 1);
        }

        TallyProjection.Add(writes.Tally, earlier, added, record, next.KeptAt);
        writes.Events.Add(added);
        writes.Records[added.Number] = next;
        return next;
    }

    /// <summary>The record's row after a hold or a release.</summary>
    public static StoredRecord Held(StoredRecord record, string kind, byte[] content)
    {
        var matter = RecordData.Reason(content);
        var matters = kind == EventKind.Hold ? Matters.Hold(record.Matters, matter) : Matters.Release(record.Matters, matter);
        return record with { Held = matters.Length > 0, Matters = matters };
    }

    private static void Count(AppendWrites writes, long situation, string? content, int change)
    {
        var before = writes.Situations.GetValueOrDefault(situation);
        writes.Situations[situation] = (content ?? before.Content, before.Change + change);
    }

    /// <summary>The rows under which a record is listed.</summary>
    public static IEnumerable<ListedRow> Listed(long number, NewRecord record) => Pairs(record).Select(pair => new ListedRow(pair.Pair, record.On.DayNumber, number));

    /// <summary>The distinct pairs of outcome and action of a record.</summary>
    public static IEnumerable<PairRow> Pairs(NewRecord record) =>
        record.Determinations.Select(determination => (determination.Outcome, determination.Action)).Distinct().Select(pair => new PairRow(PairOf(pair.Outcome, pair.Action), pair.Outcome, pair.Action));

    /// <summary>A pair's number, the same in every database: the beginning of a hash.</summary>
    public static long PairOf(string outcome, string? action)
    {
        if (KnownPairs.TryGetValue((outcome, action), out var pair))
        {
            return pair;
        }

        pair = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(action is null ? outcome : $"{outcome}\0{action}")));
        if (KnownPairs.Count < MostKnownPairs)
        {
            KnownPairs.TryAdd((outcome, action), pair);
        }

        return pair;
    }
}
