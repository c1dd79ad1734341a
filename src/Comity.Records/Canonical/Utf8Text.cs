using System.Text;

namespace Comity.Records.Canonical;

/// <summary>Text in UTF-8 that grows. Each thread keeps one to use again, so that canonical texts cost no more memory than they are long.</summary>
internal sealed class Utf8Text
{
    private const int LongestKept = 1 << 18;

    [ThreadStatic]
    private static Utf8Text? _spare;

    private byte[] _bytes = new byte[4_096];
    private int _length;

    private Utf8Text()
    {
    }

    /// <summary>An empty text.</summary>
    public static Utf8Text Begin()
    {
        var text = _spare ?? new Utf8Text();
        (_spare, text._length) = (null, 0);
        return text;
    }

    /// <summary>Adds UTF-8.</summary>
    public Utf8Text Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return this;
    }

    /// <summary>Adds UTF-16.</summary>
    public Utf8Text Add(ReadOnlySpan<char> text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <summary>The whole text. Nothing can be added any more.</summary>
    public byte[] End()
    {
        var whole = _bytes.AsSpan(0, _length).ToArray();
        _spare = _bytes.Length <= LongestKept ? this : null;
        return whole;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        }

        return _bytes.AsSpan(_length);
    }
}
