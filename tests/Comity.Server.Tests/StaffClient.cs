using System.Net;
using System.Text.RegularExpressions;

namespace Comity.Server.Tests;

/// <summary>Somebody of the agency's staff without a browser: keeps cookies, follows no redirects, and sends forms as pages do.</summary>
public sealed partial class StaffClient : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;
    private string? _password;

    public StaffClient(Uri address)
    {
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = address };
    }

    /// <summary>The cookie that says who has signed in.</summary>
    public System.Net.Cookie Session => _cookies.GetAllCookies()["comity"]!;

    public HttpClient Http => _client;

    public Task<HttpResponseMessage> GetAsync(string address) => _client.GetAsync(address, TestContext.Current.CancellationToken);

    public async Task<string> ReadAsync(string address)
    {
        using var response = await GetAsync(address);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a form with the token of a page, and the password again where it is asked for.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, string page, params (string Name, string Value)[] fields)
    {
        var response = await SendAsync(address, page, fields);
        if (response.StatusCode == HttpStatusCode.Redirect && fields.Any(field => field.Name == "password"))
        {
            _password = fields.First(field => field.Name == "password").Value;
        }

        if (_password is null || response.StatusCode != HttpStatusCode.OK
            || !(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("name=\"confirm-password\"", StringComparison.Ordinal))
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(address, page, [.. fields, ("confirm-password", _password)]);
    }

    /// <summary>Sends a form with the token of a page, once.</summary>
    public async Task<HttpResponseMessage> SendAsync(string address, string page, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await ReadAsync(page)).Groups["token"].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await _client.PostAsync(address, form, TestContext.Current.CancellationToken);
    }

    public async Task SignInAsync(string name, string password)
    {
        using var response = await PostAsync("/sign-in", "/sign-in", ("name", name), ("password", password));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    /// <summary>Somebody else with a copy of the cookies.</summary>
    public StaffClient Copy()
    {
        var copy = new StaffClient(_client.BaseAddress!);
        copy._cookies.Add(_cookies.GetAllCookies());
        return copy;
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
