using Comity.Dmn.Editing;
using Comity.Feel.Text;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Editing;

public sealed class CellReadingTests
{
    private static readonly PolicyPack Pack = PackReader.Read(Repository.Pack("new-york")).Pack!;
    private static readonly TablePlace Table = new("model/new-york.dmn", "holds-and-arrests");

    [Fact]
    public void AGoodTestHasItsCanonicalFormAndItsWords()
    {
        var read = Read(ColumnKind.Input, 1, "  \"arrest\",\"transfer-custody\"");
        Assert.Empty(read.Diagnostics);
        Assert.Equal("\"arrest\", \"transfer-custody\"", read.Canonical);
        Assert.Equal("Arrest or Hand over custody", read.Words);
        Assert.Equal("anything", Read(ColumnKind.Input, 2, "").Words);
        Assert.Equal("anything but Civil", Read(ColumnKind.Input, 2, "not(\"civil\")").Words, ignoreCase: true);
        Assert.Equal("if true then \"a\" else null", Read(ColumnKind.Output, 3, "if true then \"a\"   else null").Canonical);
    }

    [Theory]
    [InlineData(ColumnKind.Input, 1, "\"arrest\", ", 1, 11)]
    [InlineData(ColumnKind.Input, 1, "\"arrest\",\n unknown", 2, 2)]
    [InlineData(ColumnKind.Output, 1, "\"a\" +", 1, 6)]
    [InlineData(ColumnKind.Output, 1, "requestdAction", 1, 1)]
    public void AnErrorStandsAtItsPlaceInTheText(ColumnKind kind, int column, string text, int line, int at)
    {
        var read = Read(kind, column, text);
        Assert.Null(read.Canonical);
        var found = read.Diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error).Location!;
        Assert.Equal((line, at), (found.Line, found.Column));
    }

    [Fact]
    public void AColumnThatIsNotThereIsNone()
    {
        Assert.Null(CellReading.Of(Pack, Table, ColumnKind.Input, 99, "-"));
        Assert.Null(CellReading.Of(Pack, Table with { Element = "x" }, ColumnKind.Input, 1, "-"));
        Assert.NotEmpty(Read(ColumnKind.Input, 4, "\"text\"").Diagnostics);
    }

    private static CellReading Read(ColumnKind kind, int column, string text) => CellReading.Of(Pack, Table, kind, column, text)!;
}
