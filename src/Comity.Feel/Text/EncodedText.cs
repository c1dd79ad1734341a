using System.Text;

namespace Comity.Feel.Text;

/// <summary>A file's text, and what its bytes need beside it, so that a change of the text changes no other byte.</summary>
public sealed class EncodedText
{
    private readonly Encoding _encoding;
    private readonly byte[] _mark;

    private EncodedText(string text, Encoding encoding, byte[] mark) => (Text, _encoding, _mark) = (text, encoding, mark);

    /// <summary>The text, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>The end of a line as the file writes it.</summary>
    public string LineEnd => Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Reads bytes; null where they are neither UTF-8 nor UTF-16 with a byte order mark.</summary>
    public static EncodedText? Read(ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        using var reader = new StreamReader(new MemoryStream(bytes, writable: false), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var text = reader.ReadToEnd();
        var encoding = reader.CurrentEncoding;
        byte[] mark = content.StartsWith(encoding.Preamble) ? encoding.Preamble.ToArray() : content.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.ToArray() : [];
        var read = new EncodedText(text, encoding, mark);
        return content.SequenceEqual(read.Encode(text)) ? read : null;
    }

    /// <summary>Reads bytes of an encoding that is known; null where they are not what it writes for a text.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="mark">How many bytes of a byte order mark stand before the text.</param>
    public static EncodedText? Read(ReadOnlySpan<byte> content, Encoding encoding, int mark)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        try
        {
            var read = new EncodedText(encoding.GetString(content[mark..]), encoding, content[..mark].ToArray());
            return content.SequenceEqual(read.Encode(read.Text)) ? read : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Whether the file's encoding has each character of a text.</summary>
    public bool Holds(string text) => _encoding.GetString(_encoding.GetBytes(text)) == text;

    /// <summary>The bytes of the file with another text.</summary>
    public byte[] Encode(string text) => [.. _mark, .. _encoding.GetBytes(text)];

    /// <summary>The bytes of the file with some stretches of its text changed.</summary>
    /// <param name="changes">Stretches that do not overlap, in any order.</param>
    public byte[] Encode(IEnumerable<TextChange> changes) => Encode(TextChange.Apply(Text, changes));
}

/// <summary>Another text for a stretch of a text.</summary>
/// <param name="Start">Where the stretch begins, in characters from 0.</param>
/// <param name="End">Where it ends; the same as <paramref name="Start"/> to insert.</param>
/// <param name="Text">What stands there then.</param>
public sealed record TextChange(int Start, int End, string Text)
{
    /// <summary>The text with all changes made.</summary>
    /// <param name="text">The text before.</param>
    /// <param name="changes">Stretches of it that do not overlap. Of two insertions at one place, the first stands first.</param>
    public static string Apply(string text, IEnumerable<TextChange> changes)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder();
        var done = 0;
        foreach (var change in changes.OrderBy(change => change.Start).ThenBy(change => change.End))
        {
            result.Append(text, done, change.Start - done).Append(change.Text);
            done = change.End;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }
}
