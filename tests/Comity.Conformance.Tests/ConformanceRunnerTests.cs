using Comity.Conformance.Reports;
using Comity.Conformance.Running;

namespace Comity.Conformance.Tests;

public class ConformanceRunnerTests
{
    [Theory]
    [InlineData("1 / 3", """<value xsi:type="xsd:decimal">0.33333333</value>""")]
    [InlineData("2", """<value xsi:type="xsd:double">2.0</value>""")]
    [InlineData("\"2\"", """<value xsi:type="xsd:string">2</value>""")]
    [InlineData("1 + null", """<value xsi:nil="true"/>""")]
    [InlineData("[1, null]", """<list><item><value xsi:type="xsd:decimal">1</value></item><item><value xsi:nil="true"/></item></list>""")]
    [InlineData("[]", "<list/>")]
    [InlineData("{b: date(\"2024-02-29\"), a: true}", """<component name="a"><value xsi:type="xsd:boolean">true</value></component><component name="b"><value xsi:type="xsd:date">2024-02-29</value></component>""")]
    public void TheExpectedValuePasses(string text, string expected)
    {
        using var kit = new SmallKit(SmallKit.Decision("d", text), SmallKit.Case("1", "d", expected));
        Assert.Equal(CaseStatus.Passed, Assert.Single(kit.Run().Outcomes).Status);
    }

    [Theory]
    [InlineData("1 / 3", """<value xsi:type="xsd:decimal">0.3333333</value>""")]
    [InlineData("\"2\"", """<value xsi:type="xsd:decimal">2</value>""")]
    [InlineData("[1]", """<value xsi:type="xsd:decimal">1</value>""")]
    [InlineData("[1, 2]", """<list><item><value xsi:type="xsd:decimal">2</value></item><item><value xsi:type="xsd:decimal">1</value></item></list>""")]
    [InlineData("{a: 1, b: 2}", """<component name="a"><value xsi:type="xsd:decimal">1</value></component>""")]
    [InlineData("0", """<value xsi:nil="true"/>""")]
    [InlineData("date(\"2024-02-29\")", """<value xsi:type="xsd:date">2024-02-30</value>""")]
    public void AnotherValueFails(string text, string expected)
    {
        using var kit = new SmallKit(SmallKit.Decision("d", text), SmallKit.Case("1", "d", expected));
        Assert.Equal(CaseStatus.Failed, Assert.Single(kit.Run().Outcomes).Status);
    }

    [Fact]
    public void AFaultInOneDecisionLeavesTheOthers()
    {
        using var kit = new SmallKit(
            SmallKit.Decision("good", "1") + SmallKit.Decision("bad", "1 +"),
            SmallKit.Case("1", "good", """<value xsi:type="xsd:decimal">1</value>""") + SmallKit.Case("2", "bad", """<value xsi:nil="true"/>""") + SmallKit.Case("3", "none", """<value xsi:nil="true"/>"""));
        Assert.Equal([CaseStatus.Passed, CaseStatus.Passed, CaseStatus.Failed], kit.Run().Outcomes.Select(outcome => outcome.Status));
    }

    [Fact]
    public void AFilterChoosesCases()
    {
        var one = """<value xsi:type="xsd:decimal">1</value>""";
        using var kit = new SmallKit(SmallKit.Decision("d", "1"), SmallKit.Case("first", "d", one) + SmallKit.Case("second", "d", one));
        Assert.Equal("second", Assert.Single(kit.Run("small*sec").Outcomes).Case.Id);
        Assert.Empty(kit.Run("third").Outcomes);
    }

    [Fact]
    public void ResultsAreWrittenAsTheKitTakesThem()
    {
        using var kit = new SmallKit(SmallKit.Decision("d", "\"a\""), SmallKit.Case("1", "d", """<value xsi:type="xsd:string">a</value>""") + SmallKit.Case("2", "d", """<value xsi:type="xsd:string">b</value>"""));
        var folder = Path.Combine(kit.Root, "results");
        SubmissionFiles.Write(folder, kit.Run(), new Submission("1.2.3", new DateOnly(2026, 11, 24)));
        Assert.Equal(
            ["\"compliance-level-3/0001-small\",\"small-test-01\",\"1\",\"SUCCESS\",\"\"", "\"compliance-level-3/0001-small\",\"small-test-01\",\"2\",\"ERROR\",\"'d' is \"\"a\"\", not \"\"b\"\".\""],
            File.ReadAllLines(Path.Combine(folder, SubmissionFiles.Results)));
        var properties = File.ReadAllLines(Path.Combine(folder, SubmissionFiles.Properties));
        Assert.Contains("product.version=1.2.3", properties);
        Assert.Contains("last.update=2026-11-24", properties);
    }
}
