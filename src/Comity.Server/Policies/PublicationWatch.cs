using Comity.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Policies;

/// <summary>Looks every second whether a policy was published or withdrawn by another process of this server.</summary>
internal sealed partial class PublicationWatch(PolicyVersions versions, ILogger<PublicationWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile string? _problem;

    /// <summary>Why what was published is not served; null when it is.</summary>
    public string? Problem => _problem;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await versions.RefreshAsync(stoppingToken);
                    _problem = null;
                }
                catch (RecordStoreException exception)
                {
                    if (_problem != exception.Message)
                    {
                        Failed(logger, exception.Message);
                    }

                    _problem = exception.Message;
                }
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, and what was asked may be gone already.
        }
    }

    [LoggerMessage(LogLevel.Error, "What was published is not served yet: {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
