namespace Comity.Server.Access;

/// <summary>An entry of the log of sign-ins, of administration, and of who did what to which record. Entries are only ever added.</summary>
public sealed class AccessEvent
{
    /// <summary>Its place in the log.</summary>
    public long Id { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>Sign-in name of the account that it happened to; null for an unknown one.</summary>
    public string? Account { get; init; }

    /// <summary>Sign-in name of whoever did it; null for nobody who had signed in.</summary>
    public string? By { get; init; }

    /// <summary>The number of the record that it is about; null for none.</summary>
    public string? Record { get; init; }

    /// <summary>The address it came from; null for the program itself.</summary>
    public string? From { get; init; }
}
