using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;
using CsCheck;
using NodaTime;
using NodaTime.TimeZones;

namespace Comity.Feel.Tests.Values;

public class TemporalTests
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly Gen<LocalDateTime> Moments = Gen.Select(Gen.Long[-60_000_000_000, 250_000_000_000], Gen.Int[0, 999_999_999], (seconds, nanoseconds) =>
        Instant.FromUnixTimeSeconds(seconds).PlusNanoseconds(nanoseconds).InUtc().LocalDateTime);

    private static readonly Gen<string> Zones = Gen.OneOf(new[] { "", "Z", "+05:30", "-11:00", "@Europe/Paris", "@America/New_York", "@Australia/Lord_Howe" }.Select(Gen.Const).ToArray());

    [Theory]
    [InlineData("@\"2024-02-29\" + @\"P1Y\"", "@\"2025-02-28\"")]
    [InlineData("@\"2021-01-31\" + @\"P1M\"", "@\"2021-02-28\"")]
    [InlineData("@\"2021-01-01\" - @\"PT1S\"", "@\"2020-12-31\"")]
    [InlineData("@\"2021-03-28T01:30:00@Europe/Paris\" + @\"PT1H\"", "@\"2021-03-28T03:30:00@Europe/Paris\"")]
    [InlineData("@\"2021-10-31T00:30:00Z\" - @\"2021-10-31T02:30:00@Europe/Paris\"", "@\"PT0S\"")]
    [InlineData("@\"2021-01-01T00:00:00Z\" - @\"2021-01-01T00:00:00\"", "null")]
    [InlineData("@\"2021-01-02\" - @\"2021-01-01T00:00:00+01:00\"", "@\"P1DT1H\"")]
    [InlineData("@\"23:30:00\" + @\"PT1H\"", "@\"00:30:00\"")]
    [InlineData("@\"10:00:00+02:00\" < @\"10:00:00+01:00\"", "true")]
    [InlineData("@\"P1D\" * 1.5", "@\"P1DT12H\"")]
    [InlineData("@\"P1Y\" / @\"P4M\"", "3")]
    [InlineData("@\"P5M\" / 2", "@\"P2M\"")]
    [InlineData("-@\"P1Y\" + @\"P1M\"", "@\"-P11M\"")]
    [InlineData("@\"P1Y\" + @\"P1D\"", "null")]
    [InlineData("@\"P1Y\" = @\"P365D\"", "null")]
    [InlineData("@\"-P1DT2H3.5S\".seconds", "-3.5")]
    [InlineData("@\"2021-07-01T10:00:00@Europe/Paris\".time offset", "@\"PT2H\"")]
    [InlineData("@\"2021-07-01T10:00:00@Europe/Paris\".timezone", "\"Europe/Paris\"")]
    [InlineData("@\"999999999-12-31\" + @\"P1D\"", "null")]
    [InlineData("date and time(\"2021-01-01T24:00:00\")", "@\"2021-01-02T00:00:00\"")]
    [InlineData("years and months duration(@\"2020-02-29\", @\"2021-02-28\")", "@\"P11M\"")]
    public void HasTheValue(string text, string expected) => Assert.Equal(Feel.Evaluate(expected), Feel.Evaluate(text));

    [Fact]
    public void ElapsedTimeAgreesWithNodaTime() => Gen.Select(Moments, Gen.Long[-100_000_000, 100_000_000], Zones).Sample((moment, seconds, zone) =>
    {
        var later = FeelOperators.Arithmetic(Arithmetic.Add, Of(moment, zone), FeelValue.From(DaysAndTimeDuration.OfSeconds(seconds)), EvaluationContext.Silent);
        Assert.Equal(Of(In(moment, zone).Plus(Duration.FromSeconds(seconds)).LocalDateTime, zone), later);
    });

    [Fact]
    public void DifferencesAgreeWithNodaTime() => Gen.Select(Moments, Zones, Moments, Zones).Sample((left, leftZone, right, rightZone) =>
    {
        var difference = FeelOperators.Arithmetic(Arithmetic.Subtract, Of(left, leftZone), Of(right, rightZone), EvaluationContext.Silent);
        if (leftZone.Length == 0 != (rightZone.Length == 0))
        {
            Assert.True(difference.IsNull);
            return;
        }

        var expected = (In(left, leftZone).ToInstant() - In(right, rightZone).ToInstant()).ToBigIntegerNanoseconds();
        Assert.Equal(expected, (System.Numerics.BigInteger)difference.AsDaysAndTime().Nanoseconds);
    });

    [Fact]
    public void MonthsAgreeWithNodaTime() => Gen.Select(Moments, Gen.Int[-1200, 1200]).Sample((moment, months) =>
        Assert.Equal(
            FeelValue.From(new FeelDateTime(DateOf(moment.Date.PlusMonths(months)), TimeOf(moment, null))),
            FeelValue.From(new FeelDateTime(DateOf(moment.Date), TimeOf(moment, null)).Plus(new YearsAndMonthsDuration(months)))));

    [Fact]
    public void WeeksAndDaysOfTheYearAgreeWithNodaTime() => Moments.Sample(moment =>
    {
        var date = DateOf(moment.Date);
        Assert.Equal(NodaTime.Calendars.WeekYearRules.Iso.GetWeekOfWeekYear(moment.Date), date.WeekOfYear);
        Assert.Equal(moment.DayOfYear, date.DayOfYear);
        Assert.Equal((int)moment.DayOfWeek, date.Weekday);
    });

    [Fact]
    public void APrintedValueIsReadBack()
    {
        var any = Gen.OneOf(
            Gen.Select(Moments, Zones, (moment, zone) => Of(moment, zone)),
            Gen.Select(Moments, Zones, (moment, zone) => FeelValue.From(TimeOf(moment, FeelZone.Parse(zone)))),
            Gen.Long[-400_000_000_000, 400_000_000_000].Select(day => FeelDate.TryFromDayNumber(day, out var date) ? FeelValue.From(date) : FeelValue.Null).Where(value => !value.IsNull),
            Gen.Select(Gen.Long, Gen.Long[-NanosecondsPerSecond, NanosecondsPerSecond]).Select((seconds, nanoseconds) => FeelValue.From(new DaysAndTimeDuration(((Int128)(seconds / 1000) * NanosecondsPerSecond) + nanoseconds))),
            Gen.Long[-12_000_000_000, 12_000_000_000].Select(months => FeelValue.From(new YearsAndMonthsDuration(months))));
        any.Sample(value => Assert.Equal(value, Feel.Evaluate(value.ToString())));
    }

    [Theory]
    [InlineData("2021-02-29")]
    [InlineData("2021-02-28T24:00:01")]
    [InlineData("10:60:00")]
    [InlineData("10:00:00+19:00")]
    [InlineData("10:00:00@Nowhere/Land")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("P1Y1D")]
    [InlineData("P1W")]
    [InlineData("PT1H1H")]
    [InlineData("1000000000-01-01")]
    public void WhatIsNoTimeIsAnError(string text) =>
        Assert.Equal("FEEL0007", Assert.Single(FeelParser.ParseExpression($"@\"{text}\"", FeelScope.Empty).Errors).Code);

    private static ZonedDateTime In(LocalDateTime local, string zone) => local.InZone(
        zone switch
        {
            ['@', .. var name] => DateTimeZoneProviders.Tzdb[name],
            "+05:30" => DateTimeZone.ForOffset(Offset.FromHoursAndMinutes(5, 30)),
            "-11:00" => DateTimeZone.ForOffset(Offset.FromHours(-11)),
            _ => DateTimeZone.Utc,
        },
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted));

    private static FeelValue Of(LocalDateTime local, string zone) => FeelValue.From(new FeelDateTime(DateOf(local.Date), TimeOf(local, FeelZone.Parse(zone))));

    private static FeelDate DateOf(LocalDate date) => FeelDate.TryCreate(date.Year, date.Month, date.Day, out var same) ? same : throw new InvalidOperationException();

    private static FeelTime TimeOf(LocalDateTime local, FeelZone? zone) =>
        FeelTime.TryCreate(local.Hour, local.Minute, local.Second, local.NanosecondOfSecond, zone, out var time) ? time : throw new InvalidOperationException();

    [Theory]
    [InlineData("date and time(\"2012-03-07Z\").year", "2012")]
    [InlineData("date and time(\"2012-03-07Z\")", "@\"2012-03-07T00:00:00Z\"")]
    [InlineData("date and time(\"2012-03-07+02:00\")", "@\"2012-03-07T00:00:00+02:00\"")]
    [InlineData("date and time(\"-2012-03-07-02:00\")", "@\"-2012-03-07T00:00:00-02:00\"")]
    [InlineData("date and time(\"2012-03-07\")", "@\"2012-03-07T00:00:00\"")]
    [InlineData("date and time(\"2012-03-07+15:00\")", "null")]
    [InlineData("date and time(\"2012-03-07ZZ\")", "null")]
    [InlineData("time(\"22:10:12+15:00\")", "null")]
    [InlineData("time(\"22:10:12+14:00\")", "@\"22:10:12+14:00\"")]
    [InlineData("time(\"22:10:12-14:00:01\")", "null")]
    [InlineData("date and time(\"2016-12-24T23:59:00+14:01\")", "null")]
    [InlineData("time(22, 10, 12, @\"PT15H\")", "null")]
    [InlineData("time(22, 10, 12, @\"-PT14H\")", "@\"22:10:12-14:00\"")]
    public void ZonesOfDatesAndTheirBounds(string text, string expected) =>
        Assert.Equal(Feel.Evaluate(expected).ToString(), Feel.Evaluate(text).ToString());

    [Theory]
    [InlineData("sort([@\"10:00:00.2\", @\"10:00:00.1\"])", "[@\"10:00:00.1\", @\"10:00:00.2\"]")]
    [InlineData("min(@\"10:00:00.2\", @\"10:00:00.1\")", "@\"10:00:00.1\"")]
    [InlineData("max(@\"2024-01-01T10:00:00.1\", @\"2024-01-01T10:00:00.2\")", "@\"2024-01-01T10:00:00.2\"")]
    [InlineData("@\"10:00:00.1\" < @\"10:00:00.2\"", "true")]
    [InlineData("@\"10:00:00.2\" <= @\"10:00:00.1\"", "false")]
    [InlineData("@\"10:00:00.1\" = @\"10:00:00.2\"", "true")]
    public void FractionsOfASecondHaveAnOrder(string text, string expected) =>
        Assert.Equal(Feel.Evaluate(expected).ToString(), Feel.Evaluate(text).ToString());

    [Fact]
    public void DatesAndTimesAreOrderedAsInstants()
    {
        var moments = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[-14, 14], (second, tenth, offset) => (second, tenth, offset));
        Gen.Select(moments, moments).Sample((a, b) =>
        {
            static NodaTime.Instant InstantOf((int Second, int Tenth, int Offset) moment) =>
                new NodaTime.LocalDateTime(2024, 1, 1, 10, 0, moment.Second).PlusMilliseconds(100 * moment.Tenth)
                    .WithOffset(NodaTime.Offset.FromHours(moment.Offset)).ToInstant();
            static string TextOf((int Second, int Tenth, int Offset) moment) =>
                $"@\"2024-01-01T10:00:0{moment.Second}.{moment.Tenth}{(moment.Offset < 0 ? '-' : '+')}{Math.Abs(moment.Offset):00}:00\"";
            Assert.Equal(InstantOf(a) < InstantOf(b), Feel.Evaluate($"{TextOf(a)} < {TextOf(b)}").IsTrue);
        });
    }
}
