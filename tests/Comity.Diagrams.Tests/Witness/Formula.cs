using System.Collections.Concurrent;

namespace Comity.Diagrams.Tests.Witness;

/// <summary>An unknown of a question to a solver: a whole number between two ends.</summary>
internal sealed record Unknown(string Name, long Min, long Max);

/// <summary>A statement about unknowns. Equal statements are one object, so that a solver is told each once.</summary>
internal abstract class Formula
{
    private static readonly ConcurrentDictionary<(Formula, Formula?), Formula> Made = new();
    private static readonly ConcurrentDictionary<(Unknown, long), Formula> Bounds = new();

    public static Formula True { get; } = new Constant(true);

    public static Formula False { get; } = new Constant(false);

    public static Formula operator &(Formula left, Formula right) =>
        left == False || right == False ? False : left == True || left == right ? right : right == True ? left : left == !right ? False
        : left is Bounded a && right is Bounded b && a.Unknown == b.Unknown ? (a.Bound < b.Bound ? a : b)
        : Made.TryGetValue((right, left), out var turned) ? turned : Made.GetOrAdd((left, right), pair => new Both(pair.Item1, pair.Item2!));

    public static Formula operator |(Formula left, Formula right) => !(!left & !right);

    public static Formula operator !(Formula formula) => formula == True ? False : formula == False ? True : formula is Negation negation ? negation.Inner : Made.GetOrAdd((formula, null), pair => new Negation(pair.Item1));

    public static Formula Any(IEnumerable<Formula> formulas) => formulas.Aggregate(False, (any, next) => any | next);

    public static Formula All(IEnumerable<Formula> formulas) => formulas.Aggregate(True, (all, next) => all & next);

    /// <summary>The unknown is at most so large.</summary>
    public static Formula AtMost(Unknown unknown, long bound) => bound < unknown.Min ? False : bound >= unknown.Max ? True : Bounds.GetOrAdd((unknown, bound), pair => new Bounded(pair.Item1, pair.Item2));

    public static Formula Is(Unknown unknown, long value) => AtMost(unknown, value) & !AtMost(unknown, value - 1);

    /// <summary>How many parts it has, itself included.</summary>
    public int Size
    {
        get
        {
            var (seen, ahead) = (new HashSet<Formula>(), new Stack<Formula>([this]));
            while (ahead.TryPop(out var next))
            {
                if (seen.Add(next))
                {
                    foreach (var part in next switch { Negation negation => [negation.Inner], Both both => [both.Left, both.Right], _ => Array.Empty<Formula>() })
                    {
                        ahead.Push(part);
                    }
                }
            }

            return seen.Count;
        }
    }

    /// <summary>The same with an unknown known.</summary>
    public Formula With(Unknown unknown, long value) => With(unknown, value, new(ReferenceEqualityComparer.Instance));

    private Formula With(Unknown unknown, long value, Dictionary<Formula, Formula> done)
    {
        if (!done.TryGetValue(this, out var result))
        {
            result = this switch
            {
                Bounded bounded when bounded.Unknown == unknown => value <= bounded.Bound ? True : False,
                Negation negation => !negation.Inner.With(unknown, value, done),
                Both both => both.Left.With(unknown, value, done) & both.Right.With(unknown, value, done),
                _ => this,
            };
            done.Add(this, result);
        }

        return result;
    }

    internal sealed class Constant(bool value) : Formula
    {
        public bool Value => value;
    }

    internal sealed class Bounded(Unknown unknown, long bound) : Formula
    {
        public Unknown Unknown => unknown;

        public long Bound => bound;
    }

    internal sealed class Negation(Formula inner) : Formula
    {
        public Formula Inner => inner;
    }

    internal sealed class Both(Formula left, Formula right) : Formula
    {
        public Formula Left => left;

        public Formula Right => right;
    }
}
