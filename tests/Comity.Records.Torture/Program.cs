// Shows that nothing acknowledged is lost, and nothing kept is changed unseen:
// 'dotnet run --project tests/Comity.Records.Torture -- --count 1000'; with '--only tampering' (kills, disks, servers) one part of it.
using System.Globalization;
using Comity.Records;
using Comity.Records.Tests;
using Comity.Records.Tests.Audit;
using Comity.Records.Torture;

if (args is ["work", var folder])
{
    await Kills.WorkAsync(folder);
    return 0;
}

var options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
var count = options.TryGetValue("--count", out var number) ? int.Parse(number, CultureInfo.InvariantCulture) : 50;
var only = options.GetValueOrDefault("--only");
if (args.Length % 2 > 0 || options.Keys.Except(["--count", "--only"]).Any() || only is not (null or "kills" or "disks" or "servers" or "tampering"))
{
    Console.Error.WriteLine("Arguments: --count NUMBER of kills, --only kills, disks, servers or tampering.");
    return 2;
}

var (passed, failed, isLong) = (0, 0, count >= 1_000);
var seed = Environment.TickCount;
if (Wanted("kills"))
{
    Console.WriteLine($"{count} kills, seed {seed}");
    var kills = new Kills(seed);
    await kills.RunAsync(count, (done, problem) =>
    {
        Count($"kill {done}", problem);
        if (done % 50 == 0)
        {
            Console.WriteLine($"{done} of {count} kills");
        }
    });
    Console.WriteLine(
        $"Of {count} kills, {kills.Between} fell between the database and the log, {kills.WhilePublishing} while files of the log were written, {kills.BeforeItWasReady} while the process started. {kills.Events} events had been acknowledged.");
}

if (Wanted("disks"))
{
    await OnDiskAsync("a full disk", false, Disks.FullAsync);
    await OnDiskAsync("a read-only disk", false, Disks.ReadOnlyAsync);
    await OnDiskAsync("a disk that turns read-only under load", true, Disks.TurnsReadOnlyAsync);
}

if (Wanted("servers"))
{
    Count("PostgreSQL restarted", await Servers.RestartedAsync(isLong ? 20 : 5, Console.WriteLine));
}

if (Wanted("tampering"))
{
    foreach (var postgres in (string?[])[null, PostgresCluster.Shared.NewDatabase()])
    {
        Count("tampering", await TamperedAsync(postgres, isLong ? 100_000 : 5_000, isLong ? 40 : 3));
    }
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

bool Wanted(string part) => only is null || only == part;

async Task OnDiskAsync(string what, bool journal, Func<Task<string?>> test)
{
    if (Disks.Unavailable(journal) is { } why)
    {
        Console.WriteLine($"Not shown here: {what}; {why}");
        return;
    }

    Count(what, await test());
}

async Task<string?> TamperedAsync(string? postgres, int events, int samples)
{
    var data = Directory.CreateTempSubdirectory("comity-torture-");
    try
    {
        var kept = new DataFolder(data.FullName);
        await using (var store = await RecordStore.OpenAsync(new RecordStoreOptions(kept) { Postgres = postgres, LogName = "example.com/torture" }))
        {
            await Tampering.FillAsync(store, events, Load.Record(200));
        }

        var (found, missed) = await new Tampering(new TamperedDatabase(kept, postgres), new Random(seed)).RunAsync(samples);
        Console.WriteLine($"{found} changes at sampled places of {events:N0} records on {(postgres is null ? "SQLite" : "PostgreSQL")} and their log were found, seed {seed}.");
        return missed;
    }
    finally
    {
        data.Delete(recursive: true);
    }
}

void Count(string what, string? problem)
{
    if (problem is null)
    {
        passed++;
        return;
    }

    failed++;
    Console.WriteLine($"FAILED {what}: {problem}");
}
