using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>Edits that are made from more than one place of a page.</summary>
internal static class DraftEdits
{
    private const int Shown = 60;

    /// <summary>The edits that make files of others: one for each file that is different.</summary>
    public static IReadOnlyList<PackEdit> Between(PackFiles from, PackFiles to) =>
    [
        .. from.Paths.Union(to.Paths).Order(StringComparer.Ordinal).Where(path => !Same(from.Find(path), to.Find(path))).Select(path => new ReplaceFile(path, from.Find(path)?.ToArray(), to.Find(path)?.ToArray())),
    ];

    /// <summary>An edit in words.</summary>
    public static string Words(PolicyDraftEdit edit) => Words(PackEdits.Read(edit.Edit));

    private static string Words(PackEdit edit) => edit switch
    {
        SetCell cell => $"{cell.Table.Element}, rule {cell.Rule}: {Said(cell.Was)} becomes {Said(cell.Text)}",
        SetLogic logic => $"{logic.Logic.Element}: another expression",
        AddRule rule => $"{rule.Table.Element}: a new rule {rule.At}",
        MoveRule rule => $"{rule.Table.Element}: rule {rule.Rule} becomes rule {rule.To}",
        RemoveRule rule => $"{rule.Table.Element}: rule {rule.Rule} taken out",
        AddColumn column => $"{column.Table.Element}: a new column {Said(column.After)}",
        RemoveColumn column => $"{column.Table.Element}: column {Said(column.Before)} taken out",
        SetField field => $"{field.Item}, {field.Field}: {Said(field.Was ?? "")} becomes {Said(field.Text ?? "")}",
        AddItem item => $"{item.Item} added",
        ReplaceItem item => $"{item.Item} written anew",
        RemoveItem item => $"{item.Item} taken out",
        var other => $"{other.Path}: another content",
    };

    private static string Said(string text) => text.Length == 0 ? "nothing" : text.Length <= Shown ? $"‘{text}’" : $"‘{text[..Shown]}…’";

    private static bool Same(ReadOnlyMemory<byte>? one, ReadOnlyMemory<byte>? other) => one is { } first && other is { } second ? first.Span.SequenceEqual(second.Span) : one is null && other is null;
}
