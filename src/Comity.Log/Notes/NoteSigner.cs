using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NSec.Cryptography;

namespace Comity.Log.Notes;

/// <summary>A private key that signs notes, and its written form <c>PRIVATE+KEY+name+id+base64</c>, as Go's <c>sumdb/note</c> writes it.</summary>
public sealed class NoteSigner : IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private readonly Key _key;

    private NoteSigner(string name, NoteKeyKind kind, Key key)
    {
        _key = key;
        Public = new NoteKey(name, kind, key.PublicKey);
    }

    /// <summary>The key that checks what this one signs.</summary>
    public NoteKey Public { get; }

    /// <summary>Makes a key.</summary>
    /// <param name="name">Its name, without spaces and plus signs; a log's origin.</param>
    /// <param name="kind">What it signs.</param>
    public static NoteSigner Create(string name, NoteKeyKind kind = NoteKeyKind.Ed25519)
    {
        ArgumentNullException.ThrowIfNull(name);
        return NoteKey.IsName(name)
            ? new NoteSigner(name, kind, Key.Create(SignatureAlgorithm.Ed25519, Exportable))
            : throw new ArgumentException("A key's name has no spaces, no plus signs and no control characters.", nameof(name));
    }

    /// <summary>Reads a written private key.</summary>
    /// <exception cref="FormatException">It is not one. The message never repeats it.</exception>
    public static NoteSigner Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new FormatException("A private key is written as PRIVATE+KEY+name+id+base64.");
        }

        var (name, id, encoded) = NoteKey.Split(text[Prefix.Length..], "A private key, after PRIVATE+KEY+,");
        if (encoded.Length != 1 + SignatureAlgorithm.Ed25519.PrivateKeySize || (NoteKeyKind)encoded[0] is not (NoteKeyKind.Ed25519 or NoteKeyKind.Cosignature))
        {
            throw new FormatException("The private key is not of Ed25519 (kind 1) or a cosignature's (kind 4).");
        }

        var key = Key.Import(SignatureAlgorithm.Ed25519, encoded.AsSpan(1), KeyBlobFormat.RawPrivateKey, Exportable);
        var signer = new NoteSigner(name, (NoteKeyKind)encoded[0], key);
        return signer.Public.Id == id ? signer : throw new FormatException("The private key's id does not fit its name and key. Was it changed?");
    }

    /// <summary>The same key under another name; to be disposed of by itself.</summary>
    public NoteSigner Named(string name) => new(
        name, Public.Kind, Key.Import(
            SignatureAlgorithm.Ed25519, _key.Export(KeyBlobFormat.RawPrivateKey), KeyBlobFormat.RawPrivateKey, Exportable));

    /// <summary>The line that goes below a note's text, with its newline.</summary>
    /// <param name="text">The text, with its last newline.</param>
    /// <param name="time">The time of a cosignature; the other kind has none.</param>
    public string Sign(string text, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        var seconds = time.ToUnixTimeSeconds();
        byte[] signature = Public.Kind == NoteKeyKind.Cosignature
            ? [.. Cosignature.Bytes(seconds), .. SignatureAlgorithm.Ed25519.Sign(_key, Cosignature.Message(text, seconds))]
            : SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text));
        return new NoteSignature(Public.Name, Public.Id, signature).ToString();
    }

    /// <summary>The written private key. Keep it secret.</summary>
    public string Export() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{Public.Name}+{Public.Id:x8}+{Convert.ToBase64String([(byte)Public.Kind, .. _key.Export(KeyBlobFormat.RawPrivateKey)])}");

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}

/// <summary>The parts of <c>cosignature/v1</c> (C2SP tlog-cosignature).</summary>
internal static class Cosignature
{
    /// <summary>The time in a signature, in seconds since 1970; null where it is out of range.</summary>
    public static long? TimeOf(ReadOnlySpan<byte> signature) =>
        BinaryPrimitives.ReadUInt64BigEndian(signature) is <= long.MaxValue and var seconds ? (long)seconds : null;

    public static byte[] Bytes(long seconds)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        return bytes;
    }

    public static byte[] Message(string text, long seconds) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));
}
