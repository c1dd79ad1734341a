using System.Collections.Concurrent;
using Comity.Feel.Values;
using Comity.Policy.Comparison;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;

namespace Comity.Server.Analysis;

/// <summary>What is worked out about a version of the policy once, when it is first asked for, and kept. There are few: one for each pair of intervals between effective days, and for what is left out.</summary>
internal sealed class Analyses(PolicyLogic logic)
{
    private const int MaximumKept = 200;

    private readonly ConcurrentDictionary<string, Lazy<PolicyComparison>> _comparisons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<PolicyLogic>> _without = new(StringComparer.Ordinal);
    private readonly Lazy<CheckReport> _check = new(() => PackCheck.Of(logic.Pack).Report ?? throw new InvalidOperationException("A pack that decides can be checked."));

    /// <summary>What is proven of the pack, and what is not.</summary>
    public CheckReport Check => _check.Value;

    /// <summary>Compares two days, or all days; this version is what comes after.</summary>
    /// <param name="earlier">What decides before: this version's own, or another's.</param>
    /// <param name="from">A day; null for all.</param>
    /// <param name="to">Another; null for all.</param>
    /// <param name="without">Ids of instruments and keys of provisions of the pack that are left out before; empty for none.</param>
    /// <exception cref="ArgumentException">The two cannot be compared.</exception>
    public PolicyComparison Compare(PolicyLogic earlier, DateOnly? from, DateOnly? to, params IReadOnlyList<string> without)
    {
        if (_comparisons.Count >= MaximumKept)
        {
            _comparisons.Clear();
            _without.Clear();
        }

        string[] left = [.. without.Distinct().Order(StringComparer.Ordinal)];
        var name = string.Join(',', left);
        var before = left.Length == 0 ? earlier : _without.GetOrAdd($"{earlier.Pack.Digest} {name}", _ => new Lazy<PolicyLogic>(() => PolicyLogic.Compile(earlier.Pack.Without(left)).Logic ?? throw new InvalidOperationException("Leaving an instrument out makes no error."))).Value;
        var comparison = _comparisons.GetOrAdd($"{earlier.Pack.Digest} {Interval(earlier, from)} {Interval(logic, to)} {name}", _ => new Lazy<PolicyComparison>(() =>
            PolicyComparison.Of(new PolicySide(before.Program, from) { Without = left }, new PolicySide(logic.Program, to)))).Value;
        return comparison with { Before = comparison.Before with { On = from }, After = comparison.After with { On = to } };

        static string Interval(PolicyLogic logic, DateOnly? day) => day is { } on ? string.Join(',', logic.Program.Regions(on, new Dictionary<string, FeelValue>())) : "";
    }
}
