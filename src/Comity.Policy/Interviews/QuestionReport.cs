using Comity.Diagrams.Questions;
using Comity.Feel.Values;

namespace Comity.Policy.Interviews;

/// <summary>How many questions one requested action takes.</summary>
/// <param name="Action">The action; null where the pack has no such fact.</param>
/// <param name="Outlook">The order that the interview follows.</param>
/// <param name="Least">The least expected cost by trying every order; null where the pack is too large for that.</param>
/// <param name="InOrder">Asking in the order of the pack what still matters: the expected number, and the most.</param>
/// <param name="Form">Asking everything in the order of the pack until the answer is certain, as a form does: the expected number, and the most.</param>
public sealed record QuestionCount(FeelValue? Action, QuestionOutlook Outlook, double? Least, (double Expected, int Most) InOrder, (double Expected, int Most) Form);

/// <summary>How many questions an interview takes on one day, for each requested action by itself.</summary>
/// <param name="On">The day.</param>
/// <param name="Counts">The counts, in the order of the pack.</param>
public sealed record QuestionReport(DateOnly On, IReadOnlyList<QuestionCount> Counts)
{
    /// <summary>Counts the questions of a pack.</summary>
    public static QuestionReport Of(InterviewPlans plans, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(plans);
        var policy = plans.Program.Policy;
        var open = plans.Program.Space.Variables.Select(_ => -1).ToArray();
        int[] order = [.. Enumerable.Range(0, open.Length).Where(level => plans.FactAt(level) is { } fact && fact.Name != policy.Manifest.Action).OrderBy(level => policy.Facts.ToList().IndexOf(plans.FactAt(level)!))];
        IEnumerable<FeelValue?> actions = policy.Facts.FirstOrDefault(fact => fact.Name == policy.Manifest.Action)?.Values.Select(choice => (FeelValue?)choice.Value) ?? [null];
        return new QuestionReport(on, [.. actions.Select(action =>
        {
            IReadOnlyList<FeelValue> asked = action is { } value ? [value] : [];
            var plan = plans.Of(on, asked, thorough: false);
            return new QuestionCount(
                action, plan.Improve(open, []), plans.LeastByTrying(on, asked),
                plan.InOrder(order, onlyWhatMatters: true), plan.InOrder(order, onlyWhatMatters: false));
        })]);
    }
}
