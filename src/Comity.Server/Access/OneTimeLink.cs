namespace Comity.Server.Access;

/// <summary>A link that is good for one use before it expires. Only the digest of its key is kept.</summary>
internal sealed class OneTimeLink
{
    /// <summary>SHA-256 of the key, in hexadecimal.</summary>
    public required string KeyDigest { get; init; }

    /// <summary>The account whose password it sets; null for the link that makes the first administrator.</summary>
    public string? AccountId { get; init; }

    /// <summary>When it stops working.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used or replaced by a newer one; null while it is good.</summary>
    public DateTimeOffset? SpentAt { get; set; }
}
