using Comity.Records.Storage;

namespace Comity.Records.Tests.Appending;

/// <summary>A real database of which one call fails, the n-th, as a disk or a server does.</summary>
internal sealed class FailingStorage(IRecordStorage inner, int failing) : IRecordStorage
{
    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    public string Name => inner.Name;

    public ValueTask<AppendState> BeginAsync(int year, AppendLookup lookup, CancellationToken cancellation)
    {
        Count();
        return inner.BeginAsync(year, lookup, cancellation);
    }

    public ValueTask<AppendFound> LookupAsync(AppendLookup lookup, CancellationToken cancellation)
    {
        Count();
        return inner.LookupAsync(lookup, cancellation);
    }

    public ValueTask WriteAsync(AppendWrites writes, CancellationToken cancellation)
    {
        Count();
        return inner.WriteAsync(writes, cancellation);
    }

    public ValueTask CommitAsync(CancellationToken cancellation)
    {
        Count();
        return inner.CommitAsync(cancellation);
    }

    public ValueTask RollbackAsync() => inner.RollbackAsync();

    /// <summary>Reads from one state; each call of what is given counts too, and may be the one that fails.</summary>
    public async ValueTask<IRecordReader> ReadAsync(CancellationToken cancellation)
    {
        Count();
        return CountedReader.Of(await inner.ReadAsync(cancellation), Count);
    }

    public Task AddDayAsync(LoggedDay day, CancellationToken cancellation)
    {
        Count();
        return inner.AddDayAsync(day, cancellation);
    }

    public Task AddKeyNoteAsync(int number, string note, CancellationToken cancellation)
    {
        Count();
        return inner.AddKeyNoteAsync(number, note, cancellation);
    }

    public Task ScrubAsync(CancellationToken cancellation)
    {
        Count();
        return inner.ScrubAsync(cancellation);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Count()
    {
        if (++Calls == failing)
        {
            throw new RecordStoreException(RecordStoreProblem.DiskFailure, "The disk fails.");
        }
    }
}

/// <summary>A reader whose every call is told before it is made.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it at run time.")]
internal class CountedReader : System.Reflection.DispatchProxy
{
    private IRecordReader _inner = null!;
    private Action _count = null!;

    public static IRecordReader Of(IRecordReader inner, Action count)
    {
        var reader = Create<IRecordReader, CountedReader>();
        ((CountedReader)(object)reader)._inner = inner;
        ((CountedReader)(object)reader)._count = count;
        return reader;
    }

    protected override object? Invoke(System.Reflection.MethodInfo? method, object?[]? arguments)
    {
        if (method!.Name != nameof(IAsyncDisposable.DisposeAsync))
        {
            _count();
        }

        return method.Invoke(_inner, arguments);
    }
}
