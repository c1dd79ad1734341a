using System.Text;
using Comity.Records.Events;
using Comity.Records.Storage;
using Parquet;
using Parquet.Schema;

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

    private static readonly DataField<long> Leaf = new("leaf");
    private static readonly DataField<int> Version = new("version");

    private static readonly (DataField Field, Func<StoredEvent, string?> Value)[] Texts =
    [
        (new DataField<string>("number", nullable: false), item => RecordNumber.Text(item.Number)),
        (new DataField<string>("kind", nullable: false), item => item.Kind),
        (new DataField<string>("at", nullable: false), item => Instant.Text(item.At)),
        (new DataField<string>("commitment", nullable: false), item => Convert.ToHexStringLower(item.Commitment)),
        (new DataField<string>("submission", nullable: true), item => item.Submission is null ? null : Convert.ToHexStringLower(item.Submission)),
        (new DataField<string>("salt", nullable: true), item => item.Salt is null ? null : Convert.ToHexStringLower(item.Salt)),
        (new DataField<string>("role", nullable: true), item => By(item)?.Role),
        (new DataField<string>("unit", nullable: true), item => By(item)?.Unit),
        (new DataField<string>("on", nullable: true), item => Record(item)?.On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        (new DataField<string>("packId", nullable: true), item => Record(item)?.PackId),
        (new DataField<string>("packVersion", nullable: true), item => Record(item)?.PackVersion),
        (new DataField<string>("packDigest", nullable: true), item => Record(item)?.PackDigest),
        (new DataField<string>("actions", nullable: true), item => Joined(item, determination => determination.Action ?? "")),
        (new DataField<string>("outcomes", nullable: true), item => Joined(item, determination => determination.Outcome)),
        (new DataField<string>("content", nullable: true), item => item.Content is null ? null : Encoding.UTF8.GetString(item.Content)),
    ];

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
            var parquet = await ParquetWriter.CreateAsync(new ParquetSchema([Leaf, Version, .. Texts.Select(text => text.Field)]), target, cancellationToken: cancellation).ConfigureAwait(false);
            await using var disposal = parquet.ConfigureAwait(false);
            await foreach (var page in PagesAsync(reader, number, cancellation).ConfigureAwait(false))
            {
                using var group = parquet.CreateRowGroup();
                await group.WriteAsync<long>(Leaf, page.Select(item => item.Position).ToArray(), cancellationToken: cancellation).ConfigureAwait(false);
                await group.WriteAsync<int>(Version, page.Select(item => item.Version).ToArray(), cancellationToken: cancellation).ConfigureAwait(false);
                foreach (var (field, value) in Texts)
                {
                    await group.WriteAsync(field, page.Select(value).ToArray()!).ConfigureAwait(false);
                }

                count += page.Count;
                progress?.Report(count);
            }
        }

        return count;
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

    private static Author? By(StoredEvent item) => SealedEvent.ReadAuthor(SealedEvent.Parts(item.Content).By);

    private static NewRecord? Record(StoredEvent item) => item.Content is not null && EventKind.HoldsRecord(item.Kind) ? RecordData.Read(item.Content).Record : null;

    private static string? Joined(StoredEvent item, Func<RecordedDetermination, string> member) => Record(item) is { } record ? string.Join(';', record.Determinations.Select(member)) : null;
}
