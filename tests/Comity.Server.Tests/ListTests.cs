using System.Text.RegularExpressions;
using Comity.Server.Access;
using Comity.Server.Web;

namespace Comity.Server.Tests;

/// <summary>Lists say how many there are in all, and have pages both ways.</summary>
public sealed partial class ListTests(Site site) : IClassFixture<Site>
{
    private const int Kept = 120;

    [Fact]
    public async Task TheQueueTheRecordsAndTheLogHaveTotalsAndPages()
    {
        var officer = await site.StaffAsync(Roles.Officer);
        for (var number = 0; number < Kept; number++)
        {
            using var kept = await officer.PostAsync("/records", "/account", ("on", "2026-06-01"), ("paper", "i-247a"),
                ("a", "agency:state-law-enforcement"), ("a", "convictedOfStateCrime:true"));
        }

        // What waits for a supervisor and for counsel is one record to somebody who is both.
        foreach (var roles in (Roles[])[Roles.Supervisor, Roles.Counsel, Roles.Supervisor | Roles.Counsel])
        {
            Assert.Equal(Numbers(Kept).Order(), (await WalkAsync(roles, "/queue",
                $"{Kept} records wait", "next")).SelectMany(page => page).Order());
        }

        var forward = await WalkAsync(Roles.Auditor, "/records", $"{Kept} records", "next");
        Assert.Equal(Numbers(Kept).OrderDescending(), forward.SelectMany(page => page));
        Assert.Equal(5, forward.Count);
        var auditor = await site.StaffAsync(Roles.Auditor);
        Assert.Contains("No record matches.", await auditor.ReadAsync("/records?from=2027-01-01"), StringComparison.Ordinal);
        Assert.Contains("1 entry<", await auditor.ReadAsync($"/access-log?record={Numbers(1)[0]}"), StringComparison.Ordinal);

        // From the last page back to the first, which is a full one.
        var last = Address("next", (await PagesAsync(Roles.Auditor, "/records", "next"))[^2])!;
        var back = await PagesAsync(Roles.Auditor, last, "prev");
        Assert.Equal(5, back.Count);
        Assert.Equal(forward[0], Rows(back[^1]));
        var log = await PagesAsync(Roles.Auditor, "/access-log", "next");
        Assert.True(log.Count > 2);
        Assert.Equal(Table(log[0]), Table((await PagesAsync(Roles.Auditor, Address("next", log[^2])!, "prev"))[^1]));
    }

    [Theory]
    [InlineData("/queue?after=x")]
    [InlineData("/queue?after=99999999999999999_1")]
    [InlineData("/records?before=x")]
    [InlineData("/records?after=x")]
    [InlineData("/access-log?after=x")]
    [InlineData("/access-log?before=-1")]
    public async Task WhatIsNoPageIsSaid(string address)
    {
        using var answer = await (await site.StaffAsync(RoleNames.Every)).GetAsync(address);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(0, "0 records")]
    [InlineData(1, "1 record")]
    [InlineData(9_999, "9,999 records")]
    [InlineData(10_000, "10,000 records")]
    [InlineData(Totals.CountTo, "more than 10,000 records")]
    public void TotalsAreCountedSoFarAsPeopleRead(int count, string words) => Assert.Equal(words, Totals.Words(count, "record", "records"));

    private async Task<List<List<string>>> WalkAsync(Roles roles, string address, string total, string way)
    {
        var pages = await PagesAsync(roles, address, way);
        Assert.All(pages, page => Assert.Contains($"<p>{total}</p>", page, StringComparison.Ordinal));
        return [.. pages.Select(Rows)];
    }

    private async Task<List<string>> PagesAsync(Roles roles, string? address, string way)
    {
        var (staff, pages) = (await site.StaffAsync(roles), new List<string>());
        for (; address is not null; address = Address(way, pages[^1]))
        {
            pages.Add(await staff.ReadAsync(address));
            Assert.InRange(pages.Count, 1, 50);
        }

        return pages;
    }

    private static List<string> Rows(string page) => [.. Row().Matches(page).Select(match => match.Groups["number"].Value)];

    private static string Table(string page) =>
        page[page.IndexOf("<tbody>", StringComparison.Ordinal)..page.IndexOf("</tbody>", StringComparison.Ordinal)];

    private static string? Address(string way, string page) =>
        Link().Matches(page).FirstOrDefault(match => match.Groups["way"].Value == way) is { } link
            ? System.Net.WebUtility.HtmlDecode(link.Groups["address"].Value) : null;

    private static List<string> Numbers(int count) => [.. Enumerable.Range(1, count).Select(number =>
        $"{DateTime.UtcNow.Year}-{number:000000}")];

    [GeneratedRegex("<th scope=\"row\"><a href=\"/records/(?<number>[0-9-]+)\"")]
    private static partial Regex Row();

    [GeneratedRegex("<a href=\"(?<address>[^\"]+)\" rel=\"(?<way>next|prev)\"")]
    private static partial Regex Link();
}
