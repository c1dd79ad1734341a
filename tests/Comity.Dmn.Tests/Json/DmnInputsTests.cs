using System.Text.Json;
using Comity.Dmn.Json;
using Comity.Feel.Types;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Dmn.Tests.Json;

public class DmnInputsTests
{
    private static readonly Dictionary<string, FeelType> Types = new()
    {
        ["age"] = FeelType.Number,
        ["born"] = FeelType.Date,
        ["at"] = FeelType.DateTime,
        ["stay"] = FeelType.YearsAndMonthsDuration,
        ["days"] = new ListType(FeelType.Date),
        ["car"] = new ContextType([new ContextMember("bought", FeelType.Date), new ContextMember("name", FeelType.Text)]),
        ["any"] = FeelType.Any,
    };

    [Theory]
    [InlineData("""{"age": 1e3}""", "age", "1000")]
    [InlineData("""{"age": 0.1234567890123456789012345678901234}""", "age", "0.1234567890123456789012345678901234")]
    [InlineData("""{"age": null}""", "age", "null")]
    [InlineData("""{"age": [5]}""", "age", "5")]
    [InlineData("""{"born": "2024-02-29"}""", "born", "@\"2024-02-29\"")]
    [InlineData("""{"at": "2024-02-29T10:00:00Z"}""", "at", "@\"2024-02-29T10:00:00Z\"")]
    [InlineData("""{"stay": "P1Y2M"}""", "stay", "@\"P1Y2M\"")]
    [InlineData("""{"days": ["2024-02-29", "2024-03-01"]}""", "days", "[@\"2024-02-29\", @\"2024-03-01\"]")]
    [InlineData("""{"days": "2024-02-29"}""", "days", "[@\"2024-02-29\"]")]
    [InlineData("""{"car": {"bought": "2020-01-01", "name": "2020-01-01"}}""", "car", "{\"bought\": @\"2020-01-01\", \"name\": \"2020-01-01\"}")]
    [InlineData("""{"any": "2024-02-29"}""", "any", "\"2024-02-29\"")]
    [InlineData("""{"any": "@\"PT5H\""}""", "any", "@\"PT5H\"")]
    public void TheDeclaredTypeTellsWhatAStringMeans(string json, string name, string expected) =>
        Assert.Equal(expected, DmnInputs.Read(json, "in.json", Types).Values![name].ToString());

    [Theory]
    [InlineData("{\n  \"age\": 1,\n  \"aje\": 2\n}", "JSON0003", 3, 3)]
    [InlineData("{\n  \"age\": \"x\"\n}", "JSON0005", 2, 3)]
    [InlineData("{\"é\": 1, \"age\": true}", "JSON0005", 1, 10)]
    [InlineData("{\"born\": \"2024-02-30\"}", "JSON0005", 1, 2)]
    [InlineData("{\"car\": {\"bought\": 5, \"name\": \"a\"}}", "JSON0005", 1, 2)]
    [InlineData("{\"age\": 1, \"age\": 2}", "JSON0004", 1, 12)]
    [InlineData("{\"age\": 1e99999}", "JSON0005", 1, 2)]
    [InlineData("[1]", "JSON0002", 1, 1)]
    [InlineData("{\n  \"age\": 1,,\n}", "JSON0001", 2, 12)]
    public void BadInputSaysWhere(string json, string code, int line, int column)
    {
        var result = DmnInputs.Read(json, "in.json", Types);
        Assert.Null(result.Values);
        Assert.Contains(result.Diagnostics, diagnostic => (diagnostic.Code, diagnostic.Location!.Line, diagnostic.Location.Column) == (code, line, column));
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var value = Gen.Recursive<FeelValue>((depth, inner) => depth > 3
            ? Gen.Int.Select(number => FeelValue.From(number))
            : Gen.OneOf(
                Gen.Bool.Select(FeelValue.From),
                Gen.Const(FeelValue.Null),
                Gen.String.Where(text => !text.StartsWith("@\"", StringComparison.Ordinal) && !text.Any(char.IsSurrogate)).Select(text => FeelValue.From(text)),
                Gen.Decimal.Select(number => FeelNumber.TryParse(number.ToString(System.Globalization.CultureInfo.InvariantCulture), out var read) ? FeelValue.From(read) : FeelValue.Null),
                inner.Array[0, 4].Select(items => FeelValue.From(FeelList.Of(items))),
                inner.Array[0, 4].Select(items => FeelValue.From(FeelContext.Of(items.Select((item, i) => KeyValuePair.Create($"key {i}", item)))))));
        value.Sample(original =>
        {
            using var document = JsonDocument.Parse(FeelJson.Text(original));
            Assert.Equal(original, FeelJson.Read(document.RootElement));
        });
    }
}
