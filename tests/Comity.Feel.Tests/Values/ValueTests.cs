using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Feel.Tests.Values;

public class ValueTests
{
    private static readonly Gen<FeelValue> Values = Expressions.Of(3).Select(text => Feel.Evaluate(text)).Where(value => !HoldsFunction(value));

    [Fact]
    public void APrintedValueIsReadBack() => Values.Sample(value => Assert.Equal(value, Feel.Evaluate(value.ToString())), iter: 1_000);

    [Fact]
    public void ValuesOfOneMeaningHaveOneHashAndAreEqualByFeel() => Gen.Select(Values, Values).Sample(
        (left, right) =>
        {
            Assert.Equal(left == right, right == left);
            if (left == right)
            {
                Assert.Equal(left.GetHashCode(), right.GetHashCode());
                Assert.True(FeelOperators.Equal(left, right).IsTrue, left.ToString());
            }

            Assert.Equal(FeelOperators.Equal(left, right), FeelOperators.Equal(right, left));
        },
        iter: 1_000);

    // Null, two of one kind, and three orderings: exactly one of less, equal, greater.
    [Fact]
    public void OrderIsTotalWithinAKind() => Gen.Select(Values, Values).Sample(
        (left, right) =>
        {
            var (less, equal, greater) = (FeelOperators.Compare(Ordering.Less, left, right), FeelOperators.Equal(left, right), FeelOperators.Compare(Ordering.Greater, left, right));
            if (!less.IsNull)
            {
                Assert.Single([less, equal, greater], answer => answer.IsTrue);
                Assert.Equal(FeelOperators.Or(less, equal), FeelOperators.Compare(Ordering.LessOrEqual, left, right));
                Assert.Equal(FeelOperators.Or(greater, equal), FeelOperators.Compare(Ordering.GreaterOrEqual, left, right));
            }
        },
        iter: 1_000);

    [Fact]
    public void LogicIsThreeValued()
    {
        // Kleene's tables: false is 0, unknown 1, true 2; a value that is no boolean is unknown.
        FeelValue[] values = [FeelValue.False, FeelValue.Null, FeelValue.True];
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(values[2 - i], FeelOperators.Not(values[i]));
            for (var j = 0; j < 3; j++)
            {
                Assert.Equal(values[Math.Min(i, j)], FeelOperators.And(values[i], values[j]));
                Assert.Equal(values[Math.Max(i, j)], FeelOperators.Or(values[i], values[j]));
                foreach (var (operation, answer) in new[] { ("and", Math.Min(i, j)), ("or", Math.Max(i, j)) })
                {
                    Assert.Equal(values[answer], Feel.Evaluate($"{values[i]} {operation} {values[j]}"));
                    Assert.Equal(values[answer], Feel.Evaluate($"{(i == 1 ? "1" : values[i])} {operation} {(j == 1 ? "\"a\"" : values[j])}"));
                }
            }
        }
    }

    [Fact]
    public void DifferencesAddBack() => Gen.Select(Values, Values).Sample(
        (left, right) =>
        {
            var difference = FeelOperators.Binary(BinaryOperator.Subtract, left, right, EvaluationContext.Silent);
            if (left.Kind is FeelKind.Date or FeelKind.DateTime or FeelKind.Time && right.Kind == left.Kind && !difference.IsNull)
            {
                Assert.True(FeelOperators.Equal(left, FeelOperators.Binary(BinaryOperator.Add, right, difference, EvaluationContext.Silent)).IsTrue, $"{left} - {right}");
            }
        },
        iter: 1_000);

    private static bool HoldsFunction(FeelValue value) => value.Kind switch
    {
        FeelKind.Function => true,
        FeelKind.List => value.AsList().Items.ToArray().Any(HoldsFunction),
        FeelKind.Context => value.AsContext().Values.Any(HoldsFunction),
        FeelKind.Range => HoldsFunction(value.AsRange().Start) || HoldsFunction(value.AsRange().End),
        _ => false,
    };
}
