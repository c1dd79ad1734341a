using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Tallying;

/// <summary>What events come to in the tally. Appending, restoring and auditing share it. An erasure changes nothing: counts stay.</summary>
internal static class TallyProjection
{
    /// <summary>Adds what an event changes.</summary>
    /// <param name="tally">The counts, or the changes to them.</param>
    /// <param name="earlier">The record as it was to be read before; null where there was none.</param>
    /// <param name="added">The event.</param>
    /// <param name="record">The record that the event holds; null where it holds none.</param>
    /// <param name="keptAt">When the record was kept.</param>
    public static void Add(Dictionary<TallyCell, long> tally, NewRecord? earlier, StoredEvent added, NewRecord? record, long keptAt)
    {
        if (record is null || (added.Kind == EventKind.Correction && !TallyDay.StillCounts(keptAt, added.At)))
        {
            return;
        }

        if (earlier is not null)
        {
            Add(tally, earlier, keptAt, -1);
        }

        Add(tally, record, keptAt, 1);
    }

    private static void Add(Dictionary<TallyCell, long> tally, NewRecord record, long keptAt, int change)
    {
        var day = TallyDay.Counted(record.On.DayNumber, keptAt);
        Add(TallyRow.Requests, "", 1);
        Add(TallyRow.Determinations, "", record.Determinations.Count);
        foreach (var determination in record.Determinations)
        {
            Add(TallyRow.Action, determination.Action ?? "", 1);
            Add(TallyRow.Outcome, determination.Outcome, 1);
            foreach (var (dimension, value) in determination.Counted)
            {
                Add(dimension, value, 1);
            }
        }

        void Add(string dimension, string value, int times)
        {
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(tally, new TallyCell(day, dimension, value), out _);
            count += change * times;
        }
    }
}
