using System.Diagnostics;
using System.Text;
using Comity.Fuzz.Generation;

namespace Comity.Fuzz;

/// <summary>What was found.</summary>
/// <param name="Done">How many inputs were tried.</param>
/// <param name="Failures">The number of each bad input, and what happened.</param>
/// <param name="Slowest">The longest time that one input took.</param>
public sealed record FuzzResult(long Done, IReadOnlyList<(long Index, string Problem)> Failures, TimeSpan Slowest);

/// <summary>Tries inputs by number: the same seed and number are the same input on every machine. Every tenth is a DMN file, and
/// nine of a thousand are something that is handed in.</summary>
public sealed class FuzzRun(ulong seed)
{
    private const int MaximumFailures = 20;

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    /// <summary>The input of a number, as a person can read it.</summary>
    public string Show(long index) => (index % 1000) switch
    {
        1 => Convert.ToBase64String(HandIns.Workbook(seed, index)),
        2 => Convert.ToBase64String(HandIns.Archive(seed, index)),
        3 => Encoding.UTF8.GetString(HandIns.Model(seed, index)),
        > 3 and < 10 => Encoding.UTF8.GetString(HandIns.Body(seed, index)),
        _ when index % 10 == 0 => Encoding.UTF8.GetString(DmnFiles.At(seed, index)),
        _ => FeelTexts.At(seed, index),
    };

    /// <summary>Tries the inputs from one number up to another, on several threads.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">On how many threads.</param>
    /// <param name="progress">Is told how many are done, about every two seconds.</param>
    /// <param name="cancellation">Ends the run.</param>
    public FuzzResult Run(long from, long count, int threads, Action<long>? progress, CancellationToken cancellation)
    {
        var failures = new List<(long, string)>();
        var next = from - 1;
        long done = 0;
        long slowest = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new (long Index, long Since)[threads];
        var workers = Enumerable.Range(0, threads).Select(number => new Thread(() => Work(number)) { IsBackground = true }).ToList();
        workers.ForEach(worker => worker.Start());
        var told = Stopwatch.GetTimestamp();
        while (workers.Exists(worker => !worker.Join(100)) && !IsHanging())
        {
            if (Stopwatch.GetElapsedTime(told).TotalSeconds >= 2)
            {
                told = Stopwatch.GetTimestamp();
                progress?.Invoke(Interlocked.Read(ref done));
            }
        }

        lock (failures)
        {
            return new FuzzResult(Interlocked.Read(ref done), [.. failures], TimeSpan.FromSeconds((double)slowest / Stopwatch.Frequency));
        }

        void Work(int number)
        {
            long index;
            while (!stop.IsCancellationRequested && (index = Interlocked.Increment(ref next)) < from + count)
            {
                var started = Stopwatch.GetTimestamp();
                running[number] = (index, started);
                if (Try(index) is { } problem)
                {
                    lock (failures)
                    {
                        failures.Add((index, problem));
                        if (failures.Count >= MaximumFailures)
                        {
                            stop.Cancel();
                        }
                    }
                }

                running[number] = default;
                var took = Stopwatch.GetTimestamp() - started;
                for (var known = Interlocked.Read(ref slowest); took > known && Interlocked.CompareExchange(ref slowest, took, known) != known; known = Interlocked.Read(ref slowest))
                {
                }

                Interlocked.Increment(ref done);
            }
        }

        // An input that does not come to an end is a failure; its thread is left behind.
        bool IsHanging()
        {
            foreach (var (index, since) in running)
            {
                if (since != 0 && Stopwatch.GetElapsedTime(since) > Hang)
                {
                    lock (failures)
                    {
                        failures.Add((index, $"It took more than {Hang.TotalSeconds} s."));
                    }

                    stop.Cancel();
                    return true;
                }
            }

            return false;
        }
    }

    private string? Try(long index)
    {
        try
        {
            switch (index % 1000)
            {
                case 1:
                    FuzzTargets.Tables(HandIns.Workbook(seed, index));
                    break;
                case 2:
                    FuzzTargets.Archive(HandIns.Archive(seed, index));
                    break;
                case 3:
                    FuzzTargets.Tables(HandIns.Model(seed, index));
                    break;
                case > 3 and < 10:
                    FuzzTargets.Body(HandIns.Body(seed, index));
                    break;
                default:
                    if (index % 10 == 0)
                    {
                        FuzzTargets.Dmn(DmnFiles.At(seed, index));
                    }
                    else
                    {
                        FuzzTargets.Feel(FeelTexts.At(seed, index));
                    }

                    break;
            }

            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown is what this program looks for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception.ToString();
        }
    }
}
