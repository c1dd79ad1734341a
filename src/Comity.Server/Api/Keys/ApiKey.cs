namespace Comity.Server.Api.Keys;

/// <summary>A program's key. The key itself is shown once and kept nowhere.</summary>
public sealed class ApiKey
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What the agency calls the program that has it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key, in lower-case hexadecimal digits.</summary>
    public required string KeyDigest { get; init; }

    /// <summary>What it opens.</summary>
    public required ApiScopes Scopes { get; init; }

    /// <summary>The unit for which the program acts; null for none.</summary>
    public string? UnitId { get; init; }

    /// <summary>The account that made it and has seen it, which must not approve what the program keeps; null for a key that was made before this was noted.</summary>
    public string? MadeBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was withdrawn; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
