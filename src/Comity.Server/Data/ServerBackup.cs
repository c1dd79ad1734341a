using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Records;
using Comity.Records.Transfer;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Data;

/// <summary>
/// The server's own tables in a backup: a line with the schema's step, for each table a line with its name and columns and then a line for each row,
/// and at the end a line with their number and the SHA-256 over all lines before. One form for both databases.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
public sealed class ServerBackup(DataFolder folder, string? postgres) : IBackupPart
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public async Task WriteAsync(TextWriter writer, Predicate<string> holds, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(holds);
        await using var context = Context();
        await context.Database.OpenConnectionAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        if (await ServerSchema.StepAsync(context, cancellation) is not (> 0 and var step))
        {
            // No server has run here yet.
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rows, bytes) = (0L, new JsonBytes(context));
        await LineAsync(json => json.WriteNumber("server", step));
        foreach (var table in ServerSchema.Tables)
        {
            await using var command = Command(context, $"SELECT * FROM {table}");
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            await LineAsync(json =>
            {
                json.WriteString("table", table);
                json.WriteStartArray("columns");
                foreach (var column in columns)
                {
                    json.WriteStringValue(column);
                }

                json.WriteEndArray();
            });
            var number = table == ServerSchema.Cases ? Array.IndexOf(columns, "number") : -1;
            while (await reader.ReadAsync(cancellation))
            {
                if (number >= 0 && !holds(reader.GetString(number)))
                {
                    continue;
                }

                rows++;
                await LineAsync(json =>
                {
                    json.WriteStartArray("row");
                    for (var i = 0; i < columns.Length; i++)
                    {
                        Write(json, reader, i, text => bytes.ToBackup(table, columns[i], text));
                    }

                    json.WriteEndArray();
                });
            }
        }

        await writer.WriteLineAsync(Text(json =>
        {
            json.WriteNumber("rows", rows);
            json.WriteString("sha256", Convert.ToHexStringLower(hash.GetHashAndReset()));
        }).AsMemory(), cancellation);

        Task LineAsync(Action<Utf8JsonWriter> members)
        {
            var line = Text(members);
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            return writer.WriteLineAsync(line.AsMemory(), cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task ReadAsync(TextReader reader, bool restore, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await reader.ReadLineAsync(cancellation) is not { } first)
        {
            return;
        }

        if (!restore)
        {
            // Before the first record is restored.
            await RequireEmptyAsync(cancellation);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var context = restore ? Context() : null;
        await using var transaction = context is null ? null : await BeginAsync(context, first, cancellation);
        TableInsert? insert = null;
        var rows = 0L;
        try
        {
            for (var line = first; ; line = await reader.ReadLineAsync(cancellation) ?? throw new FormatException("The backup ends within what the server keeps beside the records."))
            {
                using var json = Parse(line);
                if (json.RootElement.TryGetProperty("sha256", out var digest))
                {
                    if (digest.GetString() != Convert.ToHexStringLower(hash.GetHashAndReset()) || json.RootElement.GetProperty("rows").GetInt64() != rows || await reader.ReadLineAsync(cancellation) is not null)
                    {
                        throw new FormatException("The backup was changed: what the server keeps beside the records is not what was written.");
                    }

                    break;
                }

                hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
                if (json.RootElement.TryGetProperty("row", out var row))
                {
                    rows++;
                    if (insert is not null)
                    {
                        await insert.RunAsync(row, cancellation);
                    }
                }
                else if (context is not null && json.RootElement.TryGetProperty("table", out var table))
                {
                    if (insert is not null)
                    {
                        await insert.DisposeAsync();
                    }

                    insert = await PrepareAsync(context, table.GetString()!, [.. json.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)], cancellation);
                }
            }
        }
        finally
        {
            if (insert is not null)
            {
                await insert.DisposeAsync();
            }
        }

        if (context is not null)
        {
            if (!context.Database.IsSqlite())
            {
                // What the database numbers itself goes on behind what was restored.
                await ExecuteAsync(context, "SELECT setval(pg_get_serial_sequence('access_log', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM access_log), false)", cancellation);
            }

            await transaction!.CommitAsync(cancellation);
            await context.Database.CloseConnectionAsync();
            await ServerSchema.ApplyAsync(context, cancellation);
        }
    }

    private async Task RequireEmptyAsync(CancellationToken cancellation)
    {
        await using var context = Context();
        if ((postgres is not null || File.Exists(folder.Database)) && await ServerSchema.StepAsync(context, cancellation) > 0)
        {
            throw new RecordStoreException(RecordStoreProblem.Other, "A server has run over this database: it holds accounts already. A backup is restored into an empty one.");
        }
    }

    // The tables as they were when the backup was written; what came later is added to them afterwards.
    private static async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> BeginAsync(ServerContext context, string first, CancellationToken cancellation)
    {
        using var json = Parse(first);
        await ServerSchema.ApplyAsync(context, cancellation, json.RootElement.GetProperty("server").GetInt32());
        await context.Database.OpenConnectionAsync(cancellation);
        return await context.Database.BeginTransactionAsync(cancellation);
    }

    private static async Task<TableInsert> PrepareAsync(ServerContext context, string table, string[] columns, CancellationToken cancellation)
    {
        if (!ServerSchema.Tables.Contains(table) || columns.Any(column => !column.All(letter => char.IsAsciiLetterLower(letter) || letter == '_')))
        {
            throw new FormatException($"The backup holds a table '{table}' that this program does not know.");
        }

        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        string[] types;
        await using (var look = Command(context, $"SELECT {names} FROM {table} LIMIT 0"))
        await using (var reader = await look.ExecuteReaderAsync(cancellation))
        {
            types = [.. Enumerable.Range(0, columns.Length).Select(reader.GetDataTypeName)];
        }

        var values = string.Join(", ", types.Select((type, i) => type == "jsonb" ? $"CAST(@p{i} AS jsonb)" : $"@p{i}"));
        var insert = Command(context, $"INSERT INTO {table} ({names}) {(context.Database.IsSqlite() ? "" : "OVERRIDING SYSTEM VALUE ")}VALUES ({values})");
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = insert.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = ($"@p{i}", TypeOf(types[i]));
            insert.Parameters.Add(parameter);
        }

        return new TableInsert(insert, table, columns, types, new JsonBytes(context));
    }

    private static void Write(Utf8JsonWriter json, DbDataReader reader, int column, Func<string, string> written)
    {
        if (reader.IsDBNull(column))
        {
            json.WriteNullValue();
            return;
        }

        switch (TypeOf(reader.GetDataTypeName(column)))
        {
            case System.Data.DbType.Boolean:
                json.WriteBooleanValue(reader.GetBoolean(column));
                break;
            case System.Data.DbType.Int64:
                json.WriteNumberValue(reader.GetInt64(column));
                break;
            case System.Data.DbType.Binary:
                json.WriteBase64StringValue(reader.GetFieldValue<byte[]>(column));
                break;
            default:
                json.WriteStringValue(written(reader.GetString(column)));
                break;
        }
    }

    private static System.Data.DbType TypeOf(string name) => name.ToUpperInvariant() switch
    {
        "BOOLEAN" => System.Data.DbType.Boolean,
        "INTEGER" or "BIGINT" => System.Data.DbType.Int64,
        "BLOB" or "BYTEA" => System.Data.DbType.Binary,
        _ => System.Data.DbType.String,
    };

    private ServerContext Context()
    {
        var options = new DbContextOptionsBuilder<ServerContext>();
        ServerDatabase.Use(options, folder, postgres);
        return new ServerContext(options.Options);
    }

    private static DbCommand Command(ServerContext context, string sql)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = context.Database.CurrentTransaction is { } current ? Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(current) : null;
        return command;
    }

    private static async Task ExecuteAsync(ServerContext context, string sql, CancellationToken cancellation)
    {
        await using var command = Command(context, sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The backup was changed: what the server keeps beside the records is no JSON. {exception.Message}", exception);
        }
    }

    private static string Text(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    // Puts rows into one table.
    private sealed class TableInsert(DbCommand insert, string table, string[] columns, string[] types, JsonBytes bytes) : IAsyncDisposable
    {
        public Task<int> RunAsync(JsonElement row, CancellationToken cancellation)
        {
            for (var i = 0; i < types.Length; i++)
            {
                var value = row[i];
                insert.Parameters[i].Value = value.ValueKind switch
                {
                    JsonValueKind.Null => DBNull.Value,
                    JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
                    JsonValueKind.Number => value.GetInt64(),
                    _ => TypeOf(types[i]) == System.Data.DbType.Binary ? value.GetBytesFromBase64() : bytes.FromBackup(table, columns[i], value.GetString()!),
                };
            }

            return insert.ExecuteNonQueryAsync(cancellation);
        }

        public ValueTask DisposeAsync() => insert.DisposeAsync();
    }
}
