using Comity.Records.Appending;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Storage.Sqlite;

/// <summary>The statements that write, prepared once for a connection.</summary>
internal sealed class SqliteWrites : IDisposable
{
    private readonly Dictionary<CompanionTable, SqliteCommand> _companions = [];
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _event, _record, _pair, _listed, _unlisted, _erased, _tally, _tallyKey, _situation, _leftSituation, _emptySituation;

    public SqliteWrites(SqliteConnection connection, SqliteTransaction? transaction = null)
    {
        _connection = connection;
        _event = Prepare("INSERT INTO events (position, number, version, kind, at, commitment, submission, salt, content) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, CAST($8 AS TEXT))", 9);
        _record = Prepare("INSERT OR REPLACE INTO records (number, version, current, on_day, kind, kept_at, held, erased, situation, matters) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)", 10);
        _pair = Prepare("INSERT OR IGNORE INTO pairs (pair, outcome, action) VALUES ($0, $1, $2)", 3);
        _listed = Prepare("INSERT INTO listed (pair, on_day, number) VALUES ($0, $1, $2)", 3);
        _unlisted = Prepare("DELETE FROM listed WHERE pair = $0 AND on_day = $1 AND number = $2", 3);
        _erased = Prepare("UPDATE events SET submission = NULL, salt = NULL, content = NULL WHERE number = $0 AND kind <> 'erasure'", 1);
        _tally = Prepare("INSERT INTO tally (day, key, count) VALUES ($0, $1, $2) ON CONFLICT (day, key) DO UPDATE SET count = count + excluded.count", 3);
        _tallyKey = Prepare("INSERT OR IGNORE INTO tally_keys (key, dimension, value) VALUES ($0, $1, $2)", 3);

        _situation = Prepare("INSERT INTO situations (situation, content, count) VALUES ($0, $1, $2) ON CONFLICT (situation) DO UPDATE SET count = count + excluded.count", 3);
        _leftSituation = Prepare("UPDATE situations SET count = count + $1 WHERE situation = $0", 2);
        _emptySituation = Prepare("DELETE FROM situations WHERE situation = $0 AND count <= 0", 1);

        SqliteCommand Prepare(string sql, int parameters) => SqliteWrites.Prepare(connection, transaction, sql, 0, parameters);
    }

    public void Write(AppendWrites writes)
    {
        // First: what is erased gives its submission key free, and another event of these may use it again.
        foreach (var number in writes.Erased)
        {
            Run(_erased, number);
        }

        foreach (var item in writes.Events)
        {
            Run(_event, item.Position, item.Number, item.Version, item.Kind, item.At, item.Commitment, item.Submission, item.Salt, item.Content);
        }

        foreach (var item in writes.Records.Values)
        {
            Run(_record, item.Number, item.Version, item.Current, item.OnDay, item.Kind, item.KeptAt, item.Held
                ? 1
                : 0, item.Erased
                ? 1
                : 0, item.Situation, item.Matters);
        }

        foreach (var item in writes.Pairs.Values)
        {
            Run(_pair, item.Pair, item.Outcome, item.Action);
        }

        foreach (var item in writes.Unlisted)
        {
            Run(_unlisted, item.Pair, item.OnDay, item.Number);
        }

        foreach (var item in writes.Listed)
        {
            Run(_listed, item.Pair, item.OnDay, item.Number);
        }

        foreach (var (cell, change) in writes.Tally)
        {
            var key = Projection.PairOf(cell.Dimension, cell.Value);
            Run(_tallyKey, key, cell.Dimension, cell.Value);
            Run(_tally, cell.Day, key, change);
        }

        foreach (var (situation, (content, change)) in writes.Situations)
        {
            if (content is not null)
            {
                Run(_situation, situation, content, change);
            }
            else
            {
                Run(_leftSituation, situation, change);
            }

            if (change <= 0)
            {
                Run(_emptySituation, situation);
            }
        }

        foreach (var companion in writes.Companions)
        {
            if (!_companions.TryGetValue(companion.Table, out var command))
            {
                _companions[companion.Table] = command = Prepare(_connection, _event.Transaction, companion.Table.Sql, 1, companion.Table.Columns);
            }

            Run(command, [.. companion.Values]);
        }
    }

    /// <summary>Puts the statements into a transaction.</summary>
    public void Use(SqliteTransaction? transaction)
    {
        foreach (var command in Commands)
        {
            command.Transaction = transaction;
        }
    }

    public void Dispose()
    {
        foreach (var command in Commands)
        {
            command.Dispose();
        }
    }

    private IEnumerable<SqliteCommand> Commands => [_event, _record, _pair, _listed, _unlisted, _erased, _tally, _tallyKey, _situation, _leftSituation, _emptySituation, .. _companions.Values];

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction? transaction, string sql, int first, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter($"${first + i}", null));
        }

        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
