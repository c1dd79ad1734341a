using System.Data.Common;
using System.Globalization;
using Comity.Log.Merkle;
using Comity.Records.Tallying;

namespace Comity.Records.Storage;

/// <summary>The statements that read, which SQLite and PostgreSQL understand alike, inside one transaction.</summary>
/// <param name="connection">The connection; it goes back to where it came from in <paramref name="release"/>.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="failed">Makes an exception that names the database of one that a driver threw.</param>
/// <param name="release">Is called at the end, with whether the connection can be used again.</param>
internal sealed class SqlReader(DbConnection connection, DbTransaction transaction, Func<DbException, RecordStoreException> failed, Func<DbConnection, bool, ValueTask> release) : IRecordReader
{
    public const string RecordColumns =
        "r.number, r.version, r.current, r.on_day, r.kind, r.kept_at, r.held, r.erased, r.situation, r.matters";
    public const string EventColumns = "position, number, version, kind, at, commitment, submission, salt, content";

    private const string BareColumns = "position, number, version, kind, at, commitment, submission, NULL, NULL";

    private bool _broken;

    public async Task<long> LeavesAsync() => (await QueryAsync("SELECT coalesce(max(position), -1) + 1 FROM events", reader => reader.GetInt64(0)).ConfigureAwait(false))[0];

    public async Task<(StoredRecord Record, byte[]? Content)?> FindAsync(long number) =>
        (await QueryAsync($"{WithContent} WHERE r.number = @number", Held, ("@number", number)).ConfigureAwait(false)) is [var found] ? found : null;

    public async Task<IReadOnlyList<StoredEvent>> EventsAsync(long first, long last) =>
        await QueryAsync($"SELECT {EventColumns} FROM events WHERE number BETWEEN @first AND @last ORDER BY number, version", Event, ("@first", first), ("@last", last)).ConfigureAwait(false);

    public async Task<IReadOnlyList<StoredEvent>> LeavesAsync(long from, int count, bool content) =>
        await QueryAsync($"SELECT {(content ? EventColumns : BareColumns)} FROM events WHERE position >= @from ORDER BY position LIMIT @count", Event, ("@from", from), ("@count", count)).ConfigureAwait(false);

    public async Task<IReadOnlyList<StoredRecord>> RecordsAsync(long after, int count) =>
        await QueryAsync($"SELECT {RecordColumns} FROM records r WHERE r.number > @after ORDER BY r.number LIMIT @count", Record, ("@after", after), ("@count", count)).ConfigureAwait(false);

    public async Task<IReadOnlyList<(StoredRecord Record, byte[]? Content)>> PageAsync(PageQuery query)
    {
        var keys = new HashSet<(int Day, long Number)>();
        foreach (var pair in PairsOf(query))
        {
            keys.UnionWith(await KeysAsync(query, pair).ConfigureAwait(false));
        }

        var nearest = query.Above is null ? keys.OrderDescending() : keys.Order();
        var numbers = string.Join(',', nearest.Take(query.Limit).Select(key => key.Number.ToString(CultureInfo.InvariantCulture)));
        return numbers.Length == 0 ? []
            : await QueryAsync($"{WithContent} WHERE r.number IN ({numbers}) ORDER BY r.on_day DESC, r.number DESC", Held).ConfigureAwait(false);
    }

    public async Task<int> CountAsync(PageQuery query)
    {
        // A record may have several of the pairs and is counted once; as soon as the limit is reached, nothing more is read.
        var keys = new HashSet<(int Day, long Number)>();
        foreach (var pair in PairsOf(query))
        {
            keys.UnionWith(await KeysAsync(query, pair).ConfigureAwait(false));
            if (keys.Count >= query.Limit)
            {
                break;
            }
        }

        return Math.Min(keys.Count, query.Limit);
    }

    private static IEnumerable<long?> PairsOf(PageQuery query) => query.Pairs?.Select(pair => (long?)pair) ?? [null];

    // A walk along an index that ends with the limit: the keys of records, or of those with a pair.
    private Task<List<(int Day, long Number)>> KeysAsync(PageQuery query, long? pair)
    {
        var direction = query.Above is null ? "DESC" : "ASC";
        (string, object)[] parameters =
            [("@from", query.FromDay), ("@day", query.BeforeDay), ("@number", query.BeforeNumber), ("@limit", query.Limit)];
        if (query.Above is var (day, number))
        {
            parameters = [.. parameters, ("@aboveDay", day), ("@aboveNumber", number)];
        }

        return QueryAsync(
            $"""
            SELECT on_day, number FROM {(pair is null ? "records WHERE erased = 0" : "listed WHERE pair = @pair")}
            AND on_day >= @from AND (on_day, number) < (@day, @number){(query.Above is null ? "" : " AND (on_day, number) > (@aboveDay, @aboveNumber)")}
            ORDER BY on_day {direction}, number {direction} LIMIT @limit
            """,
            Key, pair is { } one ? [.. parameters, ("@pair", one)] : parameters);
    }

