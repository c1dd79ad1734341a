using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using CsCheck;

namespace Comity.Fuzz.Generation;

/// <summary>Random trees of every kind of node, as the parser makes them, without spans.</summary>
public static class FeelTrees
{
    private static readonly string[] Names = ["a", "b", "x", "Full Name", "is on time", "pre-tax", "for sale", "café", "名前", "phi/delta", "a/*b", "person’s age", "金額（円）", "eligible?", "? foo", "in type", "?"];

    private static readonly string[] Types = ["collection of x", "tA-b", "in type", "person’s"];

    private static readonly string[] Ats = ["@\"2025-01-28\"", "@\"-0044-03-15\"", "@\"999999999-12-31\""];

    private static readonly Gen<string> Name = OneOf(Names);

    // A variable or member; "?" is the tested value and nothing else.
    private static readonly Gen<string> Label = OneOf(Names[..^1]);

    private static readonly Gen<string> Key = Gen.Frequency((6, Label), (1, Gen.String[0, 6]), (1, OneOf("if", "1 a", "a  b", "a//b", "")));

    private static readonly Gen<FeelNode> Leaf = Gen.Frequency(
        (3, Name.Select(name => (FeelNode)new NameNode(default, name))),
        (3, Gen.OneOf(
            Gen.Int[0, 1000].Select(number => FeelValue.From(number)),
            Gen.Select(Gen.Int[0, 99], Gen.Int[1, 9]).Select((whole, tenth) => FeelValue.From(Number($"{whole}.{tenth}"))),
            OneOf("12345678901234567890.5", "1e300", "1e-200").Select(text => FeelValue.From(Number(text)))).Select(Literal)),
        (2, Gen.String[0, 8].Select(text => Literal(FeelValue.From(text)))),
        (1, OneOf(FeelValue.True, FeelValue.False, FeelValue.Null).Select(Literal)),
        (1, OneOf(Ats).Select(text => ((AtLiteralNode)FeelParser.ParseExpression(text, FeelScope.Empty).Tree!) with { Span = default }).Select(node => (FeelNode)node)));

    private static readonly Gen<TypeNode> NamedType = OneOf("number", "string", "date and time", "days and time duration", "years and months duration", "function", "list", "tPerson", "m.tPerson", "collection of x", "tA-b", "in type", "person’s")
        .Select(name => (TypeNode)new NamedTypeNode(default, name));

    /// <summary>A scope that knows every name that the trees use.</summary>
    public static FeelScope Scope { get; } = FeelScope.Of(Names.Select(name => new FeelVariable(name, FeelType.Any)))
        .WithTypes(name => Types.Contains(name) ? FeelType.Number : null);

    /// <summary>Expressions up to a size.</summary>
    public static Gen<FeelNode> Expressions(int depth = 4) => depth == 0 ? Leaf : Gen.Frequency((1, Leaf), (4, Composite(depth - 1)));

    /// <summary>Unary tests.</summary>
    public static Gen<UnaryTestsNode> UnaryTests(int depth = 3) => Gen.Frequency(
        (1, Gen.Const(new UnaryTestsNode(default, [], false))),
        (8, Gen.Select(Test(depth).Array[1, 3], Gen.Bool).Select((tests, negated) => new UnaryTestsNode(default, [.. tests], negated))));

    private static Gen<UnaryTestNode> Test(int depth) => Gen.Select(Gen.Bool, Gen.Int[(int)BinaryOperator.Equal, (int)BinaryOperator.GreaterOrEqual], Expressions(depth)).Select((compares, symbol, operand) =>
        compares ? new UnaryTestNode(default, UnaryTestKind.Comparison, (BinaryOperator)symbol, operand)
        : new UnaryTestNode(
            default,
            operand.SelfAndDescendants().Any(node => node is NameNode { Name: "?" }) ? UnaryTestKind.Condition : UnaryTestKind.Expression,
            BinaryOperator.Equal,
            operand));

