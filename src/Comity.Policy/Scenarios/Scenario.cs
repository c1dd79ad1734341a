using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Scenarios;

/// <summary>A situation with the answer that the pack's authors expect.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="On">The day.</param>
/// <param name="Facts">The known facts.</param>
/// <param name="Outcome">The expected outcome.</param>
/// <param name="Provisions">Keys of the provisions that apply, all of them.</param>
/// <param name="Review">Keys of the provisions that call for counsel's review; null when it is not said.</param>
/// <param name="Missing">Names of the facts that are still needed; null when it is not said.</param>
/// <param name="Location">Where it stands.</param>
public sealed record Scenario(
    string Name, DateOnly On, IReadOnlyDictionary<string, FeelValue> Facts, Outcome Outcome, IReadOnlyList<string> Provisions, IReadOnlyList<string>? Review, IReadOnlyList<string>? Missing, SourceLocation Location)
{
    private const string Folder = "scenarios/";

    /// <summary>What differs from the expectation, one sentence each; empty when nothing does.</summary>
    public IReadOnlyList<string> Differences(PolicyProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var actual = program.Decide(On, Facts);
        var differences = new List<string>();
        Compare("outcome", [Words.Of(Outcome)], [Words.Of(actual.Outcome)]);
        Compare("provisions", Provisions, actual.Findings.Select(finding => finding.Provision.Key));
        if (Review is not null)
        {
            Compare("review", Review, actual.Review?.Reasons.Select(reason => reason.Provision.Key) ?? []);
        }

        if (Missing is not null)
        {
            Compare("missing", Missing, actual.Missing);
        }

        return differences;

        void Compare(string what, IEnumerable<string> expected, IEnumerable<string> found)
        {
            var (left, right) = (expected.Distinct().Order(StringComparer.Ordinal).ToList(), found.Distinct().Order(StringComparer.Ordinal).ToList());
            if (!left.SequenceEqual(right))
            {
                differences.Add($"{what}: expected {Said(left)}, found {Said(right)}");
            }
        }
    }

    private static string Said(List<string> keys) => keys.Count == 0 ? "none" : string.Join(", ", keys);

    /// <summary>Reads the scenarios of a pack: every YAML file in its folder <c>scenarios</c>.</summary>
    /// <param name="files">The pack's files.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static IReadOnlyList<Scenario> Read(PackFiles files, PolicyPack pack, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var scenarios = new List<Scenario>();
        var found = new List<Diagnostic>();
        foreach (var path in files.Paths.Where(IsScenarioFile))
        {
            var (yaml, root) = YamlFile.Open(files, path, found);
            scenarios.AddRange(yaml.Maps(root).Select(map => ReadOne(yaml, map, pack)));
        }

        found.ForEach(diagnostics.Add);
        return scenarios;
    }

    /// <summary>Whether a path is that of a file with scenarios.</summary>
    public static bool IsScenarioFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith(Folder, StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal) && path.IndexOf('/', Folder.Length) < 0;
    }

    private static Scenario ReadOne(YamlFile yaml, YamlMap map, PolicyPack pack)
    {
        var read = FactReader.Read(pack, map.Entries("facts").Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
        foreach (var problem in read.Problems)
        {
            yaml.Fail("PACK0010", problem, map.Node, null);
        }

        if (read.Actions.Count > 1)
        {
            yaml.Fail("PACK0010", "A scenario asks for one action.", map.Node, "Write one scenario for each action.");
        }

        var facts = new Dictionary<string, FeelValue>(read.Facts ?? new Dictionary<string, FeelValue>(), StringComparer.Ordinal);
        if (read.Actions is [var action])
        {
            facts[pack.Manifest.Action!] = action;
        }

        var missing = map.Child("missing") is null ? null : map.Texts("missing");
        foreach (var (name, node) in (missing ?? []).Where(entry => pack.Facts.All(fact => fact.Name != entry.Text)))
        {
            yaml.Fail("PACK0008", $"There is no fact '{name}'.", node, NearestName.Mend(name, [.. pack.Facts.Select(fact => fact.Name)]));
        }

        var provisions = map.Texts("provisions");
        foreach (var review in map.Child("review") is null ? [] : map.Texts("review").Where(entry => !pack.Provisions.ContainsKey(entry.Text)))
        {
            yaml.Fail("PACK0008", $"There is no provision '{review.Text}'.", review.Node, NearestName.Mend(review.Text, [.. pack.Provisions.Keys]));
        }

        foreach (var (key, node) in provisions.Where(entry => !pack.Provisions.ContainsKey(entry.Text)))
        {
            yaml.Fail("PACK0008", $"There is no provision '{key}'.", node, NearestName.Mend(key, [.. pack.Provisions.Keys]));
        }

        var on = map.Date("on");
        if (on is null)
        {
            yaml.Fail("PACK0005", "'on' is missing.", map.Node, "Add 'on:' and the day.");
        }

        var scenario = new Scenario(
            map.Required("name"), on ?? default, facts, map.Word<Outcome>("outcome"),
            [.. provisions.Select(entry => entry.Text)], map.Child("review") is null ? null : [.. map.Texts("review").Select(entry => entry.Text)],
            missing is null ? null : [.. missing.Select(entry => entry.Text)], yaml.LocationOf(map.Node));
        map.Close();
        return scenario;
    }
}
