using System.Data.Common;
using Comity.Records.Storage;

namespace Comity.Records.Appending;

/// <summary>
/// Derives the matters that hold records from the events of a database that was written before holds were each by itself.
/// </summary>
internal static class MatterBackfill
{
    /// <summary>Fills the records' columns.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="transaction">The transaction of the migration.</param>
    public static void Run(DbConnection connection, DbTransaction transaction)
    {
        var held = new Dictionary<long, StoredRecord>();
        using (var command = Command(
            "SELECT number, kind, content FROM events WHERE kind IN ('hold', 'release') AND content IS NOT NULL ORDER BY position"))
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var number = reader.GetInt64(0);
                var before = held.GetValueOrDefault(number) ?? new StoredRecord(number, 0, 0, 0, "", 0, false, false);
                held[number] = Projection.Held(before, reader.GetString(1), reader.GetFieldValue<byte[]>(2));
            }
        }

        foreach (var record in held.Values)
        {
            using var command = Command("UPDATE records SET held = @held, matters = @matters WHERE number = @number");
            foreach (var (name, value) in new (string, object)[] { ("@held", record.Held ? 1 : 0), ("@matters", record.Matters),
                ("@number", record.Number) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            command.ExecuteNonQuery();
        }

        DbCommand Command(string sql)
        {
            var command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, sql);
            return command;
        }
    }
}
