using Comity.Policy.Tests.NewYork;

namespace Comity.Benchmarks.NewYork;

/// <summary>Random complete requests about New York: the rules written by hand, the diagram's outcome, and the whole determination.</summary>
internal static class NewYorkEngines
{
    private const int Count = 10_000;

    /// <summary>Each way with its name; the number that a way gives stands for the outcome.</summary>
    public static IReadOnlyList<(string Name, int Cases, Func<int, int> Decide)> All()
    {
        var logic = Requests.Logic;
        var requests = Requests.Random(Count).ToArray();
        var typed = Array.ConvertAll(requests, request => Request.Of(name => request.Facts[name]));
        var regions = Array.ConvertAll(requests, request => logic.Program.Regions(request.On, request.Facts));
        return
        [
            ("if chain written by hand in C#", Count, i => (int)NewYorkRules.Decide(typed[i], requests[i].On).Outcome),
            ("Comity, the diagram's outcome", Count, i => (int)logic.Program.OutcomeAt(regions[i])!),
            ("Comity, the whole determination with provisions and reasons", Count, i => (int)logic.Program.Decide(requests[i].On, requests[i].Facts).Outcome),
        ];
    }
}
