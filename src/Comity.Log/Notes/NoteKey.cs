using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Comity.Log.Notes;

/// <summary>What a key signs (C2SP signed-note, "Signature types").</summary>
public enum NoteKeyKind : byte
{
    /// <summary>The text of a note, with Ed25519.</summary>
    Ed25519 = 0x01,

    /// <summary>A checkpoint and the time it was seen, with Ed25519 (C2SP tlog-cosignature, <c>cosignature/v1</c>).</summary>
    Cosignature = 0x04,
}

/// <summary>A public key that checks notes, and its written form <c>name+id+base64</c>.</summary>
public sealed class NoteKey
{
    private readonly PublicKey _key;

    internal NoteKey(string name, NoteKeyKind kind, PublicKey key)
    {
        Name = name;
        Kind = kind;
        _key = key;
        Id = IdOf(name, Encoded());
    }

    /// <summary>The key's name; that of a log is its origin.</summary>
    public string Name { get; }

    /// <summary>What it signs.</summary>
    public NoteKeyKind Kind { get; }

    /// <summary>The first four bytes of SHA-256 over name, newline, kind and key.</summary>
    public uint Id { get; }

    /// <summary>The same key under another name, and so with another id.</summary>
    public NoteKey Named(string name) => new(name, Kind, _key);

    /// <summary>Reads a written key.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static NoteKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (name, id, encoded) = Split(text, "A public key");
        if (encoded.Length != 1 + SignatureAlgorithm.Ed25519.PublicKeySize || (NoteKeyKind)encoded[0] is not (NoteKeyKind.Ed25519 or NoteKeyKind.Cosignature)
            || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, encoded.AsSpan(1), KeyBlobFormat.RawPublicKey, out var key))
        {
            throw new FormatException("The public key is not of Ed25519 (kind 1) or a cosignature's (kind 4).");
        }

        var read = new NoteKey(name, (NoteKeyKind)encoded[0], key!);
        return read.Id == id ? read : throw new FormatException($"The public key's id is {read.Id:x8}, but {id:x8} is written. Was it changed?");
    }

    /// <summary>Reads a written key; false where it is not one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteKey? key)
    {
        try
        {
            key = Parse(text);
        }
        catch (FormatException)
        {
            key = null;
        }

        return key is not null;
    }

    /// <summary>Whether a signature over a note's text is this key's.</summary>
    /// <param name="text">The note's text.</param>
    /// <param name="signature">What follows the key's id: 64 bytes, with eight of time before them for a cosignature.</param>
    public bool Verify(string text, ReadOnlySpan<byte> signature)
    {
        var timed = Kind == NoteKeyKind.Cosignature;
        if (signature.Length != SignatureAlgorithm.Ed25519.SignatureSize + (timed ? sizeof(ulong) : 0))
        {
            return false;
        }

        if (timed && Cosignature.TimeOf(signature) is var time)
        {
            return time is { } known && SignatureAlgorithm.Ed25519.Verify(_key, Cosignature.Message(text, known), signature[sizeof(ulong)..]);
        }

        return SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), signature);
    }

    /// <summary>The written form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String(Encoded())}");

    /// <summary>Whether a name can be a key's: not empty, no spaces, no plus sign, no control characters.</summary>
    internal static bool IsName(string name) => name.Length > 0 && !name.Any(letter => letter == '+' || char.IsWhiteSpace(letter) || char.IsControl(letter));

    internal static (string Name, uint Id, byte[] Encoded) Split(string text, string what)
    {
        // Base64 has plus signs of its own, a name has none.
        var parts = text.Split('+', 3);
        return parts.Length == 3 && IsName(parts[0]) && parts[1].Length == 8 && !parts[1].Any(char.IsAsciiLetterUpper)
            && uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) && Base64.TryDecode(parts[2], out var encoded)
            ? (parts[0], id, encoded)
            : throw new FormatException($"{what} is written as name+id+base64, with an id of eight hexadecimal digits.");
    }

    private static uint IdOf(string name, byte[] encoded) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. encoded]));

    private byte[] Encoded() => [(byte)Kind, .. _key.Export(KeyBlobFormat.RawPublicKey)];
}
