using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Comity.Server.Api;
using Comity.Server.Tests.Api;

namespace Comity.Server.Tests.Processes;

/// <summary>The files of <c>deploy/</c>.</summary>
public sealed partial class DeploymentTests
{
    private static string Deploy(string file) => Path.Combine(Repository.Root, "deploy", file);

    [Fact]
    public async Task NginxTakesItsConfiguration()
    {
        var (folder, _) = await NginxFolderAsync(ServerProcess.FreePort());
        var (code, text) = await RunAsync(Nginx.Program, "-t", "-p", folder.FullName, "-c", "nginx.conf");
        Assert.True(code == 0, text);
        folder.Delete(recursive: true);
    }

    // Two archives in Base64 may come to /v1/compare; a form holds one, and nothing else is as large.
    [Fact]
    public async Task NginxPassesBodiesOfTheSizesThatTheProgramTakes()
    {
        await using var server = await TestServer.StartAsync();
        var (folder, port) = await NginxFolderAsync(new Uri(server.Address).Port);
        var start = new ProcessStartInfo(Nginx.Program, ["-p", folder.FullName, "-c", "nginx.conf", "-g", "daemon off;"]);
        using var nginx = Process.Start(start)!;
        try
        {
            using var client = new HttpClient(new HttpClientHandler
            {
                // The certificate is the test's own.
                ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            });
            client.BaseAddress = new Uri($"https://localhost:{port}");
            await ListensAsync(port);
            var key = await ApiServer.Of(server).KeyAsync(ApiScopes.Decide | ApiScopes.Archive);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), await SendAsync("/v1/compare", 40));
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "text/html"), await SendAsync("/v1/compare", 90));
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "text/html"), await SendAsync("/v1/explain", 40));

            async Task<(HttpStatusCode Code, string? Type)> SendAsync(string path, int megabytes)
            {
                // It is refused by its announced length, so that the refusal is not lost while the body is still sent.
                using var request = new HttpRequestMessage(HttpMethod.Post, path);
                request.Content = new ByteArrayContent(
                    new byte[megabytes * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
                request.Headers.ExpectContinue = true;
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                return (response.StatusCode, response.Content.Headers.ContentType?.MediaType);
            }
        }
        finally
        {
            ServerProcess.Terminate(nginx);
            await nginx.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    // Memory, processors, processes, and what may be written: the container that the documents start is bounded as the unit is.
    [Fact]
    public async Task TheContainerIsBoundedAsTheUnitIs()
    {
        var unit = await File.ReadAllLinesAsync(Deploy("comity.service"), TestContext.Current.CancellationToken);
        var words = DocumentedCommand.All.Single(command =>
            command.Text.StartsWith("docker run ", StringComparison.Ordinal)).Words.ToList();
        string Given(string option) => words[words.IndexOf(option) + 1];
        string Set(string name) => unit.Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];
        Assert.Equal(Given("--memory").ToUpperInvariant(), Set("MemoryMax"));
        Assert.Equal($"{Given("--cpus")}00%", Set("CPUQuota"));
        Assert.Equal(Given("--pids-limit"), Set("TasksMax"));
        Assert.Contains("--read-only", words);
        Assert.Equal("strict", Set("ProtectSystem"));
        Assert.Equal(("ALL", "no-new-privileges", "yes"), (Given("--cap-drop"), Given("--security-opt"), Set("NoNewPrivileges")));
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

    // A folder with the file as nginx takes it: with a certificate, on free ports, before one server.
    private static async Task<(DirectoryInfo Folder, int Port)> NginxFolderAsync(int server)
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("comity-deploy-"), 0);
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var now = DateTimeOffset.UtcNow;
            var request = new CertificateRequest("CN=comity.agency.example", key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            await WriteAsync("certificate.pem", certificate.ExportCertificatePem());
            await WriteAsync("certificate.key", key.ExportPkcs8PrivateKeyPem());
        }

        var site = await File.ReadAllTextAsync(Deploy("nginx.conf"), TestContext.Current.CancellationToken);
        site = Listen().Replace(
            site.Replace("/etc/comity", folder.FullName, StringComparison.Ordinal), _ => $"listen {port = ServerProcess.FreePort()}");
        site = Upstream().Replace(site, $"server 127.0.0.1:{server} ");
        var user = Environment.UserName == "root" ? "user root; " : "";
        string[] kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        var places = string.Concat(kinds.Select(kind => $"{kind}_temp_path {folder.FullName}/{kind}; "));
        await WriteAsync("nginx.conf", $"{user}pid {folder.FullName}/pid; error_log stderr; events {{ }} http {{ {places}{site} }}");
        return (folder, port);

        Task WriteAsync(string name, string text) =>
            File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, TestContext.Current.CancellationToken);
    }

    private static async Task ListensAsync(int port)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (error, output) = (process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await error + await output);
    }

    [GeneratedRegex(@"server 127\.0\.0\.1:\d+ ")]
    private static partial Regex Upstream();

    [GeneratedRegex(@"listen \d+")]
    private static partial Regex Listen();

    [GeneratedRegex("^(ExecStart|User|Group)=.*$", RegexOptions.Multiline)]
    private static partial Regex Local();
}
