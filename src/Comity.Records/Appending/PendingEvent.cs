using Comity.Records.Events;
using Comity.Records.Situations;

namespace Comity.Records.Appending;

/// <summary>An event that waits to be appended. Everything that needs no lock is done already.</summary>
/// <param name="Number">The record it belongs to; null for a new one.</param>
/// <param name="ExpectedVersion">How many events the record must have; null where that does not matter.</param>
/// <param name="Kind">One of <see cref="EventKind"/>.</param>
/// <param name="By">Who, canonical JSON.</param>
/// <param name="Data">What, canonical JSON in UTF-8.</param>
/// <param name="Submission">SHA-256 of the submission key; null for none.</param>
/// <param name="Record">The record that the event holds; null where it holds none.</param>
internal sealed record PendingEvent(long? Number, int? ExpectedVersion, string Kind, string By, byte[] Data, byte[]? Submission, NewRecord? Record)
{
    /// <summary>What that record decided, worked out outside the lock; null where the event holds none.</summary>
    public Situation? Situation { get; } = Record is null ? null : Situations.Situation.Of(Record);

    /// <summary>Makes the rows that are written with the event, once it has a place; null for none.</summary>
    public Func<Receipt, IReadOnlyList<CompanionRow>>? Companion { get; init; }

    /// <summary>The salt, made outside the lock.</summary>
    public byte[] Salt { get; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(SealedEvent.SaltLength);

    /// <summary>Is told where the event was put, or why not.</summary>
    public TaskCompletionSource<Receipt> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
