using System.IO.Compression;
using Comity.Log.Verification;
using Comity.Records.Audit;
using Comity.Records.Events;
using Comity.Records.Transfer;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

namespace Comity.Records.Tests.Transfer;

/// <summary>Backup, restore and export, from each database to each.</summary>
public sealed class TransferTests
{
    private static readonly Author By = new("officer", "booking");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Database.Sqlite, Database.Sqlite)]
    [InlineData(Database.Sqlite, Database.Postgres)]
    [InlineData(Database.Postgres, Database.Sqlite)]
    [InlineData(Database.Postgres, Database.Postgres)]
    public async Task WhatIsBackedUpComesBack(Database from, Database to)
    {
        using var source = new TemporaryStore(from);
        using var target = new TemporaryStore(to);
        var backup = source.Beside("backup");
        List<string> before;
        await using (var store = await source.OpenAsync())
        {
            await FillAsync(store);
            before = await ContentAsync(store);

            // While the store is open, as a server's is.
            Assert.Equal(3_008, await RecordBackup.WriteAsync(source.Folder, source.Postgres, backup, null, null, Stop));
        }

        await Assert.ThrowsAsync<IOException>(() => RecordBackup.WriteAsync(source.Folder, source.Postgres, backup, null, null, Stop));
        Assert.Equal(3_008, await RecordBackup.RestoreAsync(backup, target.Folder, target.Postgres, null, null, Stop));
        File.Copy(source.Folder.KeyFile, target.Folder.KeyFile);
        await using (var restored = await target.OpenAsync())
        {
            Assert.Equal(before, await ContentAsync(restored));
            Assert.True((await restored.AddAsync(Samples.Record(note: "first"), By, "a key", cancellation: Stop)).Repeated);
        }

        Assert.Null((await RecordAudit.RunAsync(target.Folder, target.Postgres, new LogVerifyOptions(source.Trust), Stop)).Problem);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(source.Folder.Log, "checkpoint"), Stop), await File.ReadAllTextAsync(Path.Combine(target.Folder.Log, "checkpoint"), Stop));
        await Assert.ThrowsAsync<RecordStoreException>(() => RecordBackup.RestoreAsync(backup, target.Folder, target.Postgres, null, null, Stop));
    }

    [Fact]
    public async Task ADamagedBackupIsRefusedAndNothingIsRestored()
    {
        using var source = new TemporaryStore();
        var backup = source.Beside("backup");
        await using (var store = await source.OpenAsync())
        {
            for (var i = 0; i < 5; i++)
            {
                await store.AddAsync(Samples.Record(note: $"note {i}"), By, cancellation: Stop);
            }
        }

        await RecordBackup.WriteAsync(source.Folder, null, backup, null, null, Stop);
        var bytes = await File.ReadAllBytesAsync(backup, Stop);
        string[] lines;
        using (var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)))
        {
            lines = (await reader.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        Assert.Equal(8, lines.Length);
        string[][] bad =
        [
            lines[..^1], [.. lines[..2], .. lines[3..]], [.. lines[..2], lines[3], lines[2], .. lines[4..]], [.. lines[..3], lines[3].Replace("note 2", "note 9", StringComparison.Ordinal), .. lines[4..]],
            [.. lines, lines[^1]], [lines[0], .. lines[1..^2], "{\"leaves\":4,\"root\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}"], [.. lines[1..]], ["{}", .. lines[1..]],
            [.. lines[..^2], lines[^1]], [.. lines[..^2], lines[^2].Replace("\"count\":5", "\"count\":6", StringComparison.Ordinal), lines[^1]],
        ];
        foreach (var changed in bad)
        {
            var path = source.Beside(Guid.NewGuid().ToString());
            await using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            {
                await zip.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', changed) + "\n"), Stop);
            }

            await Assert.ThrowsAsync<FormatException>(() => RestoreAsync(path));
        }

        await File.WriteAllBytesAsync(source.Beside("cut"), bytes[..(bytes.Length / 2)], Stop);
        await Assert.ThrowsAsync<FormatException>(() => RestoreAsync(source.Beside("cut")));
        await File.WriteAllTextAsync(source.Beside("text"), "not a backup", Stop);
        await Assert.ThrowsAsync<FormatException>(() => RestoreAsync(source.Beside("text")));

        async Task RestoreAsync(string path)
        {
            using var target = new TemporaryStore();
            try
            {
                await RecordBackup.RestoreAsync(path, target.Folder, null, null, null, Stop);
            }
            finally
            {
                Assert.False(File.Exists(target.Folder.Database));
            }
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task BothFormsOfExportHoldEverything(Database database)
    {
        using var file = new TemporaryStore(database);
        await using var store = await file.OpenAsync();
        await FillAsync(store);
        using var lines = new MemoryStream();
        using var parquet = new MemoryStream();
        Assert.Equal(3_008, await RecordExport.WriteAsync(file.Folder, file.Postgres, null, ExportFormat.JsonLines, lines, null, Stop));
        Assert.Equal(3_008, await RecordExport.WriteAsync(file.Folder, file.Postgres, null, ExportFormat.Parquet, parquet, null, Stop));
        var events = System.Text.Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(EventLine.Parse).ToArray();
        parquet.Position = 0;
        var rows = (await ParquetSerializer.DeserializeAsync<Row>(parquet, cancellationToken: Stop)).Data;
        Assert.Equal(
            events.Select(item => (item.Leaf, item.Number, item.Version, item.Kind, item.At, item.Commitment, item.Submission, item.Salt, item.Content)),
            rows.Select(row => (row.leaf, row.number, row.version, row.kind, Instant.Text(Instant.Of(new DateTimeOffset(DateTime.SpecifyKind(row.at, DateTimeKind.Utc)))), row.commitment, row.submission, row.salt, row.content))!);
        Assert.Equal(("officer", "booking", new DateOnly(2026, 3, 15)), (rows[0].role, rows[0].unit, rows[0].on));
        Assert.Equal(["notify", "detain"], rows[0].actions);
        Assert.Equal(["prohibited", "permitted"], rows[0].outcomes);

        using var one = new MemoryStream();
        Assert.Equal(4, await RecordExport.WriteAsync(file.Folder, file.Postgres, events[0].Number, ExportFormat.JsonLines, one, null, Stop));
        Assert.Equal(0, await RecordExport.WriteAsync(file.Folder, file.Postgres, "x", ExportFormat.JsonLines, one, null, Stop));
    }

    private static async Task FillAsync(RecordStore store)
    {
        var first = await store.AddAsync(Samples.Record(note: "first"), By, "a key");
        await store.AppendAsync(first.Number, new FollowUp("detain", Choice.Declined, "No staff."), By);
        await store.AppendAsync(first.Number, new Correction(Samples.Record(note: "corrected") with { On = new DateOnly(2026, 1, 1) }, "wrong"), By);
        await store.AppendAsync(first.Number, new LegalHold("Matter 17"), By);
        var erased = await store.AddAsync(Samples.Record(note: "erased"), By);
        await store.AppendAsync(erased.Number, new Erasure("asked"), By);
        await store.AppendPolicyAsync(Samples.Publication(), By, 0);
        await Task.WhenAll(Enumerable.Range(0, 3_000).Select(n => store.AddAsync(Samples.Record(note: $"note {n % 7}"), null)));
        var last = await store.AddAsync(Samples.Record() with { Determinations = [Samples.Determination(null, "not-covered")] }, By);
        Assert.Equal(3_007, last.Leaf);
        await store.PublishAsync();
    }

    private static async Task<List<string>> ContentAsync(RecordStore store)
    {
        var content = new List<string>();
        content.AddRange((await store.PolicyEventsAsync()).Select(item => item.ToString()));
        string? after = null;
        do
        {
            var page = await store.ListAsync(new RecordFilter("prohibited"), after, RecordStore.MaximumPageSize);
            foreach (var record in page.Records.Where(record => content.Count < 50 || record.Content.Note == "corrected"))
            {
                content.Add(System.Text.Json.JsonSerializer.Serialize(await store.FileAsync(record.Number)));
            }

            after = page.Next;
        }
        while (after is not null);
        content.Add(System.Text.Json.JsonSerializer.Serialize(await store.FileAsync("2026-000002")));
        return content;
    }

#pragma warning disable IDE1006 // The names are those of the columns.
    private sealed class Row
    {
        public long leaf { get; set; }

        public int version { get; set; }

        [ParquetRequired]
        public string number { get; set; } = "";

        [ParquetRequired]
        public string kind { get; set; } = "";

        public DateTime at { get; set; }

        [ParquetRequired]
        public string commitment { get; set; } = "";

        public string? submission { get; set; }

        public string? salt { get; set; }

        public string? role { get; set; }

        public string? unit { get; set; }

        public DateOnly? on { get; set; }

        public List<string>? actions { get; set; }

        public List<string>? outcomes { get; set; }

        public string? content { get; set; }
    }
}
