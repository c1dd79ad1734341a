using System.Text.RegularExpressions;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>The application over New York's policy, with its own folder, on a free port.</summary>
public sealed partial class TestServer : IAsyncDisposable
{
    /// <summary>The password of every account of the tests.</summary>
    public const string Password = "correct horse battery";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-server-");

    private readonly string _pack;

    private TestServer(string pack) => _pack = pack;

    /// <summary>What decides by New York's policy.</summary>
    public static PolicyLogic Logic { get; } = Decides(Repository.Pack("new-york"));

    /// <summary>Tests sign in much more often than people do.</summary>
    public static ServerConfiguration Unhurried { get; } = new() { SignIn = new SignInLimits { PerMinute = 100_000, AnonymousPerMinute = 1_000_000 }, Session = new SessionLimits { PerMinute = 1_000_000 } };

    public WebApplication Application { get; private set; } = null!;

    public RecordStore Records { get; private set; } = null!;

    public string Keys => Path.Combine(_folder.FullName, "keys");

    /// <summary>Where its data is.</summary>
    public DataFolder Folder => new(_folder.FullName);

    /// <summary>Where it listens, by the name that passkeys work with.</summary>
    public string Address { get; private set; } = "";

    /// <param name="configuration">How it is run; without limits when null.</param>
    /// <param name="clock">What tells the time.</param>
    /// <param name="database">A PostgreSQL database; SQLite when null.</param>
    /// <param name="pack">The name of one of the repository's packs, or the path of a folder.</param>
    /// <param name="before">What is done to its data folder before it starts; null for nothing.</param>
    public static async Task<TestServer> StartAsync(ServerConfiguration? configuration = null, TimeProvider? clock = null, string? database = null, string pack = "new-york", Func<DataFolder, Task>? before = null)
    {
        var server = new TestServer(Path.IsPathRooted(pack) ? pack : Repository.Pack(pack));
        await (before?.Invoke(server.Folder) ?? Task.CompletedTask);
        await server.StartAsync(configuration ?? Unhurried, clock, database, 0);
        return server;
    }

    /// <summary>Stops the application and starts it again over the same files, at the same address.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync(Unhurried, null, null, new Uri(Address).Port);
    }

    public StaffClient Client() => new(new Uri(Address));

    /// <summary>Makes an account with the password of the tests.</summary>
    public async Task<string> AddAccountAsync(string name, Roles roles, string? unitId = null, bool allUnits = false)
    {
        await using var scope = Application.Services.CreateAsyncScope();
        var (account, problem) = await scope.ServiceProvider.GetRequiredService<Administration>().CreateAsync(name, roles, unitId, allUnits);
        Assert.Null(problem);
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().AddPasswordAsync(account!, Password)).Succeeded);
        return account!.Id;
    }

    public async Task<Account> AccountAsync(string name)
    {
        await using var scope = Application.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByNameAsync(name))!;
    }

    public async Task<IReadOnlyList<AccessEvent>> LogAsync()
    {
        await using var scope = Application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ServerContext>().AccessLog.OrderBy(entry => entry.Id).ToListAsync();
    }

    /// <summary>The path of the one-time link that a page shows.</summary>
    public static string LinkIn(string page) => JoinLink().Match(page).Value;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(ServerConfiguration configuration, TimeProvider? clock, string? database, int port)
    {
        var folder = Folder;
        Records = await RecordStore.OpenAsync(new RecordStoreOptions(folder) { Postgres = database });
        Application = await ComityServer.BuildAsync(new ServerOptions(_pack == Repository.Pack("new-york") ? Logic : Decides(_pack), _pack, Records, folder, database, Keys, configuration, port, clock));
        await Application.StartAsync();
        Address = Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
    }

    private static PolicyLogic Decides(string pack) => PolicyLogic.Compile(PackReader.Read(pack).Pack!).Logic!;

    private async Task StopAsync()
    {
        await Application.DisposeAsync();
        await Records.DisposeAsync();
    }

    [GeneratedRegex("/join/[A-Za-z0-9_-]+")]
    private static partial Regex JoinLink();
}
