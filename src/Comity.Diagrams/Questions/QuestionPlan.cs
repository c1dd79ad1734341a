using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>
/// Which question comes next, so that the expected cost until the goals are certain is least: dynamic programming over what is
/// still open. A variable whose condition is not certainly true is not asked about; what the condition needs may be asked first.
/// The interview ends when the goals are certain, or when nothing is left that matters and may be asked.
/// </summary>
/// <remarks>
/// Where more states are open than may be looked at, the next question is the one that tells most for its cost, until what is left
/// is small enough; a bound says how far from the best that can be. Safe for concurrent use; what was worked out is kept.
/// </remarks>
public sealed class QuestionPlan
{
    /// <summary>How many states are looked at for one question unless the maker says otherwise.</summary>
    public const int DefaultLimit = 20_000;

    private readonly Lock _lock = new();
    private readonly int _limit;
    private readonly OpenStates _states;
    private readonly QuestionTerms[] _terms;
    private readonly Agreement _agreement;
    private readonly Dictionary<OpenState, Outlook> _best = [];
    private readonly Dictionary<OpenState, Outlook> _greedy = [];
    private readonly Dictionary<OpenState, double> _least = [];
    private readonly HashSet<OpenState> _tooLarge = [];
    private int _left;
    private int _work;

    /// <summary>Plans an interview.</summary>
    /// <param name="space">The space of all diagrams.</param>
    /// <param name="goals">What is to be settled.</param>
    /// <param name="conditions">By level, what must certainly be true before a variable may be asked about; a variable without an entry may always be.</param>
    /// <param name="terms">Cost and likelihoods of each variable.</param>
    /// <param name="limit">How many states are looked at for one question.</param>
    public QuestionPlan(
        DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions, IReadOnlyList<QuestionTerms> terms, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(terms);
        _terms = [.. terms.Select(term => term with { Likelihoods = [.. term.Likelihoods.Select(weight => weight / term.Likelihoods.Sum())] })];
        _states = new OpenStates(space, goals, conditions);
        _agreement = new Agreement(_states.Table, [.. _terms.Select(term => term.Likelihoods)]);
        _limit = limit;
    }

    /// <summary>Where the interview stands.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that nobody knows: they are not asked about again.</param>
    public QuestionOutlook At(ReadOnlySpan<int> known, params IEnumerable<int> skipped)
    {
        ArgumentNullException.ThrowIfNull(skipped);
        lock (_lock)
        {
            var state = _states.Start;
            for (var level = 0; level < known.Length; level++)
            {
                state = known[level] < 0 ? state : _states.Answer(state, level, known[level]);
            }

            state = skipped.Aggregate(state, _states.Skip);
            _work = _limit;
            var outlook = Best(state, _limit) ?? Greedy(state);
            return new QuestionOutlook(
                [.. _states.Table.Support(state.Goal).Members], _states.Askable(state), outlook.Next, outlook.Questions, outlook.Cost, outlook.Most, _best.ContainsKey(state) ? outlook.Cost : Least(state));
        }
    }

