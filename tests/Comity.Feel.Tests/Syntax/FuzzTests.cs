using Comity.Fuzz;

namespace Comity.Feel.Tests.Syntax;

/// <summary>A sample of what <c>tests/Comity.Fuzz</c> tries ten million times.</summary>
public class FuzzTests
{
    [Fact]
    public void NoInputCrashesOrHangs()
    {
        var result = new FuzzRun(seed: 7).Run(0, 10_000, Environment.ProcessorCount, null, TestContext.Current.CancellationToken);
        Assert.True(result.Failures.Count == 0, string.Join("\n", result.Failures));
        Assert.Equal(10_000, result.Done);
    }

    [Fact]
    public void TheSameNumberIsTheSameInput() =>
        Assert.All(Enumerable.Range(0, 50), number => Assert.Equal(new FuzzRun(3).Show(number), new FuzzRun(3).Show(number)));
}