    private static Gen<FeelNode> Composite(int depth)
    {
        var inner = Expressions(depth);
        return Gen.OneOf(
            Gen.Select(inner, Label).Select((source, member) => (FeelNode)new PathNode(default, source, member)),
            Gen.Select(inner, inner).Select((source, filter) => (FeelNode)new FilterNode(default, source, filter)),
            inner.Select(operand => (FeelNode)new NegationNode(default, operand)),
            Binary(inner),
            Binary(inner),
            Binary(inner),
            Gen.Select(inner, inner, inner).Select((value, low, high) => (FeelNode)new BetweenNode(default, value, low, high)),
            Gen.Select(inner, Test(Math.Min(depth, 1)).Array[1, 3]).Select((value, tests) => (FeelNode)new InNode(default, value, new UnaryTestsNode(default, [.. tests], false))),
            Gen.Select(inner, Type(2)).Select((value, type) => (FeelNode)new InstanceOfNode(default, value, type)),
            Gen.Select(inner, inner, inner).Select((condition, then, otherwise) => (FeelNode)new IfNode(default, condition, then, otherwise)),
            Gen.Select(Iterators(inner), inner).Select((iterators, result) => (FeelNode)new ForNode(default, iterators, result)),
            Gen.Select(Gen.Bool, Iterators(inner), inner).Select((every, iterators, condition) => (FeelNode)new QuantifiedNode(default, every, iterators, condition)),
            Invocation(inner),
            Invocation(inner),
            Gen.Select(Gen.Select(Label, Type(1).Null()).Array[0, 3], inner, Gen.Bool).Select((parameters, body, external) =>
                (FeelNode)new FunctionNode(default, [.. parameters.Select(parameter => new ParameterNode(parameter.Item1, parameter.Item2))], body, external)),
            inner.Array[0, 4].Select(items => (FeelNode)new ListNode(default, [.. items])),
            Gen.Select(Key, inner).Array[0, 3].Select(entries => (FeelNode)new ContextNode(default, [.. entries.Select(entry => new ContextEntryNode(entry.Item1, entry.Item2))])),
            Range(inner));
    }

    private static Gen<FeelNode> Binary(Gen<FeelNode> inner) => Gen.Select(Gen.Int[0, (int)BinaryOperator.Or], inner, inner)
        .Select((symbol, left, right) => (FeelNode)new BinaryNode(default, (BinaryOperator)symbol, left, right));

    private static Gen<FeelNode> Invocation(Gen<FeelNode> inner)
    {
        var function = Gen.Frequency((4, OneOf("not", "string length", "upper case", "sum").Select(name => (FeelNode)new NameNode(default, name))), (1, inner));
        return Gen.Select(function, Gen.Bool, Gen.Select(Label, inner).Array[0, 3]).Select((callee, named, arguments) =>
            (FeelNode)new InvocationNode(default, callee, [.. arguments.Select(argument => new ArgumentNode(named ? argument.Item1 : null, argument.Item2))]));
    }

    private static Gen<NodeList<IteratorNode>> Iterators(Gen<FeelNode> inner) => Gen.Select(Label, inner, inner.Null()).Array[1, 2]
        .Select(parts => (NodeList<IteratorNode>)[.. parts.Select(part => new IteratorNode(part.Item1, part.Item2, part.Item3))]);

    // Only the forms that a text can give: a comparison range has one end, and = and != one value.
    private static Gen<FeelNode> Range(Gen<FeelNode> inner) => Gen.Select(Gen.Bool, inner, inner, Gen.Bool, Gen.Int[0, 7]).Select((startIncluded, start, end, endIncluded, form) => (FeelNode)(form switch
    {
        0 => new RangeNode(default, false, null, end, endIncluded),
        1 => new RangeNode(default, startIncluded, start, null, false),
        2 => new RangeNode(default, true, start, null, true, RangeForm.Equal),
        3 => new RangeNode(default, false, start, null, false, RangeForm.NotEqual),
        _ => new RangeNode(default, startIncluded, start, end, endIncluded),
    }));

    private static Gen<TypeNode> Type(int depth)
    {
        if (depth == 0)
        {
            return NamedType;
        }

        var inner = Type(depth - 1);
        return Gen.Frequency(
            (4, NamedType),
            (1, inner.Select(item => (TypeNode)new ListTypeNode(default, item))),
            (1, inner.Select(item => (TypeNode)new RangeTypeNode(default, item))),
            (1, Gen.Select(Label, inner).Array[1, 2].Select(members => (TypeNode)new ContextTypeNode(default, [.. members.Select(member => new ContextTypeMemberNode(member.Item1, member.Item2))]))),
            (1, Gen.Select(inner.Array[0, 2], inner).Select((parameters, result) => (TypeNode)new FunctionTypeNode(default, [.. parameters], result))));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static FeelNode Literal(FeelValue value) => (FeelNode)new LiteralNode(default, value);

    private static FeelNumber Number(string text) => FeelNumber.TryParse(text, out var number) ? number : throw new ArgumentException(text);
}
