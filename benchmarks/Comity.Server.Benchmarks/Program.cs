// 'dotnet run -c Release --project benchmarks/Comity.Server.Benchmarks -- decide | steady [SECONDS] | pages [RECORDS] [postgres] | start'; benchmarks/README.md says what each measures.
using System.Globalization;
using Comity.Server.Benchmarks;

const string Postgres = "postgres";

string[] options = [.. args.Skip(1).Where(option => option != Postgres)];
var number = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 0;
if (args.FirstOrDefault() != "bare")
{
    Console.WriteLine($"{Environment.ProcessorCount} cores, load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}");
}

if (args.FirstOrDefault() is "decide" or "steady" && Wrk.Missing() is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}

switch (args.FirstOrDefault())
{
    case "bare":
        // The peer, started by 'decide' as a process of its own.
        await BareHost.RunAsync(int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
        return 0;
    case "decide":
        await Decide.RunAsync();
        return 0;
    case "steady":
        await Steady.RunAsync(TimeSpan.FromSeconds(number == 0 ? 120 : number));
        return 0;
    case "pages":
        await Pages.RunAsync(number == 0 ? 1_000_000 : number, args.Contains(Postgres));
        return 0;
    case "start":
        await Start.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("Say what to measure: decide, steady [SECONDS], pages [RECORDS] [postgres] or start.");
        return 2;
}
