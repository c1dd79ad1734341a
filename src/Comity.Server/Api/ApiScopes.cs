using Microsoft.AspNetCore.Builder;

namespace Comity.Server.Api;

/// <summary>What a program may do with a key or a token.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read the policy and decide by it; nothing is kept.</summary>
    Decide = 1,

    /// <summary>Keep records.</summary>
    Record = 2,

    /// <summary>Read records and their proofs.</summary>
    Read = 4,
}

/// <summary>Names of scopes, and what they open.</summary>
internal static class ApiScopeNames
{
    /// <summary>The claim that holds one scope.</summary>
    public const string Claim = "scope";

    /// <summary>Every scope, once.</summary>
    public static IReadOnlyList<ApiScopes> All { get; } = [ApiScopes.Decide, ApiScopes.Record, ApiScopes.Read];

    /// <summary>A scope as keys and tokens name it.</summary>
    public static string Word(this ApiScopes scope) => scope switch
    {
        ApiScopes.Decide => "comity.decide",
        ApiScopes.Record => "comity.record",
        _ => "comity.read",
    };

    /// <summary>What a scope is for, in one line.</summary>
    public static string Purpose(this ApiScopes scope) => scope switch
    {
        ApiScopes.Decide => "reads the policy and decides by it; keeps nothing",
        ApiScopes.Record => "keeps records",
        _ => "reads records and their proofs",
    };

    /// <summary>The scopes of a set, one by one.</summary>
    public static IEnumerable<ApiScopes> Each(this ApiScopes scopes) => All.Where(scope => scopes.HasFlag(scope));

    /// <summary>The scope of that word; none for an unknown word.</summary>
    public static ApiScopes Read(string? word) => All.FirstOrDefault(scope => scope.Word() == word);

    /// <summary>Makes addresses part of the API: they open to a key or token with the scope, and to no browser's session.</summary>
    public static TBuilder ForScope<TBuilder>(this TBuilder routes, ApiScopes scope)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new ApiAddress(scope)).RequireAuthorization(policy => policy.RequireClaim(Claim, scope.Word()));
}

/// <summary>Marks an address of the API.</summary>
/// <param name="Scope">The scope that it asks for.</param>
internal sealed record ApiAddress(ApiScopes Scope);
