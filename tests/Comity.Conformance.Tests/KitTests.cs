using Comity.Conformance.Cases;
using Comity.Conformance.Running;

namespace Comity.Conformance.Tests;

public class KitTests
{
    [Fact]
    public void ThePublicKitPasses()
    {
        var folder = Environment.GetEnvironmentVariable("COMITY_TCK");
        if (string.IsNullOrEmpty(folder))
        {
            Assert.Skip("COMITY_TCK is not set: give it the path of the DMN conformance kit's test cases.");
        }

        var run = ConformanceRunner.Run(CaseReader.ReadAll(folder), cancellation: TestContext.Current.CancellationToken);
        Assert.NotEmpty(run.Outcomes);
        Assert.Empty(run.Outcomes.Where(outcome => outcome.Status == CaseStatus.Failed).Select(outcome => $"{outcome.Path}: {outcome.Detail}"));
    }
}
