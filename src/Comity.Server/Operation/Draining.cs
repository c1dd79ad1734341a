using Microsoft.Extensions.Hosting;

namespace Comity.Server.Operation;

/// <summary>Goes on taking requests for a while after the program was told to stop, so that a proxy that asks <c>/ready</c> sends them elsewhere first.</summary>
internal sealed class Draining(ServerConfiguration configuration) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken) => await Task.Delay(TimeSpan.FromSeconds(configuration.Shutdown.DrainSeconds), cancellationToken);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
