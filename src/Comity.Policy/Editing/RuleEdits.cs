using Comity.Dmn.Editing;

namespace Comity.Policy.Editing;

/// <summary>The edits that make a table's rules what they are in a file that comes back.</summary>
internal static class RuleEdits
{
    /// <summary>Rules that are gone, from the last; then as few moves as there can be, and new rules, from the first place on; then the texts.</summary>
    /// <param name="place">The table.</param>
    /// <param name="table">The table as it is now.</param>
    /// <param name="rules">Its rules as they are to be.</param>
    public static IEnumerable<PackEdit> Of(TablePlace place, TableSource table, IReadOnlyList<EditedRule> rules)
    {
        var state = table.Rules.Select((rule, i) => new EditedRule(i + 1, rule)).ToList();
        foreach (var gone in Enumerable.Range(1, table.Rules.Count).Except(rules.Select(rule => rule.Number).OfType<int>()).OrderDescending())
        {
            yield return new RemoveRule(place, gone, table.Rules[gone - 1]);
            state.RemoveAt(gone - 1);
        }

        // What does not stay goes behind the rule that it is to follow, whose place is right already.
        var staying = InOrder([.. rules.Select(rule => rule.Number).OfType<int>()]);
        var behind = 0;
        foreach (var rule in rules)
        {
            if (rule.Number is not { } number)
            {
                state.Insert(behind, rule);
                yield return new AddRule(place, ++behind, rule.Texts);
                continue;
            }

            var now = state.FindIndex(other => other.Number == number);
            if (staying.Contains(number))
            {
                behind = now + 1;
                continue;
            }

            var moved = state[now];
            var to = now < behind ? behind - 1 : behind;
            if (now != to)
            {
                state.RemoveAt(now);
                state.Insert(to, moved);
                yield return new MoveRule(place, now + 1, to + 1, moved.Texts);
            }

            behind = to + 1;
        }

        for (var at = 0; at < rules.Count; at++)
        {
            foreach (var kind in Enum.GetValues<ColumnKind>())
            {
                for (var i = 0; i < table.Columns(kind); i++)
                {
                    var (was, text) = (state[at].Texts.Of(kind).ElementAtOrDefault(i) ?? "", rules[at].Texts.Of(kind)[i]);
                    if (was != text)
                    {
                        yield return new SetCell(place, at + 1, kind, i + 1, was, text);
                    }
                }
            }
        }
    }

    // A longest selection of the numbers in which they grow.
    private static HashSet<int> InOrder(int[] numbers)
    {
        var (before, tails) = (new int[numbers.Length], new List<int>());
        for (var i = 0; i < numbers.Length; i++)
        {
            var length = tails.FindIndex(tail => numbers[tail] >= numbers[i]) is var found && found >= 0 ? found : tails.Count;
            before[i] = length > 0 ? tails[length - 1] : -1;
            if (length == tails.Count)
            {
                tails.Add(i);
            }
            else
            {
                tails[length] = i;
            }
        }

        var result = new HashSet<int>();
        for (var i = tails.Count > 0 ? tails[^1] : -1; i >= 0; i = before[i])
        {
            result.Add(numbers[i]);
        }

        return result;
    }
}
