using System.Buffers.Binary;
using System.Text;

namespace Comity.Log.Notes;

/// <summary>One signature below a note.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Id">The key's id.</param>
/// <param name="Bytes">The signature, without the id before it.</param>
public sealed record NoteSignature(string Name, uint Id, byte[] Bytes)
{
    internal const string Dash = "— ";

    /// <summary>The line, with its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Id);
        Bytes.CopyTo(bytes, sizeof(uint));
        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}\n";
    }

    /// <summary>Reads a line without its newline; null where it is not a signature.</summary>
    public static NoteSignature? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.StartsWith(Dash, StringComparison.Ordinal) && line[Dash.Length..].Split(' ') is [var name, var encoded] && NoteKey.IsName(name)
            && Base64.TryDecode(encoded, out var bytes) && bytes.Length > sizeof(uint)
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..])
            : null;
    }
}

/// <summary>A text with signatures (C2SP signed-note).</summary>
/// <param name="Text">The text, with its last newline.</param>
/// <param name="Signatures">The signatures, in order.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MaximumSignatures = 100;
    private const int MaximumLength = 1 << 20;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        string text;
        try
        {
            text = note.Length <= MaximumLength ? Strict.GetString(note) : throw new FormatException("A note is at most one mebibyte long.");
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("A note is UTF-8; these bytes are not.");
        }

        return Parse(text);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static SignedNote Parse(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || note.Any(letter => letter < ' ' && letter != '\n'))
        {
            throw new FormatException("A note is a text, an empty line and signatures, without control characters.");
        }

        var signatures = new List<NoteSignature>();
        var lines = note[(end + 2)..].Split('\n');
        if (lines[^1].Length > 0 || lines.Length < 2 || lines.Length > MaximumSignatures + 1)
        {
            throw new FormatException($"A note ends with 1 to {MaximumSignatures} signatures, each on a line.");
        }

        foreach (var line in lines[..^1])
        {
            signatures.Add(NoteSignature.Parse(line) ?? throw new FormatException("A line below the note's text is not a signature."));
        }

        return new SignedNote(note[..(end + 1)], signatures);
    }

    /// <summary>The keys whose signatures are on the note. Signatures of other keys are passed over.</summary>
    /// <exception cref="FormatException">A signature of a known key is wrong: the note must not be used.</exception>
    public IReadOnlyList<NoteKey> SignedBy(IEnumerable<NoteKey> keys)
    {
        var signed = new List<NoteKey>();
        foreach (var key in keys)
        {
            foreach (var signature in Signatures.Where(signature => signature.Name == key.Name && signature.Id == key.Id))
            {
                if (!key.Verify(Text, signature.Bytes))
                {
                    throw new FormatException($"The signature of {key.Name}+{key.Id:x8} is wrong.");
                }

                if (!signed.Contains(key))
                {
                    signed.Add(key);
                }
            }
        }

        return signed;
    }

    /// <summary>The note as it is stored.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";
}
