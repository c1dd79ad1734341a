using Comity.Records;
using Comity.Server.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Comity.Server.Tests;

/// <summary>What a running server does when a retention period is over.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task WhatIsDueIsErasedAndTheLogKeepsThatThereWasARecord()
    {
        var folder = Directory.CreateTempSubdirectory("comity-retention-");
        var stop = TestContext.Current.CancellationToken;
        var data = new DataFolder(folder.FullName);
        string old, young;
        await using (var store = await RecordStore.OpenAsync(new RecordStoreOptions(data) { Clock = new FixedClock(new DateTimeOffset(2020, 3, 1, 3, 0, 0, TimeSpan.Zero)) }, stop))
        {
            old = (await store.AddAsync(Record(new DateOnly(2020, 3, 1)), null, cancellation: stop)).Number;
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "retention.json"), """{"determination": "P1Y"}""", stop);
        await using (var store = await RecordStore.OpenAsync(new RecordStoreOptions(data), stop))
        {
            young = (await store.AddAsync(Record(DateOnly.FromDateTime(DateTime.UtcNow)), null, cancellation: stop)).Number;
            using var job = new RetentionJob(store, TimeProvider.System, NullLogger<RetentionJob>.Instance);
            await job.StartAsync(stop);
            while (await store.GetAsync(old, stop) is not null)
            {
                await Task.Delay(20, stop);
            }

            await job.StopAsync(stop);
            Assert.NotNull(await store.GetAsync(young, stop));
        }

        folder.Delete(recursive: true);
    }

    private static NewRecord Record(DateOnly on) =>
        new(on, "new-york", "1.0.0", "sha256:" + new string('a', 64), null, "{}", [new RecordedDetermination("arrest", "prohibited", false, "{}")], null);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
