using Microsoft.Data.Sqlite;

namespace Comity.Records.Tests;

/// <summary>A temporary folder with the path of a records file in it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-records-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "data", "records.db");

    public RecordStore Open(TimeProvider? clock = null) => RecordStore.Open(Path, clock);

    /// <summary>Writes the file before the store sees it.</summary>
    public void Write(byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllBytes(Path, content);
    }

    /// <summary>A connection past the store, unpooled.</summary>
    public SqliteConnection Connect()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    public object? Execute(string sql)
    {
        using var connection = Connect();
        return Execute(connection, sql);
    }

    public static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
