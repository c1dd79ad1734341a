using Comity.Diagrams.Core;
using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>
/// Which question comes next, so that the expected cost until the goals are certain is least. A variable whose condition is not certainly
/// true is not asked about; what the condition needs may be asked first. The interview ends when the goals are certain, or when nothing is
/// left that matters and may be asked.
/// </summary>
/// <remarks>
/// It begins with the listed order: what still matters and may be asked, in the order in which people list the variables
/// (<see cref="DiagramVariable.Place"/>). From there it looks for better orders, as long as it may, and keeps what it finds: what comes
/// next is never expected to cost more than the listed order. Work is counted, not timed, so that the same calls give the same answers,
/// unless a time is given. Safe for concurrent use.
/// </remarks>
public sealed class QuestionPlan
{
    /// <summary>How many arcs of diagrams are looked at for one question by default: some tens of milliseconds.</summary>
    public const long DefaultLimit = 400_000;

    /// <summary>How many arcs are looked at to improve one state, in all.</summary>
    public const long MostForOneState = 20_000_000;

    // The best order of a whole interview is looked for once, for some tens of milliseconds, where it turns on so many variables at most.
    private const long LimitOfWhole = 1_000_000;
    private const int MostOfWhole = 24;

    // With so much in its table it looks for nothing better, with twice as much it begins anew: some tens of megabytes.
    private const int MostKept = 800_000;

    private readonly Lock _lock = new();
    private readonly long _limit;
    private readonly TimeSpan? _timeout;
    private readonly Func<QuestionSearch> _begin;
    private readonly QuestionTerms[] _terms;
    private readonly ListedOrder _listed;
    private readonly Lock _nextLock = new();
    private QuestionSearch? _search;
    private QuestionSearch? _whole;
    private bool _isLarge;
    private int _waiting;

    /// <summary>Plans an interview.</summary>
    /// <param name="space">The space of all diagrams.</param>
    /// <param name="goals">What is to be settled.</param>
    /// <param name="conditions">By level, what must certainly be true before a variable may be asked about; a variable without an entry may always be.</param>
    /// <param name="terms">Cost and likelihoods of each variable.</param>
    /// <param name="limit">How many arcs are looked at for one question.</param>
    /// <param name="timeout">How long one question may take; null for as long as it takes to look at so many.</param>
    public QuestionPlan(
        DiagramSpace space, IReadOnlyList<SettledDiagram> goals, IReadOnlyDictionary<int, IReadOnlyList<SettledDiagram>> conditions,
        IReadOnlyList<QuestionTerms> terms, long limit = DefaultLimit, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(terms);
        _terms = [.. terms.Select(term => term with { Likelihoods = [.. term.Likelihoods.Select(weight => weight / term.Likelihoods.Sum())] })];
        _listed = new ListedOrder(space, goals, conditions);
        _begin = () => new QuestionSearch(space, goals, conditions, _terms, MostKept);
        (_limit, _timeout) = (limit, timeout);
    }

    private QuestionSearch Search => _search ??= _begin();

