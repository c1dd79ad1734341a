using Comity.Diagrams.Core;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>What may be done with variables whose values are not told one by one.</summary>
internal sealed partial class LiftedFeel
{
    // Built-in functions that only grow with their first argument, the others being constants.
    private static readonly HashSet<string> Growing = new(StringComparer.Ordinal)
    {
        "floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down", "date", "date and time",
    };

    // Parts of dates and durations that only grow with them.
    private static readonly HashSet<string> GrowingMembers = new(StringComparer.Ordinal) { "year", "years", "days" };

    private enum Change
    {
        // Between smaller values and the constant.
        Before,

        // Between the constant and larger values.
        After,
    }

    /// <summary>What a variable of a space stands for.</summary>
    public static Lifted Variable(DiagramSpace space, int level) => space.Variables[level] switch
    {
        ContinuousVariable => new LiftedCurve(level, Itself, true),
        TextVariable => new LiftedText(level),
        var finite => new LiftedValue(space.Test(level, [.. Enumerable.Range(0, finite.RegionCount).Select(finite.Sample)])),
    };

    /// <summary>One of two, where a condition is true and where it is not.</summary>
    public static Lifted If(Diagram condition, Lifted then, Lifted otherwise)
    {
        (then, otherwise) = (then is LiftedCount ? Whole(then) : then, otherwise is LiftedCount ? Whole(otherwise) : otherwise);
        switch (then, otherwise)
        {
            case (LiftedValue yes, LiftedValue no):
                return new LiftedValue(condition.Choose(yes.Diagram, no.Diagram));
            case (LiftedList or LiftedValue, LiftedList or LiftedValue):
                return LiftedList.If(condition, Listed(then), Listed(otherwise)).Simplified();
        }

        var (first, second) = (PartsOf(then), PartsOf(otherwise));
        var which = condition.Choose(
            (then as LiftedChoice)?.Which ?? condition.Space.Constant(FeelValue.From(0)),
            ((otherwise as LiftedChoice)?.Which ?? condition.Space.Constant(FeelValue.From(0))).Map(i => FeelOperators.Arithmetic(Arithmetic.Add, i, FeelValue.From(first.Count), EvaluationContext.Silent)));
        return new LiftedChoice(which, [.. first, .. second]);

        static LiftedList Listed(Lifted lifted) => lifted as LiftedList ?? LiftedList.From(((LiftedValue)lifted).Diagram);
    }

    /// <summary>What follows from each part of a choice.</summary>
    public static Lifted Each(Lifted lifted, Func<Lifted, Lifted> next)
    {
        if (lifted is not LiftedChoice choice)
        {
            return next(lifted);
        }

        return OneOf(choice.Which, [.. choice.Parts.Select(next)]);
    }

    // One of several, by their position in each situation.
    private static Lifted OneOf(Diagram which, IReadOnlyList<Lifted> parts)
    {
        if (parts.All(part => part is LiftedValue))
        {
            var diagrams = parts.Select((part, i) => (Position: FeelValue.From(i), ((LiftedValue)part).Diagram))
                .ToDictionary(pair => pair.Position, pair => pair.Diagram);
            return new LiftedValue(which.Substitute(position => diagrams[position]));
        }

        var result = parts[0];
        for (var i = 1; i < parts.Count; i++)
        {
            result = If(which.Is(FeelValue.From(i)), parts[i], result);
        }

        return result;
    }

    private static FeelValue Itself(FeelValue value) => value;

    private static IReadOnlyList<Lifted> PartsOf(Lifted lifted) => lifted is LiftedChoice choice ? choice.Parts : [lifted];

    /// <summary>The value in each situation; a variable with few values is taken value by value.</summary>
    public Diagram Diagram(FeelNode place, Lifted lifted) => ((LiftedValue)Each(lifted, part => Whole(part) switch
    {
        LiftedValue whole => whole,
        LiftedCurve curve when lifting.Cuts.TryAddAll(curve.Level) => new LiftedValue(Regions(curve.Level, curve.Value)),
        LiftedCurve curve => throw Outside(place, $"'{NameOf(curve.Level)}' has too many values for this: it can be compared with constants, and computed with constants first; no more. Give it bounds with at most {Cuts.MaximumPoints} values between them to take it value by value."),
        LiftedText { Level: var level } => throw Outside(place, $"'{NameOf(level)}' is a text, of which only equality with constants is known."),
        _ => throw Outside(place, "A function can only be invoked."),
    })).Diagram;

