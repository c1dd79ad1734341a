using Comity.Feel.Syntax;
using Comity.Feel.Values;

namespace Comity.Feel.Compilation;

// Unary tests.
public sealed partial class FeelCompiler
{
    private TestCode Tests(UnaryTestsNode node)
    {
        if (node.IsAny)
        {
            return static (_, _, _) => FeelValue.True;
        }

        var tests = node.Tests.Select(Test).ToArray();
        TestCode any = tests.Length == 1 ? tests[0] : (input, frame, context) =>
        {
            var result = FeelValue.False;
            foreach (var test in tests)
            {
                result = FeelOperators.Or(result, test(input, frame, context));
                if (result.IsTrue)
                {
                    break;
                }
            }

            return result;
        };
        return node.Negated ? (input, frame, context) => FeelOperators.Not(any(input, frame, context)) : any;
    }

    private TestCode Test(UnaryTestNode node)
    {
        switch (node.Kind)
        {
            case UnaryTestKind.Condition:
                var input = NewLocal("?");
                var condition = Expression(node.Operand);
                Forget(1);
                return (value, frame, context) =>
                {
                    frame[input] = value;
                    return FeelOperators.Satisfies(value, condition(frame, context));
                };
            case UnaryTestKind.Comparison:
                var (operation, end) = (node.Operator, Expression(node.Operand));
                if (node.Operand is LiteralNode { Value: var bound })
                {
                    return (value, _, context) => FeelOperators.Binary(operation, value, bound, context);
                }

                return (value, frame, context) => FeelOperators.Binary(operation, value, end(frame, context), context);
            default:
                if (node.Operand is LiteralNode { Value: var constant })
                {
                    return (value, _, _) => FeelOperators.Matches(value, constant);
                }

                var code = Expression(node.Operand);
                return node.Operand is RangeNode
                    ? (value, frame, context) => FeelOperators.LiesIn(value, code(frame, context))
                    : (value, frame, context) => FeelOperators.Matches(value, code(frame, context));
        }
    }
}
