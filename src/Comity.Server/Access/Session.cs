namespace Comity.Server.Access;

/// <summary>How somebody showed who they are.</summary>
internal enum SignInMethod
{
    /// <summary>With a password.</summary>
    Password,

    /// <summary>With a passkey, which the device opens for its owner only: two factors.</summary>
    Passkey,

    /// <summary>By the agency's own provider, which sees to its factors.</summary>
    Agency,

    /// <summary>With a one-time link.</summary>
    Link,
}

/// <summary>A sign-in that goes on. The browser's cookie names it; without its row the cookie opens nothing.</summary>
internal sealed class Session
{
    /// <summary>Its id, which cannot be guessed.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string AccountId { get; init; }

    /// <summary>How it began; a passkey that was added in it counts from then on.</summary>
    public SignInMethod Method { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset BeganAt { get; init; }

    /// <summary>When its person last confirmed who they are; null for never.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>What the agency's provider calls it (the claim <c>sid</c>); null where it does not say.</summary>
    public string? AgencySession { get; init; }

    /// <summary>The provider's ID token, which it wants to see again when somebody signs out; null for none.</summary>
    public string? IdToken { get; init; }
}
