using System.Globalization;

namespace Comity.Server.Web;

/// <summary>How many things a list has in all, counted no further than people read: a list of a million is not walked for each
/// page.</summary>
internal static class Totals
{
    /// <summary>So far things are counted, so that one more than <see cref="Largest"/> is told from it.</summary>
    public const int CountTo = Largest + 1;

    private const int Largest = 10_000;

    /// <summary>A total in words: "1 record", "312 records", "more than 10,000 records".</summary>
    /// <param name="count">How many there are, counted to <see cref="CountTo"/>.</param>
    /// <param name="one">What one of them is called.</param>
    /// <param name="many">What several of them are called.</param>
    public static string Words(int count, string one, string many) => count switch
    {
        1 => $"1 {one}",
        > Largest => string.Create(CultureInfo.InvariantCulture, $"more than {Largest:N0} {many}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {many}"),
    };
}
