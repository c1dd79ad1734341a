using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>
/// Looks for better and better orders of questions, and keeps what it finds. What is known of a state only gets better, and is never worse
/// than asking in the order in which people list the variables. For one thread at a time.
/// </summary>
internal sealed class QuestionSearch
{
    // What is left of so few variables is planned to the end at once.
    private const int Few = 5;

    // So many of the most telling questions are tried where not all can be.
    private const int Tried = 3;

    private readonly OpenStates _states;
    private readonly QuestionTerms[] _terms;
    private readonly Agreement _agreement;
    private readonly int _mostKept;

    private readonly Dictionary<OpenState, Outlook> _best = [];
    private readonly Dictionary<OpenState, Outlook> _listed = [];
    private readonly Dictionary<OpenState, Outlook> _telling = [];
    private readonly Dictionary<OpenState, (Outlook Outlook, int Depth)> _ahead = [];
    private readonly Dictionary<OpenState, int[]> _candidates = [];
    private readonly Dictionary<OpenState, double> _least = [];
    private readonly Dictionary<OpenState, long> _spent = [];
    private Action? _between;

    // How large the table may grow. What takes much room leaves some for what comes after it.
    private int _room;

    /// <param name="space">The space of all diagrams.</param>
    /// <param name="goals">What is to be settled.</param>
    /// <param name="conditions">By level, what must certainly be true before a variable may be asked about.</param>
    /// <param name="terms">Cost and likelihoods of each variable; those of one add up to 1.</param>
    /// <param name="mostKept">With so much in its table it looks for nothing more.</param>
    public QuestionSearch(
        DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions,
        QuestionTerms[] terms, int mostKept)
    {
        (_terms, _mostKept, _room) = (terms, mostKept, mostKept);
        _states = new OpenStates(space, goals, conditions);
        _agreement = new Agreement(_states.Table, [.. terms.Select(term => term.Likelihoods)]);
    }

    public OpenStates States => _states;

    /// <summary>Whether there is no room to look for more.</summary>
    public bool IsFull => _states.Table.Size > _mostKept;

    /// <summary>How much was spent to improve a state.</summary>
    public long Spent(OpenState state) => _spent.GetValueOrDefault(state);

    /// <summary>Whether the best order from a state on is known.</summary>
    public bool IsBest(OpenState state) => _best.ContainsKey(state) || _states.Questions(state).IsEnd;

    /// <summary>The best order that is known from a state on; null where not even the listed order could be followed to its end.</summary>
    public Outlook? Known(OpenState state)
    {
        if (_states.Questions(state).IsEnd)
        {
            return Outlook.Done;
        }

        if (_best.TryGetValue(state, out var best))
        {
            return best;
        }

        if (!_listed.TryGetValue(state, out var known))
        {
            return null;
        }

        known = _telling.TryGetValue(state, out var telling) ? Cheaper(known, telling) : known;
        return _ahead.TryGetValue(state, out var ahead) ? Cheaper(known, ahead.Outlook) : known;
    }

    /// <summary>What the listed order takes from a state on.</summary>
    public Outlook Listed(OpenState state)
    {
        if (_states.Questions(state) is var questions && questions.IsEnd)
        {
            return Outlook.Done;
        }

        return _listed.TryGetValue(state, out var known) ? known : _listed[state] = Follow(state, questions.Askable[0], Listed);
    }

    /// <summary>Looks for the best order from a state on.</summary>
    /// <returns>Whether it was found.</returns>
    public bool TryBest(OpenState state, Effort effort)
    {
        _states.Table.Effort = effort;
        try
        {
            return IsBest(state) || (effort.TryWithin(1, () => Best(state)) && IsBest(state));
        }
        finally
        {
            _states.Table.Effort = null;
        }
    }

    /// <summary>Looks for a better order from a state on until the effort ends, or nothing better is to be found.</summary>
    /// <param name="state">The state.</param>
    /// <param name="effort">What may be spent.</param>
    /// <param name="between">Called between steps, where another thread may use this search before it returns; null for nothing.</param>
    public void Improve(OpenState state, Effort effort, Action? between = null)
    {
        var before = effort.Spent;
        (_states.Table.Effort, _between) = (effort, between);
        try
        {
            effort.TryWithin(0.25, () => Listed(state));
            _room = _mostKept / 4;
            _ = IsBest(state) || effort.TryWithin(0.5, () => Best(state));
            _room = _mostKept * 3 / 4;
            _ = IsBest(state) || effort.TryWithin(0.5, () => Telling(state));
            _room = _mostKept;
            for (var depth = 1; !IsBest(state) && !effort.IsOver && depth <= _states.Questions(state).Matters.Count; depth++)
            {
                effort.TryWithin(1, () => Ahead(state, depth));
            }
        }
        finally
        {
            (_states.Table.Effort, _between, _room) = (null, null, _mostKept);
            _spent[state] = Spent(state) + Math.Max(effort.Spent - before, 1);
        }
    }

    /// <summary>No order of questions is expected to cost less from a state on.</summary>
    public double Least(OpenState state, Effort effort)
    {
        if (_best.TryGetValue(state, out var best))
        {
            return best.Cost;
        }

        var least = _states.Questions(state) is var questions && questions.IsEnd ? 0 : questions.Askable.Min(level => _terms[level].Cost);
        _states.Table.Effort = effort;
        effort.TryWithin(1, () => least = Least(state));
        _states.Table.Effort = null;
        return least;
    }

