using System.Numerics;
using Comity.Dmn.Compilation;
using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Model;
using Comity.Feel.Compilation;
using Comity.Feel.Linting;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;

namespace Comity.Dmn.Linting;

/// <summary>
/// What is wrong with a table. Each column's values are cut into classes that its entries do not tell apart, and each entry is tested with
/// a sample of each; a rule is then a box of classes, and boxes can be compared and subtracted. That rules meet, or leave a gap, is claimed
/// where a value of each column shows it; that a rule is never taken, where it holds for all values.
/// </summary>
internal sealed class TableLinter
{
    // Findings of one kind; how many more there are is not counted.
    private const int MostFindings = 100;

    // What the questions about one table may cost: pairs of rules, and sides of rules.
    private const long MostPairs = 400_000_000;
    private const long MostWork = 40_000_000;
    private const long MostWorkForRule = 2_000_000;

    private readonly DmnModel _model;
    private readonly ModelTexts _texts;
    private readonly TableParts _parts;
    private readonly DecisionTable _table;
    private readonly CancellationToken _cancellation;
    private readonly List<Diagnostic> _found = [];
    private readonly Dictionary<string, SortedSet<int>> _notAnalyzed = new(StringComparer.Ordinal);
    private readonly List<(LintColumn One, LintColumn Other)> _dependent = [];
    private readonly List<LintColumn> _columns = [];
    private long _work = MostWork;
    private bool _areApart;

    /// <summary>Looks at one table.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The model's texts, of which the table is one.</param>
    /// <param name="parts">The table.</param>
    /// <param name="cancellation">Ends it.</param>
    public TableLinter(DmnModel model, ModelTexts texts, TableParts parts, CancellationToken cancellation)
    {
        (_model, _texts, _parts, _table, _cancellation) = (model, texts, parts, parts.Table, cancellation);
    }

    // Whether the value is the output of one rule.
    private bool HasOneResult => _table.HitPolicy is HitPolicy.Unique or HitPolicy.Any or HitPolicy.First or HitPolicy.Priority;

    /// <summary>The findings.</summary>
    public IReadOnlyList<Diagnostic> Findings()
    {
        if (_table.Rules.Any(rule => rule.Inputs.Count != _table.Inputs.Count || rule.Outputs.Count != _table.Outputs.Count))
        {
            return [];
        }

        ReadColumns();
        NeverPassed();
        _found.AddRange(OutputLinter.Findings(OutputTypes(), _parts).Take(MostFindings));
        for (var rule = 0; rule < _table.Rules.Count; rule++)
        {
            if (_columns.Exists(column => !column.IsExact(rule)))
            {
                NotAnalyzed("a test does more than compare with constants that have one order", rule);
            }
        }

        switch (_table.HitPolicy)
        {
            case HitPolicy.First:
                NeverTaken([.. _table.Rules.Select((_, rule) => rule)], "the first match wins");
                break;
            case HitPolicy.Priority:
                NeverTaken(Ranks(), "the best output wins");
                break;
            case HitPolicy.Unique or HitPolicy.Any:
                Meeting();
                break;
        }

        if (HasOneResult && Array.TrueForAll(_parts.Defaults, value => value is null))
        {
            Gaps();
        }

        foreach (var (why, rules) in _notAnalyzed)
        {
            NotAnalyzed($"{Numbered(rules)} not analyzed: {why}.", "Check by hand how they stand to the other rules.");
        }

        return _found;
    }

    private void ReadColumns()
    {
        var inputs = Enumerable.Range(0, _table.Inputs.Count).Select(Input).ToList();
        foreach (var group in inputs.GroupBy(input => (input.Text, input.Type)))
        {
            var members = group.ToList();
            var label = _table.Inputs[members[0].Number].Label;
            _columns.Add(new LintColumn(
                [.. members.Select(input => input.Number)],
                string.IsNullOrWhiteSpace(label) ? members[0].Text : label,
                members[0].IsFree,
                members[0].Type,
                [.. members.SelectMany(input => input.Constraints)],
                _parts,
                IsKnown));
        }

        // Columns that read the same variable cannot have any values beside each other.
        for (var one = 0; one < _columns.Count; one++)
        {
            for (var other = one + 1; other < _columns.Count; other++)
            {
                var (left, right) = (inputs[_columns[one].Inputs[0]].Reads, inputs[_columns[other].Inputs[0]].Reads);
                if (Array.Exists(left, mine => Array.Exists(right, theirs => IsPart(mine, theirs) || IsPart(theirs, mine))))
                {
                    _dependent.Add((_columns[one], _columns[other]));
                }
            }
        }

        foreach (var column in _dependent.SelectMany(pair => (LintColumn[])[pair.One, pair.Other]))
        {
            column.IsFree = false;
        }
    }

