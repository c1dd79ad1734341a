using System.Data.Common;
using System.Globalization;
using Comity.Records.Events;

namespace Comity.Records.Situations;

/// <summary>Derives the situations of a database that was written before there were any.</summary>
internal static class SituationBackfill
{
    /// <summary>Fills the table, which is empty, and the records' column.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="transaction">The transaction of the migration.</param>
    public static void Run(DbConnection connection, DbTransaction transaction)
    {
        var (of, counts) = (new List<(long Number, long Situation)>(), new Dictionary<long, (string Content, long Count)>());
        using (var command = Command("SELECT r.number, e.content FROM records r JOIN events e ON e.position = r.current WHERE r.erased = 0 AND e.kind IN ('record', 'correction') AND e.content IS NOT NULL"))
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var situation = Situation.Of(RecordData.Read(reader.GetFieldValue<byte[]>(1)).Record);
                of.Add((reader.GetInt64(0), situation.Id));
                counts[situation.Id] = (situation.Content, counts.GetValueOrDefault(situation.Id).Count + 1);
            }
        }

        foreach (var (number, situation) in of)
        {
            using var command = Command(string.Create(CultureInfo.InvariantCulture, $"UPDATE records SET situation = {situation} WHERE number = {number}"));
            command.ExecuteNonQuery();
        }

        foreach (var (situation, (content, count)) in counts)
        {
            using var command = Command(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO situations (situation, content, count) VALUES ({situation}, @content, {count})"));
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@content", content);
            command.Parameters.Add(parameter);
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
