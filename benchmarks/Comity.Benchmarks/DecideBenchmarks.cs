using BenchmarkDotNet.Attributes;
using Comity.Feel.Values;
using Comity.Policy.Tests.NewYork;

namespace Comity.Benchmarks;

/// <summary>Deciding New York's policy: a hand-written chain of conditions in C#, the diagram's outcome, and the whole determination with its reasons.</summary>
public class DecideBenchmarks
{
    private const int Count = 10_000;
    private readonly (DateOnly On, Dictionary<string, FeelValue> Facts)[] _requests = [.. Requests.Random(Count)];
    private readonly Request[] _typed;
    private readonly int[][] _regions;

    public DecideBenchmarks()
    {
        _typed = [.. _requests.Select(request => Request.Of(name => request.Facts[name]))];
        _regions = [.. _requests.Select(request => Requests.Decider.Regions(request.On, request.Facts))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int IfChain()
    {
        var sum = 0;
        for (var i = 0; i < Count; i++)
        {
            sum += (int)NewYorkRules.Decide(_typed[i], _requests[i].On).Outcome;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int DiagramOutcome()
    {
        var sum = 0;
        for (var i = 0; i < Count; i++)
        {
            sum += (int)Requests.Decider.OutcomeFor(_regions[i]);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Determination()
    {
        var sum = 0;
        foreach (var (on, facts) in _requests)
        {
            sum += (int)Requests.Decider.Decide(on, facts).Outcome;
        }

        return sum;
    }
}
