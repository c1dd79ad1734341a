using Comity.Log.Notes;

namespace Comity.Log.Verification;

/// <summary>What is wrong with a log.</summary>
/// <param name="Leaf">The first leaf that differs, from 0; null where the fault is not one leaf's.</param>
/// <param name="Message">What differs, and from what.</param>
public sealed record LogProblem(long? Leaf, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Leaf is { } leaf ? $"Leaf {leaf}: {Message}" : Message;
}

/// <summary>The result of checking a log.</summary>
/// <param name="Checkpoint">The signed checkpoint; null where it could not be read.</param>
/// <param name="Problem">The first fault; null for none.</param>
public sealed record LogVerification(Checkpoint? Checkpoint, LogProblem? Problem);

/// <summary>What to check a log against, and what to tell meanwhile.</summary>
/// <param name="Trust">The keys that must have signed.</param>
/// <param name="Since">Earlier checkpoints that the log must still begin with; the caller has checked their signatures.</param>
/// <param name="Progress">Is told how many leaves have been checked; null for nobody.</param>
/// <param name="Entry">Is given each entry with its place once it is known to be the signed one's, in order, and may find a fault of its own; null for nobody.</param>
public sealed record LogVerifyOptions(
    LogTrust Trust, IReadOnlyList<Checkpoint>? Since = null, IProgress<(long Leaves, long Of)>? Progress =
        null, Func<long, ReadOnlyMemory<byte>, ValueTask<LogProblem?>>? Entry = null);
