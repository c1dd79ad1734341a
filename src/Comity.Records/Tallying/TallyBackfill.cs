using System.Data.Common;
using System.Globalization;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Tallying;

/// <summary>Derives the tally of a database that was written before there was one. What was erased by then is not in it.</summary>
internal static class TallyBackfill
{
    /// <summary>Fills the tables, which are empty.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="transaction">The transaction of the migration.</param>
    public static void Run(DbConnection connection, DbTransaction transaction)
    {
        var tally = new Dictionary<TallyCell, long>();
        using (var command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = $"SELECT {SqlReader.EventColumns} FROM events WHERE kind IN ('record', 'correction') AND content IS NOT NULL ORDER BY number, version";
            using var reader = command.ExecuteReader();
            var (number, keptAt) = (-1L, 0L);
            NewRecord? earlier = null;
            while (reader.Read())
            {
                var item = SqlReader.Event(reader);
                var (record, _, kept) = RecordData.Read(item.Content!);
                if (item.Number != number)
                {
                    (number, keptAt, earlier) = (item.Number, kept ?? item.At, null);
                }

                TallyProjection.Add(tally, earlier, item, record, keptAt);
                earlier = record;
            }
        }

        foreach (var row in tally.Keys.Select(cell => (cell.Dimension, cell.Value)).Distinct())
        {
            Run("INSERT INTO tally_keys (key, dimension, value) VALUES (@key, @dimension, @value)", ("@key", Projection.PairOf(row.Dimension, row.Value)), ("@dimension", row.Dimension), ("@value", row.Value));
        }

        foreach (var (cell, count) in tally)
        {
            Run(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO tally (day, key, count) VALUES ({cell.Day}, {Projection.PairOf(cell.Dimension, cell.Value)}, {count})"));
        }

        void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            command.ExecuteNonQuery();
        }
    }
}
