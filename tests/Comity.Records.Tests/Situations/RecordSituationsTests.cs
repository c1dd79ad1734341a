using Comity.Log.Verification;
using Comity.Records.Audit;
using Comity.Records.Situations;
using Comity.Records.Transfer;

namespace Comity.Records.Tests.Situations;

public sealed class RecordSituationsTests
{
    private static readonly Author By = new("officer", null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task RecordsShareTheirSituationsAndLeaveThemWhenTheyAreCorrectedOrErased(Database database)
    {
        using var file = new TemporaryStore(database);
        await using (var store = await file.OpenAsync())
        {
            // Written differently, and the same.
            var receipts = await Task.WhenAll(new[] { """{"a":1,"b":true}""", """{ "b": true, "a": 1.0 }""", """{"a":2}""", """{"a":3}""" }.Select(facts => store.AddAsync(Samples.Record(facts: facts), By, null, cancellation: Stop)));
            var read = await ReadAsync(store);
            Assert.Equal([("{\"a\":1,\"b\":true}", 2), ("{\"a\":2}", 1), ("{\"a\":3}", 1)], Counted(read));
            Assert.Equal(4, read.Total);
            Assert.All(read.Records, record => Assert.Equal(new DateOnly(2026, 3, 15), record.On));
            Assert.Equal(receipts.Select(receipt => receipt.Number).Order(), read.Records.Select(record => record.Number));
            Assert.Equal([new RecordedOutcome("notify", "prohibited", false), new RecordedOutcome("detain", "permitted", true)], read.Situations[0].Determinations);

            await store.AppendAsync(receipts[2].Number, new Correction(Samples.Record(facts: """{"a":3}"""), "other facts"), By, null, null, cancellation: Stop);
            await store.AppendAsync(receipts[0].Number, new Correction(Samples.Record(note: "a note", facts: """{"a":1,"b":true}"""), "nothing new"), By, null, null, cancellation: Stop);
            await store.AppendAsync(receipts[1].Number, new Erasure("its time has come"), By, null, null, cancellation: Stop);
            Assert.Equal([("{\"a\":1,\"b\":true}", 1), ("{\"a\":3}", 2)], Counted(await ReadAsync(store)));
            await store.AppendAsync(receipts[0].Number, new Erasure("its time has come"), By, null, null, cancellation: Stop);
            Assert.Equal([("{\"a\":3}", 2)], Counted(await ReadAsync(store)));

            // What nobody holds any more is in no row.
            Assert.Equal(1L, Convert.ToInt64(file.Execute("SELECT count(*) FROM situations"), System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Null(await ProblemAsync(file));
        Assert.Equal([("{\"a\":3}", 2)], Counted(await CollectAsync(RecordSituations.ReadAsync(file.Folder, file.Postgres, Stop))));
        foreach (var change in new[] { "UPDATE situations SET count = count + 1", "UPDATE situations SET content = '{}'", "DELETE FROM situations", "UPDATE records SET situation = situation + 1 WHERE erased = 0" })
        {
            file.Execute(change);
            Assert.NotNull(await ProblemAsync(file));
            file.Execute(change.StartsWith("UPDATE records", StringComparison.Ordinal) ? "UPDATE records SET situation = situation - 1 WHERE erased = 0" : change.Contains("count + 1", StringComparison.Ordinal) ? "UPDATE situations SET count = count - 1" : "UPDATE situations SET count = count");
        }
    }

    [Fact]
    public async Task AnOlderDatabaseGetsThemFromItsEvents()
    {
        using var file = new TemporaryStore();
        await using (var store = await file.OpenAsync())
        {
            foreach (var facts in new[] { """{"a":1}""", """{"a":1}""", """{"a":2}""" })
            {
                await store.AddAsync(Samples.Record(facts: facts), By, null, cancellation: Stop);
            }
        }

        // As it was before there were any.
        file.Execute("DROP TABLE situations; ALTER TABLE records DROP COLUMN situation; ALTER TABLE records DROP COLUMN matters; DROP TABLE days; DROP TABLE key_notes; PRAGMA user_version = 3");
        Directory.Delete(file.Folder.PublicLog, recursive: true);
        await using (var store = await file.OpenAsync())
        {
            Assert.Equal([("{\"a\":1}", 2), ("{\"a\":2}", 1)], Counted(await ReadAsync(store)));
        }

        Assert.Null(await ProblemAsync(file));
    }

    private static IEnumerable<(string, int)> Counted((long Total, List<RecordedSituation> Situations, List<SituatedRecord> Records) read) =>
        read.Records.GroupBy(record => read.Situations[record.Situation].Facts).Select(group => (group.Key, group.Count())).OrderBy(item => item.Key, StringComparer.Ordinal);

    private static Task<(long Total, List<RecordedSituation> Situations, List<SituatedRecord> Records)> ReadAsync(RecordStore store) => CollectAsync(store.SituationsAsync(Stop));

    private static async Task<(long Total, List<RecordedSituation> Situations, List<SituatedRecord> Records)> CollectAsync(IAsyncEnumerable<SituationBatch> batches)
    {
        var (total, situations, records) = (0L, new List<RecordedSituation>(), new List<SituatedRecord>());
        await foreach (var batch in batches)
        {
            total = batch.Total;
            situations.AddRange(batch.Situations);
            records.AddRange(batch.Records);
        }

        return (total, situations, records);
    }

    private static async Task<LogProblem?> ProblemAsync(TemporaryStore file) =>
        (await RecordAudit.RunAsync(file.Folder, file.Postgres, new LogVerifyOptions(file.Trust), Stop)).Problem;
}
