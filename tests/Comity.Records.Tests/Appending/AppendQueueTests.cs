using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Comity.Log.Verification;
using Comity.Records.Appending;
using Comity.Records.Audit;
using Comity.Records.Events;
using Comity.Records.Storage;
using Comity.Records.Storage.Postgres;
using Comity.Records.Storage.Sqlite;
using CsCheck;

namespace Comity.Records.Tests.Appending;

/// <summary>Events that join an open transaction, on SQLite.</summary>
public sealed class SqliteAppendQueueTests() : AppendQueueTests(Database.Sqlite, 60);

/// <summary>Events that join an open transaction, on PostgreSQL.</summary>
public sealed class PostgresAppendQueueTests() : AppendQueueTests(Database.Postgres, 8);

/// <summary>Events that join an open transaction, whatever the database.</summary>
public abstract class AppendQueueTests(Database database, int samples)
{
    private static readonly NewRecord Other = Samples.Record() with { On = new DateOnly(2026, 1, 1), Determinations = [Samples.Determination("detain", "prohibited")] };

    private static readonly Gen<PendingEvent[]> Events = Gen.Select(Gen.Int[0, 7], Gen.Int[1, 3], Gen.Int[1, 3]).Select((what, number, version) => what switch
    {
        0 or 1 => New(),
        2 => New($"key {number}"),
        3 => On(number, new LegalHold("Matter 17")),
        4 => On(number, new HoldRelease("Matter 17")),
        5 => On(number, new Correction(version == 1 ? Other : Samples.Record(), "mistyped"), $"correction {number}"),
        6 => On(number, new Approval(null, Verdict.Approved, null), expected: version),
        _ => On(number, new Erasure("asked for")),
    }).Array[7, 16];

    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    private readonly Clock _clock = new(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatComesWhileRowsAreWrittenJoinsTheTransaction()
    {
        using var store = new TemporaryStore(database);
        await using var storage = await OpenAsync(store);
        var answers = new List<Task<Receipt>>();
        await using (var queue = new AppendQueue(storage, _clock, () => { }))
        {
            storage.Writing = call =>
            {
                PendingEvent[] next = call switch { 1 => [New(), On(1, new LegalHold("Matter 17")), New("a key")], 2 => [On(1, new Erasure("held")), On(2, new Erasure("asked for"))], 3 => [On(2, new LegalHold("erased"))], _ => [] };
                _clock.Now = _clock.Now.AddSeconds(1);
                answers.AddRange(next.Select(item => queue.AppendAsync(item, default)));
                return Task.CompletedTask;
            };
            answers.Add(queue.AppendAsync(New("a key"), Stop));
            await answers[0];
        }

        Assert.Equal((4, 1), (storage.Writes, storage.Commits));
        var start = new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            [
                new Receipt("2026-000001", 1, 0, start, false), new Receipt("2026-000002", 1, 1, start.AddSeconds(1), false), new Receipt("2026-000001", 2, 2, start.AddSeconds(1), false),
                new Receipt("2026-000001", 1, 0, start, true), RecordRefusal.OnHold, new Receipt("2026-000002", 2, 3, start.AddSeconds(2), false), (object)RecordRefusal.Erased,
            ],
            await Task.WhenAll(answers.Select(OutcomeAsync)));
        await SoundAsync(store);
    }

    [Fact]
    public async Task AnySplitIntoRoundsComesToTheSameAsOneEventAfterTheOther() => await Gen.Select(Events, Gen.Int[0, 6], Gen.Int[1, 4]).SampleAsync(
        async (events, earlier, step) =>
        {
            using var alone = new TemporaryStore(database);
            using var joined = new TemporaryStore(database);
            var expected = new List<object>();
            await using (var storage = await OpenAsync(alone))
            {
                await using var queue = new AppendQueue(storage, _clock, () => { });
                foreach (var item in events)
                {
                    expected.Add(await OutcomeAsync(queue.AppendAsync(Again(item), default)));
                }
            }

            var answers = new List<Task<Receipt>>();
            await using (var storage = await OpenAsync(joined))
            {
                await using var queue = new AppendQueue(storage, _clock, () => { });
                var sent = 0;
                void Send(int count)
                {
                    for (var end = Math.Min(events.Length, sent + count); sent < end; sent++)
                    {
                        answers.Add(queue.AppendAsync(Again(events[sent]), default));
                    }
                }

                while (sent < earlier)
                {
                    Send(1);
                    await OutcomeAsync(answers[^1]);
                }

                storage.Writing = _ =>
                {
                    Send(step);
                    return Task.CompletedTask;
                };
                Send(1);
                await OutcomeAsync(answers[earlier]);
                Assert.Equal((earlier + 1, earlier + 1 + ((events.Length - earlier - 1 + step - 1) / step)), (storage.Commits, storage.Writes));
            }

            Assert.Equal(expected, await Task.WhenAll(answers.Select(OutcomeAsync)));
            Assert.Equal(await StateAsync(alone), await StateAsync(joined));
            await SoundAsync(joined);
        },
        iter: samples);

