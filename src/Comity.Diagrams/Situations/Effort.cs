using System.Diagnostics;

namespace Comity.Diagrams.Situations;

/// <summary>How much may be looked at for one purpose. It is counted in arcs of diagrams, so that the same work ends at the same place
/// everywhere.</summary>
/// <param name="arcs">How many arcs.</param>
/// <param name="time">How long it may take besides, so that a busy machine makes nobody wait; null for as long as it takes.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Effort(long arcs, TimeSpan? time = null, CancellationToken cancellation = default)
{
    // So many arcs are looked at between two looks at the clock.
    private const int Interval = 4096;

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _left = arcs;
    private long _spent;
    private long _nextLook = Interval;

    /// <summary>How much was spent.</summary>
    public long Spent => _spent;

    /// <summary>Whether there is no more.</summary>
    public bool IsOver => _left < 0 || IsCut;

    /// <summary>Spends some.</summary>
    /// <exception cref="EffortEndException">There is no more.</exception>
    public void Spend(int arcs)
    {
        _spent += arcs;
        _left -= arcs;
        if (_left >= 0 && _spent > _nextLook)
        {
            _nextLook = _spent + Interval;
            _left = IsOver ? -1 : _left;
        }

        if (_left < 0)
        {
            throw new EffortEndException();
        }
    }

    /// <summary>Does something with a share of what is left.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="work">What is done; what it found out before the end has to be kept by itself.</param>
    /// <returns>Whether it was done to its end.</returns>
    public bool TryWithin(double share, Action work)
    {
        var (all, before) = (Math.Max(_left, 0), _spent);
        _left = (long)(all * share);
        try
        {
            work();
            return true;
        }
        catch (EffortEndException)
        {
            return false;
        }
        finally
        {
            _left = IsCut ? -1 : all - (_spent - before);
        }
    }

    // Whether it ended before all was spent.
    private bool IsCut => cancellation.IsCancellationRequested || (time is { } most && Stopwatch.GetElapsedTime(_start) > most);
}

/// <summary>There was not enough <see cref="Effort"/> for what was begun.</summary>
internal sealed class EffortEndException : Exception;
