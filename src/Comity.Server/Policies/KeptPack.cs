namespace Comity.Server.Policies;

/// <summary>The files of a pack that a record cites, kept so that the record's reasoning can be derived again.</summary>
internal sealed class KeptPack
{
    /// <summary>The pack's digest.</summary>
    public required string Digest { get; init; }

    /// <summary>Its files in one piece.</summary>
    public required byte[] Archive { get; init; }
}
