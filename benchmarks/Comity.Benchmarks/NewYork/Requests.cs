using System.Globalization;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Benchmarks.NewYork;

/// <summary>Random requests about New York's policy, with all facts known.</summary>
internal static class Requests
{
    public static PolicyLogic Logic { get; } = PolicyLogic.Compile(PackReader.Read(Path.Combine(Repository.Root, "policies", "new-york")).Pack!).Logic!;

    public static IEnumerable<(DateOnly On, Dictionary<string, FeelValue> Facts)> Random(int count)
    {
        var random = new Random(20250128);
        var facts = Logic.Pack.Facts.Where(fact => !fact.RecordedOnly).ToArray();
        for (var i = 0; i < count; i++)
        {
            yield return (new DateOnly(1996, 1, 1).AddDays(random.Next(11_500)), facts.ToDictionary(fact => fact.Name, fact => fact.Values[random.Next(fact.Values.Count)].Value));
        }
    }

    public static void Write(TextWriter output, int count)
    {
        foreach (var (on, facts) in Random(count))
        {
            var members = facts.Select(pair => $"\"{pair.Key}\":{(pair.Value.Kind == FeelKind.Boolean ? Fact.Written(pair.Value) : $"\"{Fact.Written(pair.Value)}\"")}");
            output.WriteLine($"{{\"on\":\"{on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\",\"facts\":{{{string.Join(',', members)}}}}}");
        }
    }
}
