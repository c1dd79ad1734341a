using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Records.Transfer;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Data;
using Comity.Server.Tests.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>A backup holds what the server keeps beside the records, and brings it from either database to either.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Share = """{"on":"2025-02-01","facts":{"requestedAction":"share-immigration-status","enforcementPurpose":"civil","judicialProcess":"none","agency":"state-law-enforcement"}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-backup-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task PeopleKeysAndWhatWaitsAreThereAgain(bool fromPostgres, bool toPostgres)
    {
        var (before, after) = (fromPostgres ? PostgresCluster.Shared.NewDatabase() : null, toPostgres ? PostgresCluster.Shared.NewDatabase() : null);
        var backup = Path.Combine(_folder.FullName, "backup");
        string key, number, kept;
        byte[] credential = [1, 2, 250];
        await using (var server = await TestServer.StartAsync(database: before))
        {
            var maker = await server.AddAccountAsync("maker", Roles.Supervisor | Roles.Administrator);
            await server.AddAccountAsync("sam", Roles.Supervisor);
            await using var scope = server.Application.Services.CreateAsyncScope();
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            Assert.True((await accounts.AddOrUpdatePasskeyAsync((await accounts.FindByNameAsync("sam"))!, new UserPasskeyInfo(credential, [4], DateTimeOffset.UnixEpoch, 5, ["internal"], true, false, false, [6], [7]) { Name = "blue \"key\"" })).Succeeded);
            var office = ApiServer.Of(server);
            key = await office.KeyAsync(ApiScopes.Record | ApiScopes.Read, madeBy: maker);
            (number, kept) = await KeepAsync(server, key, "one");
            await RecordBackup.WriteAsync(server.Folder, before, backup, new ServerBackup(server.Folder, before), null, Stop);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
            }

            // Over a server's tables nothing is restored, and over records neither.
            await Assert.ThrowsAsync<RecordStoreException>(() => RecordBackup.RestoreAsync(backup, server.Folder, before, new ServerBackup(server.Folder, before), null, Stop));
        }

        await using var again = await TestServer.StartAsync(database: after, before: folder => RecordBackup.RestoreAsync(backup, folder, after, new ServerBackup(folder, after), null, Stop));

        // The same submission is known, the key works, the maker does not approve, sam does, with the old password; and the passkey is found.
        Assert.Equal((number, kept), await KeepAsync(again, key, "one"));
        Assert.NotEqual(number, (await KeepAsync(again, key, "two")).Number);
        using var maker2 = again.Client();
        await maker2.SignInAsync("maker", TestServer.Password);
        using var refused = await maker2.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using var sam = again.Client();
        await sam.SignInAsync("sam", TestServer.Password);
        Assert.Contains(number, await sam.ReadAsync("/queue"), StringComparison.Ordinal);
        using var approved = await sam.PostAsync($"/records/{number}/verdict", $"/records/{number}", ("as", "supervisor"), ("version", "1"), ("verdict", "approve"));
        Assert.Equal("/queue", approved.Headers.Location?.ToString());
        await using var later = again.Application.Services.CreateAsyncScope();
        var found = later.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var holder = (await found.FindByPasskeyIdAsync(credential))!;
        Assert.Equal("sam", holder.UserName);
        Assert.Equal("blue \"key\"", Assert.Single(await found.GetPasskeysAsync(holder)).Name);
        Assert.Contains(await again.LogAsync(), entry => entry.What.StartsWith("program's key made", StringComparison.Ordinal));
        Assert.Null(await ComityServer.SetupPathAsync(again.Application));
    }

    [Fact]
    public async Task EveryTableIsInABackupAndWhatIsChangedIsRefused()
    {
        var backup = Path.Combine(_folder.FullName, "backup");
        await using (var server = await TestServer.StartAsync())
        {
            await server.AddAccountAsync("ada", Roles.Administrator);
            await using var scope = server.Application.Services.CreateAsyncScope();
            var tables = await scope.ServiceProvider.GetRequiredService<ServerContext>().Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").ToListAsync(Stop);
            string[] records = ["sessions", "events", "records", "pairs", "listed", "tally_keys", "tally", "situations", "days", "key_notes", "server_schema"];

            // Sessions end with the keys of cookies, which are in no backup.
            Assert.Equal(tables.Except(records).Order(), ServerSchema.Tables.Order());
            await RecordBackup.WriteAsync(server.Folder, null, backup, new ServerBackup(server.Folder, null), null, Stop);
        }

        var lines = await LinesAsync(backup);
        var account = lines.FindIndex(line => line.Contains("\"ADA\"", StringComparison.Ordinal));
        foreach (var changed in new List<string>[]
        {
            [.. lines.Select((line, i) => i == account ? line.Replace("ada", "eve", StringComparison.Ordinal) : line)],
            [.. lines.Where((_, i) => i != account)],
            [.. lines.SkipLast(1)],
            [.. lines, "{}"],
            [.. lines.Select((line, i) => i == account ? "not JSON" : line)],
        })
        {
            var file = Path.Combine(_folder.FullName, Guid.NewGuid().ToString());
            await WriteAsync(file, changed);
            var folder = new DataFolder(Path.Combine(_folder.FullName, Guid.NewGuid().ToString()));
            await Assert.ThrowsAsync<FormatException>(() => RecordBackup.RestoreAsync(file, folder, null, new ServerBackup(folder, null), null, Stop));
            Assert.False(File.Exists(folder.Database));
        }
    }

    private static async Task<(string Number, string Text)> KeepAsync(TestServer server, string key, string submission)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Address), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        var (response, text) = await ApiServer.SendAsync(client, "/v1/records", Share, headers: ("Idempotency-Key", submission));
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return (JsonSerializer.Deserialize<JsonElement>(text).GetProperty("number").GetString()!, text);
    }

    private static async Task<List<string>> LinesAsync(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return [.. (await reader.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static async Task WriteAsync(string file, IEnumerable<string> lines)
    {
        await using var writer = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest));
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line.AsMemory(), Stop);
        }
    }
}
