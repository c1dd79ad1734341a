using System.Text.Json;
using Comity.Records.Canonical;

namespace Comity.Records.Appending;

/// <summary>
/// The matters whose legal holds keep a record, as its row has them: a JSON array in the order in which they began, or nothing. Matters are
/// the same where they differ in case or in spaces at the ends only.
/// </summary>
internal static class Matters
{
    /// <summary>The matters of a row.</summary>
    public static IReadOnlyList<string> Of(string matters) => matters.Length == 0 ? [] : JsonSerializer.Deserialize<List<string>>(matters)!;

    /// <summary>The row's matters after a hold.</summary>
    public static string Hold(string matters, string matter) => Find(matters, matter) is null
        ? Text([.. Of(matters), matter.Trim()])
        : matters;

    /// <summary>
    /// The row's matters after a release. One that names no matter that is held is from before holds were each by itself, and ended all of
    /// them.
    /// </summary>
    public static string Release(string matters, string matter) => Find(matters, matter) is { } found
        ? Text([.. Of(matters).Where(item => item != found)])
        : "";

    /// <summary>The matter among those that hold; null where it is none of them.</summary>
    public static string? Find(string matters, string matter) =>
        Of(matters).FirstOrDefault(item => string.Equals(item, matter.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string Text(IReadOnlyList<string> matters) => matters.Count == 0
        ? ""
        : $"[{string.Join(',', matters.Select(CanonicalJson.OfString))}]";
}
