using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Values;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Policy.Reading;

/// <summary>A condition of a rule in words.</summary>
/// <param name="Label">What is tested.</param>
/// <param name="Text">What it must be.</param>
public sealed record PlainCondition(string Label, string Text);

/// <summary>A rule in words.</summary>
/// <param name="Conditions">What must hold; empty for always.</param>
/// <param name="Effect">What follows: an outcome, or <c>counsel's review</c>.</param>
/// <param name="Provision">The provision that the rule implements.</param>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="Rule">The rule of the model.</param>
public sealed record PlainRule(IReadOnlyList<PlainCondition> Conditions, string Effect, Provision Provision, string Reason, TableRule Rule)
{
    /// <summary>What the agency has to keep to; null for nothing.</summary>
    public string? Condition { get; init; }
}

/// <summary>A decision table in words.</summary>
/// <param name="Title">Name of the decision.</param>
/// <param name="Rules">Its rules in force, in order.</param>
public sealed record PlainTable(string Title, IReadOnlyList<PlainRule> Rules);

/// <summary>The policy of one day, for people to read: taken from the model, never written a second time.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="On">The day.</param>
/// <param name="InForce">Provisions in force, in the order in which they prevail.</param>
/// <param name="NotInForce">The others.</param>
/// <param name="Tables">The tables, in the order of the model, without rules that cannot match on that day.</param>
public sealed record PlainPolicy(PolicyPack Pack, DateOnly On, IReadOnlyList<Provision> InForce, IReadOnlyList<Provision> NotInForce, IReadOnlyList<PlainTable> Tables)
{
    /// <summary>Reads a pack's policy of a day.</summary>
    public static PlainPolicy Of(PolicyLogic logic, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(logic);
        var (pack, nothing) = (logic.Pack, new Dictionary<string, FeelValue>());
        var tables = TablesOf(pack).Select(table => table with { Rules = [.. table.Rules.Where(rule => logic.Matches(rule.Rule, on, nothing) != false)] });
        return new PlainPolicy(
            pack, on, [.. pack.Provisions.Values.Where(provision => provision.IsInForce(on))], [.. pack.Provisions.Values.Where(provision => !provision.IsInForce(on))],
            [.. tables.Where(table => table.Rules.Count > 0)]);
    }

    /// <summary>The tables of a pack whose rules name provisions, with every rule, whether it is in force or not.</summary>
    public static IReadOnlyList<PlainTable> TablesOf(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var scope = FeelScope.Of(pack.Model.Inputs.Select(input => input.Name).Concat(pack.Model.Decisions.Select(decision => decision.Name)).Select(name => new FeelVariable(name, FeelType.Any)));
        return
        [
            .. pack.Model.Decisions.Where(decision => decision.Expression is DecisionTable table && table.Outputs.Any(output => output.Name == "provision"))
                .Select(decision => (decision.Name, Table: (DecisionTable)decision.Expression))
                .Select(entry => new PlainTable(entry.Name, [.. entry.Table.Rules.Select(rule => Rule(pack, entry.Table, rule, scope)).OfType<PlainRule>()])),
        ];
    }

    private static PlainRule? Rule(PolicyPack pack, DecisionTable table, TableRule rule, FeelScope scope)
    {
        if (!pack.Provisions.TryGetValue(Output("provision") ?? "", out var provision))
        {
            return null;
        }

        var conditions = new List<PlainCondition>();
        for (var column = 0; column < table.Inputs.Count; column++)
        {
            var input = table.Inputs[column];
            if (input.Expression.Text.Trim() != PolicyLogic.ProvisionsInput && Cell(pack, input, rule.Inputs[column], scope) is { } text)
            {
                conditions.Add(new PlainCondition(input.Label, text));
            }
        }

        return new PlainRule(conditions, Output("effect") ?? "counsel's review", provision, Output("reason") ?? "", rule) { Condition = Output("condition") };

        string? Output(string name)
        {
            var column = table.Outputs.ToList().FindIndex(output => output.Name == name);
            return column >= 0 && FeelParser.ParseExpression(rule.Outputs[column].Text, scope).Tree is LiteralNode { Value: { Kind: FeelKind.String } value } ? value.AsString() : null;
        }
    }

    // Null where every value passes.
    private static string? Cell(PolicyPack pack, InputClause input, FeelText tests, FeelScope scope)
    {
        return FeelParser.ParseUnaryTests(tests.Text, scope).Tree is { } tree ? Words(pack, input, tests, tree) : tests.Text;
    }

    /// <summary>Tests in the pack's words; null where every value passes.</summary>
    internal static string? Words(PolicyPack pack, InputClause input, FeelText tests, UnaryTestsNode tree)
    {
        if (tree.IsAny)
        {
            return null;
        }

        var fact = pack.Facts.FirstOrDefault(fact => fact.Name == input.Expression.Text.Trim());
        var parts = tree.Tests.Select(test => test is { Kind: UnaryTestKind.Expression, Operand: LiteralNode literal } ? PackLabels.Of(fact, literal.Value) : tests.Text[test.Span.Start..test.Span.End]);
        return (tree.Negated ? "anything but " : "") + string.Join(" or ", parts);
    }
}
