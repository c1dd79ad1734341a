using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Linting;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;

namespace Comity.Dmn.Linting;

/// <summary>
/// Looks for rules that no case reaches. Each column's values are cut into regions by the constants of its entries, and each entry is tested
/// with a sample of each region; a rule is then a box of regions, and boxes can be compared and subtracted.
/// </summary>
internal sealed class TableLinter(DmnModel model, DecisionTable table, FeelScope scope)
{
    // Boxes that one table may cost; beyond it nothing is claimed.
    private const int MostSteps = 200_000;
    private const int MostFindings = 20;

    private readonly List<Diagnostic> _found = [];
    private int _steps;

    public IReadOnlyList<Diagnostic> Findings()
    {
        if (table.Rules.Any(rule => rule.Inputs.Count != table.Inputs.Count))
        {
            return [];
        }

        // By column, then by rule; null where an entry depends on more than the tested value and constants.
        var columns = Enumerable.Range(0, table.Inputs.Count).Select(Column).ToArray();
        if (table.HitPolicy == HitPolicy.First)
        {
            Unreachable(columns);
        }
        else if (table.HitPolicy == HitPolicy.Unique)
        {
            Overlapping(columns);
        }

        return _found;
    }

    private bool[]?[] Column(int column)
    {
        var clause = table.Inputs[column];
        var entries = table.Rules.Select(rule => rule.Inputs[column]).ToList();
        var tree = FeelParser.ParseExpression(clause.Expression.Text, scope).Tree;
        var type = tree is null ? FeelType.Any : FeelTypeInference.OfExpression(tree, scope).Type;
        var tests = entries.ConvertAll(entry => Tests(entry, type));
        var listed = clause.AllowedValues is { } own ? Compiled(own, scope) : null;
        var declared = DeclaredValues(tree) is { } allowed ? Compiled(allowed, FeelScope.Empty) : null;

        var regions = ColumnRegions.Of(tests.Append(listed).Append(declared).SelectMany(test => test?.Constants ?? []));
        var samples = new List<FeelValue>();
        for (var region = 0; region < regions.Count; region++)
        {
            if (regions.TrySample(region, out var sample) && IsPossible(sample, type, listed, declared))
            {
                samples.Add(sample);
            }
        }

        // Values of which the regions say nothing, such as times: only "-" is known to take them.
        var others = type is not BasicType { Kind: FeelKind.Boolean or FeelKind.Number or FeelKind.String or FeelKind.Date } && listed?.Constants is null && declared?.Constants is null;
        var result = new bool[]?[entries.Count];
        for (var rule = 0; rule < entries.Count; rule++)
        {
            var test = tests[rule];
            if (test is null || (!test.IsAny && test.Constants is null))
            {
                continue;
            }

            var holds = samples.ConvertAll(sample => test.IsAny || test.Test(sample, [], EvaluationContext.Silent).IsTrue);
            if (!holds.Contains(true) && (!others || test.Constants!.All(constant => regions.RegionOf(constant) >= 0)))
            {
                var among = listed ?? declared;
                Add(new Diagnostic(
                    Severity.Warning,
                    "DMN0303",
                    among is null ? $"No value of '{clause.Label}' passes this test, so rule {rule + 1} is never taken." : $"No allowed value of '{clause.Label}' passes this test, so rule {rule + 1} is never taken.",
                    entries[rule].Location,
                    (clause.AllowedValues ?? DeclaredValues(tree)) is { } values ? $"Allowed are {values.Text.Trim()}." : "Look for ends of a range in the wrong order."));
            }

            result[rule] = [.. holds, .. others ? [test.IsAny] : (bool[])[]];
        }

        return result;
    }

    private CompiledTests? Tests(FeelText entry, FeelType input)
    {
        if (FeelParser.ParseUnaryTests(entry.Text, scope).Tree is not { } tree)
        {
            return null;
        }

        foreach (var finding in FeelLinter.OfUnaryTests(tree, scope, input))
        {
            Add(entry.Diagnose(finding) with { Severity = Severity.Warning });
        }

        return FeelCompiler.CompileUnaryTests(tree, scope).Code;
    }

    private static CompiledTests? Compiled(FeelText text, FeelScope scope) =>
        FeelParser.ParseUnaryTests(text.Text, scope).Tree is { } tree ? FeelCompiler.CompileUnaryTests(tree, scope).Code : null;

