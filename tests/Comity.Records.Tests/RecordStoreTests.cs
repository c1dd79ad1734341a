using System.Text.Json;
using Comity.Records.Privacy;
using CsCheck;

namespace Comity.Records.Tests;

public sealed class RecordStoreTests : IDisposable
{
    private readonly TemporaryStore _file = new();
    private readonly Clock _clock = new(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _file.Dispose();

    [Fact]
    public void ARecordSurvivesReopening()
    {
        DecisionRecord added;
        using (var store = _file.Open(_clock))
        {
            added = store.Add(Samples.Record(note: "Asked under 8 U.S.C. § 1326; see 2025-01-28."));
        }
        using var again = _file.Open(_clock);
        var read = again.Get(added.Number);

        Assert.Equal("2026-000001", added.Number);
        Assert.Equal(_clock.Now, added.CreatedAt);
        AssertSame(added, read);
        Assert.Equal("2026-000002", again.Add(Samples.Record()).Number);
    }

    [Fact]
    public void MembersWithoutAValueStayWithout()
    {
        using var store = _file.Open(_clock);
        var added = store.Add(Samples.Record() with { DocumentId = null, Determinations = [Samples.Determination(null, "not-covered")] });

        AssertSame(added, store.Get(added.Number));
        Assert.Null(added.DocumentId);
        Assert.Null(Assert.Single(added.Determinations).Action);
    }

    [Theory]
    [InlineData("2026-000002")]
    [InlineData("2025-000001")]
    [InlineData("2026-1")]
    [InlineData("2026-0000001")]
    [InlineData("2026-000000")]
    [InlineData("2026--00001")]
    [InlineData("")]
    [InlineData("x' OR 1=1 --")]
    public void AnUnknownNumberGivesNull(string number)
    {
        using var store = _file.Open(_clock);
        store.Add(Samples.Record());

        Assert.Null(store.Get(number));
    }

    [Fact]
    public async Task NumbersHaveNoGapsUnderParallelWriters()
    {
        const int Writers = 8, Each = 25;
        // Two stores over one file: threads meet in one store, and the stores meet in SQLite as two processes would.
        using var first = _file.Open(_clock);
        using var second = _file.Open(_clock);
        var tasks = Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            var store = writer % 2 == 0 ? first : second;
            return Enumerable.Range(0, Each).Select(n =>
            {
                if (n % 5 == 0)
                {
                    // A refused record takes no number.
                    Assert.Throws<PersonalDataException>(() => store.Add(Samples.Record(note: "SSN 123-45-6789")));
                }
                return store.Add(Samples.Record()).Number;
            }).ToList();
        }));
        var numbers = (await Task.WhenAll(tasks)).SelectMany(list => list).Order(StringComparer.Ordinal);

        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(n => $"2026-{n:D6}"), numbers);
    }

    [Fact]
    public void NumbersStartAgainWithTheUtcYear()
    {
        using var store = _file.Open(_clock);
        _clock.Now = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var last = store.Add(Samples.Record());
        _clock.Now = _clock.Now.AddSeconds(1).ToOffset(TimeSpan.FromHours(-5));
        var first = store.Add(Samples.Record());
        _clock.Now = _clock.Now.AddDays(-1);
        var back = store.Add(Samples.Record());

        Assert.Equal(["2026-000001", "2027-000001", "2026-000002"], new[] { last, first, back }.Select(record => record.Number));
        Assert.Equal(TimeSpan.Zero, first.CreatedAt.Offset);
        Assert.Equal(["2027-000001", "2026-000002", "2026-000001"], Numbers(store.List(new RecordFilter(), null, 10)));
    }

    [Fact]
    public void PagesOfAnySizeGiveWhatTheFilterKeepsNewestFirst()
    {
        string[] outcomes = ["prohibited", "permitted", "required"];
        string[] actions = ["notify", "detain"];
        var start = new DateOnly(2026, 1, 1);
        var determination = Gen.Select(Samples.OneOf(actions), Samples.OneOf(outcomes), Samples.Determination);
        var record = Gen.Select(Gen.Int[0, 9], determination.Array[1, 3]);
        using var store = _file.Open(_clock);
        var all = new List<DecisionRecord>();
        record.Array[60].Single(_ => true, "0000KOIKx_q2").ToList().ForEach(item =>
        {
            _clock.Now = all.Count == 30 ? _clock.Now.AddYears(1) : _clock.Now;
            all.Insert(0, store.Add(Samples.Record() with { On = start.AddDays(item.Item1), Determinations = item.Item2 }));
        });
        var filter = Gen.Select(
            Samples.OneOf<string?>([null, .. outcomes]), Samples.OneOf<string?>([null, .. actions]), Gen.Int[-1, 9], Gen.Int[-1, 9],
            (outcome, action, from, to) => new RecordFilter(
                outcome, action, from < 0 ? null : start.AddDays(from), to < 0 ? null : start.AddDays(to)));

        Gen.Select(filter, Gen.Int[1, 70]).Sample((filter, limit) =>
        {
            var expected = all.Where(record =>
                (filter.OnFrom is null || record.On >= filter.OnFrom) && (filter.OnTo is null || record.On <= filter.OnTo)
                && record.Determinations.Any(d => d.Outcome == (filter.Outcome ?? d.Outcome) && d.Action == (filter.Action ?? d.Action)));
            var listed = new List<string>();
            string? before = null;
            do
            {
                var page = store.List(filter, before, limit);
                Assert.InRange(page.Records.Count, page.Next is null ? 0 : limit, limit);
                listed.AddRange(Numbers(page));
                before = page.Next;
            }
            while (before is not null);
            Assert.Equal(expected.Select(record => record.Number), listed);
        }, iter: 100, threads: 4);
    }

    [Fact]
    public void ARecordAddedMeanwhileDoesNotShiftPages()
    {
        using var store = _file.Open(_clock);
        for (var count = 0; count < 4; count++)
        {
            store.Add(Samples.Record());
        }
        var first = store.List(new RecordFilter(), null, 2);
        store.Add(Samples.Record());

        Assert.Equal(["2026-000002", "2026-000001"], Numbers(store.List(new RecordFilter(), first.Next, 2)));
    }

    [Fact]
    public void ListRefusesBadArguments()
    {
        using var store = _file.Open(_clock);

        Assert.Throws<ArgumentOutOfRangeException>(() => store.List(new RecordFilter(), null, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.List(new RecordFilter(), null, RecordStore.MaximumPageSize + 1));
        Assert.Throws<ArgumentException>(() => store.List(new RecordFilter(), "yesterday", 10));
    }

    [Fact]
    public void ADisposedStoreSaysSo()
    {
        var store = _file.Open(_clock);
        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => store.Get("2026-000001"));
    }

    [Fact]
    public void TheFileIsSafeAgainstPowerLoss()
    {
        using var store = _file.Open(_clock);

        Assert.Equal("wal", _file.Execute("PRAGMA journal_mode"));
    }

    private static IEnumerable<string> Numbers(RecordPage page) => page.Records.Select(record => record.Number);

    // Lists compare by reference, so records are compared by what they say.
    private static void AssertSame(DecisionRecord expected, DecisionRecord? actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
}
