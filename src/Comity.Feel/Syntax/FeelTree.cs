namespace Comity.Feel.Syntax;

/// <summary>Walks over trees of every kind of node.</summary>
public static class FeelTree
{
    /// <summary>The nodes directly below a node, types included, in the order in which they are written.</summary>
    public static IEnumerable<FeelNode> Children(this FeelNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node switch
        {
            PathNode path => [path.Source],
            FilterNode filter => [filter.Source, filter.Filter],
            NegationNode negation => [negation.Operand],
            BinaryNode binary => [binary.Left, binary.Right],
            BetweenNode between => [between.Value, between.Low, between.High],
            InNode inNode => [inNode.Value, inNode.Tests],
            InstanceOfNode instance => [instance.Value, instance.Type],
            IfNode choice => [choice.Condition, choice.Then, choice.Else],
            ForNode iteration => [.. Sources(iteration.Iterators), iteration.Return],
            QuantifiedNode quantified => [.. Sources(quantified.Iterators), quantified.Condition],
            InvocationNode invocation => [invocation.Function, .. invocation.Arguments.Select(argument => argument.Value)],
            FunctionNode function => [.. function.Parameters.Select(parameter => parameter.Type).OfType<TypeNode>(), function.Body],
            ListNode list => list.Items,
            ContextNode context => context.Entries.Select(entry => entry.Value),
            RangeNode range => Present(range.Start, range.End),
            UnaryTestsNode tests => tests.Tests,
            UnaryTestNode test => [test.Operand],
            ListTypeNode list => [list.Item],
            RangeTypeNode range => [range.Item],
            ContextTypeNode context => context.Members.Select(member => member.Type),
            FunctionTypeNode function => [.. function.Parameters, function.Result],
            _ => [],
        };
    }

    /// <summary>The node and all nodes below it, each before those below it. Takes no stack, however high the tree.</summary>
    public static IEnumerable<FeelNode> SelfAndDescendants(this FeelNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var open = new Stack<FeelNode>();
        open.Push(node);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var child in next.Children().Reverse())
            {
                open.Push(child);
            }
        }
    }

    /// <summary>The first node that lies more than that many levels below the root; null when the tree is no higher.</summary>
    internal static FeelNode? FirstBelow(this FeelNode root, int levels)
    {
        var open = new Stack<(FeelNode Node, int Level)>();
        open.Push((root, 0));
        while (open.TryPop(out var item))
        {
            if (item.Level > levels)
            {
                return item.Node;
            }

            foreach (var child in item.Node.Children())
            {
                open.Push((child, item.Level + 1));
            }
        }

        return null;
    }

    private static IEnumerable<FeelNode> Sources(NodeList<IteratorNode> iterators) => iterators.SelectMany(iterator => Present(iterator.Source, iterator.RangeEnd));

    private static IEnumerable<FeelNode> Present(FeelNode? first, FeelNode? second)
    {
        if (first is not null)
        {
            yield return first;
        }

        if (second is not null)
        {
            yield return second;
        }
    }
}
