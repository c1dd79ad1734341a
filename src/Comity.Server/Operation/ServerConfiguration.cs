using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using Comity.Records.Tallying.Publication;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Review;
using Microsoft.Extensions.Configuration;

namespace Comity.Server.Operation;

/// <summary>How an agency runs the server: what a configuration file and variables of the environment say. docs/operations.md explains each setting.</summary>
public sealed record ServerConfiguration
{
    /// <summary>What stands before the names of variables of the environment: <c>COMITY__session__idleMinutes</c>.</summary>
    public const string EnvironmentPrefix = "COMITY__";

    /// <summary>What the agency is called, at the head of its pages and of what they print; null for no name.</summary>
    public string? Agency { get; init; }

    /// <summary>The addresses to listen on: <c>http://localhost:5170</c>, <c>https://0.0.0.0:443</c>. The loopback address when empty.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [];

    /// <summary>The certificate for <c>https</c> addresses; null for none.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>The names by which browsers may call this server, beside the loopback names.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The path under which a proxy shows the server, for example <c>/comity</c>; null for the root.</summary>
    public string? PathBase { get; init; }

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-*</c> headers are believed.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>The folder of the keys that protect cookies and forms; several processes of one server share it. Beside the records when null.</summary>
    public string? Keys { get; init; }

    /// <summary>How long a person stays signed in.</summary>
    public SessionLimits Session { get; init; } = new();

    /// <summary>How signing in is limited.</summary>
    public SignInLimits SignIn { get; init; } = new();

    /// <summary>What programs may ask.</summary>
    public ProgramLimits Programs { get; init; } = new();

    /// <summary>How finely the tally is published.</summary>
    public TallySettings Tally { get; init; } = new();

    /// <summary>What the public's pages bear.</summary>
    public PublicLimits Public { get; init; } = new();

    /// <summary>The agency's own sign-in; null for none.</summary>
    public OpenIdConnectClient? OpenIdConnect { get; init; }

    /// <summary>The provider whose tokens programs may send; null where they only have keys.</summary>
    public TokenIssuer? Tokens { get; init; }

    /// <summary>Which determinations a supervisor must approve.</summary>
    public ApprovalRule Approval { get; init; } = new();

    /// <summary>What is written to standard output.</summary>
    public LogSettings Log { get; init; } = new();

    /// <summary>Where traces, metrics and logs go.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>How the program stops.</summary>
    public ShutdownSettings Shutdown { get; init; } = new();

    /// <summary>Reads a configuration file, if there is one, and the variables of the environment, which prevail.</summary>
    /// <param name="file">The JSON file; null for none.</param>
    /// <returns>The configuration, or what is wrong with it.</returns>
    public static (ServerConfiguration? Configuration, IReadOnlyList<string> Problems) Read(string? file)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            var problems = new List<string>();
            if (file is not null)
            {
                problems.AddRange(SettingsCheck.OfFile(file).Select(problem => $"{file}: {problem}"));
                builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
            }

            problems.AddRange(SettingsCheck.OfVariables(new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build()).Select(problem => $"The environment ({EnvironmentPrefix}…): {problem}"));
            if (problems.Count > 0)
            {
                return (null, problems);
            }

            var read = builder.AddEnvironmentVariables(EnvironmentPrefix).Build().Get<ServerConfiguration>() ?? new ServerConfiguration();
            problems.AddRange(read.Problems());
            return problems.Count == 0 ? (read, []) : (null, problems);
        }
        catch (JsonException exception)
        {
            return (null, [$"The configuration {file} is no JSON: {exception.Message}"]);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (null, [$"The configuration{(file is null ? "" : $" {file}")} cannot be read: {exception.Message}"]);
        }
    }

    /// <summary>What does not fit the policies that are served, one sentence each.</summary>
    public IReadOnlyList<string> ProblemsWith(params IReadOnlyList<PolicyPack> packs) => [.. Approval.Problems(packs)];

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var text in Listen)
        {
            if (ListenAddress.Read(text) is not { } address)
            {
                problems.Add($"listen: '{text}' is not an address. Write http://localhost:5170 or https://0.0.0.0:443.");
            }
            else if (address.Secure && Certificate is null)
            {
                problems.Add($"listen: {text} needs a certificate. Name its files under 'certificate'.");
            }
            else if (!address.Secure && !address.IsLoopback && Proxies.Count == 0)
            {
                problems.Add($"listen: {text} would send passwords in the clear. Use https with a certificate, or name the proxy that does under 'proxies'.");
            }
        }

        problems.AddRange(Hosts.Where(name => !IsHost(name)).Select(name => $"hosts: '{name}' is not the name of a host. Write comity.agency.example, without a port."));
        problems.AddRange(Proxies.Where(text => !IPNetwork.TryParse(text, out _) && !IPAddress.TryParse(text, out _)).Select(text => $"proxies: '{text}' is neither an address nor a network. Write 10.1.2.3 or 10.0.0.0/8."));
        if (PathBase is { } path && (!path.StartsWith('/') || path.EndsWith('/')))
        {
            problems.Add($"pathBase: '{path}' begins with a slash and does not end with one, as /comity.");
        }

        if (Certificate is { } certificate)
        {
            var missing = new[] { certificate.File, certificate.Key }.Where(file => !File.Exists(file)).Select(file => $"certificate: there is no file '{file}'.").ToList();
            problems.AddRange(missing.Count > 0 ? missing : certificate.Problems());
        }

        Range("session.idleMinutes", Session.IdleMinutes, 1, 24 * 60);
        Range("session.absoluteHours", Session.AbsoluteHours, 1, 7 * 24);
        Range("session.perMinute", Session.PerMinute, 60, 10_000_000);
        Range("programs.perMinute", Programs.PerMinute, 60, 100_000_000);
        Range("signIn.triesBeforeLock", SignIn.TriesBeforeLock, 3, 100);
        Range("signIn.lockMinutes", SignIn.LockMinutes, 1, 24 * 60);
        Range("signIn.perMinute", SignIn.PerMinute, 1, 100_000);
        Range("signIn.anonymousPerMinute", SignIn.AnonymousPerMinute, 1, 1_000_000);
        Range("shutdown.seconds", Shutdown.Seconds, 1, 600);
        Range("shutdown.drainSeconds", Shutdown.DrainSeconds, 0, 600);
        problems.AddRange(SignIn.Problems());
        problems.AddRange(Approval.Problems());
        problems.AddRange(Log.Problems());
        problems.AddRange(Telemetry.Problems());
        Range("tally.threshold", Tally.Threshold, TallyRules.LowestThreshold, 10_000);
        Range("public.perMinute", Public.PerMinute, 1, 1_000_000);
        problems.AddRange(OpenIdConnect?.Problems() ?? []);
        problems.AddRange(Tokens?.Problems() ?? []);
        return problems;

        // A name, a number, or every name below one: *.agency.example.
        static bool IsHost(string name) => name == "*" || Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name.Trim('[', ']')) != UriHostNameType.Unknown;

        void Range(string name, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {value} is not between {least} and {most}."));
            }
        }
    }
}

