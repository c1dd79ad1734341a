// Shows that nothing acknowledged is lost: 'dotnet run --project tests/Comity.Records.Torture -- --count 1000'.
using System.Globalization;
using Comity.Records.Torture;

if (args is ["work", var folder])
{
    await Kills.WorkAsync(folder);
    return 0;
}

var count = args is ["--count", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 50;
var (passed, failed) = (0, 0);
var seed = Environment.TickCount;
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
if (Disks.Available())
{
    Count("full disk", await Disks.FullAsync());
    Count("read-only disk", await Disks.ReadOnlyAsync());
}
else
{
    Console.WriteLine("Not shown here: a full and a read-only disk. Mounting a small disk needs root on Linux.");
}

Count("PostgreSQL restarted", await Servers.RestartedAsync(count < 1_000 ? 5 : 20, Console.WriteLine));
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

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
