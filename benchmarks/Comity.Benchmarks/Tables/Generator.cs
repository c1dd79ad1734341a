namespace Comity.Benchmarks.Tables;

/// <summary>Tables and cases from a fixed seed; the same on every machine and version of .NET.</summary>
internal sealed class Generator(ulong seed)
{
    private const int Cases = 10_000;
    private const int Rules = 999;
    private const int FirstDay = 20_000;

    private static readonly string[] Kinds = ["detainer", "facility-access", "information", "interview", "joint-operation", "notification", "database", "transfer"];
    private static readonly string[] Bases = ["civil", "criminal"];
    private static readonly string[] Places = ["state-facility", "court", "school", "hospital", "worship", "other"];
    private static readonly string[] Outcomes = ["prohibited", "permitted", "refer"];

    private ulong _state = seed;

    public static IReadOnlyList<Facts> TenThousandCases() => new Generator(20_250_128).MakeCases();

    /// <summary>Fourteen rules of the kind that a state's policy has.</summary>
    public static Table Small { get; } = new(
        "small",
        [
            Rule("R1", "prohibited", ("victim", true), ("basis", "civil")),
            Rule("R2", "prohibited", ("kind", "facility-access"), ("place", "state-facility"), ("warrant", false)),
            Rule("R3", "prohibited", ("kind", "facility-access"), ("place", "court"), ("warrant", false)),
            Rule("R4", "required", ("warrant", true)),
            Rule("R5", "permitted", ("convicted", true)),
            Rule("R6", "permitted", ("reentry", true)),
            Rule("R7", "permitted", ("entry", true)),
            Rule("R8", "permitted", ("relevant", true)),
            Rule("R9", "permitted", ("multinational", true)),
            Rule("R10", "prohibited", ("basis", "civil"), ("kind", "detainer")),
            Rule("R11", "prohibited", ("basis", "civil"), ("kind", "joint-operation")),
            Rule("R12", "refer", ("basis", "civil"), ("kind", "information")),
            Rule("R13", "prohibited", ("basis", "civil")),
        ],
        Rule("R14", "refer"));

    /// <summary>999 rules over three choices and two runs of numbers.</summary>
    public static Table Big { get; } = new Generator(999).MakeBig();

    /// <summary>
    /// Rules about so many agencies and facilities that there is about one rule for each pair of them; one in twenty holds for every
    /// facility, one in a hundred for every agency.
    /// </summary>
    /// <param name="rules">How many rules there are, the last one for all other cases included.</param>
    public static Table Growth(int rules) => new Generator((ulong)rules).MakeGrowth(rules);

    /// <summary>Cases for <see cref="Growth"/>, of which half are taken from its rules.</summary>
    public static IReadOnlyList<Facts> GrowthCases(Table table) => new Generator(20_261_130).MakeGrowthCases(table);

    private Table MakeGrowth(int count)
    {
        var names = NamesFor(count);
        return new Table($"growth {count}", [.. Enumerable.Range(1, count - 1).Select(i =>
        {
            List<Condition> conditions = [];
            var (one, score, day) = (Below(100), Below(9_000), FirstDay + Below(500));
            if (one != 0)
            {
                conditions.Add(new("kind", Agency(Below(names))));
            }

            if (one is 0 or > 5)
            {
                conditions.Add(new("place", Facility(Below(names))));
            }

            return new Rule([.. conditions, new("basis", Pick(Bases)), new("score", null, score, score + 1_000), new("day", null, day, day + 500)],
                Pick(Outcomes), $"G{i}");
        })], Rule("Z", "refer"));
    }

    private List<Facts> MakeGrowthCases(Table table)
    {
        var names = NamesFor(table.Rules.Count + 1);
        return [.. MakeCases().Select((facts, i) =>
        {
            facts = facts with { Kind = Agency(Below(names)), Place = Facility(Below(names)) };
            return i % 2 == 0 ? facts : table.Rules[Below(table.Rules.Count)].Conditions.Aggregate(facts, (given, condition) => condition.Fact switch
            {
                "kind" => given with { Kind = new string((string)condition.Value!) },
                "place" => given with { Place = new string((string)condition.Value!) },
                "basis" => given with { Basis = new string((string)condition.Value!) },
                "score" => given with { Score = condition.Low + Below(condition.High - condition.Low + 1) },
                _ => given with { Day = condition.Low + Below(condition.High - condition.Low + 1) },
            });
        })];
    }

    private static int NamesFor(int rules) => (int)Math.Ceiling(Math.Sqrt(rules));

    private static string Agency(int number) => $"agency{number}";

    private static string Facility(int number) => $"facility{number}";

    private List<Facts> MakeCases()
    {
        var cases = new List<Facts>(Cases);
        for (var i = 0; i < Cases; i++)
        {
            // Strings of their own, as if read from a file: no engine is helped by finding the same object again.
            cases.Add(new Facts(
                Fresh(Kinds), Fresh(Bases), Fresh(Places), Chance(30), Chance(20), Chance(20), Chance(15), Chance(25), Chance(10), Chance(10), Below(10_000), FirstDay + Below(1_000)));
        }

        return cases;
    }

    private Table MakeBig()
    {
        var rules = Enumerable.Range(0, Rules).Select(i =>
        {
            var (score, day) = (Below(9_900), FirstDay + Below(900));
            return new Rule(
                [new("kind", Pick(Kinds)), new("place", Pick(Places)), new("basis", Pick(Bases)), new("score", null, score, score + 200), new("day", null, day, day + 100)],
                Pick(Outcomes),
                $"B{i}");
        }).ToList();
        return new Table("big", rules, Rule("Z", "refer"));
    }

    private static Rule Rule(string id, string outcome, params (string Fact, object Value)[] conditions) =>
        new([.. conditions.Select(condition => new Condition(condition.Fact, condition.Value))], outcome, id);

    private string Fresh(string[] choices) => new(Pick(choices).AsSpan());

    private string Pick(string[] choices) => choices[Below(choices.Length)];

    private bool Chance(int percent) => Below(100) < percent;

    private int Below(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    // SplitMix64 (Steele, Lea and Flood 2014).
    private ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
