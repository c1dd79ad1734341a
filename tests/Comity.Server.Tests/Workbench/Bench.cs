using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Api.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Workbench;

/// <summary>A server over the invented state's policy, whose clock is moved by hand, with two people of counsel.</summary>
public sealed partial class Bench : IAsyncDisposable
{
    /// <summary>The pack that the tests edit.</summary>
    public const string Pack = "example-state";

    /// <summary>Its model.</summary>
    public const string Model = "model/example-state.dmn";

    /// <summary>What it says about telling of a release, and what it says after the tests' edit.</summary>
    public const string Told = "\"required\"", ToldThen = "\"permitted\"";

    private Bench(TestServer server, MovedClock clock, StaffClient first, StaffClient second) => (Server, Clock, First, Second) = (server, clock, first, second);

    public TestServer Server { get; }

    public MovedClock Clock { get; }

    /// <summary>The one who writes.</summary>
    public StaffClient First { get; }

    /// <summary>The one who approves.</summary>
    public StaffClient Second { get; }

    public static async Task<Bench> StartAsync(string? database = null)
    {
        var clock = new MovedClock();
        var server = await TestServer.StartAsync(clock: clock, pack: Pack, database: database);
        await server.AddAccountAsync("first", Roles.Counsel);
        await server.AddAccountAsync("second", Roles.Counsel | Roles.Officer);
        var (first, second) = (server.Client(), server.Client());
        var bench = new Bench(server, clock, first, second);
        await bench.SignInAsync();
        return bench;
    }

    /// <summary>Signs both in: sessions end when the clock is moved.</summary>
    public async Task SignInAsync()
    {
        await First.SignInAsync("first", TestServer.Password);
        await Second.SignInAsync("second", TestServer.Password);
    }

    /// <summary>Begins a draft and gives its path.</summary>
    public async Task<string> BeginAsync(string title = "Telling of a release")
    {
        using var begun = await First.PostAsync("/counsel/drafts", "/counsel", ("title", title));
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        return begun.Headers.Location!.ToString();
    }

    /// <summary>The version of a draft that its page shows.</summary>
    public async Task<string> SeenAsync(string draft) => Seen().Match(await First.ReadAsync(draft)).Groups["seen"].Value;

    /// <summary>Sends one of the draft's forms and gives the page that comes of it.</summary>
    public async Task<(HttpStatusCode Status, string Page)> ActAsync(StaffClient who, string draft, string act, params (string, string)[] fields)
    {
        using var response = await who.PostAsync($"{draft}/{act}", draft, [("seen", await SeenAsync(draft)), .. fields]);
        return response.StatusCode == HttpStatusCode.Redirect
            ? (HttpStatusCode.OK, await who.ReadAsync(response.Headers.Location!.ToString()))
            : (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The outcome of a request to be told of a release, asked over HTTP.</summary>
    public async Task<string> OutcomeAsync(DateOnly on)
    {
        var (key, _) = await Server.Application.Services.GetRequiredService<ApiKeys>().MakeAsync($"test {Guid.NewGuid():N}", ApiScopes.Decide, null);
        using var program = new HttpClient { BaseAddress = new Uri(Server.Address) };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var body = new StringContent($$$"""{"on":"{{{on:yyyy-MM-dd}}}","facts":{"requestedAction":"notify-of-release","judicialWarrant":false}}""", Encoding.UTF8, "application/json");
        using var response = await program.PostAsync("/v1/decide", body, TestContext.Current.CancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("outcome").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        First.Dispose();
        Second.Dispose();
        await Server.DisposeAsync();
    }

    [GeneratedRegex("name=\"seen\" value=\"(?<seen>[0-9]+)\"")]
    private static partial Regex Seen();

    /// <summary>A clock that goes on by itself and can be moved.</summary>
    public sealed class MovedClock : TimeProvider
    {
        private TimeSpan _moved;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _moved;

        public DateOnly Today => DateOnly.FromDateTime(GetUtcNow().LocalDateTime);

        public void Move(int days) => _moved += TimeSpan.FromDays(days);
    }
}
