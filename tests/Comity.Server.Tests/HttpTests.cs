using System.Net;
using System.Net.Sockets;
using System.Text;
using Comity.Log.Tiles;
using Comity.Log.Verification;
using Comity.Records;
using Comity.Server.Access;

namespace Comity.Server.Tests;

/// <summary>What programs and strangers send.</summary>
public sealed class HttpTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("/ask?paper=i-999", "i-999")]
    [InlineData("/ask?paper=i-247a&on=tomorrow", "2025-02-01")]
    [InlineData("/ask?paper=i-247a&act=deport", "deport")]
    [InlineData("/ask?paper=i-247a&a=name:Smith", "name:Smith")]
    [InlineData("/ask?paper=i-247a&a=agency:fbi", "agency:fbi")]
    [InlineData("/ask?paper=i-247a&a=agency", "agency")]
    [InlineData("/policy?on=2025-13-01", "2025-02-01")]
    [InlineData("/records?from=1", "2025-02-01")]
    [InlineData("/records?after=x", "page")]
    public async Task ABadAddressIsExplained(string address, string hint)
    {
        using var response = await (await site.StaffAsync(Roles.Officer)).GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(hint, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextIsNeverMarkup()
    {
        using var text = await (await site.StaffAsync(Roles.Officer)).GetAsync("/records/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
        Assert.Equal(HttpStatusCode.NotFound, text.StatusCode);
        Assert.DoesNotContain("<script>", await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormWithoutTheTokenOfAPageKeepsNothing()
    {
        var staff = await site.StaffAsync(Roles.Officer);
        var before = (await site.Records.ListAsync(new RecordFilter(), null, 200, TestContext.Current.CancellationToken)).Records.Count;
        (string, string)[] fields = [("on", "2025-02-01"), ("paper", "i-247a"), ("note", "")];
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var refused = await staff.Http.PostAsync("/records", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(before, (await site.Records.ListAsync(new RecordFilter(), null, 200, TestContext.Current.CancellationToken)).Records.Count);
        using var kept = await staff.PostAsync("/records", "/account", fields);
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        Assert.Equal(before + 1, (await site.Records.ListAsync(new RecordFilter(), null, 200, TestContext.Current.CancellationToken)).Records.Count);
    }

    // Raw, because HttpClient would hide a body.
    [Theory]
    [InlineData("/public/en")]
    [InlineData("/public/tally.json")]
    [InlineData("/health")]
    [InlineData("/comity.css")]
    [InlineData("/log/checkpoint")]
    [InlineData("/nowhere")]
    public async Task HeadGetsTheHeadersOfGetAndNoBody(string address)
    {
        await site.Records.PublishAsync(TestContext.Current.CancellationToken);
        var (get, head) = (await AnswerAsync("GET"), await AnswerAsync("HEAD"));
        Assert.NotEqual("", get[1]);
        Assert.Equal("", head[1]);

        // How a body is sent is not said where none is.
        Assert.Equal(Headers(get), Headers(head));

        static IEnumerable<string> Headers(string[] answer) => answer[0].Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.Ordinal) && !line.StartsWith("Transfer-Encoding:", StringComparison.Ordinal));

        async Task<string[]> AnswerAsync(string method)
        {
            var server = new Uri(site.Server.Address);
            using var client = new TcpClient(server.Host, server.Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {address} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            return (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n\r\n", 2);
        }
    }

    [Fact]
    public async Task AnotherNameForThisMachineIsRefused()
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Server.Address), DefaultRequestHeaders = { Host = "rebound.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/policy", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task AnswersAreNotStoredByBrowsersAndOnlyPasskeysRunAScript()
    {
        var staff = await site.StaffAsync(Roles.Officer);
        using var page = await staff.GetAsync("/request");
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Equal("default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        using var passkey = await staff.GetAsync("/account/passkey");
        Assert.EndsWith("; script-src 'self'", passkey.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var nobody = await site.StaffAsync(Roles.None);
        using var policy = await nobody.GetAsync("/policy");
        Assert.False(policy.Headers.Contains("Set-Cookie"));
        Assert.Equal("ok", await nobody.ReadAsync("/health"));
    }

    [Fact]
    public async Task AnAuditorChecksTheLogOverHttpWithThePublicKey()
    {
        for (var i = 0; i < 3; i++)
        {
            await site.Records.AddAsync(
                new NewRecord(new DateOnly(2026, 3, 15), "new-york", "2026.1", "sha256:" + new string('a', 64), null, "{}", [new RecordedDetermination("notify", "permitted", false, "{}")], null),
                null, cancellation: TestContext.Current.CancellationToken);
        }

        await site.Records.PublishAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        var result = await LogVerifier.VerifyAsync(new HttpSource(client, new Uri($"{site.Server.Address}/log")), new LogVerifyOptions(site.Records.LogTrust), TestContext.Current.CancellationToken);
        Assert.Null(result.Problem);
        Assert.Equal(1, result.Checkpoint!.Size);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var stranger = new HttpClient(handler);
        var events = await stranger.GetAsync(new Uri($"{site.Server.Address}/audit/log/checkpoint"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, events.StatusCode);
        Assert.Contains("/sign-in", events.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"{site.Server.Address}/log/tile/0/..%2F..%2Flog.key"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal("text/plain; charset=utf-8", (await client.GetAsync(new Uri($"{site.Server.Address}/log/checkpoint"), TestContext.Current.CancellationToken)).Content.Headers.ContentType!.ToString());
    }
}
