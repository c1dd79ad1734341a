using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;

namespace Comity.Policy.Residents;

/// <summary>What one more fact settles.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Value">Its value.</param>
/// <param name="Answer">What policy says then, whatever else is the case.</param>
public sealed record ResidentCase(Fact Fact, FeelValue Value, Determination Answer);

/// <summary>
/// What policy says to a resident's question, of which few facts are known. Everything in it was decided by the pack's logic.
/// </summary>
/// <param name="Whole">What is certain from the question alone.</param>
/// <param name="Cases">Where that leaves the outcome open: single further facts that settle it.</param>
/// <param name="Otherwise">What policy says where none of the cases holds, one determination for each different answer; empty where one of them always holds, and null where there are too many situations to look at each.</param>
public sealed record ResidentAnswer(Determination Whole, IReadOnlyList<ResidentCase> Cases, IReadOnlyList<Determination>? Otherwise)
{
    private const int MostSituations = 20_000;

    /// <summary>Answers a question.</summary>
    /// <param name="decider">What decides.</param>
    /// <param name="on">The day.</param>
    /// <param name="choices">The choices made; where two of them settle a fact, the later one does.</param>
    public static ResidentAnswer Of(PolicyDecider decider, DateOnly on, params IReadOnlyList<ResidentChoice> choices)
    {
        ArgumentNullException.ThrowIfNull(decider);
        ArgumentNullException.ThrowIfNull(choices);
        var known = choices.SelectMany(choice => choice.Facts).GroupBy(fact => fact.Key, StringComparer.Ordinal).ToDictionary(facts => facts.Key, facts => facts.Last().Value, StringComparer.Ordinal);
        var whole = decider.Decide(on, known);
        if (whole.Outcome != Outcome.Undetermined)
        {
            return new ResidentAnswer(whole, [], []);
        }

        // What only the need for counsel's review depends on is not asked for here.
        var missing = decider.Pack.Facts.Where(fact => whole.Missing.Contains(fact.Name)).ToList();
        var cases = missing.SelectMany(fact => fact.Values.Select(choice => new ResidentCase(fact, choice.Value, decider.Decide(on, With(known, fact.Name, choice.Value)))))
            .Where(item => item.Answer.Outcome != Outcome.Undetermined).ToList();
        return new ResidentAnswer(whole, cases, Rest(decider, on, known, missing, cases));
    }

    private static List<Determination>? Rest(PolicyDecider decider, DateOnly on, Dictionary<string, FeelValue> known, List<Fact> missing, List<ResidentCase> cases)
    {
        var open = missing.Select(fact => (fact.Name, Values: fact.Values.Select(choice => choice.Value).Where(value => !cases.Exists(item => item.Fact == fact && item.Value == value)).ToList())).ToList();
        if (missing.Exists(fact => fact.Values.Count == 0) || open.Aggregate(1L, (product, fact) => Math.Min(product * fact.Values.Count, MostSituations + 1L)) > MostSituations)
        {
            return null;
        }

        var rest = new List<Determination>();
        Visit(known, 0);
        return rest;

        void Visit(Dictionary<string, FeelValue> facts, int place)
        {
            var decided = decider.Decide(on, facts);
            if (decided.Outcome != Outcome.Undetermined && (decided.Missing.Count == 0 || place == open.Count))
            {
                // A part of the facts was enough; but only if the others can have a value that no case holds for.
                if (open.Skip(place).All(fact => fact.Values.Count > 0) && !rest.Exists(other => other.Outcome == decided.Outcome && other.Review is null == decided.Review is null))
                {
                    rest.Add(decided);
                }

                return;
            }

            foreach (var value in open[place].Values)
            {
                Visit(With(facts, open[place].Name, value), place + 1);
            }
        }
    }

    private static Dictionary<string, FeelValue> With(Dictionary<string, FeelValue> facts, string name, FeelValue value) => new(facts, StringComparer.Ordinal) { [name] = value };
}
