using System.Text;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Formatting;
using Comity.Dmn.Xml;

namespace Comity.Dmn.Tests.Xml;

public class EncodingTests
{
    private const string Word = "Zürich é";

    [Theory]
    [InlineData("ISO-8859-1", "iso-8859-1", false)]
    [InlineData("latin1", "iso-8859-1", false)]
    [InlineData("iso-8859-15", "iso-8859-15", false)]
    [InlineData("windows-1252", "windows-1252", false)]
    [InlineData("Windows-1252", "windows-1252", false)]
    [InlineData("UTF-8", "utf-8", false)]
    [InlineData("utf-8", "utf-8", true)]
    [InlineData("ISO-8859-1", "utf-8", true)]
    [InlineData("UTF-16", "utf-16", true)]
    [InlineData("UTF-16", "utf-16BE", true)]
    [InlineData("UTF-16", "utf-16", false)]
    [InlineData("UTF-16BE", "utf-16BE", false)]
    [InlineData("UTF-32", "utf-32", true)]
    [InlineData("IBM037", "IBM037", false)]
    public void AFileIsReadAndFormattedInItsEncoding(string declared, string written, bool isMarked)
    {
        var content = File(declared, written, isMarked, $"\"{Word}\"+\"x\"");
        Assert.Equal($"\"{Word}x\"", Value(content));
        var formatted = DmnFormatter.Format(content, "m.dmn");
        Assert.Empty(formatted.Diagnostics);
        Assert.Equal(File(declared, written, isMarked, $"\"{Word}\" + \"x\""), formatted.File);
    }

    [Theory]
    [InlineData("UTF-8", "iso-8859-1", "UTF-8")]
    [InlineData("us-ascii", "iso-8859-1", "US-ASCII")]
    [InlineData("UTF-16", "utf-8", "UTF-16")]
    [InlineData("no-such-encoding", "iso-8859-1", "no-such-encoding")]
    public void WhatIsNotInTheDeclaredEncodingIsRefused(string declared, string written, string named)
    {
        var content = File(declared, written, false, $"\"{Word}\"");
        var error = Assert.Single(Read(content).Diagnostics);
        Assert.Equal("DMN0015", error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Equal("DMN0015", Assert.Single(DmnFormatter.Format(content, "m.dmn").Diagnostics).Code);
        Assert.Null(DmnReader.ReadText(content));
    }

    [Fact]
    public void ABadByteIsShownWhereItStands()
    {
        var content = File("UTF-8", "iso-8859-1", false, $"\n  \"Z{Word}\"");
        Assert.Equal((4, 6), Read(content).Diagnostics[0].Location is { } at ? (at.Line, at.Column) : default);
    }

    [Fact]
    public void WhatTheEncodingLacksIsWrittenAsAReference()
    {
        var content = File("ISO-8859-1", "iso-8859-1", false, "\"&#8364;ü\"+\"x\"");
        Assert.Equal("\"€üx\"", Value(content));
        var formatted = DmnFormatter.Format(content, "m.dmn").File!;
        Assert.Equal("\"€üx\"", Value(formatted));
        Assert.Equal(File("ISO-8859-1", "iso-8859-1", false, "\"&#8364;ü\" + \"x\""), formatted);
        Assert.False(DmnReader.ReadText(content)!.Holds("€"));
        Assert.True(DmnReader.ReadText(content)!.Holds("ü"));
    }

    [Fact]
    public void AnImportedModelHasAnEncodingOfItsOwn()
    {
        using var folder = new ModelFolder().Add("main", ModelFolder.Import("m", "other") + """
            <decision id="e" name="e"><informationRequirement><requiredDecision href="urn:m#d"/></informationRequirement><literalExpression><text>other.d</text></literalExpression></decision>
            """);
        System.IO.File.WriteAllBytes(folder.PathOf("m"), File("ISO-8859-1", "iso-8859-1", false, $"\"{Word}\""));
        Assert.Equal($"\"{Word}\"", folder.Engine("main").Evaluate("e", new Dictionary<string, Feel.Values.FeelValue>()).Value.ToString());
        System.IO.File.WriteAllBytes(folder.PathOf("m"), File("UTF-8", "iso-8859-1", false, $"\"{Word}\""));
        Assert.Equal("DMN0015", Assert.Single(folder.Read("main").Diagnostics).Code);
    }

    private static byte[] File(string declared, string written, bool isMarked, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        byte[] mark = !isMarked ? [] : encoding.Preamble is { Length: > 0 } preamble ? preamble.ToArray() : [];
        return
        [
            .. mark,
            .. encoding.GetBytes($"""
                <?xml version="1.0" encoding="{declared}"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
                <decision id="d" name="d"><literalExpression><text>{text}</text></literalExpression></decision></definitions>
                """.ReplaceLineEndings("\n")),
        ];
    }

    private static DmnReadResult Read(byte[] content) => DmnReader.Read(new MemoryStream(content), "m.dmn");

    private static string Value(byte[] content)
    {
        var read = Read(content);
        Assert.True(read.Model is not null, string.Join("\n", read.Diagnostics));
        return DmnEngine.Create(read.Model).Engine!.Evaluate("d", new Dictionary<string, Feel.Values.FeelValue>()).Value.ToString();
    }
}
