using Comity.Records;

namespace Comity.Server.Tests.Public;

/// <summary>A server whose records lie over some months, so that there is a tally to see.</summary>
public sealed class PublicSite : IAsyncLifetime
{
    private readonly Site _site = new();

    public static DateTimeOffset Now { get; } = new(2026, 6, 20, 15, 0, 0, TimeSpan.Zero);

    public Site Site => _site;

    public TestServer Server => _site.Server;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync(await TestServer.StartAsync(clock: new FixedClock(Now), before: FillAsync));
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Server.Address) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _site.DisposeAsync();
    }

    /// <summary>Busy months and quiet days, rare actions and common ones.</summary>
    internal static async Task FillAsync(DataFolder folder)
    {
        var clock = new FixedClock(Now);
        await using var store = await RecordStore.OpenAsync(new RecordStoreOptions(folder) { Clock = clock });
        var random = new Random(7);
        for (var day = new DateOnly(2026, 2, 2); day < new DateOnly(2026, 6, 18); day = day.AddDays(1))
        {
            clock.Now = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);
            var requests = day.DayOfWeek is DayOfWeek.Sunday ? random.Next(3) : random.Next(4, 16);
            await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => store.AddAsync(Record(random, day), null)));
        }
    }

    private static NewRecord Record(Random random, DateOnly day)
    {
        var direction = random.Next(20) == 0 ? "agency-initiated" : "federal-request";
        string[] actions = random.Next(12) switch { 0 => ["arrest"], < 5 => ["notify-of-release", "hold-beyond-release"], < 9 => ["notify-of-release"], 9 => ["share-other-information"], _ => ["inquire-status"] };
        return new NewRecord(day, "new-york", "1.0.0", "sha256:" + new string('a', 64), null, "{}", [.. actions.Select(action =>
        {
            var outcome = action is "hold-beyond-release" or "arrest" ? "prohibited" : random.Next(3) == 0 ? "permitted" : "prohibited";
            return new RecordedDetermination(action, outcome, false, "{}")
            {
                Counted = new Dictionary<string, string> { ["direction"] = direction, ["circumstance"] = outcome == "permitted" ? "convicted-of-state-crime" : "none" },
            };
        })], null);
    }
}

/// <summary>A clock that is set by hand.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
}
