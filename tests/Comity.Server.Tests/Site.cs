using Comity.Records;
using Comity.Server.Access;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>One server for a class of tests, and a real browser.</summary>
public sealed class Site : IAsyncLifetime
{
    private readonly Dictionary<Roles, StaffClient> _staff = [];
    private TestServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public TestServer Server => _server!;

    public RecordStore Records => Server.Records;

    public async ValueTask InitializeAsync() => await InitializeAsync(await TestServer.StartAsync());

    /// <summary>Takes a server that was started in another way.</summary>
    public ValueTask InitializeAsync(TestServer server)
    {
        _server = server;
        return ValueTask.CompletedTask;
    }

    /// <summary>A browser in which somebody with these roles has signed in; nobody for none.</summary>
    public async Task<IBrowserContext> ContextAsync(bool javaScript = true, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, Roles roles = Roles.Officer, string? address = null)
    {
        var context = await (await BrowserAsync()).NewContextAsync(new BrowserNewContextOptions { BaseURL = address ?? Server.Address, JavaScriptEnabled = javaScript, ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        if (roles != Roles.None)
        {
            var cookie = (await StaffAsync(roles)).Session;
            await context.AddCookiesAsync([new Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        }

        return context;
    }

    /// <summary>A browser in which somebody goes on who has signed in without one, at another server.</summary>
    public async Task<IBrowserContext> ContextOfAsync(StaffClient staff, string address, bool javaScript)
    {
        var context = await (await BrowserAsync()).NewContextAsync(new BrowserNewContextOptions { BaseURL = address, JavaScriptEnabled = javaScript, ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        await context.AddCookiesAsync([new Cookie { Name = staff.Session.Name, Value = staff.Session.Value, Url = address, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        return context;
    }

    /// <summary>A client without a browser that has signed in with these roles; nobody for none.</summary>
    public async Task<StaffClient> StaffAsync(Roles roles)
    {
        if (!_staff.TryGetValue(roles, out var staff))
        {
            staff = Server.Client();
            if (roles != Roles.None)
            {
                var name = roles.Words().Replace(", ", "-", StringComparison.Ordinal);
                await Server.AddAccountAsync(name, roles);
                await staff.SignInAsync(name, TestServer.Password);
            }

            _staff.Add(roles, staff);
        }

        return staff;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        foreach (var staff in _staff.Values)
        {
            staff.Dispose();
        }

        await Server.DisposeAsync();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        _playwright ??= await Playwright.CreateAsync();
        return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    private static string Chromium() =>
        new[] { "chromium", "chromium-browser", "google-chrome" }
            .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
            .Append(Environment.GetEnvironmentVariable("CHROMIUM") ?? "").FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("No chromium on the PATH. './test' installs it; on Windows set CHROMIUM to the browser's path.");
}
