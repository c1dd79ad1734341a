using Comity.Feel.Text;

namespace Comity.Feel.Types.Inference;

/// <summary>Whether a value of one type may stand where another is wanted.</summary>
internal static class Fit
{
    /// <summary>
    /// False only where no value but null can, not even by an implicit conversion (DMN 1.5 §10.3.2.9.4). A context may have more entries than
    /// are known of.
    /// </summary>
    public static bool May(FeelType type, FeelType wanted)
    {
        if (type == FeelType.Null)
        {
            return false;
        }

        if (type.ConformsTo(wanted) || wanted.ConformsTo(type))
        {
            return true;
        }

        return (type, wanted) switch
        {
            (ContextType { RecursiveName: not null }, ContextType { RecursiveName: not null }) => true,
            (ContextType mine, ContextType theirs) => theirs.Members.All(member =>
                mine.Members.FirstOrDefault(own => FeelNames.Comparer.Equals(own.Name, member.Name)) is not { } own
                    || own.Type == FeelType.Null || May(own.Type, member.Type)),
            (FunctionType, FunctionType) => true,
            (ListType mine, ListType theirs) => May(mine.Item, theirs.Item) || May(type, theirs.Item),
            (RangeType mine, RangeType theirs) => May(mine.Item, theirs.Item),
            (ListType mine, _) => May(mine.Item, wanted),
            (_, ListType theirs) => May(type, theirs.Item),
            _ => type == FeelType.Date && wanted == FeelType.DateTime,
        };
    }
}
