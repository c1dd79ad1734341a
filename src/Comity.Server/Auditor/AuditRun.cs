using System.Data.Common;
using System.Text.Json;
using Comity.Log.Verification;
using Comity.Records;
using Comity.Records.Audit;
using Comity.Server.Data;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

/// <summary>
/// The check of everything in one run: the log, the database against it, and the reasoning of every record. One at a time among all processes of the
/// server; every process sees how far it is, can stop it, and shows what the last one came to.
/// </summary>
internal sealed class AuditRun(RecordStore records, PolicyVersions versions, PublicationAudit publications, ServerOptions options, TimeProvider clock, IServiceScopeFactory scopes) : IHostedService, IDisposable
{
    private const int Shown = 1_000;
    private const string ProcessEnded = "The program that ran it ended.";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // A process that has not been heard of for so long is gone.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _task = Task.CompletedTask;
    private AuditProgress? _progress;

    /// <summary>The run that goes on, or the last one; null for none.</summary>
    public async Task<AuditProgress?> ProgressAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var last = await scope.ServiceProvider.GetRequiredService<ServerContext>().Audits.AsNoTracking().OrderByDescending(check => check.StartedAt).ThenByDescending(check => check.Id).FirstOrDefaultAsync();
        return last is null ? null : new AuditProgress(
            last.StartedAt, last.FinishedAt ?? (IsSilent(last) ? last.SeenAt : null), last.Leaves, last.OfLeaves, last.Log, last.LogGood, last.Policies, last.PoliciesGood, last.Same,
            [.. JsonSerializer.Deserialize<List<Other>>(last.Others)!.Select(other => (other.Number, new Reasoning(other.Verdict, other.Text)))], last.OtherCount, last.Stopped ?? (IsSilent(last) ? ProcessEnded : null));
    }

    /// <summary>Begins a run; nothing happens while one goes on anywhere.</summary>
    public async Task StartAsync()
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        var gone = now - Silence;
        await context.Audits.Where(check => check.Running != null && check.SeenAt < gone)
            .ExecuteUpdateAsync(set => set.SetProperty(check => check.Running, (int?)null).SetProperty(check => check.FinishedAt, check => check.SeenAt).SetProperty(check => check.Stopped, ProcessEnded));
        if (await context.Audits.AnyAsync(check => check.Running != null))
        {
            return;
        }

        var fresh = new AuditCheck { Id = Guid.CreateVersion7(now).ToString("N"), Running = 1, StartedAt = now, SeenAt = now };
        if (!await context.TryInsertAsync(fresh))
        {
            // Another process was faster.
            return;
        }

        lock (_lock)
        {
            _progress = new AuditProgress(now, null, 0, 0, null, false, null, false, 0, [], 0, null);
            var before = _task;
            _task = Task.Run(async () =>
            {
                await before;
                await RunAsync(fresh.Id);
            });
        }
    }

    /// <summary>Asks for the end of the run, whichever process it is in. It ends within seconds.</summary>
    public async Task CancelAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ServerContext>().Audits.Where(check => check.Running != null).ExecuteUpdateAsync(set => set.SetProperty(check => check.Cancel, true));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private bool IsSilent(AuditCheck check) => check.Running is not null && check.SeenAt < clock.GetUtcNow() - Silence;

    private async Task RunAsync(string id)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using var span = Measures.Source.StartActivity("audit");
        var check = CheckAsync(cancellation.Token);
        while (await Task.WhenAny(check, Task.Delay(Beat, clock)) != check)
        {
            if (!await TellAsync(id))
            {
                await cancellation.CancelAsync();
            }
        }

        await TellAsync(id);
        Measures.Audited(_progress switch { { Stopped: not null } => "stopped", { LogGood: true, PoliciesGood: true, OtherCount: 0 } => "good", _ => "bad" });
    }

    // Puts the row up to date. False where the run is to end: somebody asked for that, or another process took this one for gone.
    private async Task<bool> TellAsync(string id)
    {
        var progress = _progress!;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
            if (await context.Audits.FirstOrDefaultAsync(check => check.Id == id && check.Running != null) is not { } row)
            {
                return false;
            }

            (row.SeenAt, row.FinishedAt, row.Running) = (clock.GetUtcNow(), progress.FinishedAt, progress.FinishedAt is null ? 1 : null);
            (row.Leaves, row.OfLeaves, row.Log, row.LogGood, row.Stopped) = (progress.Leaves, progress.OfLeaves, progress.Log, progress.LogGood, progress.Stopped);
            (row.Policies, row.PoliciesGood, row.Same, row.OtherCount) = (progress.Policies, progress.PoliciesGood, progress.Same, progress.OtherCount);
            row.Others = JsonSerializer.Serialize(progress.Others.Select(other => new Other(other.Number, other.Reasoning.Verdict, other.Reasoning.Text)));
            await context.SaveChangesAsync();
            return !row.Cancel;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or InvalidOperationException)
        {
            // The database is away for a moment; the next beat tells more.
            return true;
        }
    }

    private async Task CheckAsync(CancellationToken cancellation)
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
            Change(progress => progress with { FinishedAt = clock.GetUtcNow(), Stopped = cancellation.IsCancellationRequested ? "It was stopped." : $"It could not go on: {exception.Message}" });
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

    private sealed record Other(string Number, ReasoningVerdict Verdict, string Text);
}
