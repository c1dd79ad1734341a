using Comity.Feel.Evaluation;
using Comity.Feel.Functions;
using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

// What is known before any evaluation: literals, and what consists of them.
public sealed partial class FeelCompiler
{
    // Built-in functions that depend on their arguments alone and are written where a literal is meant.
    private static readonly HashSet<string> Conversions = new(StringComparer.Ordinal) { "date", "time", "date and time", "duration", "years and months duration" };

    // What is known beforehand is kept for good, and so it is small.
    private static readonly EvaluationLimits ConstantLimits = new(MaximumSteps: 1_000_000, MaximumSize: 1_000_000);

    // Code for an expression; one that is known already is evaluated here, once.
    private Code Expression(FeelNode node)
    {
        var code = Build(node);
        return node is not (LiteralNode or AtLiteralNode or NameNode) && IsClosed(node) && ValueOf(code) is { } value ? Constant(value) : code;
    }

    // The value of code that needs no variable; null where it leaves a reason or goes beyond a limit, which each evaluation is to find
    // anew.
    private FeelValue? ValueOf(Code code)
    {
        var context = new EvaluationContext(true, ConstantLimits);
        try
        {
            var value = code(new FeelValue[_frameSize], context);
            return context.Notes.Count > 0 ? null : value;
        }
        catch (EvaluationLimitException)
        {
            return null;
        }
    }

    // Literals, and operators and constructors over them alone.
    private bool IsClosed(FeelNode node) => node switch
    {
        LiteralNode or AtLiteralNode => true,
        NegationNode negation => IsClosed(negation.Operand),
        BinaryNode binary => binary.Operator != BinaryOperator.Power && IsClosed(binary.Left) && IsClosed(binary.Right),
        RangeNode range => (range.Start is null || IsClosed(range.Start)) && (range.End is null || IsClosed(range.End)),
        ListNode list => list.Items.All(IsClosed),
        ContextNode context => context.Entries.All(entry => IsClosed(entry.Value)),
        InvocationNode { Function: NameNode { Name: var name } } invocation =>
            Conversions.Contains(name) && Known(name) is BuiltInFunction && invocation.Arguments.All(argument => IsClosed(argument.Value)),
        _ => false,
    };

    // See CompiledTests.Constants, CompiledTests.OrdersStrings and CompiledTests.HasFault.
    private (List<FeelValue>? Constants, bool OrdersStrings, bool HasFault) ConstantsOf(UnaryTestsNode tests)
    {
        var (constants, ordersStrings, hasFault) = (new List<FeelValue>(), false, false);
        foreach (var test in tests.Tests)
        {
            var ordered = test.Kind == UnaryTestKind.Comparison && test.Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual);
            if (test.Kind == UnaryTestKind.Condition || !IsClosed(test.Operand))
            {
                return (null, false, false);
            }

            var known = ValueOf(Build(test.Operand));
            hasFault |= known is null;
            if (!Collect(known ?? Build(test.Operand)(new FeelValue[_frameSize], EvaluationContext.Silent), ordered, constants,
                ref ordersStrings))
            {
                return (null, false, false);
            }
        }

        return (constants, ordersStrings, hasFault);
    }

    private static bool Collect(FeelValue value, bool ordered, List<FeelValue> constants, ref bool ordersStrings)
    {
        switch (value.Kind)
        {
            case FeelKind.List:
                foreach (var item in value.AsList().Items)
                {
                    if (!Collect(item, ordered, constants, ref ordersStrings))
                    {
                        return false;
                    }
                }

                return true;
            case FeelKind.Range:
                var range = value.AsRange();
                ordered |= range.Form == RangeForm.Interval;
                return Collect(range.Start, ordered, constants, ref ordersStrings)
                    && Collect(range.End, ordered, constants, ref ordersStrings);
            case FeelKind.Context or FeelKind.Function:
                return false;
            default:
                ordersStrings |= ordered && value.Kind == FeelKind.String;
                constants.Add(value);
                return true;
        }
    }
}