    /// <summary>The states that the answers to a question lead to. Answers that leave the same are one.</summary>
    public List<(OpenState State, double Likelihood)> Answers(OpenState state, int level)
    {
        if (_states.Table.Effort is not null && _states.Table.Size > _room)
        {
            throw new EffortEndException();
        }

        if (_between is { } between)
        {
            var (effort, room) = (_states.Table.Effort, _room);
            between();
            (_states.Table.Effort, _between, _room) = (effort, between, room);
        }

        var answers = new List<(OpenState State, double Likelihood)>();
        for (var region = 0; region < _states.Table.Widths[level]; region++)
        {
            var likelihood = _terms[level].Likelihoods[region];
            if (likelihood > 0)
            {
                _states.Table.Effort?.Spend(1);
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

    private static Outlook Cheaper(Outlook one, Outlook other) => other.Cost < one.Cost - 1e-12 ? other : one;

    private Outlook Follow(OpenState state, int level, Func<OpenState, Outlook> further)
    {
        var (cost, questions, most) = (_terms[level].Cost, 1.0, 0);
        foreach (var (next, likelihood) in Answers(state, level))
        {
            var outlook = further(next);
            cost += likelihood * outlook.Cost;
            questions += likelihood * outlook.Questions;
            most = Math.Max(most, outlook.Most);
        }

        return new Outlook(level, cost, questions, most + 1);
    }

    // Every order, by dynamic programming with a bound.
    private Outlook Best(OpenState state)
    {
        if (_states.Questions(state).IsEnd)
        {
            return Outlook.Done;
        }

        if (_best.TryGetValue(state, out var best))
        {
            return best;
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

                var further = Best(next);
                cost += likelihood * (further.Cost - Least(next));
                questions += likelihood * further.Questions;
                most = Math.Max(most, further.Most);
            }

            if (cost < best.Cost - 1e-12)
            {
                best = new Outlook(level, cost, questions, most + 1);
            }
        }

        return _best[state] = best;
    }

    // The question that tells most for its cost, or the listed order where that is better, until what is left is small.
    private Outlook Telling(OpenState state)
    {
        if (_states.Questions(state).Matters.Count <= Few || _best.ContainsKey(state))
        {
            return Best(state);
        }

        return _telling.TryGetValue(state, out var known) ? known
            : _telling[state] = Cheaper(Listed(state), Follow(state, Candidates(state)[0], Telling));
    }

    // The best of some first questions, when so many questions are chosen like that and the rest is asked in an order that is known. The
    // listed order is among them, so that this is never worse.
    private Outlook Ahead(OpenState state, int depth)
    {
        if (_states.Questions(state) is var questions && (questions.Matters.Count <= Few || _best.ContainsKey(state)))
        {
            return Best(state);
        }

        Listed(state);
        var best = Known(state)!.Value;
        if (depth == 0 || (_ahead.TryGetValue(state, out var before) && before.Depth >= depth))
        {
            return best;
        }

        // What is found is kept even where the effort ends before all are tried.
        foreach (var level in Candidates(state).Take(Tried).Append(questions.Askable[0]).Distinct())
        {
            best = Cheaper(best, Follow(state, level, next => Ahead(next, depth - 1)));
            _ahead[state] = (best, depth - 1);
        }

        _ahead[state] = (best, depth);
        return best;
    }

    // The most telling for its cost first. A variable that always makes a difference is asked about on every path, so it may as well come
    // first.
    private int[] Candidates(OpenState state)
    {
        if (!_candidates.TryGetValue(state, out var candidates))
        {
            var (goals, askable) = (_states.Goals(state), _states.Questions(state).Askable);
            var certain = Array.FindIndex(askable, level => Array.Exists(goals, goal => _agreement.Of(goal, level) == 0));
            candidates = certain >= 0 ? [askable[certain]] : [.. askable.OrderByDescending(level => Gain(state, level))];
            _candidates[state] = candidates;
        }

        return candidates;
    }

    private double Gain(OpenState state, int level) =>
        (Uncertainty(state) - Answers(state, level).Sum(answer => answer.Likelihood * Uncertainty(answer.State))) / _terms[level].Cost;

    private double Uncertainty(OpenState state) => _states.Goals(state).Sum(_agreement.Entropy);

    // A question whose answer makes a difference, given all the others, has to be asked: so much at least is expected.
    private double Least(OpenState state)
    {
        if (_states.Questions(state) is var questions && questions.IsEnd)
        {
            return 0;
        }

        if (!_least.TryGetValue(state, out var least))
        {
            var (goals, askable) = (_states.Goals(state), questions.Askable);
            least = Math.Max(
                askable.Min(level => _terms[level].Cost),
                askable.Sum(level => _terms[level].Cost * goals.Max(goal => 1 - _agreement.Of(goal, level))));
            if (askable.Length == questions.Matters.Count)
            {
                // All answers together tell as much as a goal is uncertain, and none tells more than its own uncertainty.
                var most = askable.Max(level => _terms[level].Likelihoods.Sum(p => p > 0 ? -p * Math.Log2(p) : 0) / _terms[level].Cost);
                least = Math.Max(least, most > 0 ? goals.Max(_agreement.Entropy) / most : 0);
            }

            _least[state] = least;
        }

        return least;
    }
}
