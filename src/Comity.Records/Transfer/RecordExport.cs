using Comity.Records.Events;
using Comity.Records.Storage;
using Parquet;
using Parquet.Serialization;

namespace Comity.Records.Transfer;

/// <summary>In which form records are exported.</summary>
public enum ExportFormat
{
    /// <summary>One JSON object on each line (https://jsonlines.org).</summary>
    JsonLines,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

/// <summary>Exports events: everything that is held about them, in the order of the log, or of one record.</summary>
public static class RecordExport
{
    private const int Step = 8_192;

    /// <summary>Makes the file of an export, for its owner alone.</summary>
    /// <exception cref="IOException">It exists, or cannot be made.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Exports all events, or those of one record.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    /// <param name="number">The number of one record; null for all.</param>
    /// <param name="format">The form.</param>
    /// <param name="target">Where to; for Parquet it can be read and sought.</param>
    /// <param name="progress">Is told how many events are written; null for nobody.</param>
    /// <param name="cancellation">Stops the export.</param>
    /// <returns>How many events were written.</returns>
    /// <exception cref="RecordStoreException">The database cannot be read.</exception>
    public static async Task<long> WriteAsync(DataFolder folder, string? postgres, string? number, ExportFormat format, Stream target, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var storage = await RecordStore.OpenForReadingAsync(folder, postgres, cancellation).ConfigureAwait(false);
        await using var disposeStorage = storage.ConfigureAwait(false);
        var reader = await storage.ReadAsync(cancellation).ConfigureAwait(false);
        await using var disposeReader = reader.ConfigureAwait(false);
        var count = 0L;
        if (format == ExportFormat.JsonLines)
        {
            var writer = new StreamWriter(target, leaveOpen: true);
            await using var disposal = writer.ConfigureAwait(false);
            await foreach (var page in PagesAsync(reader, number, cancellation).ConfigureAwait(false))
            {
                foreach (var item in page)
                {
                    await writer.WriteLineAsync(EventLine.Of(item).ToString()).ConfigureAwait(false);
                }

                count += page.Count;
                progress?.Report(count);
            }
        }
        else
        {
            await foreach (var page in PagesAsync(reader, number, cancellation).ConfigureAwait(false))
            {
                await WritePageAsync(page.Select(ParquetRow.Of)).ConfigureAwait(false);
                count += page.Count;
                progress?.Report(count);
            }

            if (count == 0)
            {
                await WritePageAsync([]).ConfigureAwait(false);
            }
        }

        return count;

        // A group of rows for each page.
        Task WritePageAsync(IEnumerable<ParquetRow> rows) =>
            ParquetSerializer.SerializeAsync(rows, target, new ParquetOptions { Append = count > 0 }, cancellationToken: cancellation);
    }

    private static async IAsyncEnumerable<IReadOnlyList<StoredEvent>> PagesAsync(IRecordReader reader, string? number, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (number is not null)
        {
            yield return RecordNumber.TryParseAny(number, out var key) ? await reader.EventsAsync(key, key).ConfigureAwait(false) : [];
            yield break;
        }

        for (var from = 0L; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await reader.LeavesAsync(from, Step, content: true).ConfigureAwait(false);
            if (page.Count > 0)
            {
                yield return page;
            }

            if (page.Count < Step)
            {
                yield break;
            }

            from = page[^1].Position + 1;
        }
    }
}