    /// <summary>Where the interview stands, by the best order that is found within the limit.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that nobody knows: they are not asked about again.</param>
    public QuestionOutlook At(ReadOnlySpan<int> known, params IEnumerable<int> skipped)
    {
        ArgumentNullException.ThrowIfNull(skipped);
        var effort = new Effort(_limit, _timeout);
        if (!Enter(_timeout ?? Timeout.InfiniteTimeSpan))
        {
            return Listed(known, [.. skipped]);
        }

        try
        {
            _search = _search is { } full && full.States.Table.Size > 2 * MostKept ? null : _search;
            var state = Search.States.At(known, skipped);
            Improve(Search, state, effort);
            return Outlook(Search, state);
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>The variable to ask about next; -1 when none is left. It is the same whenever and wherever it is asked: that of the best
    /// order where that of the whole interview is soon found, else the first in the listed order. Nobody waits for it.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that nobody knows.</param>
    public int Next(ReadOnlySpan<int> known, params IEnumerable<int> skipped)
    {
        ArgumentNullException.ThrowIfNull(skipped);
        IReadOnlyList<int> notAgain = [.. skipped];
        lock (_nextLock)
        {
            if (!_isLarge && _whole is null or { IsFull: true })
            {
                // A search of its own, so that what others asked makes no difference.
                _whole = _begin();
                var start = _whole.States.Start;
                _isLarge = _whole.States.Questions(start).Matters.Count > MostOfWhole || !_whole.TryBest(start, new Effort(LimitOfWhole));
                _whole = _isLarge ? null : _whole;
            }

            if (_whole is { } whole)
            {
                var state = whole.States.At(known, notAgain);
                if (whole.TryBest(state, new Effort(10 * LimitOfWhole)))
                {
                    return whole.Known(state)!.Value.Next;
                }
            }
        }

        return _listed.At(known, notAgain) is { CanChange.Count: > 0, Askable: [var first, ..] } ? first : -1;
    }

    /// <summary>Looks for a better order where the interview stands until there is none, or <see cref="MostForOneState"/> is spent.
    /// Others may ask meanwhile.</summary>
    /// <param name="known">For each variable its region, or -1 when it is not known.</param>
    /// <param name="skipped">Variables that nobody knows.</param>
    /// <param name="cancellation">Ends it; what was found is kept.</param>
    /// <returns>What is known then.</returns>
    public QuestionOutlook Improve(ReadOnlySpan<int> known, IEnumerable<int> skipped, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(skipped);
        lock (_lock)
        {
            var search = Search;
            var state = search.States.At(known, skipped);
            Improve(search, state, new Effort(MostForOneState, cancellation: cancellation), LetOthersIn);
            return Outlook(search, state);
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
            var (search, states) = (Search, Search.States);
            var done = new Dictionary<(OpenState, int), (double, int)>();
            return From(states.Start, 0);

            (double Expected, int Most) From(OpenState state, int place)
            {
                if (states.Questions(state) is var questions && questions.IsEnd)
                {
                    return (0, 0);
                }

                if (onlyWhatMatters)
                {
                    // What a condition needed may make an earlier question possible.
                    place = Enumerable.Range(0, order.Count).First(i => questions.Askable.Contains(order[i]));
                }
                else if (place < order.Count && !states.MayAsk(state, order[place]))
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
                    foreach (var (next, likelihood) in search.Answers(state, order[place]))
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

    private static void Improve(QuestionSearch search, OpenState state, Effort effort, Action? between = null)
    {
        if (!search.IsBest(state) && !search.IsFull && search.Spent(state) < MostForOneState)
        {
            search.Improve(state, effort, between);
        }
    }

    private bool Enter(TimeSpan timeout)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            return _lock.TryEnter(timeout);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // Whoever waits for a question comes before whoever looks for a better one.
    private void LetOthersIn()
    {
        if (Volatile.Read(ref _waiting) == 0)
        {
            return;
        }

        _lock.Exit();
        SpinWait.SpinUntil(() => Volatile.Read(ref _waiting) == 0);
        _lock.Enter();
    }

    private QuestionOutlook Outlook(QuestionSearch search, OpenState state)
    {
        var questions = search.States.Questions(state);
        var least = search.Least(state, new Effort(_limit / 4, _timeout / 4));
        return search.Known(state) is { } known
            ? new QuestionOutlook(
                [.. questions.CanChange.Members], questions.Askable, known.Next, known.Questions, known.Cost, known.Most, least)
            : Unplanned([.. questions.CanChange.Members], [.. questions.Matters.Members], questions.Askable, least);
    }

    private QuestionOutlook Listed(ReadOnlySpan<int> known, IReadOnlyList<int> skipped)
    {
        var (canChange, matters, askable) = _listed.At(known, skipped);
        return Unplanned(canChange, matters, askable, askable.Select(level => _terms[level].Cost).DefaultIfEmpty(0).Min());
    }

    // More than all that matters cannot be left.
    private QuestionOutlook Unplanned(IReadOnlyList<int> canChange, IReadOnlyList<int> matters, IReadOnlyList<int> askable, double least) =>
        canChange.Count > 0 && askable.Count > 0
            ? new QuestionOutlook(
                canChange, askable, askable[0], matters.Count, matters.Sum(level => _terms[level].Cost), matters.Count, least)
            : new QuestionOutlook(canChange, askable, -1, 0, 0, 0, 0);
}
