using Comity.Records.Tests;
using Comity.Server.Data;
using Comity.Server.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>What the server keeps beside the records.</summary>
public sealed class DataTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OfManyWhoInsertTheSameRowAtOnceOneDoesAndNobodyFails(bool postgres)
    {
        await using var server = await TestServer.StartAsync(database: postgres ? PostgresCluster.Shared.NewDatabase() : null);
        var pack = new KeptPack { Digest = "sha256:same", Archive = [1, 2, 3] };
        var inserted = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => InsertAsync(server, pack)));
        Assert.Equal(1, inserted.Count(first => first));
        Assert.False(await InsertAsync(server, pack));
        Assert.True(await InsertAsync(server, new KeptPack { Digest = "sha256:other", Archive = [] }));
    }

    private static async Task<bool> InsertAsync(TestServer server, KeptPack pack)
    {
        await Task.Yield();
        await using var scope = server.Application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ServerContext>().TryInsertAsync(pack, TestContext.Current.CancellationToken);
    }
}
