namespace Comity.Records.Tallying;

/// <summary>The exact counts of a data folder, for those who may read its database.</summary>
public static class ExactTally
{
    /// <summary>Reads the counts of a range of days, both included, by day, dimension and value; a server may go on meanwhile.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public static async Task<IReadOnlyList<TallyRow>> ReadAsync(DataFolder folder, string? postgres, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var storage = await RecordStore.OpenForReadingAsync(folder, postgres, cancellation).ConfigureAwait(false);
        await using var disposeStorage = storage.ConfigureAwait(false);
        var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using var disposeReader = reader.ConfigureAwait(false);
        return [.. (await reader.TallyAsync(from.DayNumber, to.DayNumber).ConfigureAwait(false)).OrderBy(row => row.Day).ThenBy(row => row.Dimension, StringComparer.Ordinal).ThenBy(row => row.Value, StringComparer.Ordinal)];
    }
}
