using Comity.Benchmarks.Tables;

namespace Comity.Benchmarks.Engines;

/// <summary>What a programmer would write without an engine.</summary>
internal static class HandWritten
{
    /// <summary>The fourteen rules as one chain of conditions.</summary>
    public static IEngine? Chain(Table table, IReadOnlyList<Facts> cases)
    {
        var facts = cases.ToArray();
        return table == Generator.Small ? new LocalEngine("if chain written by hand in C#", facts.Length, i => Small(facts[i]), i => $"R{Small(facts[i])}") : null;
    }

    /// <summary>A loop over an array of typed rules.</summary>
    public static IEngine? Scan(Table table, IReadOnlyList<Facts> cases)
    {
        if (table == Generator.Small)
        {
            return null;
        }

        var facts = cases.ToArray();
        var rules = table.Rules.Select(rule =>
        {
            var given = rule.Conditions.ToDictionary(condition => condition.Fact);
            return new TypedRule(
                (string?)given.GetValueOrDefault("kind")?.Value, (string?)given.GetValueOrDefault("place")?.Value, (string)given["basis"].Value!,
                given["score"].Low, given["score"].High, given["day"].Low, given["day"].High);
        }).ToArray();
        return new LocalEngine(
            "linear scan written by hand in C#", facts.Length, i => First(rules, facts[i]), i => First(rules, facts[i]) is >= 0 and var rule ? table.Rules[rule].Id : table.Otherwise.Id);
    }

    private static int Small(Facts facts)
    {
        if (facts.Victim && facts.Basis == "civil")
        {
            return 1;
        }

        if (facts.Kind == "facility-access" && !facts.Warrant)
        {
            if (facts.Place == "state-facility")
            {
                return 2;
            }

            if (facts.Place == "court")
            {
                return 3;
            }
        }

        return facts.Warrant ? 4
            : facts.Convicted ? 5
            : facts.Reentry ? 6
            : facts.Entry ? 7
            : facts.Relevant ? 8
            : facts.Multinational ? 9
            : facts.Basis != "civil" ? 14
            : facts.Kind switch
            {
                "detainer" => 10,
                "joint-operation" => 11,
                "information" => 12,
                _ => 13,
            };
    }

    private static int First(TypedRule[] rules, Facts facts)
    {
        for (var i = 0; i < rules.Length; i++)
        {
            ref var rule = ref rules[i];
            if (rule.ScoreLow <= facts.Score && facts.Score <= rule.ScoreHigh && rule.DayLow <= facts.Day && facts.Day <= rule.DayHigh
                && (rule.Kind is null || rule.Kind == facts.Kind) && (rule.Place is null || rule.Place == facts.Place) && rule.Basis == facts.Basis)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct TypedRule(string? Kind, string? Place, string Basis, int ScoreLow, int ScoreHigh, int DayLow, int DayHigh);
}
