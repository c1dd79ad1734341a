using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Programs;

namespace Comity.Policy.Residents;

/// <summary>A part of an answer: a determination, or a fact that decides between several parts.</summary>
public abstract record ResidentPart
{
    private protected ResidentPart()
    {
    }
}

/// <summary>What policy says in one case, whatever else is so.</summary>
/// <param name="Answer">
/// The determination. Its outcome is undetermined only where it turns on facts whose values cannot be listed, or on more of them than
/// anybody would read.
/// </param>
public sealed record ResidentVerdict(Determination Answer) : ResidentPart;

/// <summary>A fact on which the answer turns.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Cases">Its values with what follows from them, each value once; the case with the most values is the last.</param>
public sealed record ResidentSplit(Fact Fact, IReadOnlyList<ResidentCase> Cases) : ResidentPart;

/// <summary>Values of a fact that lead to the same.</summary>
/// <param name="Values">The values, in the order of the pack.</param>
/// <param name="Then">What follows.</param>
public sealed record ResidentCase(IReadOnlyList<FeelValue> Values, ResidentPart Then);

/// <summary>
/// What policy says to a resident's question, of which few facts are known. Everything in it was decided by the pack's logic. Each
/// situation belongs to exactly one verdict.
/// </summary>
/// <param name="Whole">What is certain from the question alone.</param>
/// <param name="Part">The verdict, or what it turns on.</param>
public sealed record ResidentAnswer(Determination Whole, ResidentPart Part)
{
    // Nobody reads a longer answer, and nobody waits for one.
    private const int MostVerdicts = 24;

    private const int MostDecisions = 20_000;

    /// <summary>Answers a question.</summary>
    /// <param name="program">What decides.</param>
    /// <param name="on">The day.</param>
    /// <param name="choices">The choices made; where two of them settle a fact, the later one does.</param>
    public static ResidentAnswer Of(PolicyProgram program, DateOnly on, params IReadOnlyList<ResidentChoice> choices)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(choices);
        var known = choices.SelectMany(choice => choice.Facts).GroupBy(fact => fact.Key, StringComparer.Ordinal)
            .ToDictionary(facts => facts.Key, facts => facts.Last().Value, StringComparer.Ordinal);
        return new Search(program, on).Answer(known);
    }

    /// <summary>The verdicts of a part, in order.</summary>
    public static IEnumerable<Determination> Verdicts(ResidentPart part) => part switch
    {
        ResidentSplit split => split.Cases.SelectMany(item => Verdicts(item.Then)),
        ResidentVerdict verdict => [verdict.Answer],
        _ => [],
    };

    private sealed class Search(PolicyProgram program, DateOnly on)
    {
        private int _decisions;

        public ResidentAnswer Answer(Dictionary<string, FeelValue> known)
        {
            var whole = Decide(known);
            var part = Part(known, whole);
            return new ResidentAnswer(whole, Verdicts(part).Count() <= MostVerdicts ? part : new ResidentVerdict(whole));
        }

        // The fact comes first that settles the most by itself; so each case is said as shortly as possible.
        private ResidentPart Part(Dictionary<string, FeelValue> known, Determination determination)
        {
            if (determination.Outcome != Outcome.Undetermined)
            {
                return new ResidentVerdict(determination);
            }

            // What only the need for counsel's review depends on is not asked for here.
            var best = program.Policy.Facts.Where(fact => determination.Missing.Contains(fact.Name) && fact.Values.Count > 0)
                .Select(fact => (Fact: fact, Answers: Answers(known, fact)))
                .OrderByDescending(item =>
                    item.Answers.Count(answer => answer.Determination.Outcome != Outcome.Undetermined) / (double)item.Answers.Count)
                .FirstOrDefault();
            if (best.Fact is null || _decisions > MostDecisions)
            {
                return new ResidentVerdict(determination);
            }

            var cases = best.Answers.Select(answer =>
                (answer.Value, Part: Part(With(known, best.Fact.Name, answer.Value), answer.Determination)))
                .GroupBy(item => Key(item.Part), StringComparer.Ordinal)
                .Select(group => new ResidentCase([.. group.Select(item => item.Value)], group.First().Part))
                .OrderBy(item => item.Then is ResidentSplit).ThenBy(item => item.Values.Count).ToList();
            return cases is [var only] ? only.Then : new ResidentSplit(best.Fact, cases);
        }

        private List<(FeelValue Value, Determination Determination)> Answers(Dictionary<string, FeelValue> known, Fact fact) =>
            [.. fact.Values.Select(choice => (choice.Value, Decide(With(known, fact.Name, choice.Value))))];

        private Determination Decide(Dictionary<string, FeelValue> facts)
        {
            _decisions++;
            return program.Decide(on, facts);
        }

        private static Dictionary<string, FeelValue> With(Dictionary<string, FeelValue> facts, string name, FeelValue value) =>
            new(facts, StringComparer.Ordinal) { [name] = value };
    }

    /// <summary>The same text for parts that say the same.</summary>
    internal static string Key(ResidentPart part) => part switch
    {
        ResidentSplit split =>
            $"{split.Fact.Name}({string.Join(",", split.Cases.Select(item => $"{string.Join("|", item.Values)}:{Key(item.Then)}"))})",
        ResidentVerdict { Answer: var answer } =>
            $"{answer.Outcome} {answer.Review is null} {string.Join(",", answer.Findings.Select(finding => finding.Provision.Key))}",
        _ => "",
    };

    /// <summary>Whether two answers say the same.</summary>
    public bool SaysTheSameAs(ResidentAnswer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Key(Part) == Key(other.Part);
    }
}
