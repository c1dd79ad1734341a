using System.Text;
using Comity.Dmn.Formatting;

namespace Comity.Dmn.Tests.Formatting;

public class DmnFormatterTests
{
    private const string Model = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- a+b stays -->
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"  name = "m" namespace="urn:m">
          <description>1+1</description>
          <itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues></itemDefinition>
          <inputData id="x" name="My Input"><variable name="My Input" typeRef="number"/></inputData>
          <decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#x"/></informationRequirement>
            <decisionTable><input><inputExpression><text>My  Input+1</text></inputExpression></input><output/>
              <rule><inputEntry><text>&lt;5</text></inputEntry><outputEntry><text>(1)</text></outputEntry></rule>
              <rule><inputEntry><text><![CDATA[[5..<9]]]></text></inputEntry><outputEntry><text>2</text></outputEntry></rule>
              <rule><inputEntry><text/></inputEntry><outputEntry><text><!-- mixed -->3+4</text></outputEntry></rule>
            </decisionTable></decision>
          <decision id="e" name="e"><variable name="e"/><literalExpression><text>if 1&gt;2 then"&amp;" else "b"</text></literalExpression></decision>
        </definitions>
        """;

    private static readonly string Right = Model.Replace("<![CDATA[[5..<9]]]>", "<![CDATA[[5..9)]]>", StringComparison.Ordinal);

    [Fact]
    public void OnlyFeelTextsChange()
    {
        var expected = Right
            .Replace("\"a\",\"b\"", "\"a\", \"b\"", StringComparison.Ordinal)
            .Replace("My  Input+1", "My Input + 1", StringComparison.Ordinal)
            .Replace("&lt;5", "&lt; 5", StringComparison.Ordinal)
            .Replace("(1)", "1", StringComparison.Ordinal)
            .Replace("1&gt;2 then\"&amp;\"", "1 &gt; 2 then \"&amp;\"", StringComparison.Ordinal);
        Assert.Equal(expected, Formatted(Right));
        Assert.Equal(expected, Formatted(expected));
    }

    [Fact]
    public void EndsOfLinesAndMarksStay()
    {
        var dos = Right.Replace("\n", "\r\n", StringComparison.Ordinal);
        var formatted = DmnFormatter.Format([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(dos)], "m.dmn", width: 10).File!;
        Assert.Equal([0xEF, 0xBB, 0xBF], formatted[..3]);
        Assert.DoesNotContain("\n", Encoding.UTF8.GetString(formatted).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("My Input\r\n  + 1", Encoding.UTF8.GetString(formatted), StringComparison.Ordinal);
        byte[] utf16 = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Right.Replace("UTF-8", "UTF-16", StringComparison.Ordinal))];
        Assert.StartsWith("<?xml", Encoding.Unicode.GetString(DmnFormatter.Format(utf16, "m.dmn").File!)[1..], StringComparison.Ordinal);
    }

    [Fact]
    public void ABadFileIsLeftAlone()
    {
        Assert.Null(DmnFormatter.Format(Encoding.UTF8.GetBytes(Right.Replace("My  Input+1", "My  Input+", StringComparison.Ordinal)), "m.dmn").File);
        Assert.Null(DmnFormatter.Format(Encoding.Latin1.GetBytes(Right.Replace("stays", "st\u00e4ys", StringComparison.Ordinal)), "m.dmn").File);
        Assert.Null(DmnFormatter.Format([0x3C, 0x61], "m.dmn").File);
    }

    private static string Formatted(string model)
    {
        var result = DmnFormatter.Format(Encoding.UTF8.GetBytes(model), "m.dmn");
        Assert.True(result.File is not null, string.Join("\n", result.Diagnostics));
        return Encoding.UTF8.GetString(result.File);
    }
}
