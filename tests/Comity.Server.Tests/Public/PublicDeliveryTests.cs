using System.Net;
using System.Net.Http.Headers;
using Comity.Records;
using Comity.Server.Operation;
using Microsoft.Data.Sqlite;

namespace Comity.Server.Tests.Public;

/// <summary>How the public's pages are delivered: to caches, and whatever else the server is doing.</summary>
public sealed class PublicDeliveryTests(PublicSite site) : IClassFixture<PublicSite>
{
    private static readonly string[] Addresses = ["/public/en", "/public/es/policy", "/public/en/history", "/public/es/may-they?place=school&who=state-police&what=arrest", "/public/en/tally?by=action", "/public/tally.json", "/public/tally.csv"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CachesMayKeepThemAndAskWhetherTheyHold()
    {
        foreach (var address in Addresses)
        {
            using var first = await site.Http.GetAsync(new Uri(address, UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.True(first.Headers.CacheControl is { Public: true, NoStore: false }, address);
            Assert.False(first.Headers.Contains("Set-Cookie"));
            Assert.NotNull(first.Content.Headers.LastModified);
            using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
            using var held = await site.Http.SendAsync(again, Stop);
            Assert.Equal(HttpStatusCode.NotModified, held.StatusCode);
            using var head = new HttpRequestMessage(HttpMethod.Head, address) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
            Assert.Equal(HttpStatusCode.NotModified, (await site.Http.SendAsync(head, Stop)).StatusCode);
            using var since = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfModifiedSince = first.Content.Headers.LastModified } };
            Assert.Equal(HttpStatusCode.NotModified, (await site.Http.SendAsync(since, Stop)).StatusCode);
        }
    }

    [Theory]
    [InlineData("es-MX, en;q=0.5", "es")]
    [InlineData("de, es;q=0.3, en;q=0.2", "es")]
    [InlineData("en-GB", "en")]
    [InlineData("fr", "en")]
    [InlineData("es;q=0, en", "en")]
    public async Task TheBrowsersLanguageIsChosen(string accepted, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/public");
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        using var response = await site.Http.SendAsync(request, Stop);
        Assert.Equal($"/public/{language}", response.Headers.Location!.ToString());
        Assert.Contains("Accept-Language", response.Headers.Vary);
    }

    // Cookies of somebody who has signed in make no difference, and are not looked at.
    [Fact]
    public async Task NobodyIsKnown()
    {
        var staff = await site.Site.StaffAsync(Access.Roles.Officer);
        using var signedIn = await staff.GetAsync("/public/en");
        using var nobody = await site.Http.GetAsync(new Uri("/public/en", UriKind.Relative), Stop);
        Assert.Equal(await nobody.Content.ReadAsStringAsync(Stop), await signedIn.Content.ReadAsStringAsync(Stop));
        Assert.Equal(nobody.Headers.ETag, signedIn.Headers.ETag);
    }

    [Fact]
    public async Task TheyStayUpWhenNothingElseDoes()
    {
        await using var server = await TestServer.StartAsync(clock: new FixedClock(PublicSite.Now), before: PublicSite.FillAsync);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        await server.AddAccountAsync("officer", Access.Roles.Officer);
        using var staff = server.Client();
        await staff.SignInAsync("officer", TestServer.Password);

        // The database is locked; staff wait for it, and the public does not.
        using (var locked = new SqliteConnection($"Data Source={Directory.GetFiles(Path.GetDirectoryName(server.Keys)!, "records.db").Single()};Pooling=False"))
        {
            locked.Open();
            await using var transaction = locked.BeginTransaction(deferred: false);
            var waiting = Enumerable.Range(0, 20).Select(_ => staff.PostAsync("/records", "/account", [("on", "2025-02-01"), ("paper", "i-247a"), ("note", "")])).ToList();
            foreach (var address in Addresses)
            {
                using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), Stop);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            Assert.Contains(waiting, answer => !answer.IsCompleted);
            await transaction.RollbackAsync(Stop);
            foreach (var answer in waiting)
            {
                (await answer).Dispose();
            }
        }

        // The records are gone altogether.
        await server.Records.DisposeAsync();
        foreach (var address in Addresses)
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task TheirOwnLimitIsNotThatOfOthers()
    {
        await using var server = await TestServer.StartAsync(new ServerConfiguration { SignIn = new SignInLimits { AnonymousPerMinute = 1 }, Public = new PublicLimits { PerMinute = 3 } });
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health", UriKind.Relative), Stop)).StatusCode);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/public/en", UriKind.Relative), Stop)).StatusCode);
        }

        using var busy = await http.GetAsync(new Uri("/public/es", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, busy.StatusCode);
        Assert.Contains("Demasiadas visitas", await busy.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.NotNull(busy.Headers.RetryAfter);
        Assert.False(busy.Headers.CacheControl?.Public ?? false);
    }
}