    private static bool IsPart(string part, string whole) => part == whole || part.StartsWith(whole + ".", StringComparison.Ordinal);

    // What an input is: its expression, the type of its values, what they must pass, which variables it reads, and what is found in its
    // entries.
    private ColumnInput Input(int number)
    {
        var clause = _table.Inputs[number];
        var tree = FeelParser.ParseExpression(clause.Expression.Text, _parts.Scope).Tree;
        var inferred = tree is null ? null : FeelTypeInference.OfExpression(tree, _parts.Scope);
        var (type, declared) = (inferred?.Type ?? FeelType.Any, _parts.Types[number]);
        var constraints = new List<CompiledTests>(declared.Constraints ?? []);
        if (tree is not null && DeclaredType(tree) is { } variable)
        {
            constraints.AddRange(variable.Constraints ?? []);
        }

        if (declared.Type != FeelType.Any)
        {
            if (NeverFits(type, declared.Type))
            {
                Add(
                    Severity.Warning,
                    "DMN0306",
                    $"The column '{clause.Label}' has the type {declared.Type}, and its expression is always a {type}, so its value is always null.",
                    clause.Expression.Location,
                    $"Give the column the type {type}.");
                type = FeelType.Null;
            }
            else
            {
                type = declared.Type;
            }
        }

        var findings = new Dictionary<string, IReadOnlyList<FeelSyntaxError>>(StringComparer.Ordinal);
        var tested = type == FeelType.Null ? declared.Type : type;
        foreach (var entry in _table.Rules.Select(rule => rule.Inputs[number]))
        {
            if (!findings.TryGetValue(entry.Text, out var mistakes))
            {
                mistakes = FeelParser.ParseUnaryTests(entry.Text, _parts.Scope).Tree is { IsAny: false } tests
                    ? FeelLinter.OfUnaryTests(tests, _parts.Scope, tested)
                    : [];
                findings.Add(entry.Text, mistakes);
            }

            _found.AddRange(mistakes.Select(mistake => entry.Diagnose(mistake) with { Severity = Severity.Warning }));
        }

        return new ColumnInput(
            number,
            tree is null ? clause.Expression.Text : FeelPrinter.Print(tree),
            type,
            constraints,
            tree is not null && IsVariable(tree, inferred!),
            tree is null ? [] : [.. Reads(tree)]);
    }

    internal static bool NeverFits(FeelType type, FeelType wanted) =>
        type is BasicType { Kind: { } kind } && wanted is BasicType { Kind: { } other } && kind != other
        && type != FeelType.Null && (type, wanted) != (FeelType.Date, FeelType.DateTime);

    // The declared type, with its constraints, of a variable or a member of one.
    private ItemType? DeclaredType(FeelNode tree) => tree switch
    {
        NameNode name => _texts.TypeOf(_parts.Scope.SlotOf(name.Name)),
        PathNode path => DeclaredType(path.Source)?.Members?.FirstOrDefault(member =>
            FeelNames.Comparer.Equals(member.Name, path.Member)).Type,
        _ => null,
    };

    private bool IsVariable(FeelNode tree, FeelTypeInference types) => tree switch
    {
        NameNode name => _parts.Scope.SlotOf(name.Name) >= 0,
        PathNode path => types.TypeOf(path.Source) is ContextType or BasicType { Kind: null } && IsVariable(path.Source, types),
        _ => false,
    };

    private IEnumerable<string> Reads(FeelNode tree) => tree switch
    {
        NameNode name => _parts.Scope.SlotOf(name.Name) >= 0 ? [name.Name] : [],
        PathNode path when path.Source is NameNode or PathNode => Reads(path.Source).Select(source => $"{source}.{path.Member}"),
        _ => tree.Children().SelectMany(Reads),
    };

