using Comity.Dmn.Model;
using Comity.Policy.Reading;

namespace Comity.Policy.Proofs;

/// <summary>A rule with what the check found about it.</summary>
/// <param name="Number">Its number in the table, from 1.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Failures">What is wrong with it.</param>
public sealed record MarkedRule(int Number, PlainRule Rule, IReadOnlyList<CheckFailure> Failures);

/// <summary>A table as it is written, with what the check found marked in its place.</summary>
/// <param name="Title">Name of the decision.</param>
/// <param name="Rules">All its rules, in order.</param>
/// <param name="Failures">What is wrong with the table as a whole: gaps and conflicts.</param>
public sealed record MarkedTable(string Title, IReadOnlyList<MarkedRule> Rules, IReadOnlyList<CheckFailure> Failures)
{
    /// <summary>Marks the tables of a pack.</summary>
    /// <param name="report">What was found.</param>
    public static IReadOnlyList<MarkedTable> Of(CheckReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var failures = report.Results.SelectMany(result => result.Failures).Where(failure => failure.Location is not null).ToLookup(failure => failure.Location!);
        return
        [
            .. PlainPolicy.TablesOf(report.Pack).Select(plain =>
            {
                var table = (DecisionTable)report.Pack.Model.Decisions.First(decision => decision.Name == plain.Title).Expression;
                var rules = table.Rules.ToList();
                return new MarkedTable(plain.Title, [.. plain.Rules.Select(rule => new MarkedRule(rules.IndexOf(rule.Rule) + 1, rule, [.. failures[rule.Rule.Location]]))], [.. failures[table.Location]]);
            }),
        ];
    }
}
