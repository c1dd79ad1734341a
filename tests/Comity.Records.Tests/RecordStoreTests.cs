using System.Text.Json;
using Comity.Records.Audit;
using Comity.Records.Privacy;
using Comity.Log.Verification;
using CsCheck;

namespace Comity.Records.Tests;

/// <summary>What the store promises, on SQLite.</summary>
public sealed class SqliteRecordStoreTests() : RecordStoreTests(Database.Sqlite);

/// <summary>What the store promises, on PostgreSQL.</summary>
public sealed class PostgresRecordStoreTests() : RecordStoreTests(Database.Postgres);

/// <summary>What the store promises, whatever the database.</summary>
public abstract class RecordStoreTests(Database database) : IDisposable
{
    private static readonly Author Officer = new("officer", "booking");

    private readonly TemporaryStore _file = new(database);
    private readonly Clock _clock = new(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ARecordSurvivesReopening()
    {
        var record = Samples.Record(note: "Asked under 8 U.S.C. § 1326; see 2025-01-28.") with { Kind = "exercise", Engine = "0.1.0" };
        Receipt receipt;
        await using (var store = await _file.OpenAsync(_clock))
        {
            receipt = await store.AddAsync(record, Officer, cancellation: Stop);
        }

        await using var again = await _file.OpenAsync(_clock);
        Assert.Equal(new Receipt("2026-000001", 1, 0, _clock.Now, false), receipt);
        Same(new DecisionRecord("2026-000001", 1, _clock.Now, Officer, record), await again.GetAsync(receipt.Number, Stop));
        Assert.Equal("2026-000002", (await again.AddAsync(Samples.Record(), null, cancellation: Stop)).Number);
        Assert.Null((await again.GetAsync("2026-000002", Stop))!.By);
    }

    [Fact]
    public async Task MembersWithoutAValueStayWithout()
    {
        await using var store = await _file.OpenAsync(_clock);
        var added = await AddAsync(store, Samples.Record() with { DocumentId = null, Determinations = [Samples.Determination(null, "not-covered")] });
        Assert.Null(added.Content.DocumentId);
        Assert.Null(Assert.Single(added.Content.Determinations).Action);
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
    public async Task AnUnknownNumberGivesNull(string number)
    {
        await using var store = await _file.OpenAsync(_clock);
        await AddAsync(store, Samples.Record());
        Assert.Null(await store.GetAsync(number, Stop));
        Assert.Null(await store.FileAsync(number, Stop));
        Assert.Equal(RecordRefusal.NoSuchRecord, (await RefusedAsync(() => store.AppendAsync(number, new LegalHold("x"), Officer))).Refusal);
    }

    [Fact]
    public async Task NumbersHaveNoGapsUnderParallelWriters()
    {
        const int Writers = 8, Each = 25;

        // Two stores over one database: threads meet in one store, and the stores meet in the database as two processes would.
        await using var first = await _file.OpenAsync(_clock);
        await using var second = await _file.OpenAsync(_clock);
        var tasks = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = writer % 2 == 0 ? first : second;
            var numbers = new List<string>();
            for (var n = 0; n < Each; n++)
            {
                if (n % 5 == 0)
                {
                    // A refused record takes no number.
                    await Assert.ThrowsAsync<PersonalDataException>(() => store.AddAsync(Samples.Record(note: "SSN 123-45-6789"), Officer));
                }

                numbers.Add((await store.AddAsync(Samples.Record(), Officer)).Number);
            }

            return numbers;
        }));
        var numbers = (await Task.WhenAll(tasks)).SelectMany(list => list).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(n => $"2026-{n:D6}"), numbers);
        await first.PublishAsync(Stop);
        await SoundAsync();
    }

    [Fact]
    public async Task NumbersStartAgainWithTheUtcYear()
    {
        await using var store = await _file.OpenAsync(_clock);
        _clock.Now = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var last = await AddAsync(store, Samples.Record());
        _clock.Now = _clock.Now.AddSeconds(1).ToOffset(TimeSpan.FromHours(-5));
        var first = await AddAsync(store, Samples.Record());
        _clock.Now = _clock.Now.AddDays(-1);
        var back = await AddAsync(store, Samples.Record());
        Assert.Equal(["2026-000001", "2027-000001", "2026-000002"], new[] { last, first, back }.Select(record => record.Number));
        Assert.Equal(TimeSpan.Zero, first.CreatedAt.Offset);
        Assert.Equal(["2027-000001", "2026-000002", "2026-000001"], Numbers(await store.ListAsync(new RecordFilter(), null, 10, Stop)));
        await store.PublishAsync(Stop);
        Assert.Equal((2, TimeSpan.FromDays(1)), (await SoundAsync()).ClockWentBack);
    }

    [Fact]
    public async Task PagesOfAnySizeGiveWhatTheFilterKeepsNewestFirst()
    {
        string[] outcomes = ["prohibited", "permitted", "required"];
        string?[] actions = ["notify", "detain", null];
        var start = new DateOnly(2026, 1, 1);
        var determination = Gen.Select(Samples.OneOf(actions), Samples.OneOf(outcomes), Samples.Determination);
        var record = Gen.Select(Gen.Int[0, 9], determination.Array[1, 3]);
        await using var store = await _file.OpenAsync(_clock);
        var all = new List<DecisionRecord>();
        foreach (var (day, determinations) in record.Array[60].Single(_ => true, "0000KOIKx_q2"))
        {
            _clock.Now = all.Count == 30 ? _clock.Now.AddYears(1) : _clock.Now;
            all.Add(await AddAsync(store, Samples.Record() with { On = start.AddDays(day), Determinations = determinations }));
        }

        foreach (var corrected in all.Take(20).ToArray())
        {
            await store.AppendAsync(corrected.Number, new Correction(corrected.Content with { On = start.AddDays(4), Determinations = [Samples.Determination("notify", "required")] }, "wrong"), Officer, cancellation: Stop);
            all[all.IndexOf(corrected)] = (await store.GetAsync(corrected.Number, Stop))!;
        }

        var filter = Gen.Select(
            Samples.OneOf<string?>([null, .. outcomes]), Samples.OneOf("notify", "detain", null), Gen.Int[-1, 9], Gen.Int[-1, 9],
            (outcome, action, from, to) => new RecordFilter(outcome, action, from < 0 ? null : start.AddDays(from), to < 0 ? null : start.AddDays(to)));
        await Gen.Select(filter, Gen.Int[1, 70]).SampleAsync(
            async (filter, limit) =>
            {
                var expected = all.Where(record =>
                    (filter.OnFrom is null || record.Content.On >= filter.OnFrom) && (filter.OnTo is null || record.Content.On <= filter.OnTo)
                    && record.Content.Determinations.Any(d => d.Outcome == (filter.Outcome ?? d.Outcome) && d.Action == (filter.Action ?? d.Action)))
                    .OrderByDescending(record => record.Content.On).ThenByDescending(record => record.Number, StringComparer.Ordinal);
                var listed = new List<string>();
                string? after = null;
                RecordPage page;
                do
                {
                    page = await store.ListAsync(filter, after, limit);
                    Assert.Equal(after is null, page.Previous is null);
                    Assert.InRange(page.Records.Count, page.Next is null ? 0 : limit, limit);
                    listed.AddRange(Numbers(page));
                    after = page.Next;
                }
                while (after is not null);
                Assert.Equal(expected.Select(record => record.Number), listed);
                Assert.Equal(Math.Min(listed.Count, limit), await store.CountAsync(filter, limit));

                // Back again: each page ends where the one after it begins, and the first is a full one.
                while (page.Previous is { } before)
                {
                    var begin = listed.IndexOf(page.Records[0].Number);
                    page = await store.ListBeforeAsync(filter, before, limit);
                    Assert.Equal(listed.Skip(Math.Max(0, begin - limit)).Take(limit), Numbers(page));
                    Assert.Equal(begin <= limit, page.Previous is null);
                    Assert.Equal(listed.Count > Math.Max(0, begin - limit) + limit, page.Next is not null);
                }
            },
            iter: 100, threads: 4);
    }

    [Fact]
    public async Task ARecordAddedMeanwhileDoesNotShiftPages()
    {
        await using var store = await _file.OpenAsync(_clock);
        for (var count = 0; count < 4; count++)
        {
            await AddAsync(store, Samples.Record());
        }

        var first = await store.ListAsync(new RecordFilter(), null, 2, Stop);
        await AddAsync(store, Samples.Record());
        Assert.Equal(["2026-000002", "2026-000001"], Numbers(await store.ListAsync(new RecordFilter(), first.Next, 2, Stop)));
    }

    [Fact]
    public async Task ListRefusesBadArguments()
    {
        await using var store = await _file.OpenAsync(_clock);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListAsync(new RecordFilter(), null, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListAsync(new RecordFilter(), null, RecordStore.MaximumPageSize + 1));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ListAsync(new RecordFilter(), "yesterday", 10));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ListBeforeAsync(new RecordFilter(), "yesterday", 10));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListBeforeAsync(new RecordFilter(), "2026-01-01_2026-000001", 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.CountAsync(new RecordFilter(), 0));
    }

    [Fact]
    public async Task ADisposedStoreSaysSo()
    {
        var store = await _file.OpenAsync(_clock);
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.GetAsync("2026-000001"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.AddAsync(Samples.Record(), Officer));
    }

    [Fact]
    public async Task TheSameSubmissionIsKeptOnce()
    {
        await using var store = await _file.OpenAsync(_clock);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.AddAsync(Samples.Record(), Officer, "a key")));
        Assert.Single(all, receipt => !receipt.Repeated);
        Assert.All(all, receipt => Assert.Equal("2026-000001", receipt.Number));
        _clock.Now = _clock.Now.AddDays(1);
        Assert.Equal((true, all[0].At), (await store.AddAsync(Samples.Record(), Officer, "a key", cancellation: Stop)) is var again ? (again.Repeated, again.At) : default);

        // The policy changed before the same was sent again: what was kept first stands.
        var later = Samples.Record() with { PackVersion = "2026.2", Engine = "9.9", Determinations = [Samples.Determination("notify", "permitted")] };
        Assert.Equal(all[0] with { Repeated = true }, await store.AddAsync(later, Officer, "a key", cancellation: Stop));
        Assert.Equal(RecordRefusal.SubmissionKeyReused, (await RefusedAsync(() => store.AddAsync(later with { On = later.On.AddDays(1) }, Officer, "a key"))).Refusal);
        Assert.Equal(RecordRefusal.SubmissionKeyReused, (await RefusedAsync(() => store.AddAsync(Samples.Record(note: "other"), Officer, "a key"))).Refusal);
        Assert.Equal(RecordRefusal.SubmissionKeyReused, (await RefusedAsync(() => store.AppendAsync("2026-000001", new LegalHold("x"), Officer, null, "a key"))).Refusal);
        var hold = await store.AppendAsync("2026-000001", new LegalHold("Matter 17"), Officer, 1, "second", cancellation: Stop);
        Assert.Equal(hold with { Repeated = true }, await store.AppendAsync("2026-000001", new LegalHold("Matter 17"), Officer, 1, "second", cancellation: Stop));
        Assert.Single((await store.ListAsync(new RecordFilter(), null, 10, Stop)).Records);
        await Assert.ThrowsAsync<ArgumentException>(() => store.AddAsync(Samples.Record(), Officer, ""));
    }

    [Fact]
    public async Task ACompanionRowIsWrittenWithItsEventOrNotAtAll()
    {
        await using var store = await _file.OpenAsync(_clock);
        var cases = new CompanionTable("cases", "number", "number", "state", "unit");
        var notes = new CompanionTable("notes", null, "number", "what");
        _file.Execute("CREATE TABLE notes (number TEXT, what TEXT)");
        _file.Execute("CREATE TABLE cases (number TEXT PRIMARY KEY, state BIGINT NOT NULL CHECK (state > 0), unit TEXT)");
        var kept = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => store.AddAsync(Samples.Record(), Officer, $"key {n}", receipt => [Row(receipt, n)])));
        Assert.Equal(20L, Convert.ToInt64(_file.Execute("SELECT count(*) FROM cases"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(kept.Select(receipt => receipt.Number).Order(), kept.Where((receipt, n) => State(receipt.Number) == n + 1).Select(receipt => receipt.Number).Order());

        // A repeated submission leaves it alone, a further event replaces it.
        await store.AddAsync(Samples.Record(), Officer, "key 1", receipt => [Row(receipt, 50)], Stop);
        Assert.Equal(1, State(kept[0].Number));
        await store.AppendAsync(kept[0].Number, new LegalHold("Matter 17"), Officer, companion: receipt => [Row(receipt, 50), new CompanionRow(notes, receipt.Number, "put on hold")], cancellation: Stop);
        Assert.Equal(50, State(kept[0].Number));

        // Where the row cannot be written, the event is not kept either.
        await Assert.ThrowsAsync<RecordStoreException>(() => store.AppendAsync(kept[1].Number, new LegalHold("Matter 18"), Officer, companion: receipt => [new CompanionRow(notes, receipt.Number, "lost"), Row(receipt, 0)]));
        Assert.Equal("put on hold, 1", _file.Execute("SELECT min(what) || ', ' || count(*) FROM notes"));
        Assert.Equal((2L, 1), (State(kept[1].Number), (await store.FileAsync(kept[1].Number, Stop))!.Version));

        long State(string number) => Convert.ToInt64(_file.Execute($"SELECT state FROM cases WHERE number = '{number}' AND unit IS NULL"), System.Globalization.CultureInfo.InvariantCulture);

        CompanionRow Row(Receipt receipt, int state) => new(cases, receipt.Number, (long)state, null);
    }

    [Fact]
    public async Task OnlyOneOfThoseWhoReadTheSameVersionCanGoOnFromIt()
    {
        await using var store = await _file.OpenAsync(_clock);
        var record = await AddAsync(store, Samples.Record());
        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(async n =>
        {
            try
            {
                return await store.AppendAsync(record.Number, new Approval(null, Verdict.Approved, $"try {n}"), new Author("supervisor", null), record.Version);
            }
            catch (RecordRefusedException exception)
            {
                Assert.Equal(RecordRefusal.AnotherVersion, exception.Refusal);
                return null;
            }
        }));
        Assert.Equal(2, Assert.Single(tries, receipt => receipt is not null)!.Version);
        Assert.Equal(2, (await store.FileAsync(record.Number, Stop))!.Events.Count);
    }

    [Fact]
    public async Task EventsAddToARecordAndChangeNothing()
    {
        await using var store = await _file.OpenAsync(_clock);
        var record = await AddAsync(store, Samples.Record(note: "first"));
        await store.AppendAsync(record.Number, new FollowUp("detain", Choice.Declined, "No staff."), Officer, 1, cancellation: Stop);
        await store.AppendAsync(record.Number, new Approval("detain", Verdict.Approved, null), new Author("supervisor", "booking"), 2, cancellation: Stop);
        await store.AppendAsync(record.Number, new Correction(record.Content with { Note = "second" }, "The note was wrong."), Officer, 3, cancellation: Stop);
        var file = (await store.FileAsync(record.Number, Stop))!;
        Assert.Equal(["record", "follow-up", "approval", "correction"], file.Events.Select(item => item.Kind));
        Assert.Equal([0L, 1, 2, 3], file.Events.Select(item => item.Leaf));
        Assert.Contains("first", file.Events[0].Data, StringComparison.Ordinal);
        Assert.Equal("""{"action":"detain","choice":"declined","reason":"No staff."}""", file.Events[1].Data);
        Assert.Equal(("second", 4, "supervisor"), (file.Current!.Content.Note, file.Version, file.Events[2].By!.Role));
        Assert.Equal(RecordRefusal.DoesNotApply, (await RefusedAsync(() => store.AppendAsync(record.Number, new FollowUp("arrest", Choice.Declined, null), Officer))).Refusal);
        Assert.Equal(RecordRefusal.DoesNotApply, (await RefusedAsync(() => store.AppendAsync(record.Number, new HoldRelease("x"), Officer))).Refusal);
        await Assert.ThrowsAsync<PersonalDataException>(() => store.AppendAsync(record.Number, new FollowUp("detain", Choice.Declined, "SSN 123-45-6789"), Officer));
        await Assert.ThrowsAsync<PersonalDataException>(() => store.AppendAsync(record.Number, new FollowUp("detain", Choice.Declined, null), new Author("officer", "j@example.org")));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(record.Number, new LegalHold(" "), Officer));
        await store.PublishAsync(Stop);
        await SoundAsync();
    }

    [Fact]
    public async Task ErasureLeavesTheLogAndNothingElse()
    {
        const string Secret = "a note that must be forgotten";
        await using (var store = await _file.OpenAsync(_clock))
        {
            var record = await AddAsync(store, Samples.Record(note: Secret));
            await AddAsync(store, Samples.Record());
            await store.AppendAsync(record.Number, new FollowUp("detain", Choice.Declined, Secret), Officer, cancellation: Stop);
            await store.AppendAsync(record.Number, new LegalHold("Matter 17"), Officer, cancellation: Stop);
            Assert.Equal(RecordRefusal.OnHold, (await RefusedAsync(() => store.AppendAsync(record.Number, new Erasure("asked"), Officer))).Refusal);
            await store.AppendAsync(record.Number, new HoldRelease("Matter 17"), Officer, cancellation: Stop);
            var proof = await store.ProveAsync(record.Number, 1, withContent: true, Stop);
            await store.AppendAsync(record.Number, new Erasure("Ordered by the court"), Officer, cancellation: Stop);
            Assert.Null(await store.GetAsync(record.Number, Stop));
            Assert.Equal(["2026-000002"], Numbers(await store.ListAsync(new RecordFilter("prohibited"), null, 10, Stop)));
            var file = (await store.FileAsync(record.Number, Stop))!;
            Assert.Null(file.Current);
            Assert.All(file.Events.SkipLast(1), item => Assert.Equal((null, null), (item.Data, item.By)));
            Assert.Contains("Ordered by the court", file.Events[^1].Data, StringComparison.Ordinal);
            Assert.Equal(RecordRefusal.Erased, (await RefusedAsync(() => store.AppendAsync(record.Number, new LegalHold("x"), Officer))).Refusal);

            // Who was given a proof before can still show it; a new one shows that there was a record, and when.
            Assert.Contains(Secret, Events.EventProof.Verify(Log.Proofs.LogProof.Parse(proof!.ToString()), _file.Trust).Content, StringComparison.Ordinal);
            Assert.Null(Events.EventProof.Verify((await store.ProveAsync(record.Number, 1, withContent: true, Stop))!, _file.Trust).Content);
        }

        var result = await SoundAsync();
        Assert.Equal(4, result.Erased);
        if (_file.Postgres is null)
        {
            Assert.All(Directory.GetFiles(_file.Folder.Path, "records.db*"), file => Assert.DoesNotContain(Secret, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task RecordsAreErasedWhenTheirPeriodIsOver()
    {
        await using var store = await _file.OpenAsync(_clock);
        await File.WriteAllTextAsync(Path.Combine(_file.Folder.Path, "retention.json"), """{"determination": "P6Y", "exercise": "P90D"}""", Stop);
        var (kept, exercise, held) = (await AddAsync(store, Samples.Record()), await AddAsync(store, Samples.Record() with { Kind = "exercise" }), await AddAsync(store, Samples.Record() with { Kind = "exercise" }));
        var forever = await AddAsync(store, Samples.Record() with { Kind = "precedent" });
        await store.AppendAsync(held.Number, new LegalHold("Matter 17"), Officer, cancellation: Stop);
        _clock.Now = _clock.Now.AddDays(90);
        Assert.Equal(0, await store.EraseDueAsync(Officer, null, Stop));
        _clock.Now = _clock.Now.AddSeconds(1);
        var erased = new List<string>();
        Assert.Equal(1, await store.EraseDueAsync(Officer, new Told(erased), Stop));
        Assert.Equal([exercise.Number], erased);
        Assert.Null(await store.GetAsync(exercise.Number, Stop));
        Assert.Contains("Retention period of 'exercise' is over.", (await store.FileAsync(exercise.Number, Stop))!.Events[^1].Data, StringComparison.Ordinal);
        Assert.Equal(0, await store.EraseDueAsync(Officer, null, Stop));
        _clock.Now = new DateTimeOffset(2032, 3, 15, 12, 0, 1, TimeSpan.Zero);
        await store.AppendAsync(held.Number, new HoldRelease("Matter 17"), Officer, cancellation: Stop);
        Assert.Equal(2, await store.EraseDueAsync(Officer, null, Stop));
        Assert.Null(await store.GetAsync(kept.Number, Stop));
        Assert.NotNull(await store.GetAsync(forever.Number, Stop));
        await store.PublishAsync(Stop);
        await SoundAsync();
    }

    [Fact]
    public async Task EventsOfOneBatchSeeEachOther()
    {
        await using var store = await _file.OpenAsync(_clock);
        var records = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => store.AddAsync(Samples.Record(), Officer)));
        await Task.WhenAll(records.SelectMany(record => new RecordEvent[]
        {
            new Correction(Samples.Record() with { On = new DateOnly(2026, 1, 1) }, "a"), new Correction(Samples.Record() with { Determinations = [Samples.Determination("notify", "required")] }, "b"), new Erasure("c"),
        }.Select(async item =>
        {
            try
            {
                await store.AppendAsync(record.Number, item, Officer);
            }
            catch (RecordRefusedException exception) when (exception.Refusal == RecordRefusal.Erased)
            {
            }
        })));
        Assert.Empty((await store.ListAsync(new RecordFilter(), null, 10, Stop)).Records);
        await store.PublishAsync(Stop);
        await SoundAsync();
    }

    // Without a code the content is what it was before there were codes, byte for byte.
    [Fact]
    public async Task AReasonsCodeStandsBesideItsWords()
    {
        await using var store = await _file.OpenAsync(_clock);
        var record = await store.AddAsync(Samples.Record(note: "By fax.") with { NoteCode = "in-writing" }, Officer, "one", cancellation: Stop);
        await store.AppendAsync(record.Number, new FollowUp("detain", Choice.Declined, null) { ReasonCode = "no-means" }, Officer, cancellation: Stop);
        await store.AppendAsync(record.Number, new Approval(null, Verdict.Refused, "Which?") { ReasonCode = "fact-missing" }, Officer, cancellation: Stop);
        await store.AppendAsync(record.Number, new Correction(Samples.Record(), null) { ReasonCode = "wrong-note" }, Officer, cancellation: Stop);
        var events = (await store.FileAsync(record.Number, Stop))!.Events;
        Assert.Contains("""
            "note":"By fax.","noteCode":"in-writing","on":
            """.Trim(), events[0].Data, StringComparison.Ordinal);
        Assert.Equal("""{"action":"detain","choice":"declined","reason":null,"reasonCode":"no-means"}""", events[1].Data);
        Assert.Equal("""{"action":null,"reason":"Which?","reasonCode":"fact-missing","verdict":"refused"}""", events[2].Data);
        Assert.StartsWith("""{"reason":null,"reasonCode":"wrong-note","record":{""", events[3].Data, StringComparison.Ordinal);
        Assert.DoesNotContain("noteCode", events[3].Data, StringComparison.Ordinal);
        Assert.Null((await store.GetAsync(record.Number, Stop))!.Content.NoteCode);

        // The code is a part of what was sent.
        Assert.True((await store.AddAsync(Samples.Record(note: "By fax.") with { NoteCode = "in-writing" }, Officer, "one", cancellation: Stop)).Repeated);
        foreach (var code in new[] { "by-phone", null })
        {
            Assert.Equal(RecordRefusal.SubmissionKeyReused, (await RefusedAsync(() =>
                store.AddAsync(Samples.Record(note: "By fax.") with { NoteCode = code }, Officer, "one", cancellation: Stop))).Refusal);
        }

        foreach (var code in new[] { "", "A", "a b", "a1", "-a", "a\n", new string('a', 41) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.AddAsync(Samples.Record() with { NoteCode = code }, Officer));
            await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(record.Number, new Approval(null, Verdict.Approved, null) { ReasonCode = code }, Officer));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(record.Number, new Correction(Samples.Record(), " "), Officer));
        await store.PublishAsync(Stop);
        await SoundAsync();
    }

    [Fact]
    public async Task LegalHoldsAreOfOneMatterEach()
    {
        await using var store = await _file.OpenAsync();
        var kept = await store.AddAsync(Samples.Record(), Officer, cancellation: Stop);
        await store.AppendAsync(kept.Number, new LegalHold("Matter A"), Officer, cancellation: Stop);
        await store.AppendAsync(kept.Number, new LegalHold("Matter B"), Officer, cancellation: Stop);
        await store.AppendAsync(kept.Number, new HoldRelease("matter a "), Officer, cancellation: Stop);
        Assert.Equal(["Matter B"], (await store.FileAsync(kept.Number, Stop))!.Matters);
        Assert.Contains("Matter B", (await RefusedAsync(() => store.AppendAsync(kept.Number, new Erasure("asked"), Officer))).Message, StringComparison.Ordinal);
        var wrong = await RefusedAsync(() => store.AppendAsync(kept.Number, new HoldRelease("Matter A"), Officer));
        Assert.Equal(RecordRefusal.DoesNotApply, wrong.Refusal);
        Assert.Contains("Matter B", wrong.Message, StringComparison.Ordinal);
        await store.AppendAsync(kept.Number, new HoldRelease("Matter B"), Officer, cancellation: Stop);
        await store.AppendAsync(kept.Number, new Erasure("asked"), Officer, cancellation: Stop);
    }

    [Fact]
    public async Task DaysThatHaveNotComeAreRefused()
    {
        await using var store = await _file.OpenAsync(new Clock(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AddAsync(Samples.Record() with { On = new DateOnly(2026, 3, 17) }, Officer));
        var kept = await store.AddAsync(Samples.Record(), Officer, cancellation: Stop);
        foreach (var day in new[] { new DateOnly(2026, 3, 14), new DateOnly(2026, 3, 17) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(kept.Number, new FollowUp("detain", Choice.Declined, null) { On = day }, Officer));
        }

        await store.AppendAsync(kept.Number, new FollowUp("detain", Choice.Declined, null) { On = new DateOnly(2026, 3, 15) }, Officer, cancellation: Stop);
    }

    [Theory]
    [InlineData("""{"determinatoin":"P1D"}""", "'determination'")]
    [InlineData("""{"determination":"P1D","foo":"P1D"}""", "'foo'")]
    [InlineData("""{"determination":"6 years"}""", "P6Y")]
    [InlineData("""{"determination":6}""", "P6Y")]
    [InlineData("""{"determination":"P6Y","determination":"P7Y"}""", "two periods")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "line 1")]
    public async Task RetentionThatCannotBeIsToldAtTheStart(string written, string said)
    {
        Directory.CreateDirectory(_file.Folder.Path);
        await File.WriteAllTextAsync(Path.Combine(_file.Folder.Path, "retention.json"), written, Stop);
        Assert.Contains(said, (await Assert.ThrowsAsync<RecordStoreException>(() => _file.OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicationsOfThePolicyMakeAFileBesideTheRecords()
    {
        await using var store = await _file.OpenAsync(_clock);
        var record = await store.AddAsync(Samples.Record(), Officer, cancellation: Stop);
        var first = await store.AppendPolicyAsync(Samples.Publication(), Officer, 0, "draft 1", Stop);
        Assert.Equal(new Receipt("policy", 1, 1, _clock.Now, false), first);

        // The same again keeps nothing twice; what was decided on the ground of an older state does nothing.
        Assert.Equal(first with { Repeated = true }, await store.AppendPolicyAsync(Samples.Publication(), Officer, 0, "draft 1", Stop));
        Assert.Equal(RecordRefusal.AnotherVersion, (await RefusedAsync(() => store.AppendPolicyAsync(new PolicyWithdrawal(1, "x"), Officer, 0))).Refusal);
        Assert.Equal(RecordRefusal.AnotherVersion, (await RefusedAsync(() => store.AppendPolicyAsync(Samples.Publication(), Officer, 2))).Refusal);
        await store.AppendPolicyAsync(new PolicyWithdrawal(1, "A court stayed it."), Officer, 1, cancellation: Stop);
        Assert.Equal(
            [new KeptPolicyEvent(1, 1, _clock.Now, Officer, Samples.Publication()), new KeptPolicyEvent(2, 2, _clock.Now, Officer, new PolicyWithdrawal(1, "A court stayed it."))],
            await store.PolicyEventsAsync(Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendPolicyAsync(Samples.Publication() with { PackDigest = "x" }, Officer, 2, cancellation: Stop));
        await Assert.ThrowsAsync<PersonalDataException>(() => store.AppendPolicyAsync(new PolicyWithdrawal(1, "SSN 219-09-9999"), Officer, 2, cancellation: Stop));

        // It is no record: in no list, not read as one, not erased with them, and numbers go on without it.
        Assert.Equal([record.Number], Numbers(await store.ListAsync(new RecordFilter(), null, 10, Stop)));
        Assert.Null(await store.GetAsync("policy", Stop));
        Assert.Equal(RecordRefusal.NoSuchRecord, (await RefusedAsync(() => store.AppendAsync("policy", new Erasure("x"), Officer))).Refusal);
        Assert.Equal("2026-000002", (await store.AddAsync(Samples.Record(), Officer, cancellation: Stop)).Number);
        Assert.NotNull(await store.ProveAsync("policy", 2, withContent: true, Stop));
        await store.PublishAsync(Stop);
        await SoundAsync();
    }

    private sealed class Told(List<string> numbers) : IProgress<string>
    {
        public void Report(string value) => numbers.Add(value);
    }

    private async Task<AuditResult> SoundAsync()
    {
        var result = await RecordAudit.RunAsync(_file.Folder, _file.Postgres, new LogVerifyOptions(_file.Trust), Stop);
        Assert.Null(result.Problem);
        return result;
    }

    private static async Task<DecisionRecord> AddAsync(RecordStore store, NewRecord record) => (await store.GetAsync((await store.AddAsync(record, Officer)).Number))!;

    private static Task<RecordRefusedException> RefusedAsync(Func<Task> action) => Assert.ThrowsAsync<RecordRefusedException>(action);

    private static IEnumerable<string> Numbers(RecordPage page) => page.Records.Select(record => record.Number);

    // Lists compare by reference, so records are compared by what they say.
    private static void Same(DecisionRecord expected, DecisionRecord? actual) => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
}
