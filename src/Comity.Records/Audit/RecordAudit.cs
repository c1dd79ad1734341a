using System.Text.Json;
using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Verification;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Situations;
using Comity.Records.Storage;
using Comity.Records.Tallying;

namespace Comity.Records.Audit;

/// <summary>The result of an audit.</summary>
/// <param name="Log">What the log of events alone comes to.</param>
/// <param name="PublicLog">What the public log alone comes to.</param>
/// <param name="Leaves">How many leaves the database has; those beyond the checkpoint are not signed yet.</param>
/// <param name="Erased">How many events have no content any more.</param>
/// <param name="ClockWentBack">The first leaf before which the clock went back by more than a second, and by how much; null for none.</param>
/// <param name="Problem">The first fault of log or database; null for none.</param>
public sealed record AuditResult(LogVerification Log, LogVerification? PublicLog, long Leaves, long Erased,
    (long Leaf, TimeSpan By)? ClockWentBack, LogProblem? Problem);

/// <summary>
/// Checks a data folder: both logs as a third party would, each event of the database against its leaf, each content against its
/// commitment, each leaf of the public log against the log of events, the tables by which records are found against the events, and the
/// database's own files.
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
            // Witnesses sign the public log.
            var own = options with { Trust = options.Trust with { Quorum = 0 },
                Since = [.. (options.Since ?? []).Where(earlier => !IsPublic(earlier))] };
            var events = new EventAudit(storage, cancellation);
            await using (events.ConfigureAwait(false))
            {
                var log = await LogVerifier.VerifyAsync(
                    new FolderSource(folder.Log), own with { Entry = events.CompareAsync }, cancellation).ConfigureAwait(false);
                if (log.Problem is not null && log.Checkpoint is null)
                {
                    return new AuditResult(log, null, 0, 0, null, log.Problem);
                }

                var reader = await events.FinishAsync(log.Problem is null ? log.Checkpoint!.Size : 0).ConfigureAwait(false);
                var problem = First(log.Problem, events.Problem)
                    ?? await new TableAudit(reader).RunAsync(cancellation).ConfigureAwait(false);
                var (published, about) = await PublicAsync(folder, reader, events, options, cancellation).ConfigureAwait(false);
                problem ??= published.Problem is { } found ? found with { Leaf = null, Message = $"The public log: {found}" } : about;
                problem ??= await reader.DamageAsync().ConfigureAwait(false) is { } damage
                    ? new LogProblem(null, $"{storage.Name} is damaged: {damage}. Put a backup in its place.")
                    : null;
                return new AuditResult(log, published, events.Leaves, events.Erased, events.ClockWentBack, problem);
            }
        }
    }

    private static bool IsPublic(Checkpoint checkpoint) =>
        checkpoint.Origin.EndsWith(RecordStore.PublicLogSuffix, StringComparison.Ordinal);

    // Each leaf of the public log is what the database says it commits to, and that is the log of events as it was then.
    private static async Task<(LogVerification Log, LogProblem? Problem)> PublicAsync(
        DataFolder folder, IRecordReader reader, EventAudit events, LogVerifyOptions options, CancellationToken cancellation)
    {
        var days = await reader.DaysAsync(0).ConfigureAwait(false);
        LogProblem? differs = null;
        var log = await LogVerifier.VerifyAsync(
            new FolderSource(folder.PublicLog),
            options with
            {
                Trust = options.Trust.Also(RecordStore.PublicLogSuffix),
                Since = [.. (options.Since ?? []).Where(IsPublic)],
                Progress = null,
                Entry = (leaf, entry) =>
                {
                    differs ??= leaf < days.Count && SealedDay.Entry(days[(int)leaf]).AsSpan().SequenceEqual(entry.Span) ? null
                        : new LogProblem(null, $"The public log: leaf {leaf} does not commit to what the database has in 'days'.");
                    return ValueTask.FromResult<LogProblem?>(null);
                },
            },
            cancellation).ConfigureAwait(false);
        return (log, differs ?? events.DayProblem);
    }

    private static LogProblem? First(LogProblem? log, LogProblem? database) =>
        log is null || (database?.Leaf is { } leaf && (log.Leaf is null || leaf < log.Leaf)) ? database : log;

    // Goes through the log and the database side by side, and holds no more of either than a page.
    private sealed class EventAudit(IRecordStorage storage, CancellationToken cancellation) : IAsyncDisposable
    {
        private readonly Dictionary<long, long> _waiting = [];
        private readonly MerkleFrontier _frontier = new();
        private IRecordReader? _reader;
        private IReadOnlyList<LoggedDay> _days = [];
        private IReadOnlyList<StoredEvent> _page = [];
        private int _next, _day;
        private bool _ended;
        private long _lastAt;

        public long Leaves => _frontier.Leaves;

        public long Erased { get; private set; }

        public (long Leaf, TimeSpan By)? ClockWentBack { get; private set; }

        /// <summary>The first fault of an event; null for none.</summary>
        public LogProblem? Problem { get; private set; }

        /// <summary>The first day whose size and root are not those that the events had; null for none.</summary>
        public LogProblem? DayProblem { get; private set; }

        /// <summary>Compares the next entry of the log. The log is checked to its end, whatever the database has.</summary>
        public async ValueTask<LogProblem?> CompareAsync(long leaf, ReadOnlyMemory<byte> entry)
        {
            if (Problem is null)
            {
                var item = await NextAsync().ConfigureAwait(false);
                Problem = item is null
                    ? new LogProblem(leaf, $"it is missing in the database, which has {Leaves} leaves.")
                    : Check(item, entry);
            }

            return null;
        }

        /// <summary>Checks what the database has beyond the log, and what remained open.</summary>
        /// <param name="signed">How many leaves it must have.</param>
        /// <returns>What reads the state that was checked.</returns>
        public async Task<IRecordReader> FinishAsync(long signed)
        {
            var reader = await OpenAsync().ConfigureAwait(false);
            while (Problem is null && await NextAsync().ConfigureAwait(false) is { } item)
            {
                Problem = Check(item, null);
            }

            Problem ??= Leaves < signed
                ? new LogProblem(Leaves, $"it is missing in the database, which has {Leaves} leaves; the log has {signed}.")
                : _waiting.Count > 0 ? new LogProblem(_waiting.Values.Min(), "its content is missing, but no erasure was logged.")
                : null;
            CheckDays();
            if (Problem is null && _day < _days.Count)
            {
                DayProblem ??= new LogProblem(
                    null, $"The public log: leaf {_day} commits to {_days[_day].Size} leaves; the database has {Leaves}.");
            }

            return reader;
        }

        public ValueTask DisposeAsync() => _reader?.DisposeAsync() ?? ValueTask.CompletedTask;

        // Not before the log's checkpoint was read: the database is then at least as new.
        private async Task<IRecordReader> OpenAsync()
        {
            if (_reader is null)
            {
                _reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
                _days = await _reader.DaysAsync(0).ConfigureAwait(false);
            }

            return _reader;
        }

        private async ValueTask<StoredEvent?> NextAsync()
        {
            if (_next == _page.Count && !_ended)
            {
                cancellation.ThrowIfCancellationRequested();
                _page = await (await OpenAsync().ConfigureAwait(false)).LeavesAsync(Leaves, Step, content: true).ConfigureAwait(false);
                (_next, _ended) = (0, _page.Count < Step);
            }

            return _next < _page.Count ? _page[_next++] : null;
        }

        private LogProblem? Check(StoredEvent item, ReadOnlyMemory<byte>? logged)
        {
            CheckDays();
            var entry = SealedEvent.Entry(item);
            var message = item.Position != Leaves ? "it is missing in the database."
                : logged is { } due && !due.Span.SequenceEqual(entry)
                    ? $"the database has another event there (record {RecordNumber.Text(item.Number)}, version {item.Version}) than the log."
                : Check(item);
            if (message is not null)
            {
                return new LogProblem(Leaves, message);
            }

            _frontier.Append(TreeHash.Leaf(entry));
            return null;
        }

        private void CheckDays()
        {
            for (; _day < _days.Count && _days[_day].Size <= Leaves; _day++)
            {
                if (_days[_day].Size != Leaves || TreeHash.Of(_days[_day].Root) != _frontier.Root())
                {
                    DayProblem ??= new LogProblem(
                        null, $"The public log: leaf {_day} commits to {_days[_day].Size} leaves with the root {TreeHash.Of(_days[_day].Root)}; the log of events has another.");
                }
            }
        }

        private string? Check(StoredEvent item)
        {
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
        private LogProblem? _gap;
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

                if (_gap is not null)
                {
                    return _gap;
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
                if (item.Version != (row?.Version ?? 0) + 1)
                {
                    _gap ??= new LogProblem(
                        item.Position, $"record {RecordNumber.Text(item.Number)} has a version {item.Version} after {row?.Version ?? 0}.");
                }

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
