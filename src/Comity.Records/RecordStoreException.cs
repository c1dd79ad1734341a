namespace Comity.Records;

/// <summary>What is wrong with a store of records.</summary>
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

    /// <summary>The database server cannot be reached, or stopped while it wrote: what was sent may or may not be kept. Send it again with the same submission key.</summary>
    Unreachable,

    /// <summary>The log and the database do not fit together.</summary>
    LogDisagrees,

    /// <summary>Anything else that the database reports.</summary>
    Other,
}

/// <summary>A store of records cannot be used. The message names it and says what to do.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="message">The message.</param>
/// <param name="inner">What was thrown below; null for nothing.</param>
public sealed class RecordStoreException(RecordStoreProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong.</summary>
    public RecordStoreProblem Problem => problem;
}
