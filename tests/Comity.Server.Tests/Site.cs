using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Comity.Server.Tests;

/// <summary>The web application over New York's policy, with its own records, and a real browser.</summary>
public sealed class Site : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-server-");
    private RecordStore? _records;
    private WebApplication? _application;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public string Address { get; private set; } = "";

    public RecordStore Records => _records!;

    public static PolicyDecider Decider { get; } = PolicyDecider.Create(PackReader.Read(Path.Combine(Root(), "policies", "new-york")).Pack!).Decider!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Stops the application and starts it again over the same file.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public Task<IBrowserContext> ContextAsync(bool javaScript = true, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address, JavaScriptEnabled = javaScript, ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        _records = RecordStore.Open(Path.Combine(_folder.FullName, "records.db"));
        _application = ComityServer.Build(new ServerOptions(Decider, _records, 0));
        await _application.StartAsync();
        Address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    private async Task StopAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _records?.Dispose();
    }

    private static string Chromium() =>
        new[] { "chromium", "chromium-browser", "google-chrome" }
            .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
            .Append(Environment.GetEnvironmentVariable("CHROMIUM") ?? "").FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("No chromium on the PATH. './test' installs it; on Windows set CHROMIUM to the browser's path.");

    private static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "policies")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("No folder 'policies' above the tests.");
        }

        return root;
    }
}