    // An entry with an error is compiled to "-".
    private bool IsKnown(int rule, int input) =>
        _parts.Tests[rule][input] is var test
        && (test.IsAny ? _table.Rules[rule].Inputs[input].Text.Trim() is "-" or "" : test.Constants is not null);

    private void NeverPassed()
    {
        var count = 0;
        foreach (var column in _columns)
        {
            for (var rule = 0; rule < _table.Rules.Count && count < MostFindings; rule++)
            {
                if (column.Possible(rule).Size > 0)
                {
                    continue;
                }

                count++;
                var clause = _table.Inputs[column.Inputs[0]];
                var values = clause.AllowedValues ?? DeclaredValues(clause.Expression.Text);
                Add(
                    Severity.Warning,
                    "DMN0303",
                    $"No {(values is null ? "" : "allowed ")}value of '{column.Label}' passes "
                    + $"{(column.Inputs.Length > 1 ? "these tests" : "this test")}, so rule {rule + 1} is never taken.",
                    _table.Rules[rule].Inputs[column.Inputs[0]].Location,
                    values is null
                        ? "Look for ends of a range in the wrong order, and for values of another type."
                        : $"Allowed are {values.Text.Trim()}.");
            }
        }
    }

    // The text of the allowed values of the type of the input or decision that a column tests.
    private FeelText? DeclaredValues(string name)
    {
        name = name.Trim();
        var type = _model.Inputs.FirstOrDefault(input => FeelNames.Comparer.Equals(input.Name, name))?.TypeName
            ?? _model.Decisions.FirstOrDefault(decision => FeelNames.Comparer.Equals(decision.Name, name))?.TypeName;
        return _model.ItemDefinitions.FirstOrDefault(definition =>
            FeelNames.Comparer.Equals(definition.Name, type) && !definition.IsCollection
                && definition.Components.Count == 0)?.AllowedValues;
    }

    // What the outputs must be: the type of their column, and of the decision whose value the only column's output is.
    private ItemType[] OutputTypes()
    {
        var isWhole = HasOneResult && _table.Outputs.Count == 1 && ReferenceEquals(_parts.OutputTypes[0], ItemType.Any);
        return isWhole && _texts.TypeOf(_table) is { } declared ? [declared] : _parts.OutputTypes;
    }

    private bool CanBeTaken(int rule) => _columns.TrueForAll(column => column.Possible(rule).Size > 0);

    // By rank, the best first: rules of which the better ones take every case.
    private void NeverTaken(int[] ranks, string why)
    {
        var rows = new RuleRows(_columns, _table.Rules.Count);
        var certain = Sides((rule, column) => column.Certain(rule));
        var better = rows.None();
        var count = 0;
        var known = Enumerable.Range(0, ranks.Length).Where(rule => ranks[rule] >= 0);
        foreach (var rank in known.GroupBy(rule => ranks[rule]).OrderBy(rank => rank.Key))
        {
            foreach (var rule in rank.Where(CanBeTaken))
            {
                _cancellation.ThrowIfCancellationRequested();
                var rivals = RuleRows.In(rows.LeastTaken(rule, better)).ToList();
                if (rivals.Count == 0)
                {
                    continue;
                }

                var alone = rivals.FindIndex(rival => _columns.TrueForAll(column => column.Certain(rival).Includes(column.Possible(rule))));
                var covered = alone >= 0 ? true : IsCovered(rule, RuleRows.In(better), certain);
                if (covered is null)
                {
                    NotAnalyzed("finding out whether the rules that win take every case takes too long", rule);
                }
                else if (covered.Value && ++count <= MostFindings)
                {
                    var isFirst = _table.HitPolicy == HitPolicy.First;
                    var winners = alone >= 0 ? $"rule {rivals[alone] + 1} takes"
                        : isFirst ? "the rules above take"
                        : "rules with better outputs take";
                    Add(
                        Severity.Warning,
                        "DMN0301",
                        $"Rule {rule + 1} is never taken: {winners} every case of it, and {why}.",
                        _table.Rules[rule].Location,
                        isFirst ? "Remove it, or move it up." : "Remove it, or narrow the rules that win over it.");
                }
            }

            foreach (var rule in rank)
            {
                RuleRows.Add(better, rule);
            }
        }
    }

