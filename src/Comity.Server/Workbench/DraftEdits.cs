using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>Edits that are made from more than one place of a page.</summary>
internal static class DraftEdits
{
    /// <summary>The edits that make files of others: one for each file that is different.</summary>
    public static IReadOnlyList<PackEdit> Between(PackFiles from, PackFiles to) =>
    [
        .. from.Paths.Union(to.Paths).Order(StringComparer.Ordinal).Where(path => !Same(from.Find(path), to.Find(path))).Select(path => new PackEdit(path, Text(from.Find(path)), Text(to.Find(path)))),
    ];

    /// <summary>An edit in words.</summary>
    public static string Words(PolicyDraftEdit edit) => $"Changes {PackEditJson.Read(edit.Edit).Path}.";

    private static bool Same(ReadOnlyMemory<byte>? one, ReadOnlyMemory<byte>? other) => one is { } first && other is { } second ? first.Span.SequenceEqual(second.Span) : one is null && other is null;

    private static string? Text(ReadOnlyMemory<byte>? content) => content is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes.Span) : null;
}
