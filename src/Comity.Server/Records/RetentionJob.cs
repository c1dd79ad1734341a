using Comity.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Records;

/// <summary>Erases what is due, at the start and then every hour. Several processes of one server may do so at the same time: each record is erased once.</summary>
internal sealed partial class RetentionJob(RecordStore records, TimeProvider clock, ILogger<RetentionJob> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly Author Job = new("retention", null);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                await EraseAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task EraseAsync(CancellationToken stop)
    {
        try
        {
            if (await records.EraseDueAsync(Job, null, stop) is > 0 and var count)
            {
                Erased(logger, count);
            }
        }
        catch (RecordStoreException exception)
        {
            // The next hour tries again; until then nothing is lost by keeping it.
            Failed(logger, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Erased {Count} records whose retention period was over.")]
    private static partial void Erased(ILogger logger, int count);

    [LoggerMessage(LogLevel.Error, "Records that are due could not be erased: {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
