using Comity.Feel.Evaluation;
using Comity.Feel.Values;
using Comity.Policy.Determinations;

namespace Comity.Policy.Tests;

/// <summary>Reads what the DMN engine gives for findings and reasons: written a second time, for comparison with programs.</summary>
internal static class EngineAnswer
{
    public static FeelValue[] Entries(FeelValue list) => list.Kind == FeelKind.List ? list.AsList().Items.ToArray() : [];

    public static string? Text(FeelValue entry, string member) =>
        FeelOperators.Member(entry, member, EvaluationContext.Silent) is { Kind: FeelKind.String } text ? text.AsString() : null;

    public static Outcome OutcomeOf(FeelValue findings) => findings.IsNull ? Outcome.Contradictory
        : Entries(findings) is not [var first, ..] ? Outcome.NotCovered
        : Text(first, "effect") switch
        {
            "prohibited" => Outcome.Prohibited,
            "required" => Outcome.Required,
            _ => Outcome.Permitted,
        };

    public static bool IsSound(FeelValue findings) => findings.Kind == FeelKind.List
        && Entries(findings).Select(entry => Text(entry, "effect")).Distinct().ToList() is [] or ["prohibited" or "permitted" or "required"];
}
