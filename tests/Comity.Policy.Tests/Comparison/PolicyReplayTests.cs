using Comity.Feel.Values;
using Comity.Policy.Comparison;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Comparison;

public sealed class PolicyReplayTests
{
    private static readonly PolicyPack Pack = PackReader.Read(Repository.Pack("new-york")).Pack!;
    private static readonly PolicyLogic Before = PolicyLogic.Compile(Pack).Logic!;
    private static readonly PolicyLogic After = PolicyLogic.Compile(Pack.Without("NY-WELLS", "NY-LIST-2025")).Logic!;

    // The determinations themselves, of each record by itself, are the oracle.
    [Fact]
    public void WhatWouldHaveComeOutIsWhatDecidingEachRecordGives()
    {
        var (random, replay, own) = (new Random(5), new PolicyReplay(After.Program), new PolicyReplay(Before.Program));
        var expected = new Dictionary<PolicyChange, List<long>>();
        for (var i = 0; i < 1_500; i++)
        {
            // A few situations, shared by records of many days; some facts are not known.
            var facts = Facts(new Random(random.Next(120)));
            var on = new DateOnly(2010, 1, 1).AddDays(random.Next(6_000));
            var (then, now) = (Before.Program.Decide(on, facts), After.Program.Decide(on, facts));
            foreach (var each in new[] { replay, own })
            {
                each.AddSituation(Json(facts), [new RecordedAnswer(Fact.Written(facts["requestedAction"]), Words.Of(then.Outcome), then.Review is not null)]);
                each.AddRecord(i, on, i);
            }

            if (then.Outcome != now.Outcome || then.Review is null != now.Review is null)
            {
                var change = new PolicyChange(then.Outcome, now.Outcome, then.Review is not null, now.Review is not null);
                expected[change] = [.. expected.GetValueOrDefault(change, []), i];
            }
        }

        var result = replay.Result();
        Assert.True(expected.Count > 3);
        Assert.Equal(expected.Count, result.Groups.Count);
        Assert.All(result.Groups, group => Assert.Equal(expected[group.Change], group.Records));
        Assert.Equal((1_500, 1_500, expected.Values.Sum(list => list.Count)), (result.Records, result.Determinations, result.Changed));
        Assert.Empty(own.Result().Groups);
    }

    [Fact]
    public void OneRecordMayHaveSeveralDeterminationsAndFactsThatThePolicyDoesNotKnow()
    {
        var replay = new PolicyReplay(Before.Program);
        replay.AddSituation("""{"requestedAction":["share-immigration-status","arrest"],"agency":"local-law-enforcement"}""", [new("share-immigration-status", "prohibited", false), new("share-immigration-status", "prohibited", false)]);
        replay.AddSituation("""{"requestedAction":["arrest"],"somethingElse":true}""", [new("arrest", "permitted", true)]);
        replay.AddSituation("{}", [new("detain", "permitted", false)]);
        foreach (var (record, situation) in new[] { 0, 1, 2, 0 }.Index())
        {
            replay.AddRecord(situation, new DateOnly(2025, 2, 1), record);
        }

        var result = replay.Result();
        Assert.Equal((4, 6, 4), (result.Records, result.Determinations, result.Changed));
        Assert.Equal(new PolicyChange(Outcome.Prohibited, Outcome.Permitted, false, false), result.Groups[0].Change);
        Assert.Equal((4, 2), (result.Groups[0].Determinations, result.Groups[0].Records.Count));
        Assert.Equal([null, null], result.Groups.Skip(1).Select(group => group.Change.After));
    }

    private static Dictionary<string, FeelValue> Facts(Random random)
    {
        var facts = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        foreach (var fact in Pack.Facts.Where(fact => !fact.RecordedOnly && (fact.Name == "requestedAction" || random.Next(3) > 0)))
        {
            facts[fact.Name] = fact.Values[random.Next(fact.Values.Count)].Value;
        }

        return facts;
    }

    private static string Json(Dictionary<string, FeelValue> facts) =>
        "{" + string.Join(',', facts.Select(fact => $"\"{fact.Key}\":{(fact.Value.Kind == FeelKind.Boolean ? Fact.Written(fact.Value) : $"\"{Fact.Written(fact.Value)}\"")}")) + "}";
}