    // The allowed values of the type of the input or decision that the column tests.
    private FeelText? DeclaredValues(FeelNode? tree)
    {
        var type = tree is not NameNode { Name: var name } ? null
            : model.Inputs.FirstOrDefault(input => FeelNames.Comparer.Equals(input.Name, name))?.TypeName ?? model.Decisions.FirstOrDefault(decision => FeelNames.Comparer.Equals(decision.Name, name))?.TypeName;
        return model.ItemDefinitions.FirstOrDefault(definition => FeelNames.Comparer.Equals(definition.Name, type) && !definition.IsCollection && definition.Components.Count == 0)?.AllowedValues;
    }

    // Null passes any declared type; a column's own allowed values keep it out.
    private static bool IsPossible(FeelValue sample, FeelType type, CompiledTests? listed, CompiledTests? declared)
    {
        if (listed?.Constants is not null && !listed.Test(sample, [], EvaluationContext.Silent).IsTrue)
        {
            return false;
        }

        return sample.IsNull
            || ((declared?.Constants is null || declared.Test(sample, [], EvaluationContext.Silent).IsTrue) && (type is not BasicType { Kind: { } kind } || sample.Kind == kind));
    }

    private void Unreachable(bool[]?[][] columns)
    {
        for (var rule = 1; rule < table.Rules.Count; rule++)
        {
            var box = columns.Select(column => column[rule] ?? Everything(column)).ToArray();
            if (Array.Exists(box, side => !side.Contains(true)))
            {
                continue;
            }

            var alone = Enumerable.Range(0, rule).FirstOrDefault(earlier => Array.TrueForAll(columns, column => Contains(column[earlier], column[rule])), -1);
            if (alone >= 0)
            {
                Add(Never(rule, $"rule {alone + 1} takes every case of it"));
            }
            else if (IsCovered(columns, box, 0, rule))
            {
                Add(Never(rule, "the rules above take every case of it"));
            }
        }
    }

    private Diagnostic Never(int rule, string why) => new(
        Severity.Warning, "DMN0301", $"Rule {rule + 1} is never taken: {why}, and the first match wins.", table.Rules[rule].Location, "Remove it, or move it up.");

    private static bool Contains(bool[]? larger, bool[]? smaller) =>
        larger is not null && (smaller is null ? Array.TrueForAll(larger, isIn => isIn) : larger.Zip(smaller).All(pair => pair.First || !pair.Second));

    private static bool[] Everything(bool[]?[] column) => column.FirstOrDefault(side => side is not null) is { } known ? [.. known.Select(_ => true)] : [true];

    // Whether the rules from one up to another take the whole box: what the first leaves of it is left to the next.
    private bool IsCovered(bool[]?[][] columns, bool[][] box, int from, int to)
    {
        if (from == to || ++_steps > MostSteps)
        {
            return false;
        }

        var sides = Array.ConvertAll(columns, column => column[from]);
        if (Array.Exists(sides, side => side is null) || !Enumerable.Range(0, box.Length).All(i => box[i].Zip(sides[i]!).Any(pair => pair.First && pair.Second)))
        {
            return IsCovered(columns, box, from + 1, to);
        }

        box = [.. box];
        for (var i = 0; i < box.Length; i++)
        {
            bool[] outside = [.. box[i].Zip(sides[i]!, (mine, taken) => mine && !taken)];
            if (outside.Contains(true))
            {
                var rest = (bool[][])box.Clone();
                rest[i] = outside;
                if (!IsCovered(columns, rest, from + 1, to))
                {
                    return false;
                }
            }

            box[i] = [.. box[i].Zip(sides[i]!, (mine, taken) => mine && taken)];
        }

        return true;
    }

    private void Overlapping(bool[]?[][] columns)
    {
        for (var second = 1; second < table.Rules.Count; second++)
        {
            for (var first = 0; first < second && ++_steps <= MostSteps; first++)
            {
                if (Array.TrueForAll(columns, column => column[first] is { } left && column[second] is { } right && left.Zip(right).Any(pair => pair.First && pair.Second)))
                {
                    Add(new Diagnostic(
                        Severity.Warning,
                        "DMN0302",
                        $"Rules {first + 1} and {second + 1} can match at once; a unique table is then null.",
                        table.Rules[second].Location,
                        "Make their tests exclude each other, or choose another hit policy."));
                    break;
                }
            }
        }
    }

    private void Add(Diagnostic diagnostic)
    {
        if (_found.Count < MostFindings)
        {
            _found.Add(diagnostic);
        }
    }
}
