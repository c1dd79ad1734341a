using System.Text;

namespace Comity.Policy.Packs;

/// <summary>Names of enumeration values as files and programs write them: <c>NotCovered</c> is <c>not-covered</c>.</summary>
public static class Words
{
    /// <summary>The word for a value.</summary>
    public static string Of<T>(T value)
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

    /// <summary>The value that a word in kebab-case stands for; null for none.</summary>
    public static T? Read<T>(string written)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == written)
            {
                return value;
            }
        }

        return null;
    }
}
