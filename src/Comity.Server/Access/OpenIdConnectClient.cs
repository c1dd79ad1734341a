namespace Comity.Server.Access;

/// <summary>The agency's own sign-in (OpenID Connect Core 1.0, authorization code flow with PKCE).</summary>
public sealed record OpenIdConnectClient
{
    /// <summary>What the button on the sign-in page calls it.</summary>
    public string Name { get; init; } = "your agency's sign-in";

    /// <summary>The provider's address; its discovery document lies below it.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The id under which the provider knows Comity.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The file that holds the client's secret; null for a public client.</summary>
    public string? ClientSecretFile { get; init; }

    /// <summary>The claim that holds the sign-in name.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>The claim that holds groups or roles.</summary>
    public string RoleClaim { get; init; } = "groups";

    /// <summary>Which role each of its values gives: <c>{"comity-officers": "officer"}</c>. Whoever has none cannot sign in.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>();

    /// <summary>The claim that holds the name of the unit; null where accounts get theirs here.</summary>
    public string? UnitClaim { get; init; }

    /// <summary>Scopes to ask for beside <c>openid</c> and <c>profile</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Whether accounts of the provider may also have passkeys and passwords here, which outlive it.</summary>
    public bool LocalSignIn { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || !(uri.Scheme == "https" || uri.IsLoopback))
        {
            yield return $"openIdConnect.authority: '{Authority}' is not an https address.";
        }

        if (ClientId.Length == 0)
        {
            yield return "openIdConnect.clientId: give the id under which the provider knows Comity.";
        }

        if (ClientSecretFile is { } file && !File.Exists(file))
        {
            yield return $"openIdConnect.clientSecretFile: there is no file '{file}'.";
        }

        if (Roles.Count == 0)
        {
            yield return $"openIdConnect.roles: say which role each value of '{RoleClaim}' gives, for example {{\"comity-officers\": \"officer\"}}; without that nobody can sign in.";
        }

        foreach (var word in Roles.Values.Where(word => RoleNames.Read(word) == Access.Roles.None))
        {
            yield return $"openIdConnect.roles: there is no role '{word}'. Roles are {RoleNames.Every.Words()}.";
        }
    }
}
