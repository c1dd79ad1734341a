// 'dotnet run -c Release --project benchmarks/Comity.Records.Benchmarks -- append | verify [LEAVES] | list [RECORDS] | tally [RECORDS] | what-if [RECORDS]'
using System.Globalization;
using Comity.Records.Benchmarks;

Console.WriteLine($"{Environment.ProcessorCount} cores, load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}");
var count = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 0;
switch (args.FirstOrDefault())
{
    case "append":
        await Append.RunAsync(count == 0 ? 10 : (int)count);
        return 0;
    case "verify":
        await Verify.RunAsync(count == 0 ? 1_000_000 : count);
        return 0;
    case "list":
        await Lists.RunAsync(count == 0 ? 10_000_000 : count);
        return 0;
    case "what-if":
        await WhatIfs.RunAsync(count == 0 ? 1_000_000 : count);
        return 0;
    case "tally":
        await Tallies.RunAsync(count == 0 ? 10_000_000 : count);
        return 0;
    default:
        Console.Error.WriteLine("Say what to measure: append [SECONDS], verify [LEAVES], list [RECORDS], tally [RECORDS] or what-if [RECORDS].");
        return 2;
}
