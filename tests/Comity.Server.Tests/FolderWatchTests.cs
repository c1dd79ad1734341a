using System.Net;
using Comity.Policy.Packs;
using Comity.Server.Access;
using Comity.Server.Auditor;
using Comity.Server.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>The pack folder of a running server changes.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private const string Title = "title: ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-pack-");

    public FolderWatchTests()
    {
        var source = Repository.Pack("example-state");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AChangeIsServedWhenItChecksCleanAndRecordsKeepTheirs()
    {
        await using var server = await TestServer.StartAsync(pack: _folder.FullName);
        var versions = server.Application.Services.GetRequiredService<PolicyVersions>();
        var watch = server.Application.Services.GetRequiredService<FolderWatch>();
        var before = versions.All[0].Digest;
        await server.AddAccountAsync("everybody", RoleNames.Every);
        using var staff = server.Client();
        await staff.SignInAsync("everybody", TestServer.Password);

        // A record under the first pack.
        var document = versions.All[0].Pack.Documents[0].Id;
        using var kept = await staff.PostAsync("/records", "/account", ("on", "2025-02-01"), ("paper", document), ("note", ""));
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        var record = (await server.Records.ListAsync(new(), null, 10, TestContext.Current.CancellationToken)).Records.Single();
        Assert.Equal(before, record.Content.PackDigest);

        // Broken YAML is told with its place, and the old policy goes on.
        var manifest = Path.Combine(_folder.FullName, "pack.yaml");
        var good = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(manifest, good + "\nunknown-key: 1\n", TestContext.Current.CancellationToken);
        await UntilAsync(() => watch.Problems.Count > 0);
        Assert.Contains("pack.yaml:", watch.Problems[0], StringComparison.Ordinal);
        Assert.Contains("PACK0007", watch.Problems[0], StringComparison.Ordinal);
        Assert.Equal(before, versions.All[0].Digest);
        using (var page = await staff.GetAsync("/accounts"))
        {
            Assert.Contains("PACK0007", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        // A guarantee that fails keeps it from being served, too.
        await File.WriteAllTextAsync(manifest, good, TestContext.Current.CancellationToken);
        await UntilAsync(() => watch.Problems.Count == 0);
        var guarantees = Path.Combine(_folder.FullName, "guarantees.yaml");
        var promised = await File.ReadAllTextAsync(guarantees, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(guarantees, promised + "\n- name: never\n  statement: Nothing is ever decided.\n  source: nobody\n  protects: []\n  holds: \"false\"\n", TestContext.Current.CancellationToken);
        await UntilAsync(() => watch.Problems.Count > 0);
        Assert.Contains(watch.Problems, problem => problem.Contains("never", StringComparison.Ordinal));
        Assert.Equal(before, versions.All[0].Digest);
        await File.WriteAllTextAsync(guarantees, promised, TestContext.Current.CancellationToken);

        // A clean change is served.
        await File.WriteAllTextAsync(manifest, string.Join('\n', good.Split('\n').Select(line => line.StartsWith(Title, StringComparison.Ordinal) ? Title + "Another title" : line)), TestContext.Current.CancellationToken);
        await UntilAsync(() => versions.All[0].Digest != before);
        Assert.Equal("Another title", versions.At(new DateOnly(2025, 2, 1)).Pack.Manifest.Title);
        Assert.Empty(watch.Problems);
        Assert.Equal(PackReader.Read(_folder.FullName).Pack!.Digest, versions.All[0].Digest);

        // The record is derived from its own pack, also by a process that never served it.
        Assert.Equal(ReasoningVerdict.Same, (await Reasoning.CheckAsync(record.Content, versions)).Verdict);
        await server.RestartAsync();
        Assert.Equal(ReasoningVerdict.Same, (await Reasoning.CheckAsync(record.Content, server.Application.Services.GetRequiredService<PolicyVersions>())).Verdict);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
