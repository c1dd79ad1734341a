using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;
using Comity.Feel.Values;

namespace Comity.Diagrams.Questions;

/// <summary>
/// The least expected cost of an interview by trying every order over every situation: a witness for <see cref="QuestionPlan"/>, with
/// which it shares nothing but the values of the diagrams. Only for small packs.
/// </summary>
public sealed class ExhaustiveQuestions
{
    /// <summary>How much work is done at most: situations, times the sets of facts that may be known.</summary>
    public const long MostWork = 20_000_000;

    private readonly int[] _widths;
    private readonly int[] _strides;
    private readonly int[] _goals;
    private readonly bool[]?[] _permits;
    private readonly QuestionTerms[] _terms;
    private readonly Dictionary<long, double> _done = [];

    // For each rest of a cell without one level, the value seen there.
    private readonly int[] _seen;
    private readonly int[] _stamps;
    private int _stamp;

    private ExhaustiveQuestions(int[] widths, int[] goals, bool[]?[] permits, QuestionTerms[] terms)
    {
        _widths = widths;
        _strides = [.. widths.Select((_, level) => widths.Take(level).Aggregate(1, (product, width) => product * width))];
        (_goals, _permits, _terms) = (goals, permits, terms);
        (_seen, _stamps) = (new int[goals.Length], new int[goals.Length]);
    }

    /// <summary>The least expected cost; null where there is too much to try. The parameters are those of <see cref="QuestionPlan"/>.</summary>
    public static double? LeastCost(
        DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions, IReadOnlyList<QuestionTerms> terms)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(terms);
        var levels = goals.Concat(conditions.Values.SelectMany(all => all)).SelectMany(goal => goal.Diagram.Support([.. goal.Settled])).Distinct().Order().ToArray();
        int[] widths = [.. levels.Select(level => space.Variables[level].RegionCount)];
        var cells = widths.Aggregate(1L, (product, width) => Math.Min(product * width, MostWork + 1));
        if (levels.Length > 40 || cells * (1L << levels.Length) > MostWork)
        {
            return null;
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var values = new int[cells];
        var permits = levels.Select(level => conditions.ContainsKey(level) ? new bool[cells] : null).ToArray();
        for (var cell = 0; cell < cells; cell++)
        {
            var key = string.Join('|', goals.Select(goal => At(goal, cell).ToString()));
            values[cell] = numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count;
            for (var i = 0; i < levels.Length; i++)
            {
                if (permits[i] is { } allowed)
                {
                    allowed[cell] = conditions[levels[i]].All(condition => At(condition, cell).IsTrue);
                }
            }
        }

        var search = new ExhaustiveQuestions(widths, values, permits, [.. levels.Select(level => terms[level])]);
        return search.Cost([.. Enumerable.Range(0, (int)cells)], new int?[levels.Length]);

        FeelValue At(SettledDiagram goal, int cell)
        {
            var regions = goal.Settled.Select(region => Math.Max(region, 0)).ToArray();
            for (var i = 0; i < levels.Length; i++)
            {
                if (goal.Settled[levels[i]] < 0)
                {
                    regions[levels[i]] = cell % widths[i];
                }

                cell /= widths[i];
            }

            return goal.Diagram.Evaluate(regions);
        }
    }

    private double Cost(int[] cells, int?[] known)
    {
        if (Array.TrueForAll(cells, cell => _goals[cell] == _goals[cells[0]]))
        {
            return 0;
        }

        var key = known.Index().Aggregate(0L, (number, entry) => (number * (_widths[entry.Index] + 1)) + (entry.Item ?? _widths[entry.Index]));
        if (!_done.TryGetValue(key, out var least))
        {
            least = double.MaxValue;
            foreach (var level in Askable(cells, known))
            {
                var cost = _terms[level].Cost;
                for (var region = 0; region < _widths[level]; region++)
                {
                    known[level] = region;
                    cost += _terms[level].Likelihoods[region] / _terms[level].Likelihoods.Sum() * Cost([.. cells.Where(cell => cell / _strides[level] % _widths[level] == region)], known);
                }

                known[level] = null;
                least = Math.Min(least, cost);
            }

            least = least == double.MaxValue ? 0 : least;
            _done.Add(key, least);
        }

        return least;
    }

    // What matters, or is needed to know whether what matters may be asked; of that, what certainly may.
    private List<int> Askable(int[] cells, int?[] known)
    {
        var (matters, ahead) = (new HashSet<int>(), new Stack<int>(Differences(cells, known, cell => _goals[cell])));
        while (ahead.TryPop(out var level))
        {
            if (matters.Add(level) && _permits[level] is { } permits)
            {
                foreach (var needed in Differences(cells, known, cell => permits[cell] ? 1 : 0))
                {
                    ahead.Push(needed);
                }
            }
        }

        return [.. matters.Where(level => _permits[level] is not { } permits || Array.TrueForAll(cells, cell => permits[cell]))];
    }

    private List<int> Differences(int[] cells, int?[] known, Func<int, int> function)
    {
        var levels = new List<int>();
        for (var level = 0; level < _widths.Length; level++)
        {
            if (known[level] is not null)
            {
                continue;
            }

            _stamp++;
            foreach (var cell in cells)
            {
                var rest = cell - (cell / _strides[level] % _widths[level] * _strides[level]);
                if (_stamps[rest] == _stamp && _seen[rest] != function(cell))
                {
                    levels.Add(level);
                    break;
                }

                (_stamps[rest], _seen[rest]) = (_stamp, function(cell));
            }
        }

        return levels;
    }
}