/// <summary>A certificate in PEM files.</summary>
public sealed record CertificateFiles
{
    /// <summary>The file of the certificate, with its chain.</summary>
    public string File { get; init; } = "";

    /// <summary>The file of its key.</summary>
    public string Key { get; init; } = "";

    /// <summary>What is wrong with them, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        string? problem = null;
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(File, Key);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"certificate: {File} and {Key} cannot be used: {exception.Message}";
        }

        return problem is null ? [] : [problem];
    }
}

/// <summary>How long a person stays signed in.</summary>
public sealed record SessionLimits
{
    /// <summary>After how many minutes without a request; 1 to 1,440.</summary>
    public int IdleMinutes { get; init; } = 60;

    /// <summary>After how many hours whatever they do; 1 to 168.</summary>
    public int AbsoluteHours { get; init; } = 12;

    /// <summary>How many requests one person may make in a minute; at least 60.</summary>
    public int PerMinute { get; init; } = 3_000;
}

/// <summary>How signing in is limited.</summary>
public sealed record SignInLimits
{
    /// <summary>How many wrong passwords lock an account; 3 to 100.</summary>
    public int TriesBeforeLock { get; init; } = 5;

    /// <summary>For how many minutes; 1 to 1,440.</summary>
    public int LockMinutes { get; init; } = 15;

    /// <summary>How many tries to sign in one address may make in a minute.</summary>
    public int PerMinute { get; init; } = 20;

    /// <summary>How many requests one address may make in a minute without being signed in.</summary>
    public int AnonymousPerMinute { get; init; } = 300;

    /// <summary>The roles that need two factors: whoever has one signs in with a passkey, or by the agency's provider.</summary>
    public IReadOnlyList<string> PasskeyRoles { get; init; } = [];

    /// <summary>Whether somebody with these roles needs two factors.</summary>
    internal bool NeedsPasskey(Roles roles) => PasskeyRoles.Any(word => roles.HasFlag(RoleNames.Read(word)));

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        var words = RoleNames.All.Select(role => role.Word()).ToList();
        return PasskeyRoles.Except(words).Select(word => $"signIn.passkeyRoles: there is no role '{word}'. {NearestName.Mend(word, words)}");
    }
}

/// <summary>How the program stops when it is told to (SIGTERM, Ctrl+C).</summary>
public sealed record ShutdownSettings
{
    /// <summary>How many seconds it goes on taking requests while <c>/ready</c> already says no, so that a proxy sends them elsewhere; 0 to 600.</summary>
    public int DrainSeconds { get; init; }

    /// <summary>How many seconds requests that it took have to end; 1 to 600.</summary>
    public int Seconds { get; init; } = 30;
}

/// <summary>How finely the tally is published. What was published once under some settings is not published under others.</summary>
public sealed record TallySettings
{
    /// <summary>No figure above 0 and below this is shown; at least 3.</summary>
    public int Threshold { get; init; } = TallyRules.Default.Threshold;

    /// <summary>The shortest time for which answers are broken down: day, week, month or year.</summary>
    public TallyUnit Breakdowns { get; init; } = TallyRules.Default.Breakdowns;

    /// <summary>The rules that these settings make.</summary>
    internal TallyRules Rules => new(Threshold, Breakdowns);
}

/// <summary>What programs may ask.</summary>
public sealed record ProgramLimits
{
    /// <summary>How many requests one program may make in a minute; a stream of lines is one request. At least 60.</summary>
    public int PerMinute { get; init; } = 600_000;
}

/// <summary>What the public's pages bear.</summary>
public sealed record PublicLimits
{
    /// <summary>How many requests one address may make in a minute.</summary>
    public int PerMinute { get; init; } = 600;
}
