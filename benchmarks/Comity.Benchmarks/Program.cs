using System.Globalization;
using Comity.Benchmarks;
using Comity.Benchmarks.Differences;
using Comity.Benchmarks.Editing;
using Comity.Benchmarks.Engines;
using Comity.Benchmarks.Expressions;
using Comity.Benchmarks.Growth;
using Comity.Benchmarks.Linting;
using Comity.Benchmarks.Measuring;
using Comity.Benchmarks.NewYork;
using Comity.Benchmarks.Proofs;
using Comity.Benchmarks.Sizes;
using Comity.Benchmarks.Tables;

const string Command = "dotnet run -c Release --project benchmarks/Comity.Benchmarks";

// "start" measures whole processes that decide once; "proofs" measures proofs; "lint" linting and preparing large tables; "rules" tables of
// 10 to 100,000 rules; "recheck" what follows an edit of one cell; "growth" what each step costs when a policy grows in one way or another;
// "sizes" measures diagrams and draws docs/images/diagram-sizes.png; "requests N" writes N random requests for 'comity decide --lines'.
// Otherwise everything is compared and measured; "quick" does it in a minute and writes nothing, a first look at a change.
if (args is ["requests", var count])
{
    Requests.Write(Console.Out, int.Parse(count, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["start", .. var processes])
{
    return FirstDecision.Run(Console.Out, processes.Length > 0 ? int.Parse(processes[0], CultureInfo.InvariantCulture) : 20);
}

if (args is ["proofs"])
{
    ProofTimes.Print(Console.Out);
    return 0;
}

if (args is ["lint", .. var shape])
{
    Console.Write(LintTimes.Markdown(Command, shape.Length > 0 ? string.Join(' ', shape) : null));
    return 0;
}

if (args is ["rules"])
{
    Console.Write(RuleTimes.Markdown(Command, 5, TimeSpan.FromSeconds(0.5)));
    return 0;
}

if (args is ["growth", .. var way])
{
    GrowthTimes.Print(Console.Out, way.Length > 0 ? string.Join(' ', way) : null);
    return 0;
}

if (args is ["recheck"])
{
    Recheck.Print(Console.Out);
    return 0;
}

// Random expressions in Comity and feelin; a difference that docs/feel-differences.md does not explain is an error.
if (args is ["differences", .. var numbers])
{
    if (!NodePeer.Available)
    {
        Console.WriteLine("Nothing was compared: feelin runs in node, which is not installed.");
        return 0;
    }

    var (number, seed) = (numbers.Length > 0 ? numbers[0] : "5000", numbers.Length > 1 ? numbers[1] : "1");
    return KnownDifferences.Check(Console.Out, int.Parse(number, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture));
}

if (args is ["sizes"])
{
    DiagramSizes.Run(Console.Out, Path.Combine(Repository.Root, "docs", "images", "diagram-sizes.png"));
    return 0;
}

var quick = args is ["quick"];
if (args.Length > 0 && !quick)
{
    Console.Error.WriteLine(
        "Usage: [quick | start [COUNT] | proofs | lint [NAME] | rules | recheck | growth [NAME] | sizes | requests N | differences [N [SEED]]]");
    return 2;
}

var (rounds, time) = quick ? (3, TimeSpan.FromSeconds(0.2)) : (5, TimeSpan.FromSeconds(1));
EngineFactory[] engines =
[
    HandWritten.Chain, HandWritten.Scan, ComityEngines.Diagram, ComityEngines.Dmn, ComityEngines.DmnWithFacts, ComityEngines.DmnOfFacts,
    NRulesEngine.Create, MicrosoftRulesEngine.Create,
    NodePeer.Table("cedar", "@cedar-policy/cedar-wasm", false), NodePeer.Table("json-rules-engine", "json-rules-engine", false),
    NodePeer.Table("zen", "@gorules/zen-engine", true), NodePeer.Table("feelin", "feelin", false),
];
var cases = Generator.TenThousandCases();
Contest[] contests =
[
    Contest.Run(Generator.Small, cases, engines, rounds, time),
    Contest.Run(Generator.Big, cases, engines, rounds, time),
    Contest.Run("New York's policy", NewYorkEngines.All(), rounds, time),
];
var complete = contests.All(contest => contest.Entrants.All(entrant => entrant.Failure is null));
IReadOnlyList<ComparedExpression> expressions = [];
try
{
    expressions = NodePeer.Available ? Comparison.Run(rounds, time / 5) : [];
}
catch (PeerFailedException failed)
{
    Console.Error.WriteLine($"No expressions are compared. {failed.Message}");
    complete = false;
}

var more = quick ? "" : RuleTimes.Markdown(Command, rounds, time / 2) + LintTimes.Markdown(Command);
var page = Report.Markdown(contests, expressions, more, Command);
Console.WriteLine(page);
if (!quick)
{
    var docs = Path.Combine(Repository.Root, "docs");
    File.WriteAllText(Path.Combine(docs, "benchmarks.md"), page);
    Report.Draw(contests, Path.Combine(docs, "images", "benchmarks.svg"));
}

var unexplained = expressions.Where(expression => expression.IsUnexplained).ToList();
unexplained.ForEach(expression => Console.Error.WriteLine($"{expression.Expression.Text}: Comity answers {expression.Comity}, feelin {expression.Feelin}, and nothing explains it."));
return complete && unexplained.Count == 0 ? 0 : 1;
