using System.Globalization;
using Comity.Records;
using Comity.Server.Api;
using Comity.Server.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Comity.Server.Operation;

/// <summary>
/// Whether the program lives (<c>/health</c>: start it again where it does not answer) and whether it can do its work (<c>/ready</c>: send it no
/// requests while it cannot).
/// </summary>
internal sealed class Readiness(RecordStore records, PolicyVersions versions, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const string HealthPath = "/health";
    private const string ReadyPath = "/ready";

    private const string NoWitness = "Warning: no witness signs the log, so whoever has its key could write another. The file 'witnesses' of the data folder names them.";
    private const long LeastRoom = 16 << 20;

    // The log's files are a second behind; a process that hangs can keep all others from writing them.
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Anybody may ask; the database is asked once a second at most.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<string?> _database = Task.FromResult<string?>(null);
    private long _until = long.MinValue;

    /// <summary>Whether an address is asked by machines that watch.</summary>
    public static bool IsProbe(PathString path) => path == HealthPath || path == ReadyPath;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HealthPath, () => Results.Text("ok")).AllowAnonymous().DisableRateLimiting();
        var readiness = ActivatorUtilities.CreateInstance<Readiness>(routes.ServiceProvider);
        routes.MapGet(ReadyPath, (HttpContext context) => readiness.AnswerAsync(context)).AllowAnonymous().DisableRateLimiting();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var problems = await ProblemsAsync();
        if (problems.Count == 0)
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(records.HasWitnesses ? "ready" : $"ready\n{NoWitness}\n", context.RequestAborted);
        }
        else
        {
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not ready", problems);
        }
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        var problems = new List<string>();
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            problems.Add("This process is stopping; it finishes what it began.");
        }

        if (versions.All.Count == 0)
        {
            problems.Add("No policy is loaded.");
        }

        if (await DatabaseAsync() is { } database)
        {
            problems.Add(database);
        }

        if (new DriveInfo(Path.GetFullPath(records.LogFolder)).AvailableFreeSpace < LeastRoom)
        {
            problems.Add("The disk of the data folder is full.");
        }

        if (records.LogFailure is not null)
        {
            problems.Add("The log's files cannot be brought up to date; the page Audit says why.");
        }

        return problems;
    }

    private Task<string?> DatabaseAsync()
    {
        lock (_lock)
        {
            if (clock.GetTimestamp() >= _until)
            {
                _database = AskAsync();
                _until = clock.GetTimestamp() + (long)(Remembered.TotalSeconds * clock.TimestampFrequency);
            }

            return _database;
        }
    }

    // What exactly is wrong says more about the agency's machines than strangers need to know.
    private async Task<string?> AskAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await records.ListAsync(new RecordFilter(), null, 1, patience.Token).WaitAsync(Patience);
            var lag = await records.LogLagAsync(patience.Token).WaitAsync(Patience);
            return lag <= MostLag ? null : string.Create(
                CultureInfo.InvariantCulture, $"The log is {lag.TotalSeconds:F0} seconds behind the database: the process that writes it hangs, or its disk does.");
        }
        catch (Exception exception) when (exception is RecordStoreException or OperationCanceledException or TimeoutException)
        {
            return "The database does not answer.";
        }
    }
}