    /// <summary>What asking in a fixed order takes, for comparison.</summary>
    /// <param name="order">Levels.</param>
    /// <param name="onlyWhatMatters">Whether what can no longer change anything is left out; otherwise everything is asked until the goals are certain.</param>
    public (double Expected, int Most) InOrder(IReadOnlyList<int> order, bool onlyWhatMatters)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_lock)
        {
            var done = new Dictionary<(OpenState, int), (double, int)>();
            return From(_states.Start, 0);

            (double Expected, int Most) From(OpenState state, int place)
            {
                if (state.Goal < 0 || _states.Askable(state).Count == 0)
                {
                    return (0, 0);
                }

                if (onlyWhatMatters)
                {
                    // What a condition needed may make an earlier question possible.
                    place = Enumerable.Range(0, order.Count).First(i => _states.Askable(state).Contains(order[i]));
                }
                else if (place < order.Count && !_states.MayAsk(state, order[place]))
                {
                    return From(state, place + 1);
                }

                if (place >= order.Count)
                {
                    return (0, 0);
                }

                if (!done.TryGetValue((state, place), out var result))
                {
                    var (expected, most) = (1.0, 0);
                    foreach (var (next, likelihood) in Answers(state, order[place]))
                    {
                        var (further, furthest) = From(next, place + 1);
                        expected += likelihood * further;
                        most = Math.Max(most, furthest);
                    }

                    result = (expected, most + 1);
                    done.Add((state, place), result);
                }

                return result;
            }
        }
    }

    private Outlook? Best(OpenState state, int limit)
    {
        if (_tooLarge.Contains(state))
        {
            return null;
        }

        _left = limit;
        var found = Search(state);
        if (found is null && limit == _limit)
        {
            _tooLarge.Add(state);
        }

        return found;
    }

    // Null when there are too many states.
    private Outlook? Search(OpenState state)
    {
        if (_states.Askable(state).Count == 0 || state.Goal < 0)
        {
            return Outlook.Done;
        }

        if (_best.TryGetValue(state, out var best))
        {
            return best;
        }

        if (_left-- <= 0)
        {
            return null;
        }

        best = new Outlook(-1, double.MaxValue, 0, 0);
        foreach (var level in Candidates(state))
        {
            var answers = Answers(state, level);
            var (cost, questions, most) = (_terms[level].Cost + answers.Sum(answer => answer.Likelihood * Least(answer.State)), 1.0, 0);
            foreach (var (next, likelihood) in answers)
            {
                if (cost >= best.Cost - 1e-12)
                {
                    break;
                }

                if (Search(next) is not { } further)
                {
                    return null;
                }

                cost += likelihood * (further.Cost - Least(next));
                questions += likelihood * further.Questions;
                most = Math.Max(most, further.Most);
            }

            if (cost < best.Cost - 1e-12)
            {
                best = new Outlook(level, cost, questions, most + 1);
            }
        }

        _best.Add(state, best);
        return best;
    }

    // A variable that always makes a difference is asked about on every path, so it may as well come first.
    private IReadOnlyList<int> Candidates(OpenState state)
    {
        var askable = _states.Askable(state);
        foreach (var level in askable)
        {
            if (_agreement.Of(state.Goal, level) == 0)
            {
                return [level];
            }
        }

        return [.. askable.OrderByDescending(level => Gain(state, level))];
    }

    private double Gain(OpenState state, int level) =>
        (_agreement.Entropy(state.Goal) - Answers(state, level).Sum(answer => answer.Likelihood * _agreement.Entropy(answer.State.Goal))) / _terms[level].Cost;

    // The question that tells most for its cost, until what is left is small.
    private Outlook Greedy(OpenState state)
    {
        if (_best.TryGetValue(state, out var known) || _greedy.TryGetValue(state, out known))
        {
            return known;
        }

        var small = Math.Min(_limit / 50, _work);
        var found = Best(state, small);
        _work -= 1 + small - Math.Max(_left, 0);
        if (found is { } best)
        {
            return best;
        }

        var next = Candidates(state)[0];
        if (_work <= 0)
        {
            // Too many even to follow the order to its end: more than all that matters cannot be left.
            var matters = _states.Matters(state);
            return new Outlook(next, matters.Sum(level => _terms[level].Cost), matters.Count, matters.Count);
        }

        var (cost, questions, most) = (_terms[next].Cost, 1.0, 0);
        foreach (var (answer, likelihood) in Answers(state, next))
        {
            var further = Greedy(answer);
            cost += likelihood * further.Cost;
            questions += likelihood * further.Questions;
            most = Math.Max(most, further.Most);
        }

        return _greedy[state] = new Outlook(next, cost, questions, most + 1);
    }

    // A question whose answer makes a difference, given all the others, has to be asked: so much at least is expected.
    private double Least(OpenState state)
    {
        if (state.Goal < 0 || _states.Askable(state) is not { Count: > 0 } askable)
        {
            return 0;
        }

        if (!_least.TryGetValue(state, out var least))
        {
            least = Math.Max(askable.Min(level => _terms[level].Cost), askable.Sum(level => _terms[level].Cost * (1 - _agreement.Of(state.Goal, level))));
            if (askable.Count == _states.Matters(state).Count)
            {
                // All answers together tell as much as the goals are uncertain, and none tells more than its own uncertainty.
                var most = askable.Max(level => _terms[level].Likelihoods.Sum(p => p > 0 ? -p * Math.Log2(p) : 0) / _terms[level].Cost);
                least = Math.Max(least, most > 0 ? _agreement.Entropy(state.Goal) / most : 0);
            }

            _least.Add(state, least);
        }

        return least;
    }

    // Answers that leave the same are one.
    private List<(OpenState State, double Likelihood)> Answers(OpenState state, int level)
    {
        var answers = new List<(OpenState State, double Likelihood)>();
        for (var region = 0; region < _states.Table.Widths[level]; region++)
        {
            var likelihood = _terms[level].Likelihoods[region];
            if (likelihood > 0)
            {
                var next = _states.Answer(state, level, region);
                var place = answers.FindIndex(answer => answer.State == next);
                if (place < 0)
                {
                    answers.Add((next, likelihood));
                }
                else
                {
                    answers[place] = (next, answers[place].Likelihood + likelihood);
                }
            }
        }

        return answers;
    }
}
