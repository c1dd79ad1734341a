using Comity.Log.Verification;
using Comity.Records.Audit;
using Comity.Records.Tallying;
using Comity.Records.Transfer;

namespace Comity.Records.Tests.Tallying;

/// <summary>The tally, on SQLite.</summary>
public sealed class SqliteTallyTests() : TallyTests(Database.Sqlite);

/// <summary>The tally, on PostgreSQL.</summary>
public sealed class PostgresTallyTests() : TallyTests(Database.Postgres);

/// <summary>The tally is what the events come to, and a day that is over for good never changes.</summary>
public abstract class TallyTests(Database database) : IDisposable
{
    private static readonly Author By = new("officer", null);
    private static readonly DateOnly First = new(2020, 1, 1);
    private static readonly DateOnly Last = new(2030, 1, 1);

    private readonly TemporaryStore _file = new(database);
    private readonly Clock _clock = new(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        GC.SuppressFinalize(this);
    }

    // What should be counted is kept beside the store, in the plainest way: a list of what counts, each with its day.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ItIsWhatTheEventsComeTo(int seed)
    {
        var random = new Random(seed);
        var counted = new Dictionary<string, (DateOnly Kept, DateOnly Day, NewRecord Record, bool Erased)>();
        var closed = new Dictionary<DateOnly, List<TallyRow>>();
        await using var store = await _file.OpenAsync(_clock);
        for (var step = 0; step < 120; step++)
        {
            _clock.Now += TimeSpan.FromHours(random.Next(14));
            var today = DateOnly.FromDateTime(_clock.Now.UtcDateTime);
            var number = counted.Keys.Where(key => !counted[key].Erased).OrderBy(_ => random.Next()).FirstOrDefault();
            switch (number is null ? 0 : random.Next(6))
            {
                case < 4:
                    var record = Random(random, today);
                    counted[(await store.AddAsync(record, By, cancellation: Stop)).Number] = (today, Day(record.On, today), record, false);
                    break;
                case 4:
                    var (kept, day, before, _) = counted[number!];
                    var corrected = Random(random, today);
                    await store.AppendAsync(number!, new Correction(corrected, "a mistake"), By, cancellation: Stop);
                    counted[number!] = today.DayNumber - kept.DayNumber <= 2 ? (kept, Day(corrected.On, kept), corrected, false) : (kept, day, before, false);
                    break;
                default:
                    await store.AppendAsync(number!, new Erasure("its period is over"), By, cancellation: Stop);
                    counted[number!] = counted[number!] with { Erased = true };
                    break;
            }

            foreach (var (day, rows) in closed)
            {
                Assert.Equal(rows, await store.TallyAsync(day, day, Stop));
            }

            var end = TallyDay.ClosedThrough(_clock.Now);
            closed[end] = [.. await store.TallyAsync(end, end, Stop)];
        }

        var due = counted.Values.SelectMany(item => Cells(item.Day, item.Record)).CountBy(cell => cell).Select(cell => new TallyRow(cell.Key.Day, cell.Key.Dimension, cell.Key.Value, cell.Value));
        Assert.Equal(Sorted(due), Sorted(await store.TallyAsync(First, Last, Stop)));
        await store.PublishAsync(Stop);
        Assert.Null((await RecordAudit.RunAsync(_file.Folder, _file.Postgres, new LogVerifyOptions(_file.Trust), Stop)).Problem);
    }

    [Fact]
    public async Task CountsOfWhatWasErasedSurviveABackupAndAreBounded()
    {
        var backup = _file.Beside("backup");
        IReadOnlyList<TallyRow> before;
        await using (var store = await _file.OpenAsync(_clock))
        {
            for (var i = 0; i < 3; i++)
            {
                await store.AddAsync(Samples.Record(), By, cancellation: Stop);
            }

            await store.AppendAsync("2026-000002", new Erasure("its period is over"), By, cancellation: Stop);
            before = await store.TallyAsync(First, Last, Stop);
            Assert.Equal(3, before.Single(row => row.Dimension == TallyRow.Requests).Count);
            await RecordBackup.WriteAsync(_file.Folder, _file.Postgres, backup, null, null, Stop);
        }

        using var target = new TemporaryStore(database);
        await RecordBackup.RestoreAsync(backup, target.Folder, target.Postgres, null, null, Stop);
        File.Copy(_file.Folder.KeyFile, target.Folder.KeyFile);
        await using (var restored = await target.OpenAsync(_clock))
        {
            Assert.Equal(before, await restored.TallyAsync(First, Last, Stop));
        }

        // One more request than records that were erased is too many.
        target.Execute("UPDATE tally SET count = count + 1");
        Assert.Contains("erased", (await RecordAudit.RunAsync(target.Folder, target.Postgres, new LogVerifyOptions(_file.Trust), Stop)).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADimensionThatEveryRecordHasIsNotBroughtAgain()
    {
        await using var store = await _file.OpenAsync(_clock);
        var record = Samples.Record() with { Determinations = [Samples.Determination("notify", "permitted") with { Counted = new Dictionary<string, string> { ["outcome"] = "x" } }] };
        await Assert.ThrowsAsync<ArgumentException>(() => store.AddAsync(record, By, cancellation: Stop));
    }

    private static DateOnly Day(DateOnly on, DateOnly kept) => Math.Abs(on.DayNumber - kept.DayNumber) <= 2 ? on : kept;

    private static IEnumerable<(DateOnly Day, string Dimension, string Value)> Cells(DateOnly day, NewRecord record) =>
    [
        (day, "requests", ""),
        .. record.Determinations.SelectMany(item => (IEnumerable<(DateOnly, string, string)>)[(day, "determinations", ""), (day, "action", item.Action!), (day, "outcome", item.Outcome), .. item.Counted.Select(pair => (day, pair.Key, pair.Value))]),
    ];

    private static IEnumerable<TallyRow> Sorted(IEnumerable<TallyRow> rows) => rows.OrderBy(row => row.Day).ThenBy(row => row.Dimension, StringComparer.Ordinal).ThenBy(row => row.Value, StringComparer.Ordinal);

    private static NewRecord Random(Random random, DateOnly today) => Samples.Record() with
    {
        On = today.AddDays(-random.Next(5)),
        Determinations = [.. ((string[])["hold", "notify", "arrest"]).Take(random.Next(1, 4)).Select(action => Samples.Determination(action, random.Next(2) == 0 ? "permitted" : "prohibited") with
        {
            Counted = random.Next(3) == 0 ? Samples.Determination(null, "x").Counted : new Dictionary<string, string> { ["direction"] = random.Next(2) == 0 ? "asked" : "asks" },
        })],
    };
}
