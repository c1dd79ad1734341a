using Comity.Diagrams.Core;

namespace Comity.Diagrams.Proofs;

/// <summary>
/// The pairs of rules that match at once. Halves of the rules that match nowhere at once are passed over as a whole, so that a table
/// without overlaps costs little more than one look at each rule.
/// </summary>
/// <param name="matches">For each rule, where it matches.</param>
/// <param name="outputs">Outputs; pairs with one and the same output are passed over. Null for none.</param>
internal sealed class Overlaps(IReadOnlyList<Diagram> matches, IReadOnlyList<Diagram>? outputs)
{
    private readonly List<(int, int)> _found = [];

    public IReadOnlyList<(int First, int Second)> Find()
    {
        if (matches.Count > 1)
        {
            // Rules of one output lie together, so that their halves are passed over too.
            int[] rules = [.. Enumerable.Range(0, matches.Count).OrderBy(rule => outputs?[rule].Root ?? 0)];
            Within(Tree(rules, 0, rules.Length));
        }

        return _found;
    }

    private Part Tree(int[] rules, int start, int end)
    {
        if (end - start == 1)
        {
            return new Part(rules[start], matches[rules[start]], outputs?[rules[start]], null, null);
        }

        var middle = (start + end) / 2;
        var (first, second) = (Tree(rules, start, middle), Tree(rules, middle, end));
        return new Part(-1, first.Where.Or(second.Where), first.Output is { } one && first.Output == second.Output ? one : null, first, second);
    }

    private void Within(Part part)
    {
        if (part.First is { } first && part.Second is { } second && (outputs is null || part.Output is null))
        {
            Within(first);
            Within(second);
            Between(first, second);
        }
    }

    private void Between(Part left, Part right)
    {
        if ((outputs is not null && left.Output is { } output && output == right.Output) || left.Where.And(right.Where) == left.Where.Space.False)
        {
            return;
        }

        if (left.First is null && right.First is null)
        {
            _found.Add((Math.Min(left.Rule, right.Rule), Math.Max(left.Rule, right.Rule)));
        }
        else if (left.First is not null && (right.First is null || left.Size >= right.Size))
        {
            Between(left.First, right);
            Between(left.Second!, right);
        }
        else
        {
            Between(left, right.First!);
            Between(left, right.Second!);
        }
    }

    private sealed record Part(int Rule, Diagram Where, Diagram? Output, Part? First, Part? Second)
    {
        public int Size { get; } = First is null ? 1 : First.Size + Second!.Size;
    }
}
