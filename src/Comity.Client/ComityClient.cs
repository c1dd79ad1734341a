using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Comity.Client;

/// <summary>
/// Calls a Comity server. What is generated from the server's description is in <c>ComityClient.g.cs</c>. Safe for concurrent use.
/// An answer that is not good throws <see cref="ApiException{TResult}"/> of <see cref="Problem"/>, which says how to mend it.
/// </summary>
public partial class ComityClient
{
    /// <summary>Makes a client.</summary>
    /// <param name="server">The server's address, for example <c>https://comity.agency.example/</c>.</param>
    /// <param name="key">A key that an administrator made, or a token of the agency's provider.</param>
    /// <returns>The client. It lives as long as the program; its connections are renewed every few minutes.</returns>
    public static ComityClient Connect(Uri server, string key)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(key);

        // A path of a proxy belongs to every address, and ends with a slash for that.
        var address = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        return new ComityClient(new HttpClient(handler) { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } });
    }

    // What is not said is left out: null is an answer only among facts.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