    public async Task<IReadOnlyList<PairRow>> PairsAsync() =>
        await QueryAsync("SELECT pair, outcome, action FROM pairs", reader => new PairRow(reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2))).ConfigureAwait(false);

    public async Task<IReadOnlyList<long>> DueAsync(string kind, long keptBefore, int limit) => await QueryAsync(
        "SELECT number FROM records WHERE erased = 0 AND held = 0 AND on_day >= 0 AND kind = @kind AND kept_at < @before ORDER BY kept_at LIMIT @limit",
        reader => reader.GetInt64(0), ("@kind", kind), ("@before", keptBefore), ("@limit", limit)).ConfigureAwait(false);

    public async Task<long> CountListedAsync() => (await QueryAsync("SELECT count(*) FROM listed", reader => reader.GetInt64(0)).ConfigureAwait(false))[0];

    public async Task<long> CountSituatedAsync() => (await QueryAsync("SELECT coalesce(sum(count), 0) FROM situations", reader => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture)).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<SituatedRow>> SituatedAsync(long after, int count) => await QueryAsync(
        "SELECT number, on_day, situation FROM records WHERE number > @after AND situation <> 0 ORDER BY number LIMIT @count",
        reader => new SituatedRow(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2)), ("@after", after), ("@count", count)).ConfigureAwait(false);

    public async Task<IReadOnlyList<(long Situation, string Content)>> SituationsAsync(IReadOnlyCollection<long> situations) => situations.Count == 0 ? [] : await QueryAsync(
        $"SELECT situation, content FROM situations WHERE situation IN ({string.Join(',', situations.Select(situation => situation.ToString(CultureInfo.InvariantCulture)))})",
        reader => (reader.GetInt64(0), reader.GetString(1))).ConfigureAwait(false);

    public async Task<IReadOnlyList<(long Situation, string Content, long Count)>> SituationsAsync() =>
        await QueryAsync("SELECT situation, content, count FROM situations", reader => (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2))).ConfigureAwait(false);

    public async Task<IReadOnlyList<TallyRow>> TallyAsync(int from, int to)
    {
        // The few names are read once, not with each count.
        var keys = (await QueryAsync("SELECT key, dimension, value FROM tally_keys", reader => (Key: reader.GetInt64(0), Dimension: reader.GetString(1), Value: reader.GetString(2))).ConfigureAwait(false))
            .ToDictionary(row => row.Key, row => (row.Dimension, row.Value));
        return await QueryAsync(
            "SELECT day, key, count FROM tally WHERE day BETWEEN @from AND @to AND count <> 0 ORDER BY day, key",
            reader => keys.TryGetValue(reader.GetInt64(1), out var name)
                ? new TallyRow(DateOnly.FromDayNumber(reader.GetInt32(0)), name.Dimension, name.Value, reader.GetInt64(2))
                : throw new FormatException("a count of the tally has no name."),
            ("@from", from), ("@to", to)).ConfigureAwait(false);
    }

    public async Task<long> CountListedAsync(IReadOnlyList<ListedRow> rows)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var values = string.Join(',', rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"({row.Pair},{row.OnDay},{row.Number})")));
        return (await QueryAsync($"WITH due (pair, on_day, number) AS (VALUES {values}) SELECT count(*) FROM due JOIN listed USING (pair, on_day, number)", reader => reader.GetInt64(0)).ConfigureAwait(false))[0];
    }

    public async Task<IReadOnlyList<LoggedDay>> DaysAsync(long from) => await QueryAsync(
        "SELECT leaf, day, size, root, salt FROM days WHERE leaf >= @from ORDER BY leaf",
        reader => reader.GetValue(3) is byte[] { Length: TreeHash.Size } root && reader.GetInt32(1) is >= 0 and var day
            && day <= DateOnly.MaxValue.DayNumber
            ? new LoggedDay(reader.GetInt64(0), day, reader.GetInt64(2), root, (byte[])reader.GetValue(4))
            : throw new FormatException("a row of 'days' holds no day, or no root."),
        ("@from", from)).ConfigureAwait(false);

    public async Task<IReadOnlyList<string>> KeyNotesAsync() =>
        await QueryAsync("SELECT note FROM key_notes ORDER BY number", reader => reader.GetString(0)).ConfigureAwait(false);

    // PostgreSQL checks the pages that it reads, where the cluster was made with checksums; SQLite does not.
    public async Task<string?> DamageAsync() => connection is not Microsoft.Data.Sqlite.SqliteConnection ? null
        : await QueryAsync("PRAGMA integrity_check(1)", reader => reader.GetString(0)).ConfigureAwait(false) is ["ok"] ? null : (await QueryAsync("PRAGMA integrity_check(1)", reader => reader.GetString(0)).ConfigureAwait(false))[0];

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (DbException)
        {
            _broken = true;
        }

        await release(connection, !_broken).ConfigureAwait(false);
    }

    private static string WithContent => $"SELECT {RecordColumns}, e.content FROM records r JOIN events e ON e.position = r.current";

    private static (int, long) Key(DbDataReader reader) => (reader.GetInt32(0), reader.GetInt64(1));

    public static StoredRecord Record(DbDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetString(4), reader.GetInt64(5),
            reader.GetInt32(6) != 0, reader.GetInt32(7) != 0) { Situation = reader.GetInt64(8), Matters = reader.GetString(9) };

    public static (StoredRecord, byte[]?) Held(DbDataReader reader) =>
        (Record(reader), reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10));

    public static StoredEvent Event(DbDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetString(3), reader.GetInt64(4), (byte[])reader.GetValue(5),
        reader.IsDBNull(6) ? null : (byte[])reader.GetValue(6), reader.IsDBNull(7) ? null : (byte[])reader.GetValue(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8));

    private async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = transaction;
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (DbException exception)
        {
            _broken = true;
            throw failed(exception);
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException)
        {
            throw new RecordStoreException(RecordStoreProblem.Damaged, $"The database holds something that is not a record's: {exception.Message}", exception);
        }
    }
}
