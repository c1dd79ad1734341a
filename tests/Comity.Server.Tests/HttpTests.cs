using System.Net;
using Comity.Records;

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
    [InlineData("/records?before=x", "number")]
    public async Task ABadAddressIsExplained(string address, string hint)
    {
        using var client = Client();
        var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(hint, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextIsNeverMarkup()
    {
        using var client = Client();
        var text = await client.GetAsync("/records/%3Cscript%3Ealert(1)%3C%2Fscript%3E", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, text.StatusCode);
        Assert.DoesNotContain("<script>", await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherSitesFormKeepsNothing()
    {
        using var client = Client();
        var before = site.Records.List(new RecordFilter(), null, 200).Records.Count;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/records") { Content = Form(), Headers = { { "Origin", "https://elsewhere.example" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(before, site.Records.List(new RecordFilter(), null, 200).Records.Count);
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostAsync("/records", Form(), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(before + 1, site.Records.List(new RecordFilter(), null, 200).Records.Count);
    }

    [Fact]
    public async Task AnotherNameForThisMachineIsRefused()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Host = "rebound.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/records", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task AnswersAreNotStoredByBrowsersAndRunNoScripts()
    {
        using var client = Client();
        var response = await client.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("ok", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
    }

    private static FormUrlEncodedContent Form() => new([new("on", "2025-02-01"), new("paper", "i-247a"), new("note", "")]);

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
}
