using System.Net;
using System.Text.Json;
using Comity.Records;
using Comity.Records.Tallying;
using Comity.Server.Operation;

namespace Comity.Server.Tests.Public;

/// <summary>The tally as people and programs get it.</summary>
public sealed class PublicTallyPageTests(PublicSite site) : IClassFixture<PublicSite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FilesSayWhatWasCountedAndNothingSmall()
    {
        var rows = await site.Server.Records.TallyAsync(DateOnly.MinValue, TallyDay.ClosedThrough(PublicSite.Now), Stop);
        foreach (var unit in (string[])["day", "week", "month", "year"])
        {
            using var json = JsonDocument.Parse(await site.Http.GetStringAsync(new Uri($"/public/tally.json?unit={unit}", UriKind.Relative), Stop));
            var csv = (await site.Http.GetStringAsync(new Uri($"/public/tally.csv?unit={unit}", UriKind.Relative), Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).ToList();
            Assert.All(csv, line => Assert.True(long.Parse(line[6]) is 0 or >= 10, string.Join(',', line)));
            foreach (var line in csv.Where(line => !line[5].Contains('|', StringComparison.Ordinal) && line[5] != "not-recorded"))
            {
                var (from, to) = (DateOnly.ParseExact(line[1], "yyyy-MM-dd"), DateOnly.ParseExact(line[2], "yyyy-MM-dd"));
                Assert.Equal(rows.Where(row => row.Day >= from && row.Day <= to && row.Dimension == line[4] && row.Value == line[5]).Sum(row => row.Count), long.Parse(line[6]));
            }

            Assert.Equal(csv.Where(line => line[4] == "requests").Select(line => long.Parse(line[6])), json.RootElement.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("requests").GetInt64()));
            Assert.Equal(10, json.RootElement.GetProperty("threshold").GetInt32());
            Assert.Contains("direction", json.RootElement.GetProperty("by").EnumerateObject().Select(member => member.Name));
        }
    }

    [Theory]
    [InlineData("/public/tally.json?unit=decade")]
    [InlineData("/public/tally.csv?since=yesterday")]
    [InlineData("/public/tally.csv?by=name")]
    [InlineData("/public/es/tally?by=name")]
    public async Task WhatCannotBeReadIsSaid(string address) => Assert.Equal(HttpStatusCode.BadRequest, (await site.Http.GetAsync(new Uri(address, UriKind.Relative), Stop)).StatusCode);

    [Fact]
    public async Task RulesThatFiguresWerePublishedByStay()
    {
        var folder = Directory.CreateTempSubdirectory("comity-tally-");
        try
        {
            var data = new DataFolder(folder.FullName);
            await PublicSite.FillAsync(data);
            await using var records = await RecordStore.OpenAsync(new RecordStoreOptions(data), Stop);
            await (await BuildAsync(10)).DisposeAsync();
            var refused = await Assert.ThrowsAsync<RecordStoreException>(() => BuildAsync(20));
            Assert.Contains("threshold 10", refused.Message, StringComparison.Ordinal);

            async Task<Microsoft.AspNetCore.Builder.WebApplication> BuildAsync(int threshold)
            {
                var application = await ComityServer.BuildAsync(
                    new ServerOptions(TestServer.Logic, Repository.Pack("new-york"), records, data, null, Path.Combine(folder.FullName, "keys"), new ServerConfiguration { Tally = new TallySettings { Threshold = threshold } }, 0), Stop);
                await application.StartAsync(Stop);
                return application;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
