using Comity.Dmn.Editing;

namespace Comity.Policy.Editing;

/// <summary>Which rules of two states of a table are the same rule.</summary>
internal static class RuleAlignment
{
    /// <summary>
    /// For each rule of the first state its number in the second; null where it is gone. Rules with ids go by them. The others that are written the
    /// same, in the longest common order, are the same; between two of these, a rule that was changed stands for the one in its place, if there are as many on either side.
    /// </summary>
    public static int?[] Of(IReadOnlyList<RuleTexts> first, IReadOnlyList<RuleTexts> second)
    {
        var result = new int?[first.Count];
        if (first.Concat(second).All(rule => rule.Id is not null))
        {
            for (var i = 0; i < first.Count; i++)
            {
                var place = second.ToList().FindIndex(rule => rule.Id == first[i].Id);
                result[i] = place < 0 ? null : place + 1;
            }

            return result;
        }

        var pairs = CommonOrder(first, second);
        var (before, beforeSecond) = (0, 0);
        foreach (var (left, right) in pairs.Append((first.Count, second.Count)))
        {
            if (left - before == right - beforeSecond)
            {
                for (var i = before; i < left; i++)
                {
                    result[i] = beforeSecond + i - before + 1;
                }
            }

            if (left < first.Count)
            {
                result[left] = right + 1;
            }

            (before, beforeSecond) = (left + 1, right + 1);
        }

        return result;
    }

    // Longest common subsequence.
    private static List<(int Left, int Right)> CommonOrder(IReadOnlyList<RuleTexts> first, IReadOnlyList<RuleTexts> second)
    {
        var lengths = new int[first.Count + 1, second.Count + 1];
        for (var i = first.Count - 1; i >= 0; i--)
        {
            for (var j = second.Count - 1; j >= 0; j--)
            {
                lengths[i, j] = first[i] == second[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        var pairs = new List<(int, int)>();
        for (var (i, j) = (0, 0); i < first.Count && j < second.Count;)
        {
            if (first[i] == second[j])
            {
                pairs.Add((i++, j++));
            }
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return pairs;
    }
}
