using Microsoft.Data.Sqlite;

namespace Comity.Records.Storage.Sqlite.Migrations;

/// <summary>Brings a file to the newest schema, or leaves it alone.</summary>
internal static class Migrator
{
    // "Comi", so that another program's file is never taken for ours (https://www.sqlite.org/fileformat.html §1.3.14).
    private const long ApplicationId = 0x436F6D69;

    public static void Migrate(SqliteConnection connection, string path, TimeProvider clock)
    {
        // Also where there is nothing to do: a file that cannot be written is found now and not with the first record.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Version(connection, path);
        foreach (var migration in Migration.All.Where(migration => migration.Version > version))
        {
            connection.Execute(migration.Sql);
            migration.Then?.Invoke(connection, transaction, clock);
            connection.Execute($"PRAGMA user_version = {migration.Version}");
        }

        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        transaction.Commit();
    }

    /// <summary>The version of a file of ours; 0 for an empty one.</summary>
    public static long Version(SqliteConnection connection, string path)
    {
        var version = connection.Scalar<long>("PRAGMA user_version");
        if (connection.Scalar<long>("SELECT count(*) FROM sqlite_schema") > 0 && connection.Scalar<long>("PRAGMA application_id") != ApplicationId)
        {
            throw new RecordStoreException(RecordStoreProblem.NotARecordStore, $"{path} is a database of another program. Choose another name.");
        }

        return version <= Migration.All[^1].Version
            ? version
            : throw new RecordStoreException(RecordStoreProblem.NewerSchema, $"{path} has version {version}; this program knows versions up to {Migration.All[^1].Version}. Use a newer program.");
    }
}
