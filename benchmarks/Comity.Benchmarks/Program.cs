using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Comity.Benchmarks;

// "requests N" writes N random requests for 'comity decide --lines'; anything else goes to BenchmarkDotNet.
if (args is ["requests", var count])
{
    Requests.Write(Console.Out, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
    return;
}

var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(5), true)));
BenchmarkSwitcher.FromAssembly(typeof(Requests).Assembly).Run(args, config);
