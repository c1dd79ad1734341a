using System.Security.Claims;

namespace Comity.Server.Api.Records;

/// <summary>The header <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header): a text that a program uses for one submission and no other.</summary>
internal static class IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>What to say where there is none that can be read.</summary>
    public const string Problem = $"Send a header '{Header}' with a text of 1 to {MaximumText} visible ASCII characters in quotes, new for each submission, such as a UUID. Sending the same again with the same key keeps nothing twice.";

    private const int Maximum = 100;
    private const string MaximumText = "100";

    /// <summary>The submission key of what a program sends, which no other program's can equal; null for a header that is none.</summary>
    /// <param name="header">The header's value: a string of RFC 8941, or the same without quotes.</param>
    /// <param name="program">Who sends it.</param>
    public static string? Read(string? header, ClaimsPrincipal program)
    {
        var text = header?.Trim() ?? "";
        if (text is ['"', .. var quoted, '"'])
        {
            text = quoted;
        }

        return text.Length is > 0 and <= Maximum && text.All(letter => letter is > ' ' and <= '~' and not ('"' or '\\')) ? $"{program.FindFirstValue(ClaimTypes.NameIdentifier)} {text}" : null;
    }
}
