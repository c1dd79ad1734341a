using System.Security.Cryptography;
using System.Text.Json;
using Comity.Log.Tiles;
using Comity.Log.Verification;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Situations;
using Comity.Records.Storage;
using Comity.Records.Tallying;

namespace Comity.Records.Audit;

/// <summary>The result of an audit.</summary>
/// <param name="Log">What the log alone comes to.</param>
/// <param name="Leaves">How many leaves the database has; those beyond the checkpoint are not signed yet.</param>
/// <param name="Erased">How many events have no content any more.</param>
/// <param name="ClockWentBack">The first leaf before which the clock went back by more than a second, and by how much; null for none.</param>
/// <param name="Problem">The first fault of log or database; null for none.</param>
public sealed record AuditResult(LogVerification Log, long Leaves, long Erased, (long Leaf, TimeSpan By)? ClockWentBack, LogProblem? Problem);

/// <summary>
/// Checks a data folder: the log as a third party would, each event of the database against its leaf, each content against
/// its commitment, and the tables by which records are found against the events.
/// </summary>
public static class RecordAudit
{
    private const int Step = 4_096;

    /// <summary>Audits a data folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    /// <param name="options">Whom to trust. <see cref="LogVerifyOptions.Entry"/> is not used.</param>
    /// <param name="cancellation">Stops the audit.</param>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public static async Task<AuditResult> RunAsync(DataFolder folder, string? postgres, LogVerifyOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var storage = await RecordStore.OpenForReadingAsync(folder, postgres, cancellation).ConfigureAwait(false);
        await using (storage.ConfigureAwait(false))
        {
            // The log first: the database is then at least as new.
            var entries = new List<byte[]>();
            var log = await LogVerifier.VerifyAsync(new FolderSource(folder.Log), options with { Entry = (_, entry) => Remember(entries, entry) }, cancellation).ConfigureAwait(false);
            if (log.Problem is not null && log.Checkpoint is null)
            {
                return new AuditResult(log, 0, 0, null, log.Problem);
            }

            var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var events = new EventAudit(entries);
                var problem = await events.RunAsync(reader, log.Problem is null ? log.Checkpoint!.Size : entries.Count, cancellation).ConfigureAwait(false);
                problem = First(log.Problem, problem) ?? await new TableAudit(reader).RunAsync(cancellation).ConfigureAwait(false);
                return new AuditResult(log, events.Leaves, events.Erased, events.ClockWentBack, problem);
            }
        }
    }

    // Hashes are enough to compare, and small.
    private static LogProblem? Remember(List<byte[]> entries, ReadOnlyMemory<byte> entry)
    {
        entries.Add(SHA256.HashData(entry.Span));
        return null;
    }

    private static LogProblem? First(LogProblem? log, LogProblem? database) =>
        log is null || (database?.Leaf is { } leaf && (log.Leaf is null || leaf < log.Leaf)) ? database : log;

    private sealed class EventAudit(List<byte[]> entries)
    {
        private readonly Dictionary<long, (int Version, long Last)> _records = [];
        private readonly Dictionary<long, long> _waiting = [];
        private long _lastAt;

        public long Leaves { get; private set; }

        public long Erased { get; private set; }

        public (long Leaf, TimeSpan By)? ClockWentBack { get; private set; }

        public async Task<LogProblem?> RunAsync(IRecordReader reader, long signed, CancellationToken cancellation)
        {
            IReadOnlyList<StoredEvent> page;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                page = await reader.LeavesAsync(Leaves, Step, content: true).ConfigureAwait(false);
                foreach (var item in page)
                {
                    if (Check(item) is { } message)
                    {
                        return new LogProblem(Leaves, message);
                    }

                    Leaves++;
                }
            }
            while (page.Count == Step);

            return Leaves < signed ? new LogProblem(Leaves, $"it is missing in the database, which has {Leaves} leaves; the log has {signed}.")
                : _waiting.Count > 0 ? new LogProblem(_waiting.Values.Min(), "its content is missing, but no erasure was logged.")
                : null;
        }

        private string? Check(StoredEvent item)
        {
            if (item.Position != Leaves)
            {
                return "it is missing in the database.";
            }

            if (Leaves < entries.Count && !SHA256.HashData(SealedEvent.Entry(item)).AsSpan().SequenceEqual(entries[(int)Leaves]))
            {
                return $"the database has another event there (record {RecordNumber.Text(item.Number)}, version {item.Version}) than the log.";
            }

            var before = _records.GetValueOrDefault(item.Number);
            if (item.Version != before.Version + 1)
            {
                return $"record {RecordNumber.Text(item.Number)} has a version {item.Version} after {before.Version}.";
            }

            _records[item.Number] = (item.Version, Leaves);
            if (_lastAt - item.At > 1_000_000 && ClockWentBack is null)
            {
                ClockWentBack = (Leaves, TimeSpan.FromMicroseconds(_lastAt - item.At));
            }

            _lastAt = item.At;
            return item.Content is null || item.Salt is null ? CheckErased(item) : CheckContent(item);
        }

        private string? CheckErased(StoredEvent item)
        {
            if (item.Content is not null || item.Salt is not null || item.Submission is not null)
            {
                return "a part of it was erased and a part was not.";
            }

            Erased++;
            _waiting.TryAdd(item.Number, Leaves);
            return null;
        }

        private string? CheckContent(StoredEvent item)
        {
            if (!SealedEvent.Commitment(item.Salt!, item.Content!).AsSpan().SequenceEqual(item.Commitment))
            {
                return "salt or content is not what was logged.";
            }

            if (Members(item) != (Instant.Text(item.At), item.Kind, RecordNumber.Text(item.Number), item.Submission is null ? null : Convert.ToHexStringLower(item.Submission), item.Version))
            {
                return "its columns do not say what its content says.";
            }

            if (item.Kind == EventKind.Erasure)
            {
                return _waiting.Remove(item.Number) ? null : "an erasure was logged, but the content is there.";
            }

            return _waiting.ContainsKey(item.Number) ? "it has content, though earlier events of the record have none." : null;
        }

        private static (string, string, string, string?, int) Members(StoredEvent item)
        {
            using var content = JsonDocument.Parse(item.Content!);
            var root = content.RootElement;
            return (
                root.GetProperty("at").GetString()!, root.GetProperty("kind").GetString()!, root.GetProperty("number").GetString()!,
                root.TryGetProperty("submission", out var submission) ? submission.GetString() : null, root.GetProperty("version").GetInt32());
        }
    }

    private sealed class TableAudit(IRecordReader reader)
    {
        private readonly HashSet<long> _pairs = [];
        private readonly Dictionary<TallyCell, long> _tally = [];
        private readonly Dictionary<long, long> _situations = [];
        private long _erased;

        public async Task<LogProblem?> RunAsync(CancellationToken cancellation)
        {
            var (after, listed) = (RecordNumber.Policy - 1, 0L);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var records = await reader.RecordsAsync(after, Step / 4).ConfigureAwait(false);
                var last = records.Count < Step / 4 ? long.MaxValue : records[^1].Number;
                var rows = new List<ListedRow>();
                var due = (await reader.EventsAsync(after + 1, last).ConfigureAwait(false)).GroupBy(item => item.Number).Select(events => Due([.. events], rows)).ToArray();
                for (var i = 0; i < Math.Max(due.Length, records.Count); i++)
                {
                    if (i >= due.Length || i >= records.Count || due[i] != records[i])
                    {
                        var number = Math.Min(i < due.Length ? due[i].Number : long.MaxValue, i < records.Count ? records[i].Number : long.MaxValue);
                        return new LogProblem(due.FirstOrDefault(record => record.Number == number)?.Current, $"the row of record {RecordNumber.Text(number)} in 'records' does not follow from its events.");
                    }
                }

                listed += rows.Count;
                if (await reader.CountListedAsync(rows).ConfigureAwait(false) != rows.Count)
                {
                    return new LogProblem(null, $"A row of 'listed' for a record between {RecordNumber.Text(due[0].Number)} and {RecordNumber.Text(due[^1].Number)} is missing: its lists leave a record out.");
                }

                if (last == long.MaxValue)
                {
                    break;
                }

                after = last;
            }

            if (await reader.CountListedAsync().ConfigureAwait(false) != listed)
            {
                return new LogProblem(null, "The table 'listed' has rows that follow from no event: lists show a record where it is not.");
            }

            var situations = await reader.SituationsAsync().ConfigureAwait(false);
            if (situations.Count != _situations.Count || situations.Any(row => Situation.IdOf(row.Content) != row.Situation || _situations.GetValueOrDefault(row.Situation) != row.Count))
            {
                return new LogProblem(null, "The table 'situations' does not follow from the events: what would have come out by another policy is counted wrongly.");
            }

            var pairs = await reader.PairsAsync().ConfigureAwait(false);
            return _pairs.IsSubsetOf(pairs.Select(pair => pair.Pair)) && pairs.All(pair => Projection.PairOf(pair.Outcome, pair.Action) == pair.Pair)
                ? Tally(await reader.TallyAsync(0, DateOnly.MaxValue.DayNumber).ConfigureAwait(false))
                : new LogProblem(null, "The table 'pairs' was changed: lists by outcome or action leave records out.");
        }

        // What was erased is still counted, and nothing says where; only how many requests that is can be checked.
        private LogProblem? Tally(IReadOnlyList<TallyRow> rows)
        {
            var counts = new Dictionary<TallyCell, long>();
            foreach (var row in rows)
            {
                if (!counts.TryAdd(new TallyCell(row.Day.DayNumber, row.Dimension, row.Value), row.Count))
                {
                    return new LogProblem(null, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The tally of {row.Day:yyyy-MM-dd} by {row.Dimension} '{row.Value}' is there twice."));
                }
            }

            foreach (var cell in _tally.Keys.Union(counts.Keys).Order(Comparer<TallyCell>.Create((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(a.Dimension + "\0" + a.Value, b.Dimension + "\0" + b.Value))))
            {
                var beyond = counts.GetValueOrDefault(cell) - _tally.GetValueOrDefault(cell);
                if (beyond < 0 || (beyond > 0 && _erased == 0))
                {
                    return new LogProblem(null, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The tally of {DateOnly.FromDayNumber(cell.Day):yyyy-MM-dd} by {cell.Dimension} '{cell.Value}' is {counts.GetValueOrDefault(cell)}; the events come to {_tally.GetValueOrDefault(cell)}."));
                }
            }

            var requests = rows.Where(row => row.Dimension == TallyRow.Requests).Sum(row => row.Count) - _tally.Where(cell => cell.Key.Dimension == TallyRow.Requests).Sum(cell => cell.Value);
            return requests <= _erased ? null : new LogProblem(null, $"The tally counts {requests} requests that no event holds, but only {_erased} records were erased.");
        }

        private StoredRecord Due(IReadOnlyList<StoredEvent> events, List<ListedRow> rows)
        {
            StoredRecord? row = null;
            Situation? decided = null;
            NewRecord? current = null;
            foreach (var item in events)
            {
                var (record, _, kept) = EventKind.HoldsRecord(item.Kind) && item.Content is not null ? RecordData.Read(item.Content) : default;
                var situation = record is null ? (Situation?)null : Situation.Of(record);
                row = Projection.Next(row, item, record, situation, kept ?? item.At);
                decided = item.Kind == EventKind.Erasure ? null : situation ?? decided;
                TallyProjection.Add(_tally, current, item, record, row.KeptAt);
                current = item.Kind == EventKind.Erasure ? null : record ?? current;
            }

            _erased += row!.Erased ? 1 : 0;
            if (decided is { } last)
            {
                _situations[last.Id] = _situations.GetValueOrDefault(last.Id) + 1;
            }

            if (current is not null)
            {
                rows.AddRange(Projection.Listed(row!.Number, current));
                _pairs.UnionWith(Projection.Pairs(current).Select(pair => pair.Pair));
            }

            return row!;
        }
    }
}
