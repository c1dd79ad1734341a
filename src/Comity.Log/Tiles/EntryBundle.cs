using System.Buffers.Binary;

namespace Comity.Log.Tiles;

/// <summary>A bundle of entries: each with its length before it, two bytes, big-endian (C2SP tlog-tiles, "Log entries").</summary>
public static class EntryBundle
{
    /// <summary>How long an entry can be, in bytes.</summary>
    public const int MaximumEntry = ushort.MaxValue;

    /// <summary>Adds an entry.</summary>
    public static void Append(List<byte> bundle, ReadOnlySpan<byte> entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, MaximumEntry);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
        bundle.AddRange(length);
        bundle.AddRange(entry);
    }

    /// <summary>The entries of a bundle; null where the bytes are not a bundle.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> bundle)
    {
        var entries = new List<ReadOnlyMemory<byte>>(TilePath.FullWidth);
        while (bundle.Length > 0)
        {
            if (bundle.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bundle.Span) is var length && bundle.Length < 2 + length)
            {
                return null;
            }

            entries.Add(bundle.Slice(2, length));
            bundle = bundle[(2 + length)..];
        }

        return entries;
    }
}
