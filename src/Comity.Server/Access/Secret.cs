using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Comity.Server.Access;

/// <summary>Random texts that open something, of which only a digest is kept.</summary>
internal static class Secret
{
    private const int Bytes = 32;

    /// <summary>A new one: 43 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it: SHA-256 in lower-case hexadecimal digits. It needs no salt, because nobody chose the text.</summary>
    public static string Digest(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
