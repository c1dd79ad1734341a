using System.Net;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Operation;
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
        using var replaced = await stranger.GetAsync(first);
        Assert.Equal(HttpStatusCode.NotFound, replaced.StatusCode);
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
        Assert.Null(await ComityServer.SetupPathAsync(server.Application));
    }

    [Theory]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("https://elsewhere.example", "/")]
    [InlineData("/records?outcome=required", "/records?outcome=required")]
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