    /// <summary>Where it is null.</summary>
    public Diagram NullsOf(Lifted lifted) => ((LiftedValue)Each(lifted, part => new LiftedValue(part switch
    {
        LiftedValue { Diagram: var diagram } => diagram.Is(FeelValue.Null),
        LiftedList list => list.Other.Is(FeelValue.Null),
        LiftedCount count => count.Start.Is(FeelValue.Null),
        LiftedCurve curve => Regions(curve.Level, value => FeelValue.From(curve.Value(value).IsNull)),
        LiftedText { Level: var level } => Regions(level, value => FeelValue.From(value.IsNull)),
        _ => _space.False,
    }))).Diagram;

    private string NameOf(int level) => _space.Variables[level].Name;

    private Diagram Regions(int level, Func<FeelValue, FeelValue> value)
    {
        var variable = _space.Variables[level];
        return _space.Test(level, [.. Enumerable.Range(0, variable.RegionCount).Select(region => value(variable.Sample(region)))]);
    }

    // The same where the value changes before no region but some, and those for what is no number, date or constant.
    private Diagram Regions(int level, IReadOnlyList<int> changes, Func<FeelValue, FeelValue> value)
    {
        var variable = _space.Variables[level];
        var last = variable switch
        {
            ContinuousVariable { MayBeNull: true } => variable.RegionCount - 1,
            TextVariable text => text.Other,
            _ => variable.RegionCount,
        };
        var starts = changes.Concat(Enumerable.Range(last, variable.RegionCount - last)).Append(0)
            .Where(region => region >= 0 && region < variable.RegionCount).Distinct().Order().ToList();
        return _space.Test(level, [.. starts.Select((start, i) =>
            (i + 1 < starts.Count ? starts[i + 1] : variable.RegionCount, value(variable.Sample(start))))]);
    }

    private Lifted Binary(BinaryNode node, Names names)
    {
        var (left, right) = (Evaluate(node.Left, names), Evaluate(node.Right, names));
        switch (node.Operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                return new LiftedValue(Compare(node, node.Operator, left, right));
            case BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide:
                return Each(left, a => Each(right, b => (Whole(a), Whole(b)) switch
                {
                    (LiftedCurve curve, LiftedValue { Diagram: var constants }) => Each(constants, constant => Computed(node.Operator, curve, constant, mirrored: false)) ?? Combined(node, a, b),
                    (LiftedValue { Diagram: var constants }, LiftedCurve curve) => Each(constants, constant => Computed(node.Operator, curve, constant, mirrored: true)) ?? Combined(node, a, b),
                    _ => Combined(node, a, b),
                }));
            default:
                return Combined(node, left, right);
        }
    }

    private LiftedValue Combined(BinaryNode node, Lifted left, Lifted right)
    {
        if (left is LiftedCurve a && right is LiftedCurve b && (!lifting.Cuts.TryAddAll(a.Level) || !lifting.Cuts.TryAddAll(b.Level)))
        {
            throw Outside(node, $"This computes with '{NameOf(a.Level)}' and '{NameOf(b.Level)}' at once, which both have too many values to be taken one by one.");
        }

        return new LiftedValue(Diagram(node.Left, left).Apply(Diagram(node.Right, right), (x, y) =>
            FeelOperators.Binary(node.Operator, x, y, lifting.Context)));
    }

    // What follows from each constant; null where one has no answer.
    private static Lifted? Each(Diagram constants, Func<FeelValue, Lifted?> next)
    {
        var terminals = constants.Terminals();
        var results = terminals.Select(next).ToList();
        if (results.Contains(null))
        {
            return null;
        }

        var positions = terminals.Index().ToDictionary(pair => pair.Item, pair => FeelValue.From(pair.Index));
        return OneOf(constants.Map(value => positions[value]), [.. results.OfType<Lifted>()]);
    }

    // A curve and a constant computed together, where the result only grows or only falls.
    private LiftedCurve? Computed(BinaryOperator operation, LiftedCurve curve, FeelValue constant, bool mirrored)
    {
        var sign = constant.Kind == FeelKind.Number ? constant.AsNumber().Sign : 1;
        var grows = operation switch
        {
            BinaryOperator.Add => true,
            BinaryOperator.Subtract => !mirrored,
            BinaryOperator.Multiply => sign >= 0,
            _ => sign >= 0,
        };
        var result = curve.Then(
            value => mirrored ? FeelOperators.Binary(operation, constant, value, EvaluationContext.Silent) : FeelOperators.Binary(operation, value, constant, EvaluationContext.Silent), grows);
        return (operation == BinaryOperator.Divide && (mirrored || sign == 0)) || !IsSound(result) ? null : result;
    }

