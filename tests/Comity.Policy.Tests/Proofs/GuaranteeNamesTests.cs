using Comity.Policy.Proofs;

namespace Comity.Policy.Tests.Proofs;

/// <summary>
/// A guarantee's logic is what is written in it: it names facts and the answer, and invokes no knowledge model. So who asks whether the logic
/// of a guarantee changed, as publishing does, may compare its own text.
/// </summary>
public sealed class GuaranteeNamesTests
{
    [Theory]
    [InlineData("where: isUrgent(action)\n  holds: true")]
    [InlineData("holds: isUrgent(action)")]
    [InlineData("where: Inner = 1\n  holds: true")]
    [InlineData("holds: Inner = 1")]
    public void AGuaranteeInvokesNoKnowledgeModelAndNamesNoOtherDecision(string logic)
    {
        using var pack = new TemporaryPack(
            ("m.dmn", SmallPack.Files["m.dmn"].Replace("</definitions>", """
                <businessKnowledgeModel id="k" name="isUrgent"><encapsulatedLogic><formalParameter name="x"/>
                <literalExpression><text>x = "hold"</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
                <decision id="i" name="Inner"><literalExpression><text>1</text></literalExpression></decision></definitions>
                """, StringComparison.Ordinal)),
            ("guarantees.yaml", $"- name: G\n  statement: S\n  source: S\n  {logic}\n"));
        var result = PackCheck.Of(pack.Read());
        Assert.Null(result.Report);
        Assert.Contains("is not known here", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }
}
