using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Review;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Benchmarks;

/// <summary>Every page that has an address of its own, for somebody with every role, among very many records and cases of review.</summary>
internal static partial class Pages
{
    private const int AtOnce = 512;
    private const int Days = 2_000;
    private const int Times = 20;

    // What an interview under way has in its address: these two pages have nothing to say without it.
    private const string Interview = "on=2025-02-01&paper=i-247a&a=agency%3Astate-law-enforcement&a=convictedOfStateCrime%3Atrue";

    public static async Task RunAsync(int records, bool postgres)
    {
        var (pages, clock) = (new List<string>(), Stopwatch.StartNew());
        using var served = await Served.PrepareAsync(async (store, application) =>
        {
            pages.AddRange(await FillAsync(store, application, records));
        }, postgres);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records} records on {(postgres ? "PostgreSQL" : "SQLite")} with their cases of review in {clock.Elapsed.TotalSeconds:F0} s"));
        await served.StartAsync("/ready");
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = served.Address };
        await SignInAsync(client);
        var slowest = 0.0;
        foreach (var page in pages)
        {
            var times = new List<double>();
            for (var i = 0; i <= Times; i++)
            {
                var start = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(page);
                await response.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                _ = response.IsSuccessStatusCode ? true : throw new InvalidOperationException($"{page}: {response.StatusCode}");
            }

            var warm = times.Skip(1).Order().ToList();
            slowest = Math.Max(slowest, warm[Times / 2]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page}: first {times[0]:F0} ms, then {warm[Times / 2]:F1} ms ({warm[^1]:F1} ms at most)"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the slowest page takes {slowest:F1} ms (median of {Times})"));
    }

    private static async Task SignInAsync(HttpClient client)
    {
        var token = Token().Match(await client.GetStringAsync("/sign-in")).Groups["token"].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("name", Served.Name), new("password", Served.Password)]);
        using var response = await client.PostAsync("/sign-in", form);
        response.EnsureSuccessStatusCode();
    }

    // Puts records into the store as a server does, and gives the addresses of the pages.
    private static async Task<IEnumerable<string>> FillAsync(RecordStore store, WebApplication application, int count)
    {
        var logic = PolicyLogic.Compile(PackReader.Read(Served.Pack).Pack!).Logic!;
        await using var scope = application.Services.CreateAsyncScope();
        var account = (await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByNameAsync(Served.Name))!;
        var made = new ConcurrentDictionary<int, NewRecord>();
        var numbers = new string[count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (var place = Interlocked.Increment(ref next); place < count; place = Interlocked.Increment(ref next))
            {
                var i = place;
                numbers[i] = (await store.AddAsync(made.GetOrAdd(i % 20_000, n => Record(logic, n)), null, companion: receipt => [Case(receipt, i, account.Id)])).Number;
            }
        })));
        await store.PublishAsync();
        var addresses = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && endpoint.Metadata.GetMetadata<ApiAddress>() is null && endpoint.RoutePattern.Parameters.Count == 0)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Where(address => !address.StartsWith("/log/", StringComparison.Ordinal) && address is not ("/sign-out" or "/ask" or "/explain")).Distinct();
        var (middle, last) = (numbers[count / 2], numbers[^1]);
        return
        [
            .. addresses, "/records?outcome=permitted", "/records?action=arrest&from=2022-01-01&to=2023-01-01", $"/records?after={new DateOnly(2022, 6, 1):yyyy-MM-dd}_{middle}",
            "/queue?unit=Troop+K", $"/records/{middle}", $"/records/{last}/check", $"/ask?{Interview}", $"/explain?{Interview}",
        ];
    }

    private static NewRecord Record(PolicyLogic logic, int n)
    {
        var (pack, action) = (logic.Pack, logic.Pack.Facts.Single(fact => fact.Name == logic.Pack.Manifest.Action));
        var (on, value) = (new DateOnly(2020, 1, 1).AddDays(n % Days), action.Values[n % action.Values.Count].Value);
        var facts = pack.Facts.Where((fact, i) => fact != action && !fact.RecordedOnly && fact.Values.Count > 0 && (n + i) % 3 != 0).ToDictionary(fact => fact.Name, fact => fact.Values[n / 7 % fact.Values.Count].Value);
        var determination = logic.Program.Decide(new PolicyRequest(on, [value], facts))[0];
        var written = string.Join(",", facts.Select(fact => $"\"{fact.Key}\":{(fact.Value.Kind == FeelKind.Boolean ? Fact.Written(fact.Value) : $"\"{Fact.Written(fact.Value)}\"")}").Prepend($"\"{action.Name}\":[\"{Fact.Written(value)}\"]"));
        return new NewRecord(
            on, pack.Manifest.Id, pack.Manifest.Version, pack.Digest, null, $"{{{written}}}",
            [new RecordedDetermination(Fact.Written(value), Words.Of(determination.Outcome), determination.Review is not null, DeterminationJson.Text([determination]))], null);
    }

    // One case in twenty waits, one in a hundred was returned.
    private static CompanionRow Case(Receipt receipt, int i, string account) => ReviewCase.Row(
        receipt.Number, (account, null, i % 3 == 0 ? "Troop K" : "Troop L"), receipt.At,
        (i % 20 == 0 ? ReviewState.Waiting : i % 100 == 1 ? ReviewState.Returned : ReviewState.Approved, i % 20 == 1 ? ReviewState.Waiting : ReviewState.NotNeeded));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
