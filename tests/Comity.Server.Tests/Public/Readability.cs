using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Comity.Server.Tests.Public;

/// <summary>
/// How easily a page reads, by the standard formulas: the Flesch–Kincaid grade for English, Fernández Huerta's index for Spanish. Measured is the running text of
/// the main part: whole sentences in paragraphs, lists, tables and captions. Left out are citations (class <c>cite</c>, and sections of law within a sentence), words
/// in quotation marks, headings, labels and figures.
/// </summary>
internal static partial class Readability
{
    /// <summary>The Flesch–Kincaid grade (1975): 0.39 words a sentence + 11.8 syllables a word − 15.59.</summary>
    public static double Grade(IReadOnlyList<string> sentences)
    {
        var words = sentences.SelectMany(Words).ToList();
        return (0.39 * words.Count / sentences.Count) + (11.8 * words.Sum(EnglishSyllables) / words.Count) - 15.59;
    }

    /// <summary>Fernández Huerta's index (1959): 206.84 − 60 syllables a word − 1.02 words a sentence. From 60 on a text is for the eighth or ninth school year, or easier.</summary>
    public static double Ease(IReadOnlyList<string> sentences)
    {
        var words = sentences.SelectMany(Words).ToList();
        return 206.84 - (60.0 * words.Sum(SpanishSyllables) / words.Count) - (1.02 * words.Count / sentences.Count);
    }

    /// <summary>The sentences of a page.</summary>
    public static List<string> Sentences(string page)
    {
        var main = page[page.IndexOf("<main", StringComparison.Ordinal)..(page.IndexOf("</main>", StringComparison.Ordinal) + 7)];
        var document = XElement.Parse(Void().Replace(Form().Replace(main, ""), "<$1$2/>"));
        document.Descendants().Where(element => (string?)element.Attribute("class") == "cite" || element.Name.LocalName is "svg").ToList().ForEach(element => element.Remove());
        return
        [
            .. document.Descendants().Where(element => element.Name.LocalName is "p" or "li" or "dd" or "td" or "figcaption" && !element.Elements().Any(child => child.Name.LocalName is "p" or "div" or "ul"))
                .Select(element => Space().Replace(Left().Replace(element.Value, " "), " ").Trim()).Where(text => Ends().IsMatch(text))
                .SelectMany(text => Split().Split(text)).Where(sentence => Words(sentence).Any()),
        ];
    }

    public static int EnglishSyllables(string word)
    {
        var letters = word.ToLowerInvariant().Replace("'s", "s", StringComparison.Ordinal);
        var count = EnglishVowels().Count(letters);
        if (count > 1 && SilentEnd().IsMatch(letters))
        {
            count--;
        }

        return Math.Max(1, count);
    }

    public static int SpanishSyllables(string word)
    {
        var count = 0;
        foreach (Match vowels in SpanishVowels().Matches(Silent().Replace(word.ToLowerInvariant(), "$1")))
        {
            // Two strong vowels, or an accented weak one beside another, are two syllables; a weak one leans on its neighbour.
            count += Math.Max(1, vowels.Value.Count("aeoáéíóúü".Contains));
        }

        return Math.Max(1, count);
    }

    private static IEnumerable<string> Words(string sentence) => Word().Matches(sentence).Select(match => match.Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<(input|br|meta)([^>]*?)/?>")]
    private static partial Regex Void();

    [GeneratedRegex("""“[^”]*”|«[^»]*»|"[^"]*"|\(8 U\.S\.C\.[^)]*\)|8 U\.S\.C\. §+ [\d, ]+|9 NYCRR [\d.]+\d|B\.\d|v\. |ex rel\. """)]
    private static partial Regex Left();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"[.?!:]$")]
    private static partial Regex Ends();

    [GeneratedRegex(@"(?<=[.?!:])\s+")]
    private static partial Regex Split();

    [GeneratedRegex(@"[\p{L}][\p{L}'’-]*")]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex EnglishVowels();

    [GeneratedRegex("[^aeiouyl]e$|[aeiouy]le$|[^aeiouydt]ed$|[^aeiouyscgxzh]es$")]
    private static partial Regex SilentEnd();

    [GeneratedRegex("[aeiouáéíóúü]+|y$")]
    private static partial Regex SpanishVowels();

    [GeneratedRegex("([qg])u(?=[eiéí])")]
    private static partial Regex Silent();
}
