using Comity.Dmn.Xml;
using Comity.Feel.Text;

namespace Comity.Policy.Editing;

/// <summary>The text of a pack's file: a model is in the encoding that its XML declaration names, all else in UTF-8 or UTF-16.</summary>
public static class FileText
{
    /// <summary>Reads a file's text; null where its bytes are no text.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="content">Its bytes.</param>
    public static EncodedText? Read(string path, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".dmn", StringComparison.OrdinalIgnoreCase) ? DmnReader.ReadText(content) : EncodedText.Read(content);
    }
}
