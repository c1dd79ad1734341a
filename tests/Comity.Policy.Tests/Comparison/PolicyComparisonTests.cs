using System.Numerics;
using Comity.Feel.Values;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Tests.NewYork;

namespace Comity.Policy.Tests.Comparison;

public class PolicyComparisonTests
{
    private static readonly PolicyLogic Logic = NewYorkTests.Logic;

    // The rules of New York written a second time by hand are the oracle, in every situation of both days.
    [Theory]
    [InlineData("2025-01-27", "2025-01-28")]
    [InlineData("2017-09-14", "2018-11-14")]
    [InlineData("2026-05-26", "2026-05-27")]
    public void EveryChangeOfOutcomeAndReviewIsCounted(string from, string to)
    {
        var (before, after) = (DateOnly.Parse(from, null), DateOnly.Parse(to, null));
        var facts = Logic.Pack.Facts.Where(fact => !fact.RecordedOnly).ToArray();
        var places = facts.Index().ToDictionary(entry => entry.Item.Name, entry => entry.Index, StringComparer.Ordinal);
        var values = new FeelValue[facts.Length];
        var counts = new Dictionary<(string, string), long>();
        Visit(0);

        var comparison = PolicyComparison.Of(new PolicySide(Logic.Program, before), new PolicySide(Logic.Program, after));
        Assert.Equal(new BigInteger(facts.Aggregate(1L, (product, fact) => product * fact.Values.Count)), comparison.Total);
        Assert.Equal(
            counts.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)),
            comparison.Groups.Where(group => !group.Change.IsInNamesOnly).Select(group => (($"{group.Change.Before} {group.Change.ReviewBefore}", $"{group.Change.After} {group.Change.ReviewAfter}"), (long)group.Count)).OrderBy(entry => entry.Item1));
        Assert.All(comparison.Groups, group =>
        {
            var (first, second) = (Logic.Program.Decide(before, group.Example), Logic.Program.Decide(after, group.Example));
            Assert.Equal((group.Change.Before, group.Change.After), (first.Outcome, second.Outcome));
            Assert.Equal(group.ExampleAfter!.Provisions, second.Findings.Select(finding => finding.Provision.Key).Distinct().Order(StringComparer.Ordinal));
            Assert.Equal(group.ExampleBefore!.Provisions, first.Findings.Select(finding => finding.Provision.Key).Distinct().Order(StringComparer.Ordinal));
            Assert.Empty(second.PossibleFindings);
        });

        void Visit(int depth)
        {
            if (depth < facts.Length)
            {
                foreach (var choice in facts[depth].Values)
                {
                    values[depth] = choice.Value;
                    Visit(depth + 1);
                }

                return;
            }

            var request = Request.Of(name => values[places[name]]);
            var (first, second) = (NewYorkRules.Decide(request, before), NewYorkRules.Decide(request, after));
            if (first != second)
            {
                var key = ($"{first.Outcome} {first.Item2}", $"{second.Outcome} {second.Item2}");
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }
    }

    [Fact]
    public void BetweenTwoDaysOnWhichNothingComesIntoForceAllIsTheSame()
    {
        Assert.Empty(PolicyComparison.Of(new PolicySide(Logic.Program, new DateOnly(2025, 1, 28)), new PolicySide(Logic.Program, new DateOnly(2026, 5, 26))).Groups);
        Assert.Empty(PolicyComparison.Of(new PolicySide(Logic.Program, null), new PolicySide(Logic.Program, null)).Groups);
    }

    // It changes no outcome, asks for counsel's review from its day on, and nothing else: G6 seen from the other side.
    [Fact]
    public void WithoutTheLegislationOf2026OnlyTheNeedForReviewChanges()
    {
        var without = PolicyLogic.Compile(Logic.Pack.Without("NY-2026")).Logic!;
        var comparison = PolicyComparison.Of(new PolicySide(without.Program, null), new PolicySide(Logic.Program, null));
        Assert.NotEqual(without.Pack.Digest, Logic.Pack.Digest);
        Assert.NotEmpty(comparison.Groups);
        Assert.All(comparison.Groups, group =>
        {
            Assert.Equal(group.Change.Before, group.Change.After);
            Assert.True(group.Change.ReviewAfter);
            Assert.Empty(group.Goes);
            Assert.All(group.Comes, name => Assert.StartsWith("review under NY-2026", name, StringComparison.Ordinal));
            Assert.All(group.Cubes, cube => Assert.Contains(cube, condition => condition.Name == "on" && condition.Text == "from 2026-05-27"));
        });
    }

    [Fact]
    public void OneDayIsNotEnough() => Assert.Throws<ArgumentException>(() => PolicyComparison.Of(new PolicySide(Logic.Program, null), new PolicySide(Logic.Program, new DateOnly(2025, 1, 28))));
}
