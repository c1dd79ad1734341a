using Comity.Server.Access;
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

    /// <summary>Send policies as archives, to be compared; nothing is kept.</summary>
    Archive = 8,
}

/// <summary>Names of scopes, and what they open.</summary>
internal static class ApiScopeNames
{
    /// <summary>The claim that holds one scope.</summary>
    public const string Claim = "scope";

    private static readonly FlagNames<ApiScopes> Names = new(
        (ApiScopes.Decide, "comity.decide", "reads the policy and decides by it; keeps nothing"),
        (ApiScopes.Record, "comity.record", "keeps records"),
        (ApiScopes.Read, "comity.read", "reads records and their proofs"),
        (ApiScopes.Archive, "comity.archive", "sends policies as archives to be compared; keeps nothing"));

    /// <summary>Every scope, once.</summary>
    public static IReadOnlyList<ApiScopes> All => Names.All;

    /// <summary>The scopes of a set, one by one.</summary>
    public static IEnumerable<ApiScopes> Each(this ApiScopes scopes) => Names.Each(scopes);

    /// <summary>A scope as keys and tokens name it.</summary>
    public static string Word(this ApiScopes scope) => Names.Word(scope);

    /// <summary>A set of scopes in words.</summary>
    public static string Words(this ApiScopes scopes) => Names.Words(scopes);

    /// <summary>The scope of that word; none for an unknown word.</summary>
    public static ApiScopes Read(string? word) => Names.Read(word);

    /// <summary>What a scope is for, in one line.</summary>
    public static string Purpose(this ApiScopes scope) => Names.Purpose(scope);

    /// <summary>Makes addresses part of the API: they open to a key or token with the scope, and to no browser's session.</summary>
    public static TBuilder ForScope<TBuilder>(this TBuilder routes, ApiScopes scope)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new ApiAddress(scope)).RequireAuthorization(policy => policy.RequireClaim(Claim, scope.Word())).RefusingUnknownQueries();

    /// <summary>Makes addresses part of the API that open to any key or token with a scope.</summary>
    public static TBuilder ForAnyScope<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new ApiAddress(ApiScopes.None)).RequireAuthorization(policy => policy.RequireClaim(Claim, Names.All.Select(scope => scope.Word())));
}

/// <summary>Marks an address of the API.</summary>
/// <param name="Scope">The scope that it asks for; none where any opens it.</param>
internal sealed record ApiAddress(ApiScopes Scope);