    private LiftedCurve? Curve(string name, FeelFunction function, Lifted[] arguments)
    {
        var place = Array.FindIndex(arguments, argument => argument is LiftedCurve);
        var constants = arguments.Select(argument => argument is LiftedValue { Diagram: { IsConstant: true } value } ? value.Terminals()[0] : (FeelValue?)null).ToArray();
        if (place < 0 || constants.Where((_, i) => i != place).Any(constant => constant is null))
        {
            return null;
        }

        bool? grows = (name, place) switch
        {
            (_, 0) when Growing.Contains(name) => true,
            ("years and months duration", 0) => false,
            ("years and months duration", 1) => true,
            _ => null,
        };
        if (grows is null)
        {
            return null;
        }

        var result = ((LiftedCurve)arguments[place]).Then(
            value => function.Invoke([.. constants.Select((constant, i) => i == place ? value : constant!.Value)], EvaluationContext.Silent), grows.Value);
        return IsSound(result) ? result : null;
    }

    // Values at both ends are of one kind, so that none in between is beyond what the engine can hold.
    private bool IsSound(LiftedCurve curve)
    {
        var grid = ((ContinuousVariable)_space.Variables[curve.Level]).Grid;
        return curve.Value(grid.ValueAt(grid.First)).Kind == curve.Value(grid.ValueAt(grid.Last)).Kind;
    }

    private Diagram Compare(FeelNode node, BinaryOperator operation, Lifted left, Lifted right) =>
        ((LiftedValue)Each(left, a => Each(right, b => new LiftedValue((a, b) switch
    {
        (LiftedCount count, LiftedValue { Diagram: var limits }) =>
            count.ToDiagram(FirstBeyond(count, limits)).Apply(limits, (x, y) => FeelOperators.Binary(operation, x, y, lifting.Context)),
        (LiftedValue { Diagram: var limits }, LiftedCount count) =>
            limits.Apply(count.ToDiagram(FirstBeyond(count, limits)), (x, y) => FeelOperators.Binary(operation, x, y, lifting.Context)),
        (LiftedCount first, LiftedCount second) when first.Start == second.Start => Compared(
            node, operation, Whole(first with { Items = Without(first.Items, second.Items) }),
            Whole(second with { Items = Without(second.Items, first.Items) })),
        (LiftedList list, LiftedValue { Diagram: var other }) when IsNothing(other) => Compared(operation, list, other),
        (LiftedValue { Diagram: var other }, LiftedList list) when IsNothing(other) => Compared(operation, list, other),
        _ => Compared(node, operation, Whole(a), Whole(b)),
    })))).Diagram;

    private Diagram Compared(FeelNode node, BinaryOperator operation, Lifted left, Lifted right) => (left, right) switch
    {
        (LiftedCurve or LiftedText, LiftedValue { Diagram: var constants }) =>
            lifting.Each(constants, constant => Compared(node, operation, left, constant)),
        (LiftedValue { Diagram: var constants }, LiftedCurve or LiftedText) =>
            lifting.Each(constants, constant => Compared(node, Mirrored(operation), right, constant)),
        (LiftedCurve first, LiftedCurve second) when lifting.Cuts.TryAddAll(second.Level) =>
            lifting.Each(Regions(second.Level, second.Value), constant => Compared(node, operation, left, constant)),
        (LiftedCurve first, LiftedCurve second) when lifting.Cuts.TryAddAll(first.Level) =>
            lifting.Each(Regions(first.Level, first.Value), constant => Compared(node, Mirrored(operation), right, constant)),
        (LiftedCurve or LiftedText, LiftedCurve or LiftedText) => throw Outside(node, "Two facts with endlessly many values cannot be compared with each other."),
        _ => Diagram(node, left).Apply(Diagram(node, right), (x, y) => FeelOperators.Binary(operation, x, y, lifting.Context)),
    };

    private static BinaryOperator Mirrored(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => operation,
    };

    private Diagram Compared(FeelNode node, BinaryOperator operation, Lifted variable, FeelValue constant)
    {
        if (variable is LiftedText text)
        {
            if (operation is not (BinaryOperator.Equal or BinaryOperator.NotEqual))
            {
                throw Outside(node, $"'{NameOf(text.Level)}' is a text, of which only equality with constants is known.");
            }

            return Regions(text.Level, Cut(text, constant), value =>
                FeelOperators.Binary(operation, value, constant, EvaluationContext.Silent));
        }

        var curve = (LiftedCurve)variable;
        Change[] changes = operation switch
        {
            BinaryOperator.Less or BinaryOperator.GreaterOrEqual => [Change.Before],
            BinaryOperator.LessOrEqual or BinaryOperator.Greater => [Change.After],
            _ => [Change.Before, Change.After],
        };
        return Regions(curve.Level, Cut(curve, constant, changes), value =>
            FeelOperators.Binary(operation, curve.Value(value), constant, EvaluationContext.Silent));
    }

