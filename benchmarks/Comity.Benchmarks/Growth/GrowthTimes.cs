using System.Diagnostics;
using Comity.Benchmarks.Engines;
using Comity.Benchmarks.Measuring;
using Comity.Benchmarks.Tables;

namespace Comity.Benchmarks.Growth;

internal static class GrowthTimes
{
    public static void Scratch(int[] sizes)
    {
        foreach (var size in sizes)
        {
            var table = Generator.Growth(size);
            var cases = Generator.GrowthCases(table).Take(int.Parse(Environment.GetEnvironmentVariable("CASES") ?? "10000")).ToList();
            var scan = HandWritten.GrowthScan(table, cases)!;
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var before = GC.GetTotalMemory(true);
            var first = ComityEngines.FirstAnswer(table, cases[0]);
            var took = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            if (Environment.GetEnvironmentVariable("FIRST") is not null) { Console.WriteLine($"frames {took.TotalSeconds:N2} cpu"); continue; }
            if (Environment.GetEnvironmentVariable("SPAN") is not null) { Console.WriteLine($"{size,7}: frames span {Cpu(() => ComityEngines.DmnOfFacts(table, cases)!) / 1e6:N2}"); continue; }
            var a = ComityEngines.Dmn(table, cases)!;
            var b = ComityEngines.DmnWithFacts(table, cases)!;
            if (!a.Answers().SequenceEqual(scan.Answers()) || !b.Answers().SequenceEqual(scan.Answers())) throw new InvalidOperationException("differs");
            static double Cpu(Func<IEngine> e) { var en = e(); en.Measure(TimeSpan.FromSeconds(0.4)); return Enumerable.Range(0, 7).Max(_ => { var c = Process.GetCurrentProcess().TotalProcessorTime; var w = Stopwatch.GetTimestamp(); var r = en.Measure(TimeSpan.FromSeconds(0.3)); return r.PerSecond * Stopwatch.GetElapsedTime(w).TotalSeconds / (Process.GetCurrentProcess().TotalProcessorTime - c).TotalSeconds; }); }
            Console.WriteLine($"{size,7}: frames {Cpu(() => a) / 1e6:N2} M/s, facts {Cpu(() => b) / 1e6:N2} M/s; span {Cpu(() => ComityEngines.DmnOfFacts(table, cases)!) / 1e6:N2};  first {first.TotalSeconds:N2} s wall, {took.TotalSeconds:N2} cpu; distinct {scan.Answers().Distinct().Count()}, other {scan.Answers().Count(x => x == "Z")}");
        }
    }
}
