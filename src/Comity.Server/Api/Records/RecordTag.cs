using System.Globalization;

namespace Comity.Server.Api.Records;

/// <summary>A record's version as its entity tag: with <c>If-Match</c> a program insists on the state that it read.</summary>
internal static class RecordTag
{
    /// <summary>What to say where <c>If-Match</c> is none of a record's tags.</summary>
    public const string Problem = "If-Match is the ETag of the record as you read it, such as \"3\", or *.";

    /// <summary>The tag of a version.</summary>
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads <c>If-Match</c>.</summary>
    /// <param name="header">The header; null for none.</param>
    /// <param name="version">The version on which the caller insists; null for any.</param>
    /// <returns>False where it cannot be read.</returns>
    public static bool TryRead(string? header, out int? version)
    {
        version = null;
        var text = header?.Trim();
        if (text is null or "*")
        {
            return true;
        }

        var good = text is ['"', .. var digits, '"'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && (version = read) > 0;
        return good;
    }
}
