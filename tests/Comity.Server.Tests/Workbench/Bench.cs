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

    private Bench(TestServer server, MovedClock clock, StaffClient first, StaffClient second) => (Server, Clock, First, Second) = (server, clock, first, second);

    public TestServer Server { get; }

    public MovedClock Clock { get; }

    /// <summary>The one who writes.</summary>
    public StaffClient First { get; }

    /// <summary>The one who approves.</summary>
    public StaffClient Second { get; }

    public static async Task<Bench> StartAsync(string? database = null, string pack = Pack)
    {
        var clock = new MovedClock();
        var server = await TestServer.StartAsync(clock: clock, pack: pack, database: database);
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
        if (act == "request")
        {
            // The version is the one that the form offers; scenarios of the pack are of the policy that is replaced.
            (string, string)[] said = [("version", OfferedVersion().Match(await First.ReadAsync(draft)).Groups["version"].Value),
                ("reason", "The scenario is of the old policy.")];
            fields = [.. fields, .. said.Where(field => !fields.Any(given => given.Item1 == field.Item1))];
        }

        using var response = await who.PostAsync($"{draft}/{act}", draft, [("seen", await SeenAsync(draft)), .. fields]);
        return response.StatusCode == HttpStatusCode.Redirect
            ? (HttpStatusCode.OK, await who.ReadAsync(response.Headers.Location!.ToString()))
            : (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>Edits the model's file in a draft: the first or the last place of a text.</summary>
    public async Task<string> EditAsync(string draft, string from, string to, bool last, string with = "")
    {
        var page = WebUtility.HtmlDecode(await First.ReadAsync($"{draft}/file?path={Model}"));
        var begin = page.IndexOf("<textarea", StringComparison.Ordinal);
        begin = page.IndexOf('>', begin) + 2;
        var before = page[begin..page.IndexOf("</textarea>", begin, StringComparison.Ordinal)];
        var place = last ? before.LastIndexOf(from, StringComparison.Ordinal) : before.IndexOf(from, StringComparison.Ordinal);
        var text = place < 0 ? before : before[..place] + to + before[(place + from.Length)..];
        text = text.Replace("</definitions>", with + "</definitions>", StringComparison.Ordinal);
        using var response = await First.PostAsync($"{draft}/file", draft, ("path", Model), ("state", ""), ("text", text));
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Publishes a policy that only permits what was required, from a day on.</summary>
    public async Task PublishAsync(DateOnly day)
    {
        var draft = await BeginAsync();
        await EditAsync(draft, """<outputEntry><text>"required"</text></outputEntry>""", """<outputEntry><text>"permitted"</text></outputEntry>""", last: true);
        await ActAsync(First, draft, "request", ("from", day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        var (status, page) = await ActAsync(Second, draft, "approve");
        Assert.True(status == HttpStatusCode.OK, page);
    }

    /// <summary>The outcome of a request to be told of a release, asked over HTTP.</summary>
    public async Task<string> OutcomeAsync(DateOnly on)
    {
        var (key, _) = await Server.Application.Services.GetRequiredService<ApiKeys>().MakeAsync($"test {Guid.NewGuid():N}", ApiScopes.Decide, null, null);
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

    [GeneratedRegex("name=\"version\" value=\"(?<version>[^\"]*)\"")]
    private static partial Regex OfferedVersion();

    /// <summary>A clock that goes on by itself and can be moved.</summary>
    public sealed class MovedClock : TimeProvider
    {
        private TimeSpan _moved;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _moved;

        public DateOnly Today => DateOnly.FromDateTime(GetUtcNow().LocalDateTime);

        public void Move(int days) => _moved += TimeSpan.FromDays(days);
    }
}
