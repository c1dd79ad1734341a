using System.Diagnostics;
using System.Text.Json;
using Comity.Server.Api;

namespace Comity.Server.Tests.Api;

/// <summary>Every call of the API that the pages show is sent as it is written, with a key and to a server of the tests.</summary>
public sealed class DocumentedCallTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Address = "http://127.0.0.1:5170";
    private const string Key = "comity_…";

    [Fact]
    public async Task EveryCallIsAnswered()
    {
        var calls = DocumentedCommand.All.Where(command => command.Words[0] == "curl").ToList();
        Assert.NotEmpty(calls);
        var key = await server.KeyAsync(ApiScopes.Decide | ApiScopes.Record | ApiScopes.Read | ApiScopes.Archive);
        foreach (var call in calls)
        {
            Assert.Contains(Address, call.Text, StringComparison.Ordinal);
            var words = call.Words.Skip(1).Select(word => word
                .Replace(Address, server.Server.Address.TrimEnd('/'), StringComparison.Ordinal).Replace(
                    Key, key, StringComparison.Ordinal));
            using var curl = Process.Start(new ProcessStartInfo("curl", ["--silent", "--show-error", "--fail-with-body", .. words])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var (output, error) = (
                curl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
                curl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await curl.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(curl.ExitCode == 0, $"{call}: {await output}{await error}");
            Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(await output).ValueKind);
        }
    }
}
