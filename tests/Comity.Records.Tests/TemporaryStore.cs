using Comity.Log.Notes;
using Comity.Records.Storage;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Tests;

/// <summary>The databases that every test of the store runs on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>A temporary data folder, with a SQLite file in it or an empty PostgreSQL database beside it.</summary>
internal sealed class TemporaryStore(Database database = Database.Sqlite) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-records-");

    public string? Postgres { get; } = database == Database.Postgres ? PostgresCluster.Shared.NewDatabase() : null;

    public DataFolder Folder => new(System.IO.Path.Combine(_folder.FullName, "data"));

    public string Path => Folder.Database;

    public string Beside(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public Task<RecordStore> OpenAsync(TimeProvider? clock = null) => RecordStore.OpenAsync(Options with { Clock = clock }, TestContext.Current.CancellationToken);

    public RecordStoreOptions Options => new(Folder) { Postgres = Postgres, LogName = "example.com/records", PublishEvery = TimeSpan.FromMilliseconds(50) };

    public LogTrust Trust => new([.. File.ReadLines(Folder.PublicKeyFile).Select(NoteKey.Parse)]);

    public Task<IRecordStorage> ReadingAsync() => RecordStore.OpenForReadingAsync(Folder, Postgres, TestContext.Current.CancellationToken);

    /// <summary>Writes the file before the store sees it.</summary>
    public void Write(byte[] content)
    {
        Directory.CreateDirectory(Folder.Path);
        File.WriteAllBytes(Path, content);
    }

    /// <summary>A connection past the store, unpooled.</summary>
    public SqliteConnection Connect()
    {
        Directory.CreateDirectory(Folder.Path);
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Runs statements past the store.</summary>
    public object? Execute(string sql)
    {
        if (Postgres is not null)
        {
            return PostgresCluster.Execute(Postgres, sql);
        }

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