    // The classes that each rule takes of each column.
    private ClassSet[][] Sides(Func<int, LintColumn, ClassSet> side) =>
        [.. Enumerable.Range(0, _table.Rules.Count).Select(rule => _columns.Select(column => side(rule, column)).ToArray())];

    private bool? IsCovered(int rule, IEnumerable<int> better, ClassSet[][] certain)
    {
        var box = _columns.Select(column => column.Possible(rule)).ToArray();
        var work = Math.Min(_work, MostWorkForRule);
        var search = new CoverSearch(certain, box, work, _cancellation);
        var answer = search.IsCovered([.. better.Where(other => Meets(certain[other], box))]);
        _work -= work - search.Work;
        return answer;
    }

    private static bool Meets(ClassSet[] sides, ClassSet[] box)
    {
        for (var i = 0; i < box.Length; i++)
        {
            if (sides[i].Shared(box[i]) == 0)
            {
                return false;
            }
        }

        return true;
    }

    // The places of the rules' outputs in the order of the listed values; -1 for a rule whose outputs are known to an evaluation only.
    private int[] Ranks()
    {
        var outputs = Outputs();
        for (var rule = 0; rule < outputs.Length; rule++)
        {
            if (outputs[rule] is null)
            {
                NotAnalyzed("how good the output is only an evaluation knows", rule);
            }
        }

        var keys = outputs.Select(values => values is null ? null : string.Join(' ', values.Select(Key))).ToArray();
        string[] order = [.. keys.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return [.. keys.Select(key => key is null ? -1 : Array.BinarySearch(order, key, StringComparer.Ordinal))];

        string Key(FeelValue value, int column) => $"{Place(_parts.Order[column], value):D10}";

        static int Place(FeelValue[]? listed, FeelValue value) =>
            listed is null ? 0 : Array.IndexOf(listed, value) is >= 0 and var place ? place : int.MaxValue;
    }

    private FeelValue[]?[] Outputs() => [.. Enumerable.Range(0, _table.Rules.Count).Select(rule => OutputLinter.ValuesOf(_parts, rule))];

    // Pairs of rules of a unique table that match at once, or of an any table that then differ in their outputs.
    private void Meeting()
    {
        var isAny = _table.HitPolicy == HitPolicy.Any;
        var outputs = isAny ? Outputs() : [];
        var search = new PairSearch(_columns, [.. Enumerable.Range(0, _table.Rules.Count).Where(CanBeTaken)], MostPairs, _cancellation);
        var pairs = new SortedDictionary<(int Second, int First), string>();
        search.Run((first, second) =>
        {
            if (pairs.ContainsKey((second, first)) || (isAny && MayAgree(first, second)))
            {
                return true;
            }

            if (_dependent.Exists(pair => Narrows(pair.One) && Narrows(pair.Other)))
            {
                NotAnalyzed("whether they match at once is not known, because several columns read the same variable", first, second);
            }
            else if (Witness(first, second) is { } witness)
            {
                pairs.Add((second, first), witness);
            }

            return pairs.Count < MostFindings;

            bool Narrows(LintColumn column) => !column.Certain(first).IsFull || !column.Certain(second).IsFull;
        });
        foreach (var ((second, first), witness) in pairs)
        {
            Add(
                Severity.Warning,
                isAny ? "DMN0310" : "DMN0302",
                $"Rules {first + 1} and {second + 1} can match at once{witness}"
                + (isAny ? ", with different outputs; an any table is then null." : "; a unique table is then null."),
                _table.Rules[second].Location,
                isAny
                    ? "Give them the same outputs, or make their tests exclude each other."
                    : "Make their tests exclude each other, or choose another hit policy.");
        }

        if (search.IsCut)
        {
            NotAnalyzed(pairs.Count < MostFindings
                ? "Not all pairs of rules are analyzed: there are too many."
                : $"Only {MostFindings} pairs of rules that can match at once are listed; there may be more.");
        }

        _areApart = pairs.Count == 0 && !search.IsCut && _dependent.Count == 0 && _table.HitPolicy == HitPolicy.Unique;

        bool MayAgree(int first, int second)
        {
            if (outputs[first] is { } left && outputs[second] is { } right)
            {
                return left.SequenceEqual(right);
            }

            var (one, other) = (_table.Rules[first].Outputs, _table.Rules[second].Outputs);
            if (!one.Select(output => output.Text).SequenceEqual(other.Select(output => output.Text)))
            {
                NotAnalyzed("whether outputs agree where rules match at once only an evaluation knows", first, second);
            }

            return true;
        }
    }

    // A value of each column that both rules certainly take, in words; null where none is known.
    private string? Witness(int first, int second)
    {
        var parts = new List<string>();
        foreach (var column in _columns)
        {
            var place = column.Certain(first).FirstShared(column.Certain(second), place => column.SampleOf(place) is not null);
            if (place < 0)
            {
                return null;
            }

            if (!column.Certain(first).IsFull || !column.Certain(second).IsFull)
            {
                parts.Add($"'{column.Label}' is {column.SampleOf(place)}");
            }
        }

        return Where(parts);
    }

    private static string Where(List<string> parts) =>
        parts.Count == 0 ? "" : $" where {(parts.Count == 1 ? "" : string.Join(", ", parts.SkipLast(1)) + " and ")}{parts[^1]}";

    // First among the values that the table speaks of; then with null and the strings that it does not name.
    private void Gaps()
    {
        var rules = Enumerable.Range(0, _table.Rules.Count).Where(CanBeTaken).ToList();
        if (_table.Rules.Count == 0 || _columns.Exists(column => column.Witnessed.Size == 0))
        {
            return;
        }

        var areApart = _areApart && rules.TrueForAll(rule => _columns.TrueForAll(column => column.IsFree && column.IsExact(rule)));

        // Of an expression it is not known which values it can have: a rule that may take some of them is trusted to take all.
        var sides = Sides((rule, column) => column.IsFree ? column.Possible(rule) : column.Everything);
        foreach (var severity in (Severity[])[Severity.Warning, Severity.Information])
        {
            var box = _columns.Select(column => severity == Severity.Warning ? column.Named : column.Witnessed).ToArray();
            if (areApart && AddUp(rules, box))
            {
                continue;
            }

            var search = new CoverSearch(sides, box, _work, _cancellation);
            var covered = search.IsCovered(rules);
            _work = search.Work;
            if (covered == false)
            {
                var parts = Enumerable.Range(0, box.Length).Where(i => search.Point[i] >= 0)
                    .Select(i => $"'{_columns[i].Label}' is {_columns[i].SampleOf(search.Point[i])}").ToList();
                var message = parts.Count == 0
                    ? "No rule ever matches; the table is always null."
                    : $"No rule matches{Where(parts)}; the table is then null.";
                Add(severity, "DMN0309", message, _table.Location, "Add a rule, or a default output.");
                return;
            }

            if (covered is null)
            {
                NotAnalyzed("Whether some rule matches in every case is not analyzed: finding out takes too long.");
                return;
            }
        }
    }

    // Rules that never meet leave no gap exactly where their sizes add up to that of the box.
    private bool AddUp(List<int> rules, ClassSet[] box) =>
        rules.Aggregate(BigInteger.Zero, (sum, rule) => sum + Size(box.Select((side, i) => _columns[i].Possible(rule).Shared(side))))
        == Size(box.Select(side => side.Size));

    private static BigInteger Size(IEnumerable<int> sides) => sides.Aggregate(BigInteger.One, (size, side) => size * side);

    private void NotAnalyzed(string message, string? mend = null) => Add(Severity.Information, "DMN0311", message, _table.Location, mend);

    private void NotAnalyzed(string why, params ReadOnlySpan<int> rules)
    {
        if (!_notAnalyzed.TryGetValue(why, out var known))
        {
            _notAnalyzed[why] = known = [];
        }

        foreach (var rule in rules)
        {
            known.Add(rule + 1);
        }
    }

    private static string Numbered(SortedSet<int> rules) =>
        rules.Count == 1 ? $"Rule {rules.Min} is" : $"Rules {string.Join(", ", rules.SkipLast(1))} and {rules.Max} are";

    private void Add(Severity severity, string code, string message, SourceLocation location, string? mend) =>
        _found.Add(new Diagnostic(severity, code, message, location, mend));

    private sealed record ColumnInput(int Number, string Text, FeelType Type, List<CompiledTests> Constraints, bool IsFree, string[] Reads);
}
