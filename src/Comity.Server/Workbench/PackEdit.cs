using System.Text;
using System.Text.Json;
using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>An edit: a file of the pack with another text.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">The text that it replaces; null for a new file.</param>
/// <param name="Text">The new text; null to remove the file.</param>
internal sealed record PackEdit(string Path, string? Before, string? Text)
{
    /// <summary>Makes the edit.</summary>
    /// <returns>The files after it; or why not, with what stands there now.</returns>
    public (PackFiles? Files, string? Problem, string? Found) Apply(PackFiles files)
    {
        var now = files.Find(Path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;
        return now != Before ? (null, $"Somebody changed {Path} meanwhile.", now) : (Text is null ? files.Without(Path) : files.With(Path, Encoding.UTF8.GetBytes(Text)), null, null);
    }
}

/// <summary>Edits as JSON.</summary>
internal static class PackEditJson
{
    /// <summary>Writes an edit.</summary>
    public static string Write(PackEdit edit) => JsonSerializer.Serialize(edit);

    /// <summary>Reads an edit.</summary>
    public static PackEdit Read(string json) => JsonSerializer.Deserialize<PackEdit>(json)!;
}
