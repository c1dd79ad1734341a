namespace Comity.Cli.Tests;

public class TckTests
{
    [Fact]
    public void AFolderThatIsNotThereIsNamed()
    {
        var (code, output, error) = Comity.Run("", "tck", "no-such-folder");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("no-such-folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutCasesIsRefused() => Assert.Equal(2, Comity.Run("", "tck", Comity.NewYork).Code);
}
