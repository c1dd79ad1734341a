using System.Numerics;

namespace Comity.Dmn.Linting;

/// <summary>A set of classes of values: stretches of their numbers, in order and apart from each other.</summary>
internal sealed class ClassSet
{
    /// <summary>As many classes can be told by the bits of <see cref="Mask"/>.</summary>
    public const int MaskBits = 64;

    private readonly (int First, int Last)[] _stretches;

    public ClassSet((int First, int Last)[] stretches, int count)
    {
        _stretches = stretches;
        Size = stretches.Sum(stretch => stretch.Last - stretch.First + 1);
        IsFull = Size == count;
        foreach (var (first, last) in count <= MaskBits ? stretches : [])
        {
            Mask |= (ulong.MaxValue >> (63 - last)) & (ulong.MaxValue << first);
        }
    }

    /// <summary>The stretches.</summary>
    public ReadOnlySpan<(int First, int Last)> Stretches => _stretches;

    /// <summary>How many classes it has.</summary>
    public int Size { get; }

    /// <summary>Whether it has all classes of its column.</summary>
    public bool IsFull { get; }

    /// <summary>A bit for each class, in a column of at most <see cref="MaskBits"/>.</summary>
    public ulong Mask { get; }

    /// <summary>Whether a class is in the set.</summary>
    public bool Contains(int place)
    {
        if (Mask != 0)
        {
            return place is >= 0 and < MaskBits && (Mask & (1UL << place)) != 0;
        }

        var (low, high) = (0, _stretches.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (place < _stretches[middle].First)
            {
                high = middle - 1;
            }
            else if (place > _stretches[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many classes two sets share.</summary>
    public int Shared(ClassSet other)
    {
        if (IsFull || other.IsFull)
        {
            return IsFull ? other.Size : Size;
        }

        if (Mask != 0 && other.Mask != 0)
        {
            return BitOperations.PopCount(Mask & other.Mask);
        }

        var shared = 0;
        for (var (i, j) = (0, 0); i < _stretches.Length && j < other._stretches.Length;)
        {
            var (mine, theirs) = (_stretches[i], other._stretches[j]);
            shared += Math.Max(0, Math.Min(mine.Last, theirs.Last) - Math.Max(mine.First, theirs.First) + 1);
            i += mine.Last <= theirs.Last ? 1 : 0;
            j += theirs.Last <= mine.Last ? 1 : 0;
        }

        return shared;
    }

    /// <summary>Whether the set has all classes of another.</summary>
    public bool Includes(ClassSet other) => IsFull || Shared(other) == other.Size;

    /// <summary>The first class of both sets that has a property; -1 for none.</summary>
    public int FirstShared(ClassSet other, Func<int, bool> has)
    {
        foreach (var (first, last) in _stretches)
        {
            for (var place = first; place <= last; place++)
            {
                if (other.Contains(place) && has(place))
                {
                    return place;
                }
            }
        }

        return -1;
    }

    /// <summary>At most so many of the classes, spread over all of them: the first and the last are among them.</summary>
    public IEnumerable<int> Some(int most)
    {
        var count = Math.Min(most, Size);
        var (stretch, before) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var number = count == 1 ? 0 : (int)((long)i * (Size - 1) / (count - 1));
            while (number - before > _stretches[stretch].Last - _stretches[stretch].First)
            {
                before += _stretches[stretch].Last - _stretches[stretch].First + 1;
                stretch++;
            }

            yield return _stretches[stretch].First + number - before;
        }
    }
}
