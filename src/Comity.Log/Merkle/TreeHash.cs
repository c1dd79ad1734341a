using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Comity.Log.Merkle;

/// <summary>A hash of the Merkle tree of RFC 6962 (§2.1) with SHA-256: 32 bytes.</summary>
/// <param name="Bits">The bytes, in order.</param>
public readonly record struct TreeHash(Vector256<byte> Bits)
{
    /// <summary>How many bytes a hash has.</summary>
    public const int Size = 32;

    private const byte LeafPrefix = 0, NodePrefix = 1;
    private const int SmallEntry = 1_024;

    /// <summary>The root of a tree without leaves.</summary>
    public static TreeHash Empty { get; } = Of(SHA256.HashData([]));

    /// <summary>The hash that 32 bytes are.</summary>
    public static TreeHash Of(ReadOnlySpan<byte> bytes) => new(Vector256.Create(bytes));

    /// <summary>The hash of a leaf.</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> entry)
    {
        Span<byte> input = entry.Length < SmallEntry ? stackalloc byte[SmallEntry] : new byte[entry.Length + 1];
        input[0] = LeafPrefix;
        entry.CopyTo(input[1..]);
        return Sha256(input[..(entry.Length + 1)]);
    }

    /// <summary>The hash of two subtrees side by side.</summary>
    public static TreeHash Node(TreeHash left, TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Size)];
        input[0] = NodePrefix;
        left.Bits.CopyTo(input[1..]);
        right.Bits.CopyTo(input[(1 + Size)..]);
        return Sha256(input);
    }

    /// <summary>The bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Bits.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Base64 of RFC 4648 §4, as checkpoints and proofs write a hash.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else that decodes to the same bytes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TreeHash? hash)
    {
        hash = Base64.TryDecode(text, out var bytes) && bytes.Length == Size ? Of(bytes) : null;
        return hash is not null;
    }

    private static TreeHash Sha256(ReadOnlySpan<byte> input)
    {
        Span<byte> output = stackalloc byte[Size];
        SHA256.HashData(input, output);
        return Of(output);
    }
}
