using Comity.Diagrams.Core;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Programs;

/// <summary>Random requests to a policy: days on both sides of every date, complete facts and some of them, values on both sides of every
/// border.</summary>
internal sealed class RandomRequests
{
    private readonly Random _random;
    private readonly Fact[] _facts;
    private readonly DateOnly[] _days;
    private readonly Dictionary<string, FeelValue[]> _values;
    private readonly string? _action;

    public RandomRequests(PolicyProgram program, int seed)
    {
        _random = new Random(seed);
        _facts = [.. program.Policy.Facts];
        _action = program.Policy.Manifest.Action;
        _days =
        [
            .. program.Policy.EffectiveDates.SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) }),
            new DateOnly(2030, 2, 28),
        ];
        _values = _facts.ToDictionary(fact => fact.Name, fact => ValuesOf(fact, program));
    }

    /// <summary>A request for one action at most, with all facts in one of three, some in the others.</summary>
    public PolicyRequest Next()
    {
        var known = new Dictionary<string, FeelValue>();
        var likely = _random.Next(3) == 0 ? 1 : _random.NextDouble();
        foreach (var fact in _facts.Where(_ => _random.NextDouble() < likely))
        {
            known[fact.Name] = _values[fact.Name][_random.Next(_values[fact.Name].Length)];
        }

        var actions = _action is not null && known.Remove(_action, out var action) ? new[] { action } : [];
        return new PolicyRequest(_days[_random.Next(_days.Length)], actions, known);
    }

    private static FeelValue[] ValuesOf(Fact fact, PolicyProgram program)
    {
        var level = program.LevelOf(fact.Name);
        FeelValue[] values = level < 0
            ? [.. fact.Values.Select(choice => choice.Value)]
            : [.. Regions(program.Space.Variables[level])];
        Assert.NotEmpty(values);
        return values;
    }

    private static IEnumerable<FeelValue> Regions(DiagramVariable variable) =>
        Enumerable.Range(0, variable.RegionCount).SelectMany(region => In(variable, region));

    private static FeelValue[] In(DiagramVariable variable, int region) => variable is ContinuousVariable continuous
        && continuous.Bounds(region) is { } bounds ? [bounds.First, bounds.Last, variable.Sample(region)] : [variable.Sample(region)];
}
