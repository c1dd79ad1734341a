using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Comity.Dmn.Xml;

/// <summary>The language that a text of a model is written in (DMN 1.5 §7.3.1): FEEL where nothing else is said.</summary>
internal static partial class ExpressionLanguage
{
    /// <summary>The name of the language of an element's text, as the model gives it; null for FEEL.</summary>
    /// <param name="element">The element. Its own attribute counts, else that of the nearest element around it.</param>
    public static string? Of(XElement element)
    {
        for (var at = element; at is not null; at = at.Parent)
        {
            if (((string?)at.Attribute("expressionLanguage"))?.Trim() is { Length: > 0 } name)
            {
                return IsFeel(name) ? null : name;
            }
        }

        return null;
    }

    /// <summary>Whether a name is one of FEEL's: the word, or the URI of any version, in upper or lower case. S-FEEL is a part of
    /// FEEL.</summary>
    public static bool IsFeel(string name) => Feel().IsMatch(name.Trim());

    [GeneratedRegex(@"^((s-?)?feel|https?://(www\.)?omg\.org/spec/([^?#]*/)?(s-?)?feel(/[^?#]*)?)/?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Feel();
}
