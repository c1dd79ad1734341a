using System.Net.Http.Headers;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Api.Keys;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Processes;

/// <summary>What several processes of one server share: the database, the log's key, the keys of cookies; with an officer and a program's key in it.</summary>
internal sealed class Agency : IDisposable
{
    public const string Officer = "ines";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-agency-");

    private Agency()
    {
    }

    /// <summary>A program's key with every scope.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The database; null where it is the SQLite file of the one data folder.</summary>
    public string? Database { get; private init; }

    /// <summary>Settings in the environment that every process gets.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["COMITY__signIn__perMinute"] = "100000",
        ["COMITY__signIn__anonymousPerMinute"] = "1000000",
        ["COMITY__proxies__0"] = "127.0.0.1",
    };

    /// <summary>The data folder of a process.</summary>
    public string Data(int process) => Path.Combine(_folder.FullName, $"data-{process}");

    public static async Task<Agency> FoundAsync(string? database)
    {
        var agency = new Agency { Database = database };
        var folder = new DataFolder(agency.Data(0));
        await using var records = await RecordStore.OpenAsync(new RecordStoreOptions(folder) { Postgres = database });
        var keys = Path.Combine(agency._folder.FullName, "keys");
        agency.Settings["COMITY__keys"] = keys;

        // The other machines have no file with the log's key; they are given it.
        agency.Settings[DataFolder.KeyVariable] = await File.ReadAllTextAsync(folder.KeyFile);
        await using var application = await ComityServer.BuildAsync(new ServerOptions(TestServer.Logic, Repository.Pack("new-york"), records, folder, database, keys, TestServer.Unhurried, 0));
        agency.Key = (await application.Services.GetRequiredService<ApiKeys>().MakeAsync("program", ApiScopes.Decide | ApiScopes.Record | ApiScopes.Read, null, null)).Key!;
        await using var scope = application.Services.CreateAsyncScope();
        var (account, problem) = await scope.ServiceProvider.GetRequiredService<Administration>().CreateAsync(Officer, RoleNames.Every, null);
        Assert.Null(problem);
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().AddPasswordAsync(account!, TestServer.Password)).Succeeded);
        return agency;
    }

    public Task<ServerProcess> StartAsync(int process, string pack = "new-york") => ServerProcess.StartAsync(Data(process), Database, Settings, pack);

    /// <summary>A program with the key.</summary>
    public HttpClient Program(Uri address)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>Does something to its database that no program of ours does.</summary>
    public void Execute(string sql)
    {
        if (Database is not null)
        {
            PostgresCluster.Execute(Database, sql);
            return;
        }

        using var connection = new SqliteConnection($"Data Source={new DataFolder(Data(0)).Database};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
