using System.Runtime.CompilerServices;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Situations;

/// <summary>A record and the situation that it decided.</summary>
/// <param name="Situation">Which of the situations given so far, from 0.</param>
/// <param name="On">The day of the request.</param>
/// <param name="Key">What its number is made of.</param>
public readonly record struct SituatedRecord(int Situation, DateOnly On, long Key)
{
    /// <summary>Its number: <c>2026-000123</c>.</summary>
    public string Number => RecordNumber.Text(Key);
}

/// <summary>Some records, by number.</summary>
/// <param name="Total">How many records there are to be read.</param>
/// <param name="Situations">The situations that occur here for the first time; they are counted on over all batches.</param>
/// <param name="Records">The records.</param>
public sealed record SituationBatch(long Total, IReadOnlyList<RecordedSituation> Situations, IReadOnlyList<SituatedRecord> Records);

/// <summary>Reads every record that is held as what it decided and nothing more, from one state of the database.</summary>
public static class RecordSituations
{
    private const int Step = 50_000;

    /// <summary>Reads all records of a data folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    /// <param name="cancellation">Stops it between two batches.</param>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public static async IAsyncEnumerable<SituationBatch> ReadAsync(DataFolder folder, string? postgres, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var storage = await RecordStore.OpenForReadingAsync(folder, postgres, cancellation).ConfigureAwait(false);
        await using (storage.ConfigureAwait(false))
        {
            await foreach (var batch in ReadAsync(storage, cancellation).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
    }

    internal static async IAsyncEnumerable<SituationBatch> ReadAsync(IRecordStorage storage, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using var disposal = reader.ConfigureAwait(false);
        var total = await reader.CountSituatedAsync().ConfigureAwait(false);
        var places = new Dictionary<long, int>();
        var after = RecordNumber.Policy;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = await reader.SituatedAsync(after, Step).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                yield break;
            }

            var first = places.Count;
            var fresh = new List<long>();
            foreach (var row in rows)
            {
                if (places.TryAdd(row.Situation, places.Count))
                {
                    fresh.Add(row.Situation);
                }
            }

            var contents = await reader.SituationsAsync(fresh).ConfigureAwait(false);
            var situations = new RecordedSituation[fresh.Count];
            foreach (var (id, content) in contents)
            {
                situations[places[id] - first] = Situation.Read(content);
            }

            if (Array.IndexOf(situations, null) >= 0)
            {
                throw new RecordStoreException(RecordStoreProblem.Damaged, $"{storage.Name}: a row of 'situations' is missing. 'comity log audit' says what follows from the events.");
            }

            after = rows[^1].Number;
            yield return new SituationBatch(total, situations, [.. rows.Select(row => new SituatedRecord(places[row.Situation], DateOnly.FromDayNumber(row.OnDay), row.Number))]);
        }
    }
}