    [Fact]
    public async Task WhereAYearBeginsMeanwhileAllAreNumberedInIt()
    {
        using var store = new TemporaryStore(database);
        await using var storage = await OpenAsync(store);
        _clock.Now = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        Task<Receipt>? second = null;
        await using var queue = new AppendQueue(storage, _clock, () => { });
        storage.Writing = _ =>
        {
            _clock.Now = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
            second ??= queue.AppendAsync(New(), default);
            return Task.CompletedTask;
        };
        Assert.Equal(("2027-000001", 0), (await queue.AppendAsync(New(), Stop)) is var first ? (first.Number, first.Leaf) : default);
        Assert.Equal(("2027-000002", 1), (await second!) is var then ? (then.Number, then.Leaf) : default);
        Assert.Equal(1, storage.Commits);
        await SoundAsync(store);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhereTheAnswerToACommitIsLostAllAreKeptOnce(bool afterIt)
    {
        using var store = new TemporaryStore(database);
        await using var storage = await OpenAsync(store);
        await using var queue = new AppendQueue(storage, _clock, () => { });
        Task<Receipt>? second = null;
        storage.Writing = _ =>
        {
            second ??= queue.AppendAsync(New(), default);
            return Task.CompletedTask;
        };
        void Lose(int commit)
        {
            if (commit == 1)
            {
                throw new RecordStoreException(RecordStoreProblem.Unreachable, "The line was cut.");
            }
        }

        if (afterIt)
        {
            storage.Committed = Lose;
        }
        else
        {
            storage.Committing = Lose;
        }

        Assert.Equal(new Receipt("2026-000001", 1, 0, _clock.Now, false), await queue.AppendAsync(New(), Stop));
        Assert.Equal(new Receipt("2026-000002", 1, 1, _clock.Now, false), await second!);
        Assert.Equal(afterIt ? 1 : 2, storage.Commits);
        await using (var reader = await storage.ReadAsync(Stop))
        {
            Assert.Equal(2, await reader.LeavesAsync());
        }

        await SoundAsync(store);
    }

    [Fact]
    public async Task WhatIsRefusedForAnEventThatWasNotKeptIsNotToldSo()
    {
        using var store = new TemporaryStore(database);
        await using var storage = await OpenAsync(store);
        await using var queue = new AppendQueue(storage, _clock, () => { });
        await queue.AppendAsync(New(), Stop);
        Task<Receipt>? late = null;
        storage.Writing = _ =>
        {
            late ??= queue.AppendAsync(On(1, new LegalHold("Matter 17"), expected: 1), default);
            return Task.CompletedTask;
        };
        storage.Committing = _ => throw new RecordStoreException(RecordStoreProblem.DiskFailure, "The disk is full.");
        await Assert.ThrowsAsync<RecordStoreException>(() => queue.AppendAsync(On(1, new LegalHold("Matter 16"), expected: 1), Stop));
        await Assert.ThrowsAsync<RecordStoreException>(() => late!);
        storage.Committing = _ => { };
        Assert.Equal(2, (await queue.AppendAsync(On(1, new LegalHold("Matter 17"), expected: 1), Stop)).Version);
        await SoundAsync(store);
    }

    private static PendingEvent New(string? key = null) => new(null, null, EventKind.Record, "null", RecordData.Of(Samples.Record()), Hash(key), Samples.Record());

    private static PendingEvent On(long sequence, RecordEvent item, string? key = null, int? expected = null)
    {
        var (kind, data) = RecordData.Of(item);
        return new PendingEvent(RecordNumber.Before(2026) + sequence, expected, kind, "null", data, Hash(key), (item as Correction)?.Record);
    }

    // A pending event is answered once.
    private static PendingEvent Again(PendingEvent item) => new(item.Number, item.ExpectedVersion, item.Kind, item.By, item.Data, item.Submission, item.Record);

    private static byte[]? Hash(string? key) => key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static async Task<object> OutcomeAsync(Task<Receipt> answer)
    {
        try
        {
            return await answer;
        }
        catch (RecordRefusedException exception)
        {
            return exception.Refusal;
        }
    }

    private async Task<GatedStorage> OpenAsync(TemporaryStore store)
    {
        store.Folder.Create();
        return new GatedStorage(store.Postgres is null ? SqliteStorage.Open(store.Path, _clock) : await PostgresStorage.OpenAsync(store.Postgres, write: true, Stop));
    }

    // Everything but salts, and what follows from them.
    private static async Task<string> StateAsync(TemporaryStore store)
    {
        await using var storage = await store.ReadingAsync();
        await using var reader = await storage.ReadAsync(Stop);
        return JsonSerializer.Serialize(new object[]
        {
            (await reader.LeavesAsync(0, 100, content: true)).Select(item => item with { Salt = item.Salt is null ? null : [], Commitment = [] }), await reader.RecordsAsync(0, 100),
            (await reader.PageAsync(new PageQuery(null, 0, int.MaxValue, long.MaxValue, 100))).Select(item => (item.Record, item.Content)), (await reader.PairsAsync()).OrderBy(pair => pair.Pair),
            await reader.CountListedAsync(), (await reader.SituationsAsync()).OrderBy(item => item.Situation).Select(item => $"{item.Situation} {item.Count}"), (await reader.TallyAsync(0, int.MaxValue)).Select(row => row.ToString()).Order(),
        }, WithFields);
    }

    private async Task SoundAsync(TemporaryStore store)
    {
        await using (var whole = await store.OpenAsync(_clock))
        {
            await whole.PublishAsync(Stop);
        }

        Assert.Null((await RecordAudit.RunAsync(store.Folder, store.Postgres, new LogVerifyOptions(store.Trust), Stop)).Problem);
    }
}
