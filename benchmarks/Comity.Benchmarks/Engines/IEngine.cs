using Comity.Benchmarks.Tables;

namespace Comity.Benchmarks.Engines;

/// <summary>One engine with one table, compiled, over the cases.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>The engine's name and version.</summary>
    string Name { get; }

    /// <summary>The id of the rule that answers each case.</summary>
    /// <exception cref="PeerFailedException">The engine failed.</exception>
    IReadOnlyList<string> Answers();

    /// <summary>Decisions per second over so many seconds.</summary>
    /// <exception cref="PeerFailedException">The engine failed.</exception>
    Measuring.Rate Measure(TimeSpan time);
}

/// <summary>Makes an engine for a table and cases; null where it cannot take the table.</summary>
internal delegate IEngine? EngineFactory(Table table, IReadOnlyList<Facts> cases);

/// <summary>An engine in this process.</summary>
/// <param name="name">Its name.</param>
/// <param name="cases">How many cases there are.</param>
/// <param name="decide">Decides a case; what it gives only keeps the work from being left out.</param>
/// <param name="answer">The id of the rule that answers a case, by the same way.</param>
internal sealed class LocalEngine(string name, int cases, Func<int, int> decide, Func<int, string> answer) : IEngine
{
    public string Name => name;

    public IReadOnlyList<string> Answers() => [.. Enumerable.Range(0, cases).Select(answer)];

    public Measuring.Rate Measure(TimeSpan time) => Measuring.Rate.Of(cases, decide, time);

    public void Dispose()
    {
    }
}