    private Diagram Test(UnaryTestNode test, Lifted input, Names names)
    {
        switch (test)
        {
            case { Kind: UnaryTestKind.Comparison }:
                return Compare(test, test.Operator, input, Evaluate(test.Operand, names));
            case { Kind: UnaryTestKind.Condition }:
                var answer = Expression(test.Operand, names.With("?", input));
                return answer.Terminals().All(IsAnswer) ? answer : ((LiftedValue)Each(input, part => new LiftedValue(part switch
                {
                    LiftedCurve or LiftedText => lifting.Each(answer,
                        value => IsAnswer(value) ? _space.Constant(value) : Matched(part, value)),
                    _ => Diagram(test, part).Apply(answer, FeelOperators.Satisfies),
                }))).Diagram;
            case { Operand: RangeNode { Form: RangeForm.Interval } range }
                when range.Start is null || range.End is null || input is not (LiftedValue or LiftedList or LiftedCount):
                var within = _space.True;
                if (range.Start is { } start)
                {
                    within = within.Apply(Compare(test, range.StartIncluded ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater, input, Evaluate(start, names)), FeelOperators.And);
                }

                return range.End is { } end
                    ? within.Apply(Compare(test, range.EndIncluded ? BinaryOperator.LessOrEqual : BinaryOperator.Less, input, Evaluate(end, names)), FeelOperators.And)
                    : within;
            default:
                var wanted = Evaluate(test.Operand, names);
                if (wanted is LiftedList items)
                {
                    return ((LiftedValue)Each(input, part => new LiftedValue(IsOneOf(test, part, items)))).Diagram;
                }

                var operand = Diagram(test.Operand, wanted);
                return ((LiftedValue)Each(input, part => new LiftedValue(part switch
                {
                    LiftedCurve or LiftedText => lifting.Each(operand, constant => Matched(part, constant)),
                    _ => Diagram(test, part).Apply(operand, test.Operand is RangeNode ? FeelOperators.LiesIn : FeelOperators.Matches),
                }))).Diagram;
        }
    }

    private static bool IsAnswer(FeelValue value) => value.Kind is FeelKind.Boolean or FeelKind.Null;

    private Diagram Matched(Lifted variable, FeelValue test)
    {
        if (variable is LiftedText text)
        {
            return Regions(text.Level, Cut(text, test), value => FeelOperators.Matches(value, test));
        }

        var curve = (LiftedCurve)variable;
        return Regions(curve.Level, CutForTest(curve, test), value => FeelOperators.Matches(curve.Value(value), test));
    }

    private List<int> CutForTest(LiftedCurve curve, FeelValue test) => test.Kind switch
    {
        FeelKind.List => [.. test.AsList().Items.ToArray().SelectMany(item => CutForTest(curve, item))],
        FeelKind.Range =>
        [
            .. Cut(curve, test.AsRange().Start, test.AsRange().StartIncluded ? Change.Before : Change.After),
            .. Cut(curve, test.AsRange().End, test.AsRange().EndIncluded ? Change.After : Change.Before),
        ],
        _ => Cut(curve, test, Change.Before, Change.After),
    };

    // Tells a constant apart; gives the regions before which and behind which an answer about it may change.
    private List<int> Cut(LiftedText text, FeelValue constant)
    {
        switch (constant.Kind)
        {
            case FeelKind.String:
                lifting.Cuts.Add(text.Level, constant.AsString());
                var region = _space.Variables[text.Level].RegionOf(constant);
                return [region, region + 1];
            case FeelKind.List:
                return [.. constant.AsList().Items.ToArray().SelectMany(item => Cut(text, item))];
            default:
                return [];
        }
    }

    // Cuts a variable where an answer about a constant changes; gives the regions before which it does.
    private List<int> Cut(LiftedCurve curve, FeelValue constant, params ReadOnlySpan<Change> changes)
    {
        var variable = (ContinuousVariable)_space.Variables[curve.Level];
        var grid = variable.Grid;
        var point = curve.Value == Itself ? grid.PointOf(constant) : null;
        var regions = new List<int>();
        foreach (var change in changes)
        {
            var start = point is { } known
                ? change == Change.Before ? known : known + 1
                : FirstWhere(grid, curve, (curve.Grows, change) switch
                {
                    (true, Change.Before) => Ordering.GreaterOrEqual,
                    (true, Change.After) => Ordering.Greater,
                    (false, Change.Before) => Ordering.Less,
                    _ => Ordering.LessOrEqual,
                }, constant);
            lifting.Cuts.Add(curve.Level, start);
            regions.Add(variable.RegionBefore(start) + 1);
        }

        return regions;
    }

    // The first point whose value stands so to the constant, found by halving: before it none does, from it on all do.
    private static Int128 FirstWhere(Grid grid, LiftedCurve curve, Ordering ordering, FeelValue constant)
    {
        var (low, high) = (grid.First, grid.Last + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (FeelOperators.Compare(ordering, curve.Value(grid.ValueAt(middle)), constant).IsTrue)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
