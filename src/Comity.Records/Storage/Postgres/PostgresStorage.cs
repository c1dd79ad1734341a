using System.Data;
using System.Data.Common;
using System.Globalization;
using Comity.Records.Appending;
using Comity.Records.Events;
using Npgsql;
using NpgsqlTypes;

namespace Comity.Records.Storage.Postgres;

/// <summary>Records in a PostgreSQL database. An advisory lock makes one writer of all processes; every commit waits for the disk.</summary>
internal sealed class PostgresStorage : IRecordStorage
{
    /// <summary>"Comi", the number of the lock.</summary>
    public const long Lock = 0x436F6D69;

    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _writer;

    private PostgresStorage(NpgsqlDataSource source, string name)
    {
        _source = source;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Opens a database and brings it to the newest schema.</summary>
    /// <param name="connection">The connection string.</param>
    /// <param name="write">Whether it will be written.</param>
    /// <param name="cancellation">Stops the opening.</param>
    public static async Task<PostgresStorage> OpenAsync(string connection, bool write, CancellationToken cancellation)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "comity" };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new RecordStoreException(RecordStoreProblem.CannotOpen, $"The address of the PostgreSQL database cannot be read: {exception.Message} Write it as 'Host=…;Database=…;Username=…'.", exception);
        }

        var name = $"The database {builder.Database} at {builder.Host}";
        var storage = new PostgresStorage(NpgsqlDataSource.Create(builder), name);
        try
        {
            await using var opened = await storage._source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await PostgresSchema.MigrateAsync(opened, name, write, cancellation).ConfigureAwait(false);
            return storage;
        }
        catch (NpgsqlException exception)
        {
            await storage.DisposeAsync().ConfigureAwait(false);
            throw storage.Tell(exception);
        }
        catch
        {
            await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<AppendState> BeginAsync(int year, AppendLookup lookup, CancellationToken cancellation)
    {
        try
        {
            _writer ??= await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using var batch = new NpgsqlBatch(_writer);
            Add(batch, "BEGIN");
            Add(batch, "SET LOCAL synchronous_commit = on");
            Add(batch, $"SELECT pg_advisory_xact_lock({Lock})");
            Add(batch, "SELECT coalesce(max(position), -1) + 1 FROM events");
            Add(batch, string.Create(CultureInfo.InvariantCulture, $"SELECT coalesce(max(number), {RecordNumber.Before(year)}) FROM records WHERE number BETWEEN {RecordNumber.Before(year)} AND {RecordNumber.Before(year + 1)}"));
            Add(batch, lookup);
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await reader.NextResultAsync(cancellation).ConfigureAwait(false);
            var leaves = (await RowsAsync(reader, row => row.GetInt64(0), cancellation).ConfigureAwait(false))[0];
            var last = (await RowsAsync(reader, row => row.GetInt64(0), cancellation).ConfigureAwait(false))[0];
            return new AppendState(leaves, last, await FoundAsync(reader, lookup, cancellation).ConfigureAwait(false));
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    public async ValueTask<AppendFound> LookupAsync(AppendLookup lookup, CancellationToken cancellation)
    {
        if (lookup.IsNothing)
        {
            return AppendFound.Nothing;
        }

        try
        {
            await using var batch = new NpgsqlBatch(_writer);
            Add(batch, lookup);
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            return await FoundAsync(reader, lookup, cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    public async ValueTask WriteAsync(AppendWrites writes, CancellationToken cancellation)
    {
        try
        {
            await using var batch = new NpgsqlBatch(_writer);
            // First: what is erased gives its submission key free, and another event of these may use it again.
            if (writes.Erased.Count > 0)
            {
                Add(batch, "UPDATE events SET submission = NULL, salt = NULL, content = NULL WHERE number = ANY($1) AND kind <> 'erasure'", Array(NpgsqlDbType.Bigint, writes.Erased));
            }

            if (writes.Events is { Count: > 0 } events)
            {
                Add(
                    batch, "INSERT INTO events (position, number, version, kind, at, commitment, submission, salt, content) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    Array(NpgsqlDbType.Bigint, events.Select(item => item.Position)), Array(NpgsqlDbType.Bigint, events.Select(item => item.Number)), Array(NpgsqlDbType.Integer, events.Select(item => item.Version)),
                    Array(NpgsqlDbType.Text, events.Select(item => item.Kind)), Array(NpgsqlDbType.Bigint, events.Select(item => item.At)), Array(NpgsqlDbType.Bytea, events.Select(item => item.Commitment)),
                    Array(NpgsqlDbType.Bytea, events.Select(item => item.Submission)), Array(NpgsqlDbType.Bytea, events.Select(item => item.Salt)), Array(NpgsqlDbType.Text, events.Select(item => item.Content)));
            }

            AddRecords(batch, "", [.. writes.Records.Values.Where(record => writes.NewRecords.Contains(record.Number))]);
            AddRecords(
                batch,
                " ON CONFLICT (number) DO UPDATE SET version = excluded.version, current = excluded.current, on_day = excluded.on_day, kind = excluded.kind, kept_at = excluded.kept_at, held = excluded.held, erased = excluded.erased, situation = excluded.situation, matters = excluded.matters",
                [.. writes.Records.Values.Where(record => !writes.NewRecords.Contains(record.Number))]);
            if (writes.Pairs.Values is { Count: > 0 } pairs)
            {
                Add(
                    batch, "INSERT INTO pairs (pair, outcome, action) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING",
                    Array(NpgsqlDbType.Bigint, pairs.Select(item => item.Pair)), Array(NpgsqlDbType.Text, pairs.Select(item => item.Outcome)), Array(NpgsqlDbType.Text, pairs.Select(item => item.Action)));
            }

            AddListed(batch, "DELETE FROM listed USING unnest($1, $2, $3) AS gone (pair, on_day, number) WHERE (listed.pair, listed.on_day, listed.number) = (gone.pair, gone.on_day, gone.number)", writes.Unlisted);
            AddListed(batch, "INSERT INTO listed (pair, on_day, number) SELECT * FROM unnest($1, $2, $3)", writes.Listed);
            AddSituations(batch, writes);
            if (writes.Tally.Count > 0)
            {
                var cells = writes.Tally.Keys.Select(cell => (cell.Day, Key: Projection.PairOf(cell.Dimension, cell.Value), cell.Dimension, cell.Value)).ToArray();
                var keys = cells.DistinctBy(cell => cell.Key).ToArray();
                Add(
                    batch, "INSERT INTO tally_keys (key, dimension, value) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING",
                    Array(NpgsqlDbType.Bigint, keys.Select(cell => cell.Key)), Array(NpgsqlDbType.Text, keys.Select(cell => cell.Dimension)), Array(NpgsqlDbType.Text, keys.Select(cell => cell.Value)));
                Add(
                    batch, "INSERT INTO tally (day, key, count) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (day, key) DO UPDATE SET count = tally.count + excluded.count",
                    Array(NpgsqlDbType.Integer, cells.Select(cell => cell.Day)), Array(NpgsqlDbType.Bigint, cells.Select(cell => cell.Key)), Array(NpgsqlDbType.Bigint, writes.Tally.Values));
            }

            foreach (var companion in writes.Companions)
            {
                Add(batch, companion.Table.Sql, [.. companion.Values.Select(value => new NpgsqlParameter { Value = value ?? DBNull.Value })]);
            }

            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    public async ValueTask CommitAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand("COMMIT", _writer);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    public async ValueTask RollbackAsync()
    {
        try
        {
            if (_writer?.State == ConnectionState.Open)
            {
                await using var command = new NpgsqlCommand("ROLLBACK", _writer);
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
                return;
            }
        }
        catch (NpgsqlException)
        {
            // The server rolls back what it has no connection for.
        }

        await DropAsync().ConfigureAwait(false);
    }

    public async ValueTask<IRecordReader> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            try
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
                return new SqlReader(connection, transaction, Tell, (used, _) => used.DisposeAsync());
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    public Task AddDayAsync(LoggedDay day, CancellationToken cancellation) => BesideAsync(
        "INSERT INTO days (leaf, day, size, root, salt) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", cancellation, day.Leaf,
            day.Day, day.Size, day.Root, day.Salt);

    public Task AddKeyNoteAsync(int number, string note, CancellationToken cancellation) =>
        BesideAsync("INSERT INTO key_notes (number, note) VALUES ($1, $2) ON CONFLICT DO NOTHING", cancellation, number, note);

    public async Task ScrubAsync(CancellationToken cancellation)
    {
        try
        {
            // The old rows stay in the table's pages until they are vacuumed.
            await using var command = _source.CreateCommand("VACUUM events, situations");
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task BesideAsync(string sql, CancellationToken cancellation, params IReadOnlyList<object> values)
    {
        try
        {
            await using var command = _source.CreateCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw Tell(exception);
        }
    }

    private static void AddRecords(NpgsqlBatch batch, string conflict, IReadOnlyList<StoredRecord> records)
    {
        if (records.Count > 0)
        {
            Add(
                batch, $"INSERT INTO records (number, version, current, on_day, kind, kept_at, held, erased, situation, matters) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10){conflict}",
                Array(NpgsqlDbType.Bigint, records.Select(item => item.Number)), Array(NpgsqlDbType.Integer, records.Select(item => item.Version)), Array(NpgsqlDbType.Bigint, records.Select(item => item.Current)),
                Array(NpgsqlDbType.Integer, records.Select(item => item.OnDay)), Array(NpgsqlDbType.Text, records.Select(item => item.Kind)), Array(NpgsqlDbType.Bigint, records.Select(item => item.KeptAt)),
                Array(NpgsqlDbType.Integer, records.Select(item => item.Held ? 1 : 0)), Array(NpgsqlDbType.Integer,
                    records.Select(item => item.Erased ? 1 : 0)), Array(NpgsqlDbType.Bigint, records.Select(item => item.Situation)),
                Array(NpgsqlDbType.Text, records.Select(item => item.Matters)));
        }
    }

    private static void AddSituations(NpgsqlBatch batch, AppendWrites writes)
    {
        // A situation without a content is there already.
        if (writes.Situations.Where(item => item.Value.Content is not null).ToArray() is { Length: > 0 } counted)
        {
            Add(
                batch, "INSERT INTO situations (situation, content, count) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (situation) DO UPDATE SET count = situations.count + excluded.count",
                Array(NpgsqlDbType.Bigint, counted.Select(item => item.Key)), Array(NpgsqlDbType.Text, counted.Select(item => item.Value.Content)), Array(NpgsqlDbType.Bigint, counted.Select(item => (long)item.Value.Change)));
        }

        if (writes.Situations.Where(item => item.Value.Content is null).ToArray() is { Length: > 0 } left)
        {
            Add(
                batch, "UPDATE situations SET count = situations.count + gone.change FROM unnest($1, $2) AS gone (situation, change) WHERE situations.situation = gone.situation",
                Array(NpgsqlDbType.Bigint, left.Select(item => item.Key)), Array(NpgsqlDbType.Bigint, left.Select(item => (long)item.Value.Change)));
        }

        if (writes.Situations.Where(item => item.Value.Change <= 0).ToArray() is { Length: > 0 } fewer)
        {
            Add(batch, "DELETE FROM situations WHERE situation = ANY($1) AND count <= 0", Array(NpgsqlDbType.Bigint, fewer.Select(item => item.Key)));
        }
    }

    private static void AddListed(NpgsqlBatch batch, string sql, IReadOnlyCollection<ListedRow> rows)
    {
        if (rows.Count > 0)
        {
            Add(batch, sql, Array(NpgsqlDbType.Bigint, rows.Select(item => item.Pair)), Array(NpgsqlDbType.Integer, rows.Select(item => item.OnDay)), Array(NpgsqlDbType.Bigint, rows.Select(item => item.Number)));
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private static void Add(NpgsqlBatch batch, AppendLookup lookup)
    {
        if (lookup.Numbers.Count > 0)
        {
            Add(batch, $"SELECT {SqlReader.RecordColumns}, e.content FROM records r JOIN events e ON e.position = r.current WHERE r.number = ANY($1)", Array(NpgsqlDbType.Bigint, lookup.Numbers));
        }

        if (lookup.Submissions.Count > 0)
        {
            Add(batch, $"SELECT {SqlReader.EventColumns} FROM events WHERE submission = ANY($1)", Array(NpgsqlDbType.Bytea, lookup.Submissions));
        }
    }

    private static async Task<AppendFound> FoundAsync(NpgsqlDataReader reader, AppendLookup lookup, CancellationToken cancellation) => new(
        lookup.Numbers.Count > 0 ? await RowsAsync(reader, SqlReader.Held, cancellation).ConfigureAwait(false) : [],
        lookup.Submissions.Count > 0 ? await RowsAsync(reader, SqlReader.Event, cancellation).ConfigureAwait(false) : []);

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        return rows;
    }

    private async ValueTask DropAsync()
    {
        if (_writer is { } writer)
        {
            _writer = null;

            // Not back into the pool: a transaction may be open on it.
            NpgsqlConnection.ClearPool(writer);
            await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private RecordStoreException Tell(DbException exception)
    {
        var (problem, message) = (exception as PostgresException)?.SqlState switch
        {
            "57P01" or "57P02" or "57P03" or "08006" or "08003" or "08000" => (RecordStoreProblem.Unreachable, "stopped, or is starting. What was sent may or may not be kept; send it again with the same submission key."),
            "25006" => (RecordStoreProblem.ReadOnly, "cannot be written. Is it a standby server? Use the primary one."),
            "53100" => (RecordStoreProblem.DiskFailure, "could not be written: the disk is full. Make room; nothing was kept."),
            "58030" or "XX001" or "XX002" => (RecordStoreProblem.DiskFailure, "could not be read or written: the server's disk or files are damaged."),
            "3D000" => (RecordStoreProblem.CannotOpen, "does not exist. Make it with createdb."),
            "28P01" or "28000" => (RecordStoreProblem.CannotOpen, $"does not let this user in: {exception.Message}"),
            null => (RecordStoreProblem.Unreachable, $"cannot be reached: {exception.Message}"),
            _ => (RecordStoreProblem.Other, $"cannot be used: {exception.Message}"),
        };
        return new RecordStoreException(problem, $"{Name} {message}", exception);
    }
}
