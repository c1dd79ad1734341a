using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Comity.Server.Tests.Processes;

/// <summary>The files of <c>deploy/</c>.</summary>
public sealed partial class DeploymentTests
{
    private static string Deploy(string file) => Path.Combine(Repository.Root, "deploy", file);

    [Fact]
    public async Task NginxTakesItsConfiguration()
    {
        var folder = Directory.CreateTempSubdirectory("comity-deploy-");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var now = DateTimeOffset.UtcNow;
            using var certificate = new CertificateRequest("CN=comity.agency.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "certificate.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "certificate.key"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        }

        var site = (await File.ReadAllTextAsync(Deploy("nginx.conf"), TestContext.Current.CancellationToken)).Replace("/etc/comity", folder.FullName, StringComparison.Ordinal);
        site = Listen().Replace(site, _ => $"listen {ServerProcess.FreePort()}");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nginx.conf"), $"pid {folder.FullName}/pid; error_log stderr; events {{ }} http {{ {site} }}", TestContext.Current.CancellationToken);
        var (code, text) = await RunAsync(Nginx.Program, "-t", "-p", folder.FullName, "-c", "nginx.conf");
        Assert.True(code == 0, text);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SystemdTakesItsUnit()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "No systemd-analyze on this machine: the unit was not looked at.");

        // The program and its user need not be on this machine.
        var unit = Path.Combine(Path.GetTempPath(), $"comity-{Guid.NewGuid():N}.service");
        await File.WriteAllTextAsync(unit, Local().Replace(await File.ReadAllTextAsync(Deploy("comity.service"), TestContext.Current.CancellationToken), match => match.Value.StartsWith("Exec", StringComparison.Ordinal) ? "ExecStart=/bin/true" : ""), TestContext.Current.CancellationToken);
        var (code, text) = await RunAsync("systemd-analyze", "verify", unit);
        Assert.Equal((0, ""), (code, text.Trim()));
        File.Delete(unit);
    }

    [Fact]
    public async Task TheContainersCheckTellsALivingServerFromAPortWhereNobodyIs()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(0, (await RunAsync("bash", Deploy("healthy"), $"{new Uri(server.Address).Port}")).Code);
        Assert.NotEqual(0, (await RunAsync("bash", Deploy("healthy"), $"{ServerProcess.FreePort()}")).Code);
    }

    // As in a container.
    [Fact]
    public async Task TheFirstLinkOfAServerThatListensEverywhereCanBeOpened()
    {
        var data = Directory.CreateTempSubdirectory("comity-deploy-");
        using (var server = await ServerProcess.StartAsync(data.FullName, null, new Dictionary<string, string> { ["COMITY__listen__0"] = "http://0.0.0.0:{port}", ["COMITY__proxies__0"] = "127.0.0.1" }))
        {
            server.Terminate();
            await server.ExitAsync();
            Assert.Contains($"  http://localhost:{server.Port}/join/", server.Written, StringComparison.Ordinal);
        }

        data.Delete(recursive: true);
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (error, output) = (process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await error + await output);
    }

    [GeneratedRegex(@"listen \d+")]
    private static partial Regex Listen();

    [GeneratedRegex("^(ExecStart|User|Group)=.*$", RegexOptions.Multiline)]
    private static partial Regex Local();
}
