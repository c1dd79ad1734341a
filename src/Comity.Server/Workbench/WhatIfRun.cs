using System.Collections.Concurrent;
using Comity.Policy.Comparison;
using Comity.Policy.Programs;
using Comity.Records.Situations;
using Comity.Server.Analysis;
using Microsoft.Extensions.Hosting;

namespace Comity.Server.Workbench;

/// <summary>How far deciding all records again by a draft is, or what it came to.</summary>
/// <param name="Digest">The state of the draft that decides.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; null while it goes on.</param>
/// <param name="Done">How many records were decided again.</param>
/// <param name="Total">How many there are; 0 while that is not known.</param>
/// <param name="Result">What would have come out; null before the end.</param>
/// <param name="Stopped">Why it ended before its end; null for no such thing.</param>
public sealed record WhatIfState(string Digest, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, long Done, long Total, ReplayResult? Result, string? Stopped);

/// <summary>Decides all records again by a draft, in the background; for each draft one run at a time.</summary>
internal sealed class WhatIfRun(ServerOptions options, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, (WhatIfState State, CancellationTokenSource Cancellation)> _runs = new(StringComparer.Ordinal);

    /// <summary>The run of a draft that goes on, or its last one since the program was started; null for none.</summary>
    public WhatIfState? StateOf(string draft) => _runs.TryGetValue(draft, out var run) ? run.State : null;

    /// <summary>Begins a run; nothing happens while one of the same draft goes on.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="logic">What decides by its present state.</param>
    public void Start(string draft, PolicyLogic logic)
    {
        lock (_lock)
        {
            if (StateOf(draft) is { FinishedAt: null })
            {
                return;
            }

            if (_runs.TryRemove(draft, out var before))
            {
                before.Cancellation.Dispose();
            }

            var cancellation = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
            _runs[draft] = (new WhatIfState(logic.Pack.Digest, clock.GetUtcNow(), null, 0, 0, null, null), cancellation);
            var token = cancellation.Token;
            _ = Task.Run(() => RunAsync(draft, logic, token), CancellationToken.None);
        }
    }

    /// <summary>Stops a draft's run.</summary>
    public void Cancel(string draft)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(draft, out var run) && run.State.FinishedAt is null)
            {
                run.Cancellation.Cancel();
            }
        }
    }

    private async Task RunAsync(string draft, PolicyLogic logic, CancellationToken cancellation)
    {
        try
        {
            var result = await WhatIf.RunAsync(logic.Program, RecordSituations.ReadAsync(options.Folder, options.Postgres, cancellation), new Telling(this, draft), cancellation);
            Change(draft, state => state with { FinishedAt = clock.GetUtcNow(), Done = result.Records, Total = result.Records, Result = result });
        }
        catch (Exception exception)
        {
            // The run ends here whatever happened, and its page says what that was.
            Change(draft, state => state with { FinishedAt = clock.GetUtcNow(), Stopped = exception is OperationCanceledException ? "It was stopped." : $"It could not go on: {exception.Message}" });
        }
    }

    private void Change(string draft, Func<WhatIfState, WhatIfState> change)
    {
        lock (_lock)
        {
            _runs[draft] = _runs[draft] with { State = change(_runs[draft].State) };
        }
    }

    private sealed class Telling(WhatIfRun run, string draft) : IProgress<WhatIfProgress>
    {
        public void Report(WhatIfProgress value) => run.Change(draft, state => state with { Done = value.Done, Total = value.Total });
    }
}
