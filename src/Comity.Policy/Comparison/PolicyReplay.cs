using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Comparison;

/// <summary>What was recorded for one requested action.</summary>
/// <param name="Action">The requested action; null where the policy had none.</param>
/// <param name="Outcome">The outcome, as determinations write it.</param>
/// <param name="CounselReview">Whether counsel had to look.</param>
public readonly record struct RecordedAnswer(string? Action, string Outcome, bool CounselReview);

/// <summary>Recorded determinations that would have come out otherwise in one way.</summary>
/// <param name="Change">The way; nothing comes after where the policy cannot read the facts that were recorded.</param>
/// <param name="Determinations">How many there are.</param>
/// <param name="Records">The records that they stand in, each once, in the order in which they were given.</param>
public sealed record ReplayGroup(PolicyChange Change, long Determinations, IReadOnlyList<long> Records);

/// <summary>What would have come out.</summary>
/// <param name="Records">How many records were decided again.</param>
/// <param name="Determinations">How many determinations they have.</param>
/// <param name="Changed">How many records have one that would have come out otherwise.</param>
/// <param name="Groups">What changes, the most determinations first; empty when nothing does.</param>
public sealed record ReplayResult(long Records, long Determinations, long Changed, IReadOnlyList<ReplayGroup> Groups);

/// <summary>
/// Decides recorded requests again by a policy, and keeps what would have come out otherwise: the outcome, or whether counsel has to look. An answer depends on the facts and on the interval
/// between two effective days alone, so each pair of these is decided once, however many records share it.
/// </summary>
public sealed class PolicyReplay
{
    private readonly PolicyProgram _program;
    private readonly Fact? _action;
    private readonly int _day;
    private readonly int _actionLevel;
    private readonly List<(int[]? Regions, RecordedAnswer[] Recorded)> _situations = [];
    private readonly Dictionary<(int Situation, int Day), int[]> _verdicts = [];
    private readonly Dictionary<DateOnly, int> _days = [];
    private readonly Dictionary<PolicyChange, int> _places = [];
    private readonly List<(PolicyChange Change, long Determinations, List<long> Records)> _groups = [];
    private long _records;
    private long _determinations;
    private long _changed;

    /// <summary>Begins.</summary>
    /// <param name="program">The policy.</param>
    public PolicyReplay(PolicyProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _program = program;
        _action = program.Policy.Facts.FirstOrDefault(fact => fact.Name == program.Policy.Manifest.Action);
        _day = program.LevelOf(PolicyProgram.Day);
        _actionLevel = _action is null ? -1 : program.LevelOf(_action.Name);
    }

    /// <summary>Takes a situation; they are counted from 0.</summary>
    /// <param name="facts">The recorded facts, a JSON object.</param>
    /// <param name="recorded">What came out.</param>
    public void AddSituation(string facts, IEnumerable<RecordedAnswer> recorded)
    {
        using var json = JsonDocument.Parse(facts);
        var read = FactReader.Read(_program.Policy, json.RootElement);
        _situations.Add((read.Facts is { } known ? _program.Regions(default, known) : null, [.. recorded]));
    }

    /// <summary>Takes a record.</summary>
    /// <param name="situation">Its situation.</param>
    /// <param name="on">The day of the request.</param>
    /// <param name="record">What names it.</param>
    public void AddRecord(int situation, DateOnly on, long record)
    {
        if (!_days.TryGetValue(on, out var day))
        {
            _days[on] = day = _day < 0 ? 0 : _program.Space.Variables[_day].RegionOf(FeelValue.From(on));
        }

        if (!_verdicts.TryGetValue((situation, day), out var verdict))
        {
            _verdicts[(situation, day)] = verdict = Decide(situation, day);
        }

        _records++;
        _determinations += _situations[situation].Recorded.Length;
        _changed += verdict.Length > 0 ? 1 : 0;
        foreach (var place in verdict)
        {
            var (change, determinations, records) = _groups[place];
            if (records.Count == 0 || records[^1] != record)
            {
                records.Add(record);
            }

            _groups[place] = (change, determinations + 1, records);
        }
    }

    /// <summary>What would have come out of the records taken so far.</summary>
    public ReplayResult Result() => new(
        _records, _determinations, _changed,
        [.. _groups.OrderByDescending(group => group.Determinations).ThenBy(group => group.Change.Before).ThenBy(group => group.Change.After).Select(group => new ReplayGroup(group.Change, group.Determinations, group.Records))]);

    // For each determination that changes, the place of its group.
    private int[] Decide(int situation, int day)
    {
        var (known, recorded) = _situations[situation];
        var changes = new List<int>();
        foreach (var answer in recorded)
        {
            var before = Words.Read<Outcome>(answer.Outcome);
            var after = known is null ? null : Answer(known, day, answer.Action);
            if (after is null || before != after.Value.Outcome || answer.CounselReview != after.Value.Review)
            {
                changes.Add(PlaceOf(new PolicyChange(before, after?.Outcome, answer.CounselReview, after?.Review ?? false)));
            }
        }

        return changes.Count == 0 ? [] : [.. changes];
    }

    private int PlaceOf(PolicyChange change)
    {
        if (!_places.TryGetValue(change, out var place))
        {
            _places[change] = place = _groups.Count;
            _groups.Add((change, 0, []));
        }

        return place;
    }

    // Null where the policy does not know the action.
    private (Outcome Outcome, bool Review)? Answer(int[] known, int day, string? action)
    {
        var regions = (int[])known.Clone();
        if (_day >= 0)
        {
            regions[_day] = day;
        }

        if (action is not null)
        {
            if (_action?.Read(action) is not { } value)
            {
                return null;
            }

            if (_actionLevel >= 0)
            {
                regions[_actionLevel] = _program.Space.Variables[_actionLevel].RegionOf(value);
            }
        }

        // As determinations do: where the outcome is certain and the need for review is not, review is reported.
        var outcome = _program.OutcomeAt(regions) ?? Outcome.Undetermined;
        return (outcome, _program.Review.Certain(regions) ?? outcome != Outcome.Undetermined);
    }
}
