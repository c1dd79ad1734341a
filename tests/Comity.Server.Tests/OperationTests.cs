using System.Net;
using System.Text.RegularExpressions;
using Comity.Server.Access;
using Comity.Server.Operation;
using Comity.Server.Review;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>How the program runs: configuration, proxies, TLS.</summary>
public sealed partial class OperationTests
{
    [Fact]
    public async Task BehindAProxyUnderAPathEveryLinkStaysUnderIt()
    {
        await using var server = await TestServer.StartAsync(TestServer.Unhurried with { PathBase = "/comity", Proxies = ["127.0.0.1"], Hosts = ["comity.agency.example"] });
        await server.AddAccountAsync("everybody", RoleNames.Every);
        using var staff = server.Client();
        var behind = staff.Http.DefaultRequestHeaders;
        behind.Add("X-Forwarded-Proto", "https");
        behind.Add("X-Forwarded-Host", "comity.agency.example");
        behind.Add("X-Forwarded-For", "203.0.113.7");

        // Browsers send no secure cookie over plain HTTP; the proxy does for them.
        using var first = await staff.GetAsync("/comity/sign-in");
        Assert.True(first.Headers.Contains("Strict-Transport-Security"));
        var cookies = first.Headers.GetValues("Set-Cookie").ToList();
        Assert.All(cookies, cookie => Assert.Contains("; secure;", cookie, StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("; httponly", cookie, StringComparison.Ordinal));
        behind.Remove("X-Forwarded-Proto");
        using var signedIn = await staff.PostAsync("/comity/sign-in", "/comity/sign-in", ("name", "everybody"), ("password", TestServer.Password));
        Assert.Equal("/comity/", signedIn.Headers.Location?.ToString());
        Assert.Equal("203.0.113.7", (await server.LogAsync())[^1].From);

        var seen = new HashSet<string>();
        var next = new Queue<string>(["/comity/"]);
        while (next.TryDequeue(out var address) && seen.Count < 40)
        {
            using var response = await staff.GetAsync(address);
            foreach (var link in Links().Matches(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Select(match => WebUtility.HtmlDecode(match.Groups["to"].Value)).Append(response.Headers.Location?.ToString() ?? "#"))
            {
                Assert.True(link.StartsWith("/comity/", StringComparison.Ordinal) || link.StartsWith('#') || link.StartsWith("data:", StringComparison.Ordinal), $"{address} leads to {link}");
                if (link.StartsWith('/') && seen.Add(link))
                {
                    next.Enqueue(link);
                }
            }
        }

        Assert.True(seen.Count > 10);
    }

    [Fact]
    public async Task AStrangersForwardingIsNotBelieved()
    {
        await using var server = await TestServer.StartAsync(TestServer.Unhurried with { Proxies = ["192.0.2.1"], Hosts = ["comity.agency.example"] });
        using var stranger = server.Client();
        stranger.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var page = await stranger.GetAsync("/policy");
        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("""{ "listen": ["http://0.0.0.0:80"] }""", "passwords in the clear")]
    [InlineData("""{ "listen": ["https://0.0.0.0:443"] }""", "needs a certificate")]
    [InlineData("""{ "listen": ["port 80"] }""", "'port 80' is not an address")]
    [InlineData("""{ "proxies": ["proxy.example"] }""", "'proxy.example' is neither")]
    [InlineData("""{ "pathBase": "comity/" }""", "begins with a slash")]
    [InlineData("""{ "session": { "idleMinutes": 0 } }""", "session.idleMinutes: 0 is not between 1 and 1440")]
    [InlineData("""{ "sesion": { "idleMinutes": 10 } }""", "sesion: there is no such setting. Did you mean 'session'?")]
    [InlineData("""{ "session": { "idelMinutes": 10 } }""", "session.idelMinutes: there is no such setting. Did you mean 'idleMinutes'?")]
    [InlineData("""{ "tokens": { "authority": "https://sso.agency.example", "audiense": "x" } }""", "tokens.audiense: there is no such setting. Did you mean 'audience'?")]
    [InlineData("""{ "session": { "idleMinutes": "long" } }""", "session.idleMinutes: 'long' is not a whole number.")]
    [InlineData("""{ "session": { "idleMinutes": 1.5 } }""", "session.idleMinutes: 1.5 is not a whole number.")]
    [InlineData("""{ "session": 60 }""", "session: this is a group of settings.")]
    [InlineData("""{ "hosts": [5] }""", "hosts[0]: 5 is not a text in quotes.")]
    [InlineData("""{ "hosts": "comity.agency.example" }""", "hosts: this is a list.")]
    [InlineData("""{ "hosts": ["https://comity.agency.example"] }""", "hosts: 'https://comity.agency.example' is not the name of a host.")]
    [InlineData("""{ "openIdConnect": { "roles": { "g": 5 } } }""", "openIdConnect.roles.g: 5 is not a text in quotes.")]
    [InlineData("""{ "openIdConnect": { "localSignIn": "perhaps" } }""", "openIdConnect.localSignIn: 'perhaps' is not true or false.")]
    [InlineData("""{ "tally": { "breakdowns": "hour" } }""", "tally.breakdowns: 'hour' is not one of day, week, month, year.")]
    [InlineData("""{ "signIn": { "passkeyRoles": ["adminstrator"] } }""", "signIn.passkeyRoles: there is no role 'adminstrator'. Did you mean 'administrator'?")]
    [InlineData("""{ "certificate": { "file": "/dev/null", "key": "/dev/null" } }""", "certificate: /dev/null and /dev/null cannot be used")]
    [InlineData("[]", "The settings are one object")]
    [InlineData("""{ "openIdConnect": { "authority": "http://sso.agency.example" } }""", "is not an https address")]
    [InlineData("""{ "openIdConnect": { "authority": "https://sso.agency.example", "clientId": "c", "roles": { "g": "boss" } } }""", "there is no role 'boss'")]
    [InlineData("""{ "openIdConnect": """, "is no JSON")]
    [InlineData("""{ "log": { "level": "loud" } }""", "log.level: 'loud' is none of error, warning, information, debug")]
    [InlineData("""{ "log": { "format": "xml" } }""", "log.format: 'xml'")]
    [InlineData("""{ "telemetry": { "endpoint": "localhost" } }""", "telemetry.endpoint: 'localhost'")]
    [InlineData("""{ "telemetry": { "protocol": "udp" } }""", "telemetry.protocol: 'udp'")]
    [InlineData("""{ "shutdown": { "seconds": 0 } }""", "shutdown.seconds: 0 is not between 1 and 600")]
    [InlineData("""{ "approval": { "outcomes": ["permited"] } }""", "approval.outcomes: there is no outcome 'permited'. Did you mean 'permitted'?")]
    public async Task ABadSettingIsNamed(string json, string problem)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        var (configuration, problems) = ServerConfiguration.Read(file);
        Assert.Null(configuration);
        Assert.Contains(problem, string.Join("\n", problems), StringComparison.Ordinal);
        Assert.DoesNotContain("Comity.Server", string.Join("\n", problems), StringComparison.Ordinal);
        Assert.DoesNotContain("BinderOptions", string.Join("\n", problems), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("session__idelMinutes", "5", "session.idelMinutes: there is no such setting. Did you mean 'idleMinutes'?")]
    [InlineData("session__idleMinutes", "long", "session.idleMinutes: 'long' is not a whole number.")]
    [InlineData("hosts", "comity.agency.example", "hosts: 'comity.agency.example' is not a list.")]
    [InlineData("hosts__0", "comity.agency.example", null)]
    [InlineData("openIdConnect__roles__g", "officer", null)]
    public void AVariableThatIsNoSettingIsNamed(string name, string value, string? problem)
    {
        var variables = new ConfigurationBuilder().AddInMemoryCollection([new(name.Replace("__", ":", StringComparison.Ordinal), value)]).Build();
        var problems = SettingsCheck.OfVariables(variables);
        Assert.Equal(problem is null ? 0 : 1, problems.Count);
        Assert.True(problem is null || problems[0].StartsWith(problem, StringComparison.Ordinal), string.Join(" ", problems));
    }

    [Fact]
    public async Task APortThatIsTakenIsSaidBeforeAnythingStarts()
    {
        await using var server = await TestServer.StartAsync();
        var port = new Uri(server.Address).Port;
        var options = server.Application.Services.GetRequiredService<ServerOptions>();
        Assert.StartsWith($"Another program listens on port {port} already.", ComityServer.ListeningObstacle(options with { Port = port }), StringComparison.Ordinal);
        Assert.Null(ComityServer.ListeningObstacle(options with { Port = 0 }));
    }

    [Fact]
    public async Task GoodSettingsAreRead()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "listen": ["http://127.0.0.1:8080"], "proxies": ["10.0.0.0/8"], "openIdConnect": { "authority": "https://sso.agency.example", "clientId": "c", "roles": { "g": "officer" } } }""", TestContext.Current.CancellationToken);
        var (configuration, problems) = ServerConfiguration.Read(file);
        Assert.Empty(problems);
        Assert.Equal(["http://127.0.0.1:8080"], configuration!.Listen);
        Assert.Equal("officer", configuration.OpenIdConnect!.Roles["g"]);
        Assert.Equal(60, configuration.Session.IdleMinutes);
        File.Delete(file);
    }

    [Fact]
    public void TheRuleOfApprovalFitsThePolicy()
    {
        var configuration = new ServerConfiguration { Approval = new ApprovalRule { Actions = ["arrest", "hold-beyond-relase"] } };
        Assert.Empty(configuration.Problems());
        Assert.Equal(["approval.actions: the policy new-york knows no action 'hold-beyond-relase'. Did you mean 'hold-beyond-release'?"], configuration.ProblemsWith(TestServer.Logic.Pack));
    }

    [Theory]
    [InlineData("""{ }""", true, false)]
    [InlineData("""{ "approval": { "actions": ["transfer-custody"] } }""", false, false)]
    [InlineData("""{ "approval": { "actions": ["notify-of-release"], "outcomes": ["permitted", "prohibited"] } }""", true, false)]
    [InlineData("""{ "approval": { "outcomes": ["prohibited"] } }""", false, true)]
    [InlineData("""{ "approval": { "outcomes": ["none"] } }""", false, false)]
    public async Task TheAgencySaysWhatASupervisorMustApprove(string json, bool permitted, bool prohibited)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        var (configuration, problems) = ServerConfiguration.Read(file);
        File.Delete(file);
        Assert.Empty(problems);
        await using var server = await TestServer.StartAsync(TestServer.Unhurried with { Approval = configuration!.Approval });
        await server.AddAccountAsync("ines", Roles.Officer);
        await server.AddAccountAsync("sam", Roles.Supervisor);
        using var officer = server.Client();
        await officer.SignInAsync("ines", TestServer.Password);
        using var supervisor = server.Client();
        await supervisor.SignInAsync("sam", TestServer.Password);
        foreach (var (outcome, waits, action) in new[] { ("permitted", permitted, "notify-of-release"), ("prohibited", prohibited, "hold-beyond-release") })
        {
            using var kept = await officer.PostAsync(
                "/records", "/account", ("draft", Guid.NewGuid().ToString("N")), ("on", "2025-02-01"), ("paper", "i-247a"), ("act", action), ("a", "agency:state-law-enforcement"), ("a", "requiredByLaw:false"), ("a", "convictedOfStateCrime:true"));
            var number = kept.Headers.Location!.ToString().Split('/', '?')[2];
            Assert.Equal(outcome, Assert.Single((await server.Records.GetAsync(number, TestContext.Current.CancellationToken))!.Content.Determinations).Outcome);
            Assert.Equal(waits, (await supervisor.ReadAsync("/queue")).Contains(number, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("(?:href|action|src)=\"(?<to>[^\"]*)\"")]
    private static partial Regex Links();
}
