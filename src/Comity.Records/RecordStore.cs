using System.Globalization;
using System.Text.RegularExpressions;
using Comity.Records.Migrations;
using Comity.Records.Storage;
using Microsoft.Data.Sqlite;

namespace Comity.Records;

/// <summary>
/// Records in a SQLite file: write-ahead log, synchronised to disk before a number is given. Safe for concurrent use, by
/// several processes too; numbers have no gaps.
/// </summary>
public sealed partial class RecordStore : IDisposable
{
    /// <summary>How long a note may be.</summary>
    public const int MaximumNoteLength = 2_000;

    /// <summary>How many records a page may have.</summary>
    public const int MaximumPageSize = 200;

    private const int SecondsToWaitForALock = 3;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private bool _disposed;

    private RecordStore(SqliteConnection connection, TimeProvider clock, string path)
    {
        _connection = connection;
        _clock = clock;
        _path = path;
    }

    /// <summary>Opens a file of records, or makes it and its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">What tells the time; the system's when null.</param>
    /// <exception cref="RecordStoreException">The file cannot be used.</exception>
    public static RecordStore Open(string path, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(RecordStoreProblem.CannotOpen, $"{path} cannot be made: {exception.Message}", exception);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, ForeignKeys = true, DefaultTimeout = SecondsToWaitForALock }.ToString());
        try
        {
            connection.Open();
            Migrator.Migrate(connection, path);
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            return new RecordStore(connection, clock ?? TimeProvider.System, path);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteFailure.Tell(exception, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a record.</summary>
    /// <returns>The record with its number; it is on disk.</returns>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordStoreException">The file cannot be written.</exception>
    public DecisionRecord Add(NewRecord record)
    {
        var now = _clock.GetUtcNow().ToUniversalTime();
        RecordCheck.Check(record, DateOnly.FromDateTime(now.UtcDateTime));
        return Use(() =>
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            var sequence = _connection.Scalar<long>("SELECT coalesce(max(sequence), 0) + 1 FROM records WHERE year = $year", ("$year", now.Year));
            _connection.Execute(
                """
                INSERT INTO records (year, sequence, created_at, on_date, pack_id, pack_version, pack_digest, document_id, facts, note)
                VALUES ($year, $sequence, $created, $on, $pack, $version, $digest, $document, $facts, $note)
                """,
                ("$year", now.Year), ("$sequence", sequence), ("$created", now.ToString("O", CultureInfo.InvariantCulture)), ("$on", Text(record.On)), ("$pack", record.PackId),
                ("$version", record.PackVersion), ("$digest", record.PackDigest), ("$document", record.DocumentId), ("$facts", record.Facts), ("$note", record.Note));
            for (var position = 0; position < record.Determinations.Count; position++)
            {
                var determination = record.Determinations[position];
                _connection.Execute(
                    """
                    INSERT INTO determinations (year, sequence, position, action, outcome, counsel_review, json)
                    VALUES ($year, $sequence, $position, $action, $outcome, $review, $json)
                    """,
                    ("$year", now.Year), ("$sequence", sequence), ("$position", position), ("$action", determination.Action), ("$outcome", determination.Outcome),
                    ("$review", determination.CounselReview), ("$json", determination.Json));
            }

            transaction.Commit();
            return new DecisionRecord(
                Number(now.Year, sequence), now, record.On, record.PackId, record.PackVersion, record.PackDigest, record.DocumentId, record.Facts, record.Determinations, record.Note);
        });
    }

    /// <summary>The record of that number; null for none.</summary>
    public DecisionRecord? Get(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return TryKey(number, out var year, out var sequence)
            ? Use(() => Read("WHERE year = $year AND sequence = $sequence", ("$year", year), ("$sequence", sequence)).FirstOrDefault())
            : null;
    }

    /// <summary>A page of records, the newest first.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="before">What the page before said comes next; null for the first page.</param>
    /// <param name="limit">How many at most, from 1 to <see cref="MaximumPageSize"/>.</param>
    public RecordPage List(RecordFilter filter, string? before, int limit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumPageSize);
        var (year, sequence) = (int.MaxValue, 0L);
        if (before is not null && !TryKey(before, out year, out sequence))
        {
            throw new ArgumentException("A page begins behind the number of a record.", nameof(before));
        }

        return Use(() =>
        {
            var found = Read(
                """
                AS r WHERE (year, sequence) < ($year, $sequence)
                    AND ($from IS NULL OR on_date >= $from) AND ($to IS NULL OR on_date <= $to)
                    AND EXISTS (SELECT 1 FROM determinations AS d WHERE d.year = r.year AND d.sequence = r.sequence
                        AND ($outcome IS NULL OR d.outcome = $outcome) AND ($action IS NULL OR d.action = $action))
                ORDER BY year DESC, sequence DESC LIMIT $limit
                """,
                ("$year", year), ("$sequence", sequence), ("$from", filter.OnFrom is { } from ? Text(from) : null), ("$to", filter.OnTo is { } to ? Text(to) : null),
                ("$outcome", filter.Outcome), ("$action", filter.Action), ("$limit", limit + 1));
            return new RecordPage([.. found.Take(limit)], found.Count > limit ? found[limit - 1].Number : null);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _connection.Dispose();
        }
    }

    private T Use<T>(Func<T> work)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                return work();
            }
            catch (SqliteException exception)
            {
                throw SqliteFailure.Tell(exception, _path);
            }
        }
    }

    private List<DecisionRecord> Read(string where, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var records = new List<DecisionRecord>();
        using var command = _connection.Command(
            $"SELECT year, sequence, created_at, on_date, pack_id, pack_version, pack_digest, document_id, facts, note FROM records {where}", parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (year, sequence) = (reader.GetInt32(0), reader.GetInt64(1));
            records.Add(new DecisionRecord(
                Number(year, sequence), DateTimeOffset.ParseExact(reader.GetString(2), "O", CultureInfo.InvariantCulture), DateOnly.ParseExact(reader.GetString(3), "yyyy-MM-dd", CultureInfo.InvariantCulture),
                reader.GetString(4), reader.GetString(5), reader.GetString(6), TextOrNull(reader, 7), reader.GetString(8), Determinations(year, sequence), TextOrNull(reader, 9)));
        }

        return records;
    }

    private List<RecordedDetermination> Determinations(int year, long sequence)
    {
        var determinations = new List<RecordedDetermination>();
        using var command = _connection.Command(
            "SELECT action, outcome, counsel_review, json FROM determinations WHERE year = $year AND sequence = $sequence ORDER BY position", ("$year", year), ("$sequence", sequence));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            determinations.Add(new RecordedDetermination(TextOrNull(reader, 0), reader.GetString(1), reader.GetBoolean(2), reader.GetString(3)));
        }

        return determinations;
    }

    private static string? TextOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int year, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{sequence:D6}");

    private static bool TryKey(string number, out int year, out long sequence)
    {
        (year, sequence) = (0, 0);
        if (!NumberForm().IsMatch(number))
        {
            return false;
        }

        year = int.Parse(number.AsSpan(0, 4), CultureInfo.InvariantCulture);
        sequence = long.Parse(number.AsSpan(5), CultureInfo.InvariantCulture);
        return Number(year, sequence) == number;
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{6,12}$")]
    private static partial Regex NumberForm();
}
