using Comity.Records;
using Comity.Server.Web;

namespace Comity.Server.Records;

/// <summary>What a follow-up must say, whoever sends it.</summary>
internal static class FollowUpRules
{
    /// <summary>What an agency can have done, by the words that records use.</summary>
    public static IReadOnlyDictionary<string, Choice> Choices { get; } = new Dictionary<string, Choice> { ["cooperated"] = Choice.Cooperated, ["in-part"] = Choice.InPart, ["declined"] = Choice.Declined };

    /// <summary>What is wrong; null for nothing.</summary>
    /// <param name="choice">What the agency did; null where that was not said.</param>
    /// <param name="on">The day; null where none was given that can be read.</param>
    /// <param name="today">The day it is.</param>
    /// <param name="reason">Why, as a code or in words; null for nothing.</param>
    /// <param name="outcome">What policy said to the action; null where the record has no such action.</param>
    public static string? Problem(Choice? choice, DateOnly? on, DateOnly today, string? reason, string? outcome) => choice is null ? "Choose what your agency did."
        : on is null ? $"Say on which day. {QueryValues.DayProblem}"
        : on > today ? "The day has not come yet. A follow-up says what was done."
        : reason is not null ? null
        : outcome == "permitted" ? "Policy only permits this; it was your agency's choice. Say why it chose so."
        : outcome is not (null or "required") && choice != Choice.Declined ? "Policy does not provide for this here. Say why your agency did it."
        : outcome == "required" && choice != Choice.Cooperated ? "Policy requires this. Say why your agency did not do all of it."
        : null;
}
