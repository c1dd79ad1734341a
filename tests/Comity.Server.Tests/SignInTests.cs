using System.Net;
using Comity.Server.Access;
using Comity.Server.Api;
using Comity.Server.Api.Keys;
using Comity.Server.Data;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests;

/// <summary>Signing in, staying signed in, and being refused. Each test has its own server.</summary>
public sealed class SignInTests
{
    private const string Wrong = "the name or the password is wrong";

    [Fact]
    public async Task AWrongPasswordIsRefusedAsAnUnknownNameIsAndFiveLockTheAccount()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddAccountAsync("ines", Roles.Officer);
        using var stranger = server.Client();
        var unknown = await RefusedAsync(stranger, "nobody", "wrong horse battery");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(unknown, await RefusedAsync(stranger, "ines", "wrong horse battery"));
        }

        // Locked: the right password gets the same answer.
        Assert.Equal(unknown, await RefusedAsync(stranger, "ines", TestServer.Password));
        var log = await server.LogAsync();
        Assert.Equal(4, log.Count(entry => entry is { Account: "ines", What: "sign-in refused: wrong password" }));
        Assert.Equal(2, log.Count(entry => entry is { Account: "ines", What: "sign-in refused: locked after too many tries" }));
        Assert.Single(log, entry => entry is { Account: null, What: "sign-in refused: unknown name or no password" });

        // An administrator's link ends the lock.
        await server.AddAccountAsync("adam", Roles.Administrator);
        using var administrator = server.Client();
        await administrator.SignInAsync("adam", TestServer.Password);
        var id = (await server.AccountAsync("ines")).Id;
        using var made = await administrator.PostAsync($"/accounts/{id}/link", $"/accounts/{id}");
        var link = TestServer.LinkIn(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var joined = await stranger.PostAsync(link, link, ("password", "another horse battery"), ("again", "another horse battery"));
        Assert.Equal("/account?welcome=1", joined.Headers.Location?.ToString());
        using var ines = server.Client();
        await ines.SignInAsync("ines", "another horse battery");

        // Once.
        using var again = await stranger.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task AnIdleSessionEndsAndABusyOneEndsToo()
    {
        var clock = new MovingClock(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(clock: clock, configuration: new ServerConfiguration { Session = new SessionLimits { IdleMinutes = 60, AbsoluteHours = 12 } });
        await server.AddAccountAsync("ines", Roles.Officer);
        using var ines = server.Client();
        await ines.SignInAsync("ines", TestServer.Password);
        clock.Move(TimeSpan.FromMinutes(10));
        Assert.True(await IsSignedInAsync(ines));
        clock.Move(TimeSpan.FromMinutes(59));
        Assert.True(await IsSignedInAsync(ines));
        clock.Move(TimeSpan.FromMinutes(61));
        Assert.False(await IsSignedInAsync(ines));

        await ines.SignInAsync("ines", TestServer.Password);
        for (var half = 0; half < 23; half++)
        {
            clock.Move(TimeSpan.FromMinutes(30));
            Assert.True(await IsSignedInAsync(ines));
        }

        clock.Move(TimeSpan.FromMinutes(31));
        Assert.False(await IsSignedInAsync(ines));
    }

    [Fact]
    public async Task WhatAnAdministratorTakesAwayIsGoneWithTheNextClick()
    {
        await using var server = await TestServer.StartAsync();
        var id = await server.AddAccountAsync("ines", Roles.Officer | Roles.Auditor);
        await server.AddAccountAsync("adam", Roles.Administrator);
        using var ines = server.Client();
        using var adam = server.Client();
        await ines.SignInAsync("ines", TestServer.Password);
        await adam.SignInAsync("adam", TestServer.Password);
        Assert.True(await IsSignedInAsync(ines));
        using var changed = await adam.PostAsync($"/accounts/{id}", $"/accounts/{id}", ("role", "auditor"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.False(await IsSignedInAsync(ines));
        await ines.SignInAsync("ines", TestServer.Password);
        using var denied = await ines.GetAsync("/request");
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using var off = await adam.PostAsync($"/accounts/{id}/disable", $"/accounts/{id}");
        Assert.False(await IsSignedInAsync(ines));
        using var refused = await ines.PostAsync("/sign-in", "/sign-in", ("name", "ines"), ("password", TestServer.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        // The last administrator stays.
        var self = (await server.AccountAsync("adam")).Id;
        using var last = await adam.PostAsync($"/accounts/{self}/disable", $"/accounts/{self}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, last.StatusCode);
        Assert.Contains("last administrator", await last.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["account made, roles: officer, auditor", "roles: auditor instead of officer, auditor", "switched off"], (await server.LogAsync()).Where(entry => entry.Account == "ines" && (entry.By == "adam" || entry.What.StartsWith("account", StringComparison.Ordinal))).Select(entry => entry.What));
    }

    [Fact]
    public async Task TheFirstLinkMakesOneAdministratorOnThisMachineWithinAnHour()
    {
        var clock = new MovingClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(clock: clock);
        using var stranger = server.Client();
        var late = await ComityServer.SetupPathAsync(server.Application);
        clock.Move(TimeSpan.FromMinutes(61));
        using var expired = await stranger.GetAsync(late!);
        Assert.Equal(HttpStatusCode.NotFound, expired.StatusCode);
        var first = (await ComityServer.SetupPathAsync(server.Application))!;
        var link = (await ComityServer.SetupPathAsync(server.Application))!;

        // Each process of the server prints one; all are good until one is used.
        using var other = await stranger.GetAsync(first);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };
        using var elsewhere = await stranger.Http.SendAsync(forwarded, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);

        using var weak = await stranger.PostAsync(link, link, ("name", "adam"), ("password", "too short"), ("again", "too short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        using var done = await stranger.PostAsync(link, link, ("name", "adam"), ("password", TestServer.Password), ("again", TestServer.Password));
        Assert.Equal("/account?welcome=1", done.Headers.Location?.ToString());
        Assert.Equal(Roles.Administrator, (await server.AccountAsync("adam")).Roles);
        using var used = await stranger.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, used.StatusCode);
        using var ended = await stranger.GetAsync(first);
        Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
        Assert.Null(await ComityServer.SetupPathAsync(server.Application));
    }

    [Theory]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("https://elsewhere.example", "/")]
    [InlineData("/records?outcome=required", "/records?outcome=required")]
    [InlineData("/ñ?a=%20b c", "/%C3%B1?a=%20b%20c")]
    public async Task SigningInLeadsBackButNeverToAnotherSite(string back, string expected)
    {
        await using var server = await TestServer.StartAsync();
        await server.AddAccountAsync("ines", Roles.Officer);
        using var ines = server.Client();
        using var signedIn = await ines.PostAsync("/sign-in", "/sign-in", ("name", "ines"), ("password", TestServer.Password), ("return", back));
        Assert.Equal(expected, signedIn.Headers.Location?.ToString());
    }

    [Fact]
    public async Task TooManyTriesFromOneAddressAreRefused()
    {
        await using var server = await TestServer.StartAsync(configuration: new ServerConfiguration { SignIn = new SignInLimits { PerMinute = 3 } });
        using var stranger = server.Client();
        for (var i = 0; i < 3; i++)
        {
            await RefusedAsync(stranger, "nobody", "wrong horse battery");
        }

        using var limited = await stranger.PostAsync("/sign-in", "/sign-in", ("name", "nobody"), ("password", "x"));
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal("60", limited.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task TheAccessLogIsOnlyAddedToAndKeysAreTheOwnersAlone()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddAccountAsync("ines", Roles.Officer);
        using var ines = server.Client();
        await ines.SignInAsync("ines", TestServer.Password);
        await using var scope = server.Application.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        await Assert.ThrowsAnyAsync<Exception>(() => context.AccessLog.ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<Exception>(() => context.AccessLog.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.What, "nothing"), TestContext.Current.CancellationToken));
        var files = new DirectoryInfo(server.Keys).GetFiles();
        Assert.NotEmpty(files);
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
        }
    }

    [Fact]
    public async Task SigningOutEndsTheSessionAndNoOther()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddAccountAsync("ines", Roles.Officer);
        using var desk = server.Client();
        using var car = server.Client();
        await desk.SignInAsync("ines", TestServer.Password);
        await car.SignInAsync("ines", TestServer.Password);
        using var thief = desk.Copy();
        Assert.True(await IsSignedInAsync(thief));
        using var left = await desk.PostAsync("/sign-out", "/account");
        Assert.Equal("/sign-in", left.Headers.Location?.ToString());
        Assert.False(await IsSignedInAsync(desk));
        Assert.False(await IsSignedInAsync(thief));
        Assert.True(await IsSignedInAsync(car));

        // A changed password ends the others; this one goes on, and can still be left.
        using var changed = await car.PostAsync("/account/password", "/account", ("old", TestServer.Password), ("password", "another horse battery"), ("again", "another horse battery"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.True(await IsSignedInAsync(car));
        using var copy = car.Copy();
        using var gone = await car.PostAsync("/sign-out", "/account");
        Assert.False(await IsSignedInAsync(copy));
    }

    [Fact]
    public async Task WhatOpensDoorsAsksForThePasswordAgain()
    {
        var clock = new MovingClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(TestServer.Unhurried with { SignIn = TestServer.Unhurried.SignIn with { TriesBeforeLock = 50 } }, clock);
        await server.AddAccountAsync("adam", Roles.Administrator);
        var ines = await server.AddAccountAsync("ines", Roles.Officer);
        using var adam = server.Client();
        await adam.SignInAsync("adam", TestServer.Password);
        foreach (var (address, fields) in new (string, (string, string)[])[]
        {
            ("/accounts", [("name", "olga"), ("role", "officer")]), ($"/accounts/{ines}", [("role", "administrator")]), ($"/accounts/{ines}/link", []),
            ("/programs", [("name", "jail desk"), ("scope", "comity.decide")]), ("/account/passkey", []), ("/account/passkeys", [("name", "blue key"), ("credential", "{}")]),
        })
        {
            foreach (var (password, expected) in new[] { ((string?)null, HttpStatusCode.OK), ("wrong horse battery", HttpStatusCode.UnprocessableEntity) })
            {
                using var asked = await adam.SendAsync(address, "/account", [.. fields, .. password is null ? Array.Empty<(string, string)>() : [("confirm-password", password)]]);
                var page = await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.Equal((address, expected), (address, asked.StatusCode));
                Assert.Contains("Confirm that it is you", page, StringComparison.Ordinal);
                Assert.All(fields, field => Assert.Contains($"name=\"{field.Item1}\" value=\"{WebUtility.HtmlEncode(field.Item2)}\"", page, StringComparison.Ordinal));
            }
        }

        Assert.Null(await server.AccountAsync("olga"));
        Assert.Equal(Roles.Officer, (await server.AccountAsync("ines")).Roles);

        // With it, what was sent is done; for five minutes nobody is asked again.
        using var made = await adam.SendAsync("/accounts", "/account", ("name", "olga"), ("role", "officer"), ("confirm-password", TestServer.Password));
        Assert.NotEmpty(TestServer.LinkIn(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        clock.Move(TimeSpan.FromMinutes(4));
        using var soon = await adam.SendAsync($"/accounts/{ines}", "/account", ("role", "auditor"));
        Assert.Equal(HttpStatusCode.Redirect, soon.StatusCode);
        clock.Move(TimeSpan.FromMinutes(2));
        using var later = await adam.SendAsync($"/accounts/{ines}", "/account", ("role", "administrator"));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal(Roles.Auditor, (await server.AccountAsync("ines")).Roles);
    }

    [Fact]
    public async Task ARoleCanNeedAPasskey()
    {
        await using var server = await TestServer.StartAsync(TestServer.Unhurried with { SignIn = TestServer.Unhurried.SignIn with { PasskeyRoles = ["administrator"] } });
        await server.AddAccountAsync("adam", Roles.Administrator | Roles.Officer);
        await server.AddAccountAsync("ines", Roles.Officer);
        using var ines = server.Client();
        await ines.SignInAsync("ines", TestServer.Password);
        using var work = await ines.GetAsync("/request");
        Assert.Equal(HttpStatusCode.OK, work.StatusCode);

        // Without a passkey there is nothing but the own account, where one is added.
        using var adam = server.Client();
        await adam.SignInAsync("adam", TestServer.Password);
        using var home = await adam.GetAsync("/");
        Assert.Equal("/account", home.Headers.Location?.ToString());
        Assert.Contains("Your role needs two factors", await adam.ReadAsync("/account"), StringComparison.Ordinal);
        foreach (var address in (string[])["/accounts", "/request"])
        {
            using var closed = await adam.GetAsync(address);
            Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);
        }

        // Once there is one, the password opens nothing.
        await using (var scope = server.Application.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            var passkey = new UserPasskeyInfo([1, 2, 3], [4], DateTimeOffset.UnixEpoch, 5, ["internal"], true, false, false, [6], [7]) { Name = "blue key" };
            Assert.True((await accounts.AddOrUpdatePasskeyAsync((await accounts.FindByNameAsync("adam"))!, passkey)).Succeeded);
        }

        using var again = server.Client();
        using var refused = await again.PostAsync("/sign-in", "/sign-in", ("name", "adam"), ("password", TestServer.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("sign in with your passkey", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfManyWhoOpenTheFirstLinkOneIsMade()
    {
        await using var server = await TestServer.StartAsync();
        var link = (await ComityServer.SetupPathAsync(server.Application))!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            using var stranger = server.Client();
            using var answer = await stranger.PostAsync(link, link, ("name", $"adam{n}"), ("password", TestServer.Password), ("again", TestServer.Password));
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.Redirect);
        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.Redirect or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, answer.ToString()));
        await using var scope = server.Application.Services.CreateAsyncScope();
        Assert.Single(await scope.ServiceProvider.GetRequiredService<Administration>().AccountsAsync());
    }

    [Fact]
    public async Task ANewLinkTakesThePasskeysAway()
    {
        await using var server = await TestServer.StartAsync();
        var id = await server.AddAccountAsync("ines", Roles.Officer);
        await server.AddAccountAsync("adam", Roles.Administrator);
        await using var scope = server.Application.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        await accounts.AddOrUpdatePasskeyAsync((await accounts.FindByNameAsync("ines"))!, new UserPasskeyInfo([1, 2, 3], [4], DateTimeOffset.UnixEpoch, 5, ["internal"], true, false, false, [6], [7]));
        using var adam = server.Client();
        await adam.SignInAsync("adam", TestServer.Password);
        using var made = await adam.PostAsync($"/accounts/{id}/link", $"/accounts/{id}");
        var link = TestServer.LinkIn(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var ines = server.Client();
        using var weak = await ines.PostAsync(link, link, ("password", "letmeinletmein"), ("again", "letmeinletmein"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        Assert.Contains("guessed first", await weak.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var joined = await ines.PostAsync(link, link, ("password", "another horse battery"), ("again", "another horse battery"));
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        await using var later = server.Application.Services.CreateAsyncScope();
        var now = later.ServiceProvider.GetRequiredService<UserManager<Account>>();
        Assert.Empty(await now.GetPasskeysAsync((await now.FindByNameAsync("ines"))!));
    }

    [Fact]
    public async Task AKeyEndsOnItsDayAndWithItsMaker()
    {
        var clock = new MovingClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(clock: clock);
        await server.AddAccountAsync("adam", Roles.Administrator);
        var maker = await server.AddAccountAsync("maker", Roles.Administrator);
        var keys = server.Application.Services.GetRequiredService<ApiKeys>();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().LocalDateTime);
        Assert.NotNull((await keys.MakeAsync("too long", ApiScopes.Decide, null, maker, today.AddDays(732))).Problem);
        Assert.NotNull((await keys.MakeAsync("over", ApiScopes.Decide, null, maker, today.AddDays(-1))).Problem);
        var (short1, _) = await keys.MakeAsync("short", ApiScopes.Decide, null, null, today.AddDays(1));
        var (made, _) = await keys.MakeAsync("made", ApiScopes.Decide, null, maker);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(short1!));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(made!));
        clock.Move(TimeSpan.FromDays(3));
        await EndsAsync(short1!);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(made!));
        using var adam = server.Client();
        await adam.SignInAsync("adam", TestServer.Password);
        using var off = await adam.PostAsync($"/accounts/{maker}/disable", $"/accounts/{maker}");
        Assert.Equal(HttpStatusCode.Redirect, off.StatusCode);
        await EndsAsync(made!);

        Assert.Contains(await server.LogAsync(), entry => entry is { What: "program's key withdrawn: its maker was switched off", Account: "made", By: "adam" });

        // And stays so when the maker comes back.
        using var on = await adam.PostAsync($"/accounts/{maker}/enable", $"/accounts/{maker}");
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(made!));

        // What a process knows of a key counts for a second.
        async Task EndsAsync(string key)
        {
            while (await CallAsync(key) != HttpStatusCode.Unauthorized)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        async Task<HttpStatusCode> CallAsync(string key)
        {
            using var program = new HttpClient { BaseAddress = new Uri(server.Address) };
            program.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var response = await program.GetAsync("/v1/pack", TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("GET /sign-in HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n", 400)]
    [InlineData("GET /sign-in HTTP/1.0\r\n\r\n", 400)]
    [InlineData("GET /public HTTP/1.0\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /ready HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n", 400)]
    public async Task ARequestWithoutAHostIsToldSo(string request, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.Contains($" {status} ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("{\"id\":5}")]
    public async Task AnAnswerThatIsNoPasskeysIsRefused(string credential)
    {
        await using var server = await TestServer.StartAsync();
        await server.AddAccountAsync("ines", Roles.Officer);
        using var ines = server.Client();
        using var refused = await ines.PostAsync("/sign-in/passkey", "/sign-in", ("credential", credential));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await ines.SignInAsync("ines", TestServer.Password);
        _ = await ines.PostAsync("/account/passkey", "/account");
        using var added = await ines.PostAsync("/account/passkeys", "/account", ("name", "blue key"), ("credential", credential));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, added.StatusCode);
    }

    [Theory]
    [InlineData("o'brien@agency.gov", true)]
    [InlineData("CORP\\olga", true)]
    [InlineData("Olga Smith", true)]
    [InlineData("josé", true)]
    [InlineData("", false)]
    [InlineData(" olga", false)]
    [InlineData("olga\t", false)]
    [InlineData("ol\u202Ega", false)]
    [InlineData("ol\u200Bga", false)]
    [InlineData("ol\u00A0ga", false)]
    public async Task NamesAreAsAgenciesHaveThem(string name, bool good)
    {
        Assert.Equal(good, SignInNames.Problem(name) is null);
        if (good)
        {
            await using var server = await TestServer.StartAsync();
            await server.AddAccountAsync(name, Roles.Officer);
            using var staff = server.Client();
            await staff.SignInAsync(name, TestServer.Password);
            Assert.Contains(WebUtility.HtmlEncode(name).Replace("&#233;", "é", StringComparison.Ordinal)[..2], await staff.ReadAsync("/account"), StringComparison.Ordinal);
        }
    }

    private static async Task<string> RefusedAsync(StaffClient client, string name, string password)
    {
        using var response = await client.PostAsync("/sign-in", "/sign-in", ("name", name), ("password", password));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(Wrong, text, StringComparison.OrdinalIgnoreCase);
        var alert = text.IndexOf("role=\"alert\"", StringComparison.Ordinal);
        return text[alert..text.IndexOf("</p>", alert, StringComparison.Ordinal)];
    }

    private static async Task<bool> IsSignedInAsync(StaffClient client)
    {
        using var response = await client.GetAsync("/account");
        return response.StatusCode == HttpStatusCode.OK;
    }

    private sealed class MovingClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public void Move(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
