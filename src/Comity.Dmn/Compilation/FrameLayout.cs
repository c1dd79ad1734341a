namespace Comity.Dmn.Compilation;

/// <summary>How many slots an engine's evaluations need: the elements of its models and, behind them, what the code keeps on the way.</summary>
internal sealed class FrameLayout
{
    /// <summary>The number of slots.</summary>
    public int Size { get; private set; }

    /// <summary>Makes room for code that needs so many.</summary>
    public void Require(int size) => Size = Math.Max(Size, size);
}
