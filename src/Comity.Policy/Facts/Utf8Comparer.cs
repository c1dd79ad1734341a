using System.Runtime.InteropServices;

namespace Comity.Policy.Facts;

/// <summary>Compares texts in UTF-8 byte by byte, so that they are found without being made strings.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    /// <summary>The only one.</summary>
    public static Utf8Comparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    /// <inheritdoc/>
    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Names and values differ in length, or at one end; where they do not, they are compared.
        var (first, last) = alternate.Length < sizeof(ulong)
            ? (Few(alternate), 0UL)
            : (MemoryMarshal.Read<ulong>(alternate), MemoryMarshal.Read<ulong>(alternate[^sizeof(ulong)..]));
        var hash = ((first * 0x9E3779B97F4A7C15) ^ last ^ (uint)alternate.Length) * 0xD6E8FEB86659FD93;
        return (int)(hash >> 32);
    }

    private static ulong Few(ReadOnlySpan<byte> text)
    {
        var word = 0UL;
        foreach (var letter in text)
        {
            word = (word << 8) | letter;
        }

        return word;
    }
}
