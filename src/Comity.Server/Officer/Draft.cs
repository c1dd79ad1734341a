namespace Comity.Server.Officer;

/// <summary>An interview under way, kept so that its officer can go on elsewhere. It holds answers that can be chosen and no free text.</summary>
internal sealed class Draft
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The officer's account.</summary>
    public required string AccountId { get; init; }

    /// <summary>When the officer last answered.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The interview, as the query of its address.</summary>
    public required string Answers { get; set; }
}
