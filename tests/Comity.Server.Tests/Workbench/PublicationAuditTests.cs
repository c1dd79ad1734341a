using Comity.Server.Data;
using Comity.Server.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Workbench;

/// <summary>Whoever changes what was published, or what says so, is found.</summary>
public sealed class PublicationAuditTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("UPDATE packs SET archive = x'00' WHERE digest <> (SELECT base_digest FROM policy_drafts)", "are not kept, or are not what was published")]
    [InlineData("DELETE FROM packs WHERE digest <> (SELECT base_digest FROM policy_drafts)", "are not kept, or are not what was published")]
    [InlineData("UPDATE policy_drafts SET publication = 7", "the log has no entry of it")]
    [InlineData("UPDATE policy_drafts SET effective_from = '2020-01-01'", "is not what the log's entry 1 says")]
    [InlineData("DELETE FROM policy_draft_edits", "is not what the log's entry 1 says")]
    public async Task EveryPublishedArchiveHasItsEntry(string change, string? problem)
    {
        await using var bench = await Bench.StartAsync();
        await bench.PublishAsync(bench.Clock.Today.AddDays(2));
        if (change.Length > 0)
        {
            await using var scope = bench.Server.Application.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ServerContext>().Database.ExecuteSqlRawAsync(change, Stop);
        }

        var (count, problems) = await bench.Server.Application.Services.GetRequiredService<PublicationAudit>().RunAsync(Stop);
        Assert.Equal(1, count);
        if (problem is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
        }
    }
}
