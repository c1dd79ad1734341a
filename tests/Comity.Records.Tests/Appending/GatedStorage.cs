using Comity.Records.Storage;

namespace Comity.Records.Tests.Appending;

/// <summary>A real database at whose calls a test may do something: let others come in between, or lose an answer.</summary>
internal sealed class GatedStorage(IRecordStorage inner) : IRecordStorage
{
    /// <summary>Is called before rows are written, with the number of the call from 1.</summary>
    public Func<int, Task> Writing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Is called before a commit.</summary>
    public Action<int> Committing { get; set; } = _ => { };

    /// <summary>Is called after a commit, before its answer is given.</summary>
    public Action<int> Committed { get; set; } = _ => { };

    public int Writes { get; private set; }

    public int Commits { get; private set; }

    public string Name => inner.Name;

    public ValueTask<AppendState> BeginAsync(int year, AppendLookup lookup, CancellationToken cancellation) => inner.BeginAsync(year, lookup, cancellation);

    public ValueTask<AppendFound> LookupAsync(AppendLookup lookup, CancellationToken cancellation) => inner.LookupAsync(lookup, cancellation);

    public async ValueTask WriteAsync(AppendWrites writes, CancellationToken cancellation)
    {
        await Writing(++Writes);
        await inner.WriteAsync(writes, cancellation);
    }

    public async ValueTask CommitAsync(CancellationToken cancellation)
    {
        Committing(++Commits);
        await inner.CommitAsync(cancellation);
        Committed(Commits);
    }

    public ValueTask RollbackAsync() => inner.RollbackAsync();

    public ValueTask<IRecordReader> ReadAsync(CancellationToken cancellation) => inner.ReadAsync(cancellation);

    public Task AddDayAsync(LoggedDay day, CancellationToken cancellation) => inner.AddDayAsync(day, cancellation);

    public Task AddKeyNoteAsync(int number, string note, CancellationToken cancellation) => inner.AddKeyNoteAsync(number, note, cancellation);

    public Task ScrubAsync(CancellationToken cancellation) => inner.ScrubAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
