using System.Diagnostics;
using System.Globalization;
using Comity.Fuzz;

// dotnet run -c Release --project tests/Comity.Fuzz -- --count 10000000 [--seed 1] [--from 0] [--threads 2] | --show NUMBER
var options = new Dictionary<string, long>(StringComparer.Ordinal) { ["--count"] = 100_000, ["--seed"] = 1, ["--from"] = 0, ["--threads"] = Environment.ProcessorCount, ["--show"] = -1 };
for (var i = 0; i < args.Length; i += 2)
{
    if (!options.ContainsKey(args[i]) || i + 1 == args.Length || !long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
    {
        Console.Error.WriteLine($"'{args[i]}' is not understood. Options, each with a whole number: {string.Join(", ", options.Keys)}.");
        return 2;
    }

    options[args[i]] = number;
}

var run = new FuzzRun((ulong)options["--seed"]);
if (options["--show"] >= 0)
{
    Console.WriteLine(run.Show(options["--show"]));
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var started = Stopwatch.GetTimestamp();
var (from, count) = (options["--from"], options["--count"]);
var result = run.Run(
    from,
    count,
    Math.Max(1, (int)options["--threads"]),
    done => Console.Error.WriteLine($"{done:N0} of {count:N0} inputs after {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s; after a crash of the process go on with --from {from + done - 1000}"),
    stop.Token);
foreach (var (index, problem) in result.Failures)
{
    Console.WriteLine($"input {index} (--show {index}): {problem}");
}

Console.WriteLine($"{result.Done:N0} inputs with seed {options["--seed"]} in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s, the slowest in {result.Slowest.TotalMilliseconds:N0} ms: {result.Failures.Count} crashed or hung.");

// One check for whoever adds results up.
Console.WriteLine(result.Failures.Count == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
return result.Failures.Count == 0 ? 0 : 1;
