namespace Comity.Server.Api;

/// <summary>The agency's provider whose tokens programs may send (RFC 9068).</summary>
public sealed record TokenIssuer
{
    /// <summary>The provider's address, where its metadata is found.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The audience that a token for this server names.</summary>
    public string Audience { get; init; } = "comity";

    /// <summary>
    /// The type that a token's header names beside <c>at+jwt</c> (RFC 9068 §2.1); null for no other. Microsoft Entra writes <c>JWT</c>; only what names this audience and
    /// a scope is let in then.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
        {
            yield return $"tokens.authority: '{Authority}' is not an https address.";
        }

        if (Audience.Length == 0)
        {
            yield return "tokens.audience: name the audience of tokens for this server.";
        }
    }
}
