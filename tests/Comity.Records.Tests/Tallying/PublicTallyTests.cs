using Comity.Records.Tallying;
using Comity.Records.Tallying.Publication;
using Comity.Records.Tests.Publishing;

namespace Comity.Records.Tests.Tallying;

/// <summary>What is published of the tally lets nobody find a small count.</summary>
public sealed class PublicTallyTests
{
    private static readonly DateOnly First = new(2026, 3, 26);

    private static readonly Dictionary<string, IReadOnlyList<string>> Values = new() { ["action"] = ["arrest", "hold", "notify"], ["outcome"] = ["permitted", "prohibited"] };

    [Theory]
    [InlineData(3, TallyUnit.Week)]
    [InlineData(3, TallyUnit.Day)]
    [InlineData(4, TallyUnit.Week)]
    [InlineData(5, TallyUnit.Month)]
    public void ASolverThatKnowsEverythingPublishedRecoversNoSmallCount(int threshold, TallyUnit breakdowns)
    {
        var attacked = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed * 31 + threshold);
            var days = random.Next(8, 15);
            var rows = Rows(random, days);
            var rules = new TallyRules(threshold, breakdowns);
            var tally = PublicTally.Of(rows, First.AddDays(days - 1), Values, rules);
            var attack = new TallyAttack([.. Enumerable.Range(0, days).Select(First.AddDays)], Values);
            attack.Learn(tally);
            foreach (var (from, to) in Periods(days, tally))
            {
                Try("requests", attack.RequestsOf(from, to), Count(rows, "requests", "", from, to));
                foreach (var (dimension, values) in Values)
                {
                    foreach (var value in values)
                    {
                        Try($"{dimension} {value}", attack.CellOf(dimension, value, from, to), Count(rows, dimension, value, from, to));
                    }
                }

                void Try(string what, Google.OrTools.Sat.LinearExpr count, long truth)
                {
                    if (truth > 0 && truth < threshold)
                    {
                        Assert.False(attack.Recovers(count, truth), $"seed {seed}: {what} from {from} to {to} is {truth}, and nothing else");
                        attacked++;
                    }
                }
            }
        }

        Assert.True(attacked > 100, $"only {attacked} counts were small");
    }

    // The attacker also watches a log, and knows how it looks after each number of requests. The public one tells nothing; the log of events would tell all.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASolverThatWatchesThePublicLogTooRecoversNoSmallCount(bool isPublic)
    {
        const int Threshold = 4, Length = 7, Busy = 6;
        var looks = new List<IReadOnlyList<object>>();
        for (var count = 0; count < Busy; count++)
        {
            looks.Add(await SeenAsync(_ => count));
        }

        var (small, recovered) = (0, 0);
        for (var seed = 0; seed < 2; seed++)
        {
            var rows = Rows(new Random(seed), Length, Busy);
            var attack = new TallyAttack([.. Enumerable.Range(0, Length).Select(First.AddDays)], Values);
            attack.Learn(PublicTally.Of(rows, First.AddDays(Length - 1), Values, new TallyRules(Threshold, TallyUnit.Week)));
            var seen = await SeenAsync(day => (int)Count(rows, "requests", "", First.AddDays(day), First.AddDays(day)));
            for (var day = 0; day < Length; day++)
            {
                attack.Log(First.AddDays(day), seen[day], [.. looks.Select(look => look[day])]);
            }

            for (var day = First; day < First.AddDays(Length); day = day.AddDays(1))
            {
                if (Count(rows, "requests", "", day, day) is > 0 and < Threshold and var truth)
                {
                    small++;
                    recovered += attack.Recovers(attack.RequestsOf(day, day), truth) ? 1 : 0;
                }
            }
        }

        Assert.True(small >= 4, $"only {small} counts were small");
        Assert.Equal(isPublic ? 0 : small, recovered);

        // Sizes of the log of events add up over days, so its days are told by what each of them adds.
        async Task<IReadOnlyList<object>> SeenAsync(Func<int, int> records) =>
            [.. (await LogObserver.WatchAsync(Length, records, isPublic)).Select(day => isPublic ? day : (object)(day.Leaves, day.Lengths, day.Changed))];
    }

    // Were small counts only left out, as tables often do, subtraction would find them: the attack is one that works.
    [Fact]
    public void LeavingSmallCountsOutIsNotEnough()
    {
        const int Threshold = 5;
        var recovered = 0;
        for (var seed = 0; seed < 5; seed++)
        {
            var rows = Rows(new Random(seed), 8, busy: 14);
            var last = First.AddDays(7);
            var attack = new TallyAttack([.. Enumerable.Range(0, 8).Select(First.AddDays)], Values);
            attack.Requests(First, last, Count(rows, "requests", "", First, last));
            for (var day = First; day <= last; day = day.AddDays(1))
            {
                Learn("requests", "", day, count => attack.Requests(day, day, count));
                Learn("determinations", "", day, count => attack.Determinations(day, day, count));
                foreach (var value in Values["action"].Append(""))
                {
                    Learn("action", value, day, count => attack.Cell("action", value, day, day, count));
                }
            }

            for (var day = First; day <= last; day = day.AddDays(1))
            {
                recovered += Count(rows, "requests", "", day, day) is > 0 and < Threshold and var truth && attack.Recovers(attack.RequestsOf(day, day), truth) ? 1 : 0;
                recovered += Values["action"].Count(value => Count(rows, "action", value, day, day) is > 0 and < Threshold and var hidden && attack.Recovers(attack.CellOf("action", value, day, day), hidden));
            }

            void Learn(string dimension, string value, DateOnly day, Action<long> learn)
            {
                var count = Count(rows, dimension, value, day, day);
                if (count is 0 or >= Threshold)
                {
                    learn(count);
                }
            }
        }

        Assert.True(recovered > 0);
    }

    [Fact]
    public void WhatIsPublishedStaysAsItIs()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var rows = Rows(new Random(seed), 70);
            var rules = new TallyRules(3 + (seed % 8), (TallyUnit)(seed % 3));
            var later = PublicTally.Of(rows, First.AddDays(69), Values, rules);
            for (var end = 0; end < 70; end += 7)
            {
                // What happens later, and a value that was never seen before, make no difference.
                var earlier = PublicTally.Of([.. rows.Where(row => row.Day <= First.AddDays(end + 20))], First.AddDays(end), Values, rules);
                var spans = earlier.Spans(TallyUnit.Day);
                Assert.Equal(spans, later.Spans(TallyUnit.Day).Take(spans.Count));
                foreach (var dimension in Values.Keys)
                {
                    var before = earlier.Breakdown(dimension, rules.Breakdowns);
                    Assert.Equal(before.Select(Text), later.Breakdown(dimension, rules.Breakdowns).Take(before.Count).Select(Text));
                }
            }
        }

        static string Text(TallyBreakdown row) => $"{row.From} {row.To} {string.Join(',', row.Shown.OrderBy(pair => pair.Key))} {string.Join(',', row.Together.Order())} {row.TogetherCount}";
    }

    [Fact]
    public void FiguresAreWhatWasCountedAndNoneIsSmall()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var rows = Rows(new Random(seed), 90);
            var tally = PublicTally.Of(rows, First.AddDays(89), Values, new TallyRules(4, (TallyUnit)(seed % 4)));
            foreach (var unit in Enum.GetValues<TallyUnit>())
            {
                var next = First;
                foreach (var span in tally.Spans(unit))
                {
                    Assert.Equal((next, Count(rows, "requests", "", span.From, span.To), Count(rows, "determinations", "", span.From, span.To)), (span.From, span.Requests, span.Determinations));
                    Assert.True(span.Requests is 0 or >= 4);
                    next = span.To.AddDays(1);
                }

                foreach (var row in Values.Keys.SelectMany(dimension => tally.Breakdown(dimension, unit).Select(row => (Dimension: dimension, Row: row))))
                {
                    Assert.All(row.Row.Shown.Where(pair => pair.Key.Length > 0), pair => Assert.Equal(Count(rows, row.Dimension, pair.Key, row.Row.From, row.Row.To), pair.Value));
                    Assert.All(row.Row.Shown.Values.Append(row.Row.TogetherCount), count => Assert.True(count is 0 or >= 4));
                    Assert.Equal(row.Row.Determinations, row.Row.Shown.Values.Sum() + row.Row.TogetherCount);
                }
            }

            var highest = tally.HighestDay();
            Assert.Equal(tally.Spans(TallyUnit.Day).Where(span => span.Days == 1).Max(span => span.Requests), highest?.Requests ?? 0);
        }
    }

    [Fact]
    public void AThresholdThatHidesNothingIsRefused() => Assert.Throws<ArgumentException>(() => PublicTally.Of([], First, Values, new TallyRules(2, TallyUnit.Month)));

    private static IEnumerable<(DateOnly From, DateOnly To)> Periods(int days, PublicTally tally) =>
        Enumerable.Range(0, days).Select(day => (First.AddDays(day), First.AddDays(day)))
            .Concat(Values.Keys.SelectMany(dimension => tally.Breakdown(dimension, tally.Rules.Breakdowns)).Select(row => (row.From, row.To)))
            .Append((First, First.AddDays(days - 1))).Append((First.AddDays(4), First.AddDays(Math.Min(10, days - 1)))).Distinct();

    private static long Count(IReadOnlyList<TallyRow> rows, string dimension, string value, DateOnly from, DateOnly to) =>
        rows.Where(row => row.Dimension == dimension && row.Value == value && row.Day >= from && row.Day <= to).Sum(row => row.Count);

    // Quiet days, busy days, and values that are rare. Some determinations say nothing about their outcome.
    private static List<TallyRow> Rows(Random random, int days, int? busy = null)
    {
        var cells = new Dictionary<(DateOnly, string, string), long>();
        var most = busy ?? random.Next(2, 9);
        for (var i = 0; i < days; i++)
        {
            var day = First.AddDays(i);
            for (var request = random.Next(i == 0 ? 1 : 0, most); request > 0; request--)
            {
                Add("requests", "");
                for (var n = random.Next(4) == 0 ? 2 : 1; n > 0; n--)
                {
                    Add("determinations", "");
                    Add("action", random.Next(10) switch { 0 => "arrest", < 4 => "hold", _ => "notify" });
                    if (random.Next(20) > 0)
                    {
                        Add("outcome", random.Next(6) == 0 ? "permitted" : "prohibited");
                    }
                }
            }

            void Add(string dimension, string value) => cells[(day, dimension, value)] = cells.GetValueOrDefault((day, dimension, value)) + 1;
        }

        return [.. cells.Select(cell => new TallyRow(cell.Key.Item1, cell.Key.Item2, cell.Key.Item3, cell.Value))];
    }
}
