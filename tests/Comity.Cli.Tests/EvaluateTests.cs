using System.Text.Json;

namespace Comity.Cli.Tests;

public sealed class EvaluateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-evaluate-").FullName;

    public EvaluateTests() => File.WriteAllText(Model, """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="visit" namespace="urn:visit">
          <inputData id="_a" name="Age"><variable name="Age" typeRef="number"/></inputData>
          <inputData id="_d" name="Day"><variable name="Day" typeRef="date"/></inputData>
          <decision id="_p" name="Price"><variable name="Price" typeRef="number"/>
            <informationRequirement><requiredInput href="#_a"/></informationRequirement>
            <decisionTable><input label="Age"><inputExpression><text>Age</text></inputExpression></input><output/><annotation name="Why"/>
              <rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>5</text></outputEntry><annotationEntry><text>a child</text></annotationEntry></rule>
              <rule><inputEntry><text>>= 18</text></inputEntry><outputEntry><text>10</text></outputEntry></rule>
            </decisionTable>
          </decision>
          <decision id="_t" name="Ticket"><informationRequirement><requiredDecision href="#_p"/></informationRequirement>
            <informationRequirement><requiredInput href="#_d"/></informationRequirement>
            <literalExpression><text>{price: Price, until: Day + duration("P1D")}</text></literalExpression>
          </decision>
          <decisionService id="_s" name="Sell"><outputDecision href="#_t"/><inputDecision href="#_p"/><inputData href="#_d"/></decisionService>
        </definitions>
        """);

    private string Model => Path.Combine(_folder, "visit.dmn");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ALimitNamesTheDecisionInWhichItWasReached()
    {
        File.WriteAllText(Model, File.ReadAllText(Model).Replace("{price: Price,", "{price: count(for i in 1..100000, j in 1..100000 return i * j + Price),", StringComparison.Ordinal));
        var (code, _, error) = Comity.Run("""{"Age": 10, "Day": "2024-02-28"}""", "evaluate", Model, "--decision", "Ticket", "--input", "-");
        Assert.Equal(1, code);
        Assert.StartsWith($"{Model}:11:", error, StringComparison.Ordinal);
        Assert.Contains("'Ticket'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ADecisionWithItsTrace()
    {
        var (code, output, _) = Comity.Run("""{"Age": 10, "Day": "2024-02-28"}""", "evaluate", Model, "--decision", "Ticket", "--input", "-", "--trace");
        Assert.Equal(0, code);
        Assert.Contains("decision 'Price', rule 1: Age: < 18 → 5 (a child)", output, StringComparison.Ordinal);
        Assert.Contains("{\"price\": 5, \"until\": @\"2024-02-29\"}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AllDecisionsAsJson()
    {
        var (code, output, _) = Comity.Run("""{"Age": 20, "Day": "2024-02-28"}""", "evaluate", Model, "--input", "-", "--json", "--trace");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Equal(10, json.RootElement.GetProperty("value").GetProperty("Price").GetInt32());
        Assert.Equal("2024-02-29", json.RootElement.GetProperty("value").GetProperty("Ticket").GetProperty("until").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("trace")[0].GetProperty("tables")[0].GetProperty("rules")[0].GetProperty("rule").GetInt32());
    }

    [Fact]
    public void AServiceAndAReason()
    {
        var (code, output, _) = Comity.Run("""{"Price": 7}""", "evaluate", Model, "--service", "Sell", "--input", "-");
        Assert.Equal(0, code);
        Assert.Contains("\"price\": 7", output, StringComparison.Ordinal);
        Assert.Contains("in 'Ticket'", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"Age\": \"ten\"}", "Ticket", "<input>:1:2")]
    [InlineData("{\"Aje\": 10}", "Ticket", "Did you mean 'Age'?")]
    [InlineData("{", "Ticket", "<input>:1:2")]
    [InlineData("{}", "Tiket", "Did you mean 'Ticket'?")]
    public void BadInputSaysWhere(string input, string decision, string expected)
    {
        var (code, output, error) = Comity.Run(input, "evaluate", Model, "--decision", decision, "--input", "-");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void ABadModelIsEvaluatedAsFarAsItGoes()
    {
        File.WriteAllText(Model, File.ReadAllText(Model).Replace("Day + duration", "Dai + duration", StringComparison.Ordinal));
        var (code, output, error) = Comity.Run("""{"Age": 20, "Day": "2024-02-28"}""", "evaluate", Model, "--input", "-", "--tolerant", "--json");
        Assert.Equal(0, code);
        Assert.Contains("\"FEEL0101\"", output, StringComparison.Ordinal);
        Assert.Contains($"{Model}:13:52", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ABadModelSaysWhere()
    {
        File.WriteAllText(Model, File.ReadAllText(Model).Replace("Day + duration", "Dai + duration", StringComparison.Ordinal));
        var (code, _, error) = Comity.Run("", "evaluate", Model);
        Assert.Equal(2, code);
        Assert.Contains($"{Model}:13:52", error, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("", "evaluate", Path.Combine(_folder, "none.dmn")).Code);
    }
}
