using System.Collections.Frozen;
using System.Text;

namespace Comity.Policy.Packs;

/// <summary>Names of enumeration values as files and programs write them: <c>NotCovered</c> is <c>not-covered</c>.</summary>
public static class Words
{
    /// <summary>The word for a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Known<T>.Words.TryGetValue(value, out var word) ? word : value.ToString();

    /// <summary>The value that a word stands for; null for none.</summary>
    public static T? Read<T>(string written)
        where T : struct, Enum => Known<T>.Values.TryGetValue(written, out var value) ? value : null;

    private static string Word<T>(T value)
        where T : struct, Enum
    {
        var result = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsUpper(letter) && result.Length > 0)
            {
                result.Append('-');
            }

            result.Append(char.ToLowerInvariant(letter));
        }

        return result.ToString();
    }

    private static class Known<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, Word);

        public static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);
    }
}
