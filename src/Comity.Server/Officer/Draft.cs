namespace Comity.Server.Officer;

/// <summary>An interview under way, kept so that its officer can go on elsewhere. It holds answers that can be chosen and no free text.</summary>
internal sealed class Draft
{
    /// <summary>Its id, which cannot be guessed; also what makes keeping the record twice impossible.</summary>
    public required string Id { get; init; }

    /// <summary>The officer's account.</summary>
    public required string AccountId { get; init; }

    /// <summary>When the officer last answered.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The interview, as the query of its address.</summary>
    public required string Answers { get; set; }
}

/// <summary>A draft as the officer's first page shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">The paper, and the record that it corrects, if any.</param>
/// <param name="On">The day of the request.</param>
/// <param name="ChangedAt">When the officer last answered.</param>
/// <param name="Address">Where it goes on.</param>
public sealed record DraftView(string Id, string Title, DateOnly On, DateTimeOffset ChangedAt, string Address);
