using System.Numerics;

namespace Comity.Diagrams.Situations;

/// <summary>A set of small numbers: regions of a variable, or levels of a space. Immutable; two with the same members are equal.</summary>
public sealed class IndexSet : IEquatable<IndexSet>
{
    private readonly ulong[] _words;

    // The last word is never zero, so that equal sets have equal words.
    private IndexSet(ulong[] words) => _words = words;

    /// <summary>The set without members.</summary>
    public static IndexSet Empty { get; } = new([]);

    /// <summary>How many members it has.</summary>
    public int Count => _words.Sum(BitOperations.PopCount);

    /// <summary>Whether it has none.</summary>
    public bool IsEmpty => _words.Length == 0;

    /// <summary>Its members, ascending.</summary>
    public IEnumerable<int> Members
    {
        get
        {
            for (var word = 0; word < _words.Length; word++)
            {
                for (var rest = _words[word]; rest != 0; rest &= rest - 1)
                {
                    yield return (word * 64) + BitOperations.TrailingZeroCount(rest);
                }
            }
        }
    }

    /// <summary>The numbers from 0 up to, not including, a bound.</summary>
    public static IndexSet Below(int bound) => Of(Enumerable.Range(0, bound));

    /// <summary>The set of some numbers, none of them negative.</summary>
    public static IndexSet Of(params IEnumerable<int> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var words = new List<ulong>();
        foreach (var member in members)
        {
            while (words.Count <= member / 64)
            {
                words.Add(0);
            }

            words[member / 64] |= 1UL << (member % 64);
        }

        return new IndexSet([.. words]);
    }

    /// <summary>Whether a number is a member.</summary>
    public bool Contains(int member) => member / 64 < _words.Length && (_words[member / 64] & (1UL << (member % 64))) != 0;

    /// <summary>Whether one of its members is at least the one bound and below the other.</summary>
    internal bool HasAny(int start, int end)
    {
        for (var member = start; member < end && member / 64 < _words.Length; member = (member / 64 * 64) + 64)
        {
            var word = _words[member / 64] >> (member % 64);
            if (word != 0 && member + BitOperations.TrailingZeroCount(word) < end)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all its members are members of another.</summary>
    public bool IsSubsetOf(IndexSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var word = 0; word < _words.Length; word++)
        {
            if ((_words[word] & ~(word < other._words.Length ? other._words[word] : 0)) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The members of either.</summary>
    public IndexSet Union(IndexSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (longer, shorter) = _words.Length >= other._words.Length ? (this, other) : (other, this);
        if (shorter.IsSubsetOf(longer))
        {
            return longer;
        }

        var words = (ulong[])longer._words.Clone();
        for (var word = 0; word < shorter._words.Length; word++)
        {
            words[word] |= shorter._words[word];
        }

        return new IndexSet(words);
    }

    /// <summary>With one more member.</summary>
    public IndexSet With(int member) => Union(Of(member));

    /// <summary>Its members that are not members of another.</summary>
    public IndexSet Except(IndexSet other) => Of(Members.Where(member => !other.Contains(member)));

    /// <inheritdoc/>
    public bool Equals(IndexSet? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IndexSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var word in _words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }
}
