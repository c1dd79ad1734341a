namespace Comity.Records.Transfer;

/// <summary>What a host keeps in the same database and puts into the same backup, behind the records. It looks after its own integrity.</summary>
public interface IBackupPart
{
    /// <summary>Writes the part.</summary>
    /// <param name="writer">Where to; lines of JSON.</param>
    /// <param name="holds">Whether the backup holds a record of that number; one that was kept a moment later is not in it.</param>
    /// <param name="cancellation">Stops the writing.</param>
    Task WriteAsync(TextWriter writer, Predicate<string> holds, CancellationToken cancellation);

    /// <summary>Reads the part to its end; there may be none.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="restore">Whether to put it into the database; otherwise it is only checked that all of it is there and unchanged.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FormatException">It is not whole, or was changed.</exception>
    /// <exception cref="RecordStoreException">The database is not empty.</exception>
    Task ReadAsync(TextReader reader, bool restore, CancellationToken cancellation);
}
