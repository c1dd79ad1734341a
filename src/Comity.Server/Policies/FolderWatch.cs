using Comity.Feel.Evaluation;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Policies;

/// <summary>
/// Looks at the pack folder that the program was started with. When its files have changed and come to rest, the new pack is served if it reads and
/// every check of it holds; otherwise the old one goes on, and what is wrong is logged and shown to counsel and administrators. It looks at names, sizes and times
/// once a second rather than being told: that works on every file system, network mounts and containers' volumes included.
/// </summary>
internal sealed partial class FolderWatch(PolicyVersions versions, ServerOptions options, ILogger<FolderWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyList<string> _problems = [];

    /// <summary>Why the folder's present files are not served, each with its place; empty when they are.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What was read at the start may have changed since: the first look reads it again, which costs nothing where it is the same.
        string? taken = null;
        var before = Stamp();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = Stamp();
                if (now == before && now != taken)
                {
                    Take(stoppingToken);
                    taken = now;
                }

                before = now;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private void Take(CancellationToken cancellation)
    {
        try
        {
            var files = PackFiles.ReadFolder(options.PackFolder);
            using var work = new WorkBudget(cancellation: cancellation);
            var read = PackReader.Read(files, work);
            if (files.Digest == versions.All[0].Digest)
            {
                _problems = [];
                return;
            }

            var check = read.Pack is { } pack ? PackCheck.Of(pack, work) : new PackCheckResult(null, read.Diagnostics);
            _problems =
            [
                .. check.Diagnostics.Select(diagnostic => diagnostic.ToString()),
                .. check.Report?.Results.SelectMany(result => result.Failures.Select(failure => $"{failure.Location}: {failure.Code}: {(result.Kind == CheckKind.Guarantee ? $"{result.Name}: " : "")}{failure.Message}")) ?? [],
            ];
            if (_problems.Count == 0 && check.Logic is { } logic)
            {
                versions.TakeFolder(new PolicyVersion(logic, null, PackArchive.Write(files), versions.Improver));
                Taken(logger, logic.Pack.Manifest.Id, logic.Pack.Manifest.Version, logic.Pack.Digest);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problems = [exception.Message];
        }

        foreach (var problem in _problems)
        {
            Refused(logger, problem);
        }
    }

    // A folder that cannot be looked at now has a stamp of its own, so that the next look is a change.
    private string Stamp()
    {
        try
        {
            return string.Join('\n', new DirectoryInfo(options.PackFolder).EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The pack folder changed; served now: {Id} {Version}, {Digest}.")]
    private static partial void Taken(ILogger logger, string id, string version, string digest);

    [LoggerMessage(LogLevel.Error, "The pack folder changed and is not taken over; the policy before goes on. {Problem}")]
    private static partial void Refused(ILogger logger, string problem);
}
