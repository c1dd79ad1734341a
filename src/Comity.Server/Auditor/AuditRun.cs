using Comity.Log.Verification;
using Comity.Records;
using Comity.Records.Audit;
using Comity.Server.Policies;
using Microsoft.Extensions.Hosting;

namespace Comity.Server.Auditor;

/// <summary>How far a run is, or what it came to.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; null while it goes on.</param>
/// <param name="Leaves">How many entries of the log were checked.</param>
/// <param name="OfLeaves">How many there are; 0 while that is not known.</param>
/// <param name="Log">What the check of log and database came to, in words; null before that is known.</param>
/// <param name="LogGood">Whether they are as they should be.</param>
/// <param name="Policies">What the check of published policies came to, in words; null before that is known.</param>
/// <param name="PoliciesGood">Whether they are as the log says.</param>
/// <param name="Same">Records whose reasoning is the same.</param>
/// <param name="Others">Records whose reasoning differs or cannot be derived, the first thousand.</param>
/// <param name="OtherCount">How many of those there are.</param>
/// <param name="Stopped">Why it ended before its end; null for no such thing.</param>
public sealed record AuditProgress(
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, long Leaves, long OfLeaves, string? Log, bool LogGood, string? Policies, bool PoliciesGood, long Same, IReadOnlyList<(string Number, Reasoning Reasoning)> Others, long OtherCount, string? Stopped);

/// <summary>The check of everything in one run: the log, the database against it, and the reasoning of every record. One at a time.</summary>
internal sealed class AuditRun(RecordStore records, PolicyVersions versions, PublicationAudit publications, ServerOptions options, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private const int Shown = 1_000;

    private readonly Lock _lock = new();
    private CancellationTokenSource? _cancellation;
    private volatile AuditProgress? _progress;

    /// <summary>The run that goes on, or the last one since the program was started; null for none.</summary>
    public AuditProgress? Progress => _progress;

    /// <summary>Begins a run; nothing happens while one goes on.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_progress is { FinishedAt: null })
            {
                return;
            }

            _cancellation?.Dispose();
            _cancellation = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
            _progress = new AuditProgress(clock.GetUtcNow(), null, 0, 0, null, false, null, false, 0, [], 0, null);
            var cancellation = _cancellation.Token;
            _ = Task.Run(() => RunAsync(cancellation), CancellationToken.None);
        }
    }

    /// <summary>Stops the run.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            if (_progress is { FinishedAt: null })
            {
                _cancellation!.Cancel();
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await records.PublishAsync(cancellation);
            var audit = await RecordAudit.RunAsync(options.Folder, options.Postgres, new LogVerifyOptions(records.LogTrust, Progress: new Telling(this)), cancellation);
            Change(progress => progress with
            {
                LogGood = audit.Problem is null,
                Log = audit.Problem is { } problem ? problem.ToString()
                    : $"All {audit.Leaves} entries are signed, in order, and what the database says{(audit.Erased > 0 ? $"; the content of {audit.Erased} was erased" : "")}.",
            });
            var (count, problems) = await publications.RunAsync(cancellation);
            Change(progress => progress with
            {
                PoliciesGood = problems.Count == 0,
                Policies = problems.Count > 0 ? string.Join(" ", problems) : count == 0 ? "None was published." : $"The files of all {count} are what the log says was published.",
            });
            string? next = null;
            do
            {
                var page = await records.ListAsync(new RecordFilter(), next, RecordStore.MaximumPageSize, cancellation);
                foreach (var record in page.Records)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var reasoning = await Reasoning.CheckAsync(record.Content, versions);
                    Change(progress => reasoning.Verdict == ReasoningVerdict.Same
                        ? progress with { Same = progress.Same + 1 }
                        : progress with { OtherCount = progress.OtherCount + 1, Others = progress.Others.Count < Shown ? [.. progress.Others, (record.Number, reasoning)] : progress.Others });
                }

                next = page.Next;
            }
            while (next is not null);
            Change(progress => progress with { FinishedAt = clock.GetUtcNow() });
        }
        catch (Exception exception)
        {
            // The run ends here whatever happened, and its page says what that was.
            Change(progress => progress with { FinishedAt = clock.GetUtcNow(), Stopped = exception is OperationCanceledException ? "It was stopped." : $"It could not go on: {exception.Message}" });
        }
    }

    private void Change(Func<AuditProgress, AuditProgress> change)
    {
        lock (_lock)
        {
            _progress = change(_progress!);
        }
    }

    private sealed class Telling(AuditRun run) : IProgress<(long Leaves, long Of)>
    {
        public void Report((long Leaves, long Of) value) => run.Change(progress => progress with { Leaves = value.Leaves, OfLeaves = value.Of });
    }
}
