using System.Text;
using System.Text.RegularExpressions;

namespace Comity.Dmn.Xml;

/// <summary>The encoding of an XML file's bytes (XML 1.0 §4.3.3 and appendix F): by its byte order mark, else by its declaration, else
/// UTF-8.</summary>
/// <param name="Encoding">The encoding, which refuses bytes that it has no character for; null when there is a problem.</param>
/// <param name="Mark">How many bytes the byte order mark has.</param>
/// <param name="Problem">Why the file cannot be read; null when it can.</param>
internal sealed partial record XmlEncoding(Encoding? Encoding, int Mark, string? Problem)
{
    private const int DeclarationLength = 1024;

    /// <summary>Finds the encoding of a file.</summary>
    /// <param name="content">The file's bytes, or its first thousand.</param>
    public static XmlEncoding Of(ReadOnlySpan<byte> content)
    {
        if (Marked(content) is var (marked, length))
        {
            return new XmlEncoding(Strict(marked), length, null);
        }

        // Without a mark, the first character '<' tells how wide characters are.
        if (Wide(content) is { } wide)
        {
            return new XmlEncoding(Strict(wide), 0, null);
        }

        var isEbcdic = content.StartsWith((ReadOnlySpan<byte>)[0x4C, 0x6F, 0xA7, 0x94]);
        var head = (isEbcdic ? CodePagesEncodingProvider.Instance.GetEncoding(37)!
            : Encoding.Latin1).GetString(content[..Math.Min(content.Length, DeclarationLength)]);
        var name = Declaration().Match(head) is { Success: true } declared ? declared.Groups[1].Value : "UTF-8";
        if (Named(name) is not { } encoding)
        {
            return new XmlEncoding(null, 0, $"The file says that its encoding is '{name}', which cannot be read here.");
        }

        return encoding.GetByteCount("<") == 1
            ? new XmlEncoding(encoding, 0, null)
            : new XmlEncoding(null, 0, $"The file says that its encoding is '{name}', and its bytes are not.");
    }

    /// <summary>The same encoding, which reads bytes without a character as a text instead of refusing them.</summary>
    public static Encoding Lenient(Encoding encoding, string replacement)
    {
        var lenient = (Encoding)encoding.Clone();
        lenient.DecoderFallback = new DecoderReplacementFallback(replacement);
        return lenient;
    }

    private static (string Name, int Length)? Marked(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? ("utf-8", 3)
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? ("utf-32", 4)
        : content.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? ("utf-32BE", 4)
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? ("utf-16", 2)
        : content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? ("utf-16BE", 2)
        : null;

    private static string? Wide(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[(byte)'<', 0, 0, 0]) ? "utf-32"
        : content.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, (byte)'<']) ? "utf-32BE"
        : content.StartsWith((ReadOnlySpan<byte>)[(byte)'<', 0]) ? "utf-16"
        : content.StartsWith((ReadOnlySpan<byte>)[0, (byte)'<']) ? "utf-16BE"
        : null;

    private static Encoding? Named(string name)
    {
        try
        {
            return Strict(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // Bytes without a character are an error; a character that the encoding does not have is written as a reference.
    private static Encoding Strict(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, ReferenceFallback.Instance, DecoderFallback.ExceptionFallback)
        ?? Encoding.GetEncoding(name, ReferenceFallback.Instance, DecoderFallback.ExceptionFallback);

    [GeneratedRegex("""^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._:-]*)["']""")]
    private static partial Regex Declaration();

    /// <summary>Writes what an encoding lacks as a character reference: <c>&amp;#8364;</c>.</summary>
    private sealed class ReferenceFallback : EncoderFallback
    {
        public static ReferenceFallback Instance { get; } = new();

        public override int MaxCharCount => "&#1114111;".Length;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : EncoderFallbackBuffer
        {
            private string _reference = "";
            private int _next;

            public override int Remaining => _reference.Length - _next;

            public override bool Fallback(char charUnknown, int index) => Refer(charUnknown);

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) =>
                Refer(char.ConvertToUtf32(charUnknownHigh, charUnknownLow));

            public override char GetNextChar() => _next < _reference.Length ? _reference[_next++] : '\0';

            public override bool MovePrevious()
            {
                if (_next == 0)
                {
                    return false;
                }

                _next--;
                return true;
            }

            public override void Reset() => (_reference, _next) = ("", 0);

            private bool Refer(int character)
            {
                (_reference, _next) = ($"&#{character};", 0);
                return true;
            }
        }
    }
}
