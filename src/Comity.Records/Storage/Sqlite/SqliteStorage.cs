using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Comity.Records.Events;
using Comity.Records.Storage.Sqlite.Migrations;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Storage.Sqlite;

/// <summary>Records in a SQLite file: write-ahead log, every commit synchronised to disk. Several processes may use it.</summary>
internal sealed class SqliteStorage : IRecordStorage
{
    private const int SecondsToWaitForALock = 3;
    private const int TriesToScrub = 40;

    private readonly string _path;
    private readonly bool _immutable;
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SqliteConnection? _writer;
    private readonly SqliteWrites? _writes;
    private SqliteTransaction? _transaction;
    private bool _disposed;

    private SqliteStorage(string path, SqliteConnection? writer, bool immutable = false)
    {
        _path = path;
        _immutable = immutable;
        _writer = writer;
        _writes = writer is null ? null : new SqliteWrites(writer);
    }

    public string Name => _path;

    /// <summary>Opens a file and brings it to the newest schema, or makes it.</summary>
    public static SqliteStorage Open(string path, TimeProvider clock)
    {
        var connection = new SqliteConnection(Connection(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            connection.Open();
            // For a new file only. A usual event would leave a third of a page of SQLite's usual size empty.
            connection.Execute("PRAGMA page_size = 8192");

            // An index that was changed on the disk finds too little, and says nothing.
            if (connection.Scalar<string>("PRAGMA integrity_check(1)") is not "ok" and var damage)
            {
                throw new RecordStoreException(RecordStoreProblem.Damaged, $"{path} is damaged: {damage}. Put a backup in its place.");
            }

            Migrator.Migrate(connection, path, clock);

            // Erased content is overwritten in the file, not only unlinked.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
            return new SqliteStorage(path, connection);
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

    /// <summary>Opens a file for reading only.</summary>
    public static SqliteStorage OpenForReading(string path)
    {
        var storage = new SqliteStorage(path, null);
        try
        {
            SqliteConnection connection;
            try
            {
                connection = storage.Reader();
                connection.Scalar<long>("PRAGMA user_version");
            }
            catch (SqliteException) when (!File.Exists($"{path}-wal"))
            {
                // On a disk that cannot be written SQLite has no place for its locks. Nobody can write there meanwhile either.
                storage = new SqliteStorage(path, null, immutable: true);
                connection = storage.Reader();
            }

            storage._readers.Add(connection);
            return Migrator.Version(connection, path) == Migration.All[^1].Version
                ? storage
                : throw new RecordStoreException(RecordStoreProblem.Other, $"{path} is from an older version. Let 'comity serve' open it once, which brings it up to date.");
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.Tell(exception, path);
        }
    }

    public ValueTask<AppendState> BeginAsync(int year, AppendLookup lookup, CancellationToken cancellation)
    {
        var writer = _writer ?? throw new InvalidOperationException("The file was opened for reading.");
        return ValueTask.FromResult(Told(() =>
        {
            _transaction = writer.BeginTransaction(deferred: false);
            _writes!.Use(_transaction);
            return new AppendState(
                writer.Scalar<long>("SELECT coalesce(max(position), -1) + 1 FROM events"),
                writer.Scalar<long>("SELECT coalesce(max(number), $first) FROM records WHERE number BETWEEN $first AND $last", ("$first", RecordNumber.Before(year)), ("$last", RecordNumber.Before(year + 1))),
                Find(lookup));
        }));
    }

    public ValueTask<AppendFound> LookupAsync(AppendLookup lookup, CancellationToken cancellation) => ValueTask.FromResult(Told(() => Find(lookup)));

    public ValueTask WriteAsync(AppendWrites writes, CancellationToken cancellation)
    {
        Told(() => _writes!.Write(writes));
        return ValueTask.CompletedTask;
    }

    public ValueTask CommitAsync(CancellationToken cancellation)
    {
        Told(_transaction!.Commit);
        End();
        return ValueTask.CompletedTask;
    }

    public ValueTask RollbackAsync()
    {
        try
        {
            _transaction?.Rollback();
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException)
        {
            // SQLite has rolled back by itself: the disk was full or failed.
        }

        End();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IRecordReader> ReadAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            var connection = _readers.TryTake(out var pooled) ? pooled : Reader();
            return ValueTask.FromResult<IRecordReader>(new SqlReader(connection, connection.BeginTransaction(deferred: true), exception => SqliteFailure.Tell((SqliteException)exception, _path), Release));
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.Tell(exception, _path);
        }
    }

    public Task AddDayAsync(LoggedDay day, CancellationToken cancellation) => BesideAsync(
        "INSERT OR IGNORE INTO days (leaf, day, size, root, salt) VALUES ($leaf, $day, $size, $root, $salt)",
        ("$leaf", day.Leaf), ("$day", day.Day), ("$size", day.Size), ("$root", day.Root), ("$salt", day.Salt));

    public Task AddKeyNoteAsync(int number, string note, CancellationToken cancellation) =>
        BesideAsync("INSERT OR IGNORE INTO key_notes (number, note) VALUES ($number, $note)", ("$number", number), ("$note", note));

    public async Task ScrubAsync(CancellationToken cancellation)
    {
        try
        {
            // Its own connection: the writer's belongs to whoever appends. Readers of an older state can keep it waiting.
            using var connection = new SqliteConnection(Connection(_path, SqliteOpenMode.ReadWrite));
            connection.Open();
            for (var tries = 0; connection.Scalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") != 0 && tries < TriesToScrub; tries++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation).ConfigureAwait(false);
            }
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.Tell(exception, _path);
        }
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _writes?.Dispose();
        _writer?.Dispose();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static string Connection(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = SecondsToWaitForALock }.ToString();

    // The writer's connection belongs to whoever appends.
    private Task BesideAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            using var connection = new SqliteConnection(Connection(_path, SqliteOpenMode.ReadWrite));
            connection.Open();
            connection.Execute(sql, parameters);
            return Task.CompletedTask;
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.Tell(exception, _path);
        }
    }

    private SqliteConnection Reader()
    {
        var connection = new SqliteConnection(Connection(_immutable ? $"file:{Uri.EscapeDataString(_path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1" : _path, _writer is null ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite));
        try
        {
            connection.Open();
            connection.Execute("PRAGMA query_only = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private ValueTask Release(DbConnection connection, bool usable)
    {
        if (usable && !_disposed)
        {
            _readers.Add((SqliteConnection)connection);
            return ValueTask.CompletedTask;
        }

        return connection.DisposeAsync();
    }

    private AppendFound Find(AppendLookup lookup)
    {
        if (lookup.IsNothing)
        {
            return AppendFound.Nothing;
        }

        var numbers = string.Join(',', lookup.Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        var submissions = string.Join(',', lookup.Submissions.Select(submission => $"x'{Convert.ToHexString(submission)}'"));
        return new AppendFound(
            numbers.Length == 0 ? [] : Rows($"SELECT {SqlReader.RecordColumns}, e.content FROM records r JOIN events e ON e.position = r.current WHERE r.number IN ({numbers})", SqlReader.Held),
            submissions.Length == 0 ? [] : Rows($"SELECT {SqlReader.EventColumns} FROM events WHERE submission IN ({submissions})", SqlReader.Event));
    }

    private List<T> Rows<T>(string sql, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        using var command = _writer!.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private void Told(Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.Tell(exception, _path);
        }
    }

    private T Told<T>(Func<T> work)
    {
        T result = default!;
        Told(() => { result = work(); });
        return result;
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }
}
