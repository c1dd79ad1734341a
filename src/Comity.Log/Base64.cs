using System.Diagnostics.CodeAnalysis;

namespace Comity.Log;

/// <summary>Base64 of RFC 4648 §4, strictly: one text for one value, so that a changed character is never read as the same bytes.</summary>
internal static class Base64
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[text.Length];
        bytes = Convert.TryFromBase64String(text, buffer, out var length) && Convert.ToBase64String(buffer, 0, length) == text ? buffer[..length] : null;
        return bytes is not null;
    }
}
