using Comity.Benchmarks.Engines;
using Comity.Benchmarks.Tables;

namespace Comity.Benchmarks.Measuring;

/// <summary>One engine's result over one table.</summary>
/// <param name="Name">The engine.</param>
/// <param name="Rate">How fast it is; null where it failed.</param>
/// <param name="Failure">How it failed; null where it did not.</param>
internal sealed record Entrant(string Name, Rate? Rate, string? Failure = null);

/// <summary>Engines side by side over one table; the first is what the others are compared with.</summary>
internal sealed record Contest(string Title, IReadOnlyList<Entrant> Entrants)
{
    /// <summary>Compares the answers of all engines, then measures them in turns, so that what else the machine does meets each alike.</summary>
    /// <exception cref="InvalidOperationException">Two engines answer a case differently.</exception>
    public static Contest Run(Table table, IReadOnlyList<Facts> cases, IEnumerable<EngineFactory> factories, int rounds, TimeSpan time)
    {
        var engines = factories.Select(create => create(table, cases)).OfType<IEngine>().ToList();
        try
        {
            var expected = engines[0].Answers();
            var failures = engines.ConvertAll(engine => Attempt(() => Compare(engine)));
            Console.Error.WriteLine($"{table.Name}: {failures.Count(failure => failure is null)} engines give the same {expected.Count:N0} answers.");
            return new Contest($"{table.Rules.Count + 1} rules", Measure([.. engines.Select((engine, i) => (engine.Name, (Func<Rate>)(() => engine.Measure(time)), failures[i]))], rounds));

            void Compare(IEngine engine)
            {
                var answers = engine.Answers();
                for (var i = 0; i < expected.Count; i++)
                {
                    if (answers[i] != expected[i])
                    {
                        throw new InvalidOperationException($"{table.Name}, case {i} {cases[i].ToJson().ToJsonString()}: {engines[0].Name} answers {expected[i]}, {engine.Name} answers {answers[i]}.");
                    }
                }
            }
        }
        finally
        {
            engines.ForEach(engine => engine.Dispose());
        }
    }

    /// <summary>The same for functions in this process that have no table.</summary>
    public static Contest Run(string title, IReadOnlyList<(string Name, int Cases, Func<int, int> Decide)> ways, int rounds, TimeSpan time)
    {
        foreach (var (name, cases, decide) in ways.Skip(1))
        {
            for (var i = 0; i < cases; i++)
            {
                if (decide(i) != ways[0].Decide(i))
                {
                    throw new InvalidOperationException($"{title}, case {i}: {ways[0].Name} and {name} answer differently.");
                }
            }
        }

        return new Contest(title, Measure([.. ways.Select(way => (way.Name, (Func<Rate>)(() => Rate.Of(way.Cases, way.Decide, time)), (string?)null))], rounds));
    }

    // Who failed before takes no turn.
    private static List<Entrant> Measure(List<(string Name, Func<Rate> Measure, string? Failure)> ways, int rounds)
    {
        // The first round warms up and does not count.
        var rates = ways.ConvertAll(_ => new List<Rate>());
        var failures = ways.ConvertAll(way => way.Failure);
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < ways.Count; i++)
            {
                failures[i] ??= Attempt(() => rates[i].Add(ways[i].Measure()));
            }
        }

        return [.. ways.Select((way, i) => failures[i] is { } failure ? new Entrant(way.Name, null, failure) : new Entrant(way.Name, Rate.Median(rates[i][1..])))];
    }

    // How an engine of others failed; null where it did not.
    private static string? Attempt(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (PeerFailedException failed)
        {
            Console.Error.WriteLine(failed.Message);
            return failed.Message;
        }
    }
}
