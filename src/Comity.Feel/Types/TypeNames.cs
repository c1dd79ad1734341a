using Comity.Feel.Syntax;

namespace Comity.Feel.Types;

/// <summary>Types as they are written in a text.</summary>
internal static class TypeNames
{
    /// <summary>The type that a text names.</summary>
    /// <param name="node">The type as written.</param>
    /// <param name="scope">Knows the names.</param>
    /// <param name="unknown">Told of each name that no type has; it counts as Any.</param>
    public static FeelType Resolve(TypeNode node, FeelScope scope, Action<NamedTypeNode> unknown)
    {
        switch (node)
        {
            case ListTypeNode list:
                return new ListType(Resolve(list.Item, scope, unknown));
            case RangeTypeNode range:
                return new RangeType(Resolve(range.Item, scope, unknown));
            case ContextTypeNode context:
                return new ContextType([.. context.Members.Select(member => new ContextMember(member.Name, Resolve(member.Type, scope, unknown)))]);
            case FunctionTypeNode function:
                return new FunctionType([.. function.Parameters.Select(parameter => Resolve(parameter, scope, unknown))], Resolve(function.Result, scope, unknown));
            default:
                var named = (NamedTypeNode)node;
                if (scope.TypeNamed(named.Name) is { } type)
                {
                    return type;
                }

                unknown(named);
                return FeelType.Any;
        }
    }
}
