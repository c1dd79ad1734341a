using System.Diagnostics;
using System.Diagnostics.Metrics;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;

namespace Comity.Server.Operation;

/// <summary>What the server counts, and where its own spans come from. None of it holds what a request says: only what came of it.</summary>
internal static class Measures
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Comity.Server";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>("comity.decisions", "{decision}", "Determinations that were answered, by their outcome.");
    private static readonly Counter<long> Audits = Meter.CreateCounter<long>("comity.audits", "{audit}", "Checks of everything that ended, by what they came to.");
    private static readonly string[] Outcomes = [.. Enum.GetValues<Outcome>().Select(Words.Of)];

    /// <summary>Where spans come from.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Notes an answer.</summary>
    public static void Decided(Outcome outcome)
    {
        if (Decisions.Enabled)
        {
            Decisions.Add(1, new KeyValuePair<string, object?>("comity.outcome", Outcomes[(int)outcome]));
        }
    }

    /// <summary>Notes the answers to a request.</summary>
    public static IReadOnlyList<Determination> Decided(IReadOnlyList<Determination> determinations)
    {
        foreach (var determination in determinations)
        {
            Decided(determination.Outcome);
        }

        return determinations;
    }

    /// <summary>Notes that a check of everything ended.</summary>
    /// <param name="result"><c>good</c>, <c>bad</c> or <c>stopped</c>.</param>
    public static void Audited(string result) => Audits.Add(1, new KeyValuePair<string, object?>("comity.result", result));
}
