using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Policy.Residents;

namespace Comity.Server.Public;

/// <summary>A question that a resident looked up, with its answer.</summary>
/// <param name="Place">Where.</param>
/// <param name="Officer">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Answer">What policy says.</param>
/// <param name="SameEverywhere">Whether it says the same at every place.</param>
public sealed record ResidentQuestion(ResidentChoice Place, ResidentChoice Officer, ResidentChoice Action, ResidentAnswer Answer, bool SameEverywhere)
{
    /// <summary>Asks.</summary>
    /// <param name="logic">What decides.</param>
    /// <param name="on">The day.</param>
    /// <param name="place">Where.</param>
    /// <param name="officer">Who.</param>
    /// <param name="action">What.</param>
    public static ResidentQuestion Of(PolicyLogic logic, DateOnly on, ResidentChoice place, ResidentChoice officer, ResidentChoice action)
    {
        ArgumentNullException.ThrowIfNull(logic);
        var answers = logic.Pack.Residents.Places.ToDictionary(other => other, other => ResidentAnswer.Of(logic.Program, on, other, officer, action));
        return new ResidentQuestion(place, officer, action, answers[place], answers.Values.All(answers[place].SaysTheSameAs));
    }

    /// <summary>Whether policy leaves it to counsel, whatever else is the case.</summary>
    public static bool IsContested(Determination determination)
    {
        ArgumentNullException.ThrowIfNull(determination);
        return determination.Review is { DependsOn.Count: 0 };
    }

    /// <summary>The class of a verdict's color; empty where policy leaves it to counsel.</summary>
    public static string Kind(Determination determination)
    {
        ArgumentNullException.ThrowIfNull(determination);
        return IsContested(determination) ? "" : Words.Of(determination.Outcome);
    }

    /// <summary>The name of the text that says what policy says.</summary>
    public static string Verdict(Determination determination)
    {
        ArgumentNullException.ThrowIfNull(determination);
        return determination.Outcome != Outcome.Undetermined && IsContested(determination) ? "verdict.contested" : $"verdict.{Words.Of(determination.Outcome)}";
    }
}
