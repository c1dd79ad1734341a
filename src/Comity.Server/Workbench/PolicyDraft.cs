namespace Comity.Server.Workbench;

/// <summary>How far a draft of the policy is.</summary>
public enum PolicyDraftState
{
    /// <summary>It is worked on.</summary>
    Open,

    /// <summary>Somebody asked that it be published; a second person must approve.</summary>
    Requested,

    /// <summary>It was published.</summary>
    Published,

    /// <summary>It was given up.</summary>
    Discarded,
}

/// <summary>A policy that is being written: the files of a version, and edits to them in their order.</summary>
public sealed class PolicyDraft
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about, in counsel's words.</summary>
    public required string Title { get; set; }

    /// <summary>Digest of the pack that the edits are made to; its files are kept.</summary>
    public required string BaseDigest { get; set; }

    /// <summary>Counts its changes, so that nothing is done on the ground of an older state.</summary>
    public int Version { get; set; }

    /// <summary>How far it is.</summary>
    public PolicyDraftState State { get; set; }

    /// <summary>The account that began it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The first day whose requests it is to decide, as <c>2026-01-31</c>; null before publication is asked for.</summary>
    public string? EffectiveFrom { get; set; }

    /// <summary>The account that asked for publication.</summary>
    public string? RequestedBy { get; set; }

    /// <summary>The unit of that account; null where it has none.</summary>
    public string? RequestedUnit { get; set; }

    /// <summary>Why it is to be published although scenarios come out otherwise than they expect; null where none does.</summary>
    public string? Reason { get; set; }

    /// <summary>The account that approved.</summary>
    public string? ApprovedBy { get; set; }

    /// <summary>The version of the policy's event that published it.</summary>
    public int? Publication { get; set; }

    /// <summary>The account that asks for the publication to be withdrawn; null for none.</summary>
    public string? WithdrawalBy { get; set; }

    /// <summary>Why it asks; null for nothing.</summary>
    public string? WithdrawalReason { get; set; }
}

/// <summary>An edit of a draft.</summary>
public sealed class PolicyDraftEdit
{
    /// <summary>The draft.</summary>
    public required string DraftId { get; init; }

    /// <summary>Its place, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The edit as JSON.</summary>
    public required string Edit { get; init; }

    /// <summary>The account that made it.</summary>
    public required string AccountId { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}
