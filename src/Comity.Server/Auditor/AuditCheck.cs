namespace Comity.Server.Auditor;

/// <summary>A check of everything as every process of the server sees it: a row that the process which runs it keeps up to date.</summary>
internal sealed class AuditCheck
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>1 while it goes on, and null afterwards: the database lets one at a time go on.</summary>
    public int? Running { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When its process was last heard of.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How many entries of the log were checked.</summary>
    public long Leaves { get; set; }

    /// <summary>How many there are; 0 while that is not known.</summary>
    public long OfLeaves { get; set; }

    /// <summary>What the check of log and database came to; null before that is known.</summary>
    public string? Log { get; set; }

    /// <summary>Whether they are as they should be.</summary>
    public bool LogGood { get; set; }

    /// <summary>What the check of published policies came to; null before that is known.</summary>
    public string? Policies { get; set; }

    /// <summary>Whether they are as they should be.</summary>
    public bool PoliciesGood { get; set; }

    /// <summary>Records whose reasoning is the same.</summary>
    public long Same { get; set; }

    /// <summary>The first records whose reasoning differs or cannot be derived, in JSON.</summary>
    public string Others { get; set; } = "[]";

    /// <summary>How many of those there are.</summary>
    public long OtherCount { get; set; }

    /// <summary>Why it ended before its end; null for no such thing.</summary>
    public string? Stopped { get; set; }

    /// <summary>Whether somebody asked for its end.</summary>
    public bool Cancel { get; set; }
}
