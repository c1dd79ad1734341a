using System.Data.Common;
using System.Globalization;
using System.Text;
using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records.Audit;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Comity.Records.Tests.Audit;

/// <summary>
/// The database of a data folder, of either kind, past the store: it is changed, the audit is asked, and it is put back. Nobody may have the store open meanwhile.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
internal sealed class TamperedDatabase(DataFolder folder, string? postgres)
{
    private readonly LogVerifyOptions _options = new(new LogTrust([.. File.ReadLines(folder.PublicKeyFile).Select(NoteKey.Parse)]));

    // Each with the columns of its key.
    private readonly Dictionary<string, string> _tables = [];

    /// <summary>The files of the log.</summary>
    public string Log => folder.Log;

    private string SoundFile => folder.Database + ".sound";

    /// <summary>Remembers the database as it is: what <see cref="PutBack"/> puts back.</summary>
    public void Keep()
    {
        var tables = postgres is null
            ? "SELECT name || ':' FROM sqlite_schema WHERE type = 'table'"
            : """
              SELECT relname || ':' || string_agg(attname, ', ') FROM pg_index JOIN pg_class ON pg_class.oid = indrelid JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
              WHERE indisprimary AND relnamespace = 'public'::regnamespace GROUP BY relname
              """;
        foreach (var parts in Rows(tables).Select(table => table.Split(':')))
        {
            _tables[parts[0]] = parts[1];
        }

        if (postgres is null)
        {
            File.Copy(folder.Database, SoundFile, overwrite: true);
        }
        else
        {
            Execute($"CREATE SCHEMA sound; {string.Join("; ", _tables.Keys.Select(table => $"CREATE TABLE sound.{table} AS TABLE {table}"))}; ANALYZE");
        }
    }

    /// <summary>Puts the database back.</summary>
    public void PutBack()
    {
        if (postgres is null)
        {
            File.Copy(SoundFile, folder.Database, overwrite: true);
            return;
        }

        Execute("SET LOCAL synchronous_commit = off; " + string.Join("; ", _tables.Select(table => $"""
            DELETE FROM {table.Key} WHERE ({table.Value}) IN (SELECT {table.Value} FROM (SELECT * FROM {table.Key} EXCEPT SELECT * FROM sound.{table.Key}) AS other);
            INSERT INTO {table.Key} (SELECT * FROM sound.{table.Key} EXCEPT SELECT * FROM {table.Key})
            """)));
    }

    /// <summary>Changes the database.</summary>
    /// <returns>False where this changes nothing, or the database refuses it.</returns>
    public bool Change(string sql)
    {
        using var connection = Connect();
        try
        {
            Execute(connection, sql);
        }
        catch (DbException exception) when (exception is SqliteException { SqliteErrorCode: 19 } or PostgresException { SqlState: ['2', '3', ..] })
        {
            // A constraint.
            return false;
        }

        if (postgres is null)
        {
            Execute(connection, $"ATTACH DATABASE '{SoundFile}' AS sound");
        }

        var differs = _tables.Keys.SelectMany(table => new[] { $"EXISTS (SELECT * FROM {table} EXCEPT SELECT * FROM sound.{table})", $"EXISTS (SELECT * FROM sound.{table} EXCEPT SELECT * FROM {table})" });
        return Convert.ToBoolean(Execute(connection, $"SELECT {string.Join(" OR ", differs)}"), CultureInfo.InvariantCulture);
    }

    /// <summary>What the audit finds; null for nothing.</summary>
    public async Task<LogProblem?> ProblemAsync()
    {
        try
        {
            return (await RecordAudit.RunAsync(folder, postgres, _options, CancellationToken.None)).Problem;
        }
        catch (RecordStoreException exception)
        {
            return new LogProblem(null, exception.Message);
        }
    }

    /// <summary>The first column of a question.</summary>
    public IReadOnlyList<string> Rows(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return rows;
    }

    /// <summary>A number.</summary>
    public long Number(string sql) => Convert.ToInt64(Execute(sql), CultureInfo.InvariantCulture);

    /// <summary>Bytes as the database writes them.</summary>
    public string Written(byte[] bytes) => postgres is null ? $"x'{Convert.ToHexString(bytes)}'" : $"'\\x{Convert.ToHexString(bytes)}'::bytea";

    /// <summary>A column of an event with one bit changed, as the database writes it.</summary>
    public string Flipped(string column, long position, Random random)
    {
        var value = Execute($"SELECT {column} FROM events WHERE position = {position}");
        var bytes = value as byte[] ?? Encoding.UTF8.GetBytes((string)value!);
        var (place, changed) = (0, (byte)0);
        while (changed == 0)
        {
            // Texts stay texts: the highest bit stays, and none gets a character 0.
            place = random.Next(bytes.Length);
            changed = (byte)(bytes[place] ^ (1 << random.Next(7)));
        }

        bytes[place] = changed;
        return value is byte[] ? Written(bytes) : $"'{Encoding.UTF8.GetString(bytes).Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private object? Execute(string sql)
    {
        using var connection = Connect();
        return Execute(connection, sql);
    }

    private static object? Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private DbConnection Connect()
    {
        DbConnection connection = postgres is null ? new SqliteConnection($"Data Source={folder.Database};Pooling=False") : new NpgsqlConnection(postgres);
        connection.Open();
        return connection;
    }
}
