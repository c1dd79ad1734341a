namespace Comity.Records;

/// <summary>What is wrong with a file of records.</summary>
public enum RecordStoreProblem
{
    /// <summary>It cannot be opened or made.</summary>
    CannotOpen,

    /// <summary>It belongs to something else.</summary>
    NotARecordStore,

    /// <summary>A newer version of the program has written it.</summary>
    NewerSchema,

    /// <summary>It cannot be written.</summary>
    ReadOnly,

    /// <summary>Something else keeps it locked.</summary>
    Locked,

    /// <summary>It is damaged.</summary>
    Damaged,

    /// <summary>The disk is full or fails.</summary>
    DiskFailure,

    /// <summary>Anything else that SQLite reports.</summary>
    Other,
}

/// <summary>A file of records cannot be used. The message names the file and says what to do.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="message">The message.</param>
/// <param name="inner">What was thrown below; null for nothing.</param>
public sealed class RecordStoreException(RecordStoreProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong.</summary>
    public RecordStoreProblem Problem => problem;
}
