using Microsoft.Data.Sqlite;

namespace Comity.Records.Storage.Sqlite;

/// <summary>Tells people what SQLite's result codes mean (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteFailure
{
    public static RecordStoreException Tell(SqliteException exception, string path)
    {
        var (problem, message) = exception.SqliteErrorCode switch
        {
            5 or 6 => (RecordStoreProblem.Locked, "is locked by another program. Close that program, then try again."),
            8 => (RecordStoreProblem.ReadOnly, "cannot be written. Give this program the right to write the file and its folder."),
            10 => (RecordStoreProblem.DiskFailure, "could not be read or written: the disk reports an error. Check the disk; nothing was kept."),
            13 => (RecordStoreProblem.DiskFailure, "could not be written: the disk is full. Make room; nothing was kept."),
            11 => (RecordStoreProblem.Damaged, "is damaged. Put a backup in its place."),
            14 => (RecordStoreProblem.CannotOpen, "cannot be opened. Check that it is a file and that its folder can be written."),
            26 => (RecordStoreProblem.NotARecordStore, "is not a file of records. Choose another name."),
            _ => (RecordStoreProblem.Other, $"cannot be used: {exception.Message}"),
        };
        return new RecordStoreException(problem, $"{path} {message}", exception);
    }
}
