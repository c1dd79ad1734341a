using System.Text.RegularExpressions;
using Comity.Server.Public;

namespace Comity.Server.Tests.Public;

/// <summary>Every text of the public's pages stands in a resource file, in both languages.</summary>
public sealed partial class PublicTextsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "Comity.Server", "Public");

    private static readonly string[] SameInBoth = ["site.name"];

    [Fact]
    public void EveryTextIsInBothLanguages()
    {
        var (english, spanish) = (PublicTexts.All[0], PublicTexts.All[1]);
        Assert.Equal(english.Keys.Order(), spanish.Keys.Order());
        foreach (var key in english.Keys)
        {
            Assert.False(string.IsNullOrWhiteSpace(english[key]) || string.IsNullOrWhiteSpace(spanish[key]), key);
            Assert.True(SameInBoth.Contains(key) || key.StartsWith("date", StringComparison.Ordinal) || english[key] != spanish[key], $"{key} is not translated");
            Assert.Equal(Places().Matches(english[key]).Select(match => match.Value).Order(), Places().Matches(spanish[key]).Select(match => match.Value).Order());
        }
    }

    [Fact]
    public void EveryTextThatIsAskedForIsThereAndEveryOtherIsGone()
    {
        var source = string.Concat(Files("*.razor").Concat(Files("*.cs")).Select(File.ReadAllText));
        var (asked, made) = (Literal().Matches(source).Select(match => match.Groups[1].Value).ToHashSet(), Composed().Matches(source).Select(match => match.Groups[1].Value).ToHashSet());
        var keys = PublicTexts.All[0].Keys.ToList();
        Assert.Equal([], keys.Where(key => !asked.Contains(key) && !made.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))));
        Assert.Equal([], Used().Matches(source).Select(match => match.Groups[1].Value).Where(key => !keys.Contains(key)));
    }

    [Fact]
    public void NoPageHasWordsOfItsOwn()
    {
        foreach (var file in Files("*.razor"))
        {
            Assert.True(WordsOf(File.ReadAllText(file)) is [], $"{Path.GetFileName(file)}: {string.Join(", ", WordsOf(File.ReadAllText(file)))}");
        }

        Assert.Equal(["Hello"], WordsOf("<p class=\"x\">Hello @name</p>\n@foreach (var x in All)\n{\n<b>@T[\"key\"]</b>\n}"));
        Assert.Equal(["Close this"], WordsOf("<a aria-label=\"Close this\">@T[\"x\"]</a>"));
    }

    // What remains of a page's markup without tags, expressions and statements; and attributes that people hear.
    private static List<string> WordsOf(string razor)
    {
        var text = Comments().Replace(razor, "");
        var code = text.IndexOf("@code", StringComparison.Ordinal);
        text = code >= 0 ? text[..code] : text;
        var heard = Heard().Matches(text).Select(match => match.Groups[1].Value).ToList();
        text = string.Join('\n', text.Split('\n').Where(line => !Statement().IsMatch(line)));
        while (Nested().IsMatch(text))
        {
            text = Nested().Replace(text, "");
        }

        return [.. heard, .. Tags().Replace(Expressions().Replace(text, " "), "\n").Split('\n').Select(part => part.Trim()).Where(part => Letters().IsMatch(part))];
    }

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "_Imports.razor");

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Places();

    [GeneratedRegex("\"([a-z-]+(\\.[A-Za-z0-9-]+)*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""\$"([a-z]+\.([a-z]+\.)*)\{""")]
    private static partial Regex Composed();

    [GeneratedRegex("""(?:\bT|texts|english)(?:\[|\.With\()"([a-z][A-Za-z.-]+)"[\],]""")]
    private static partial Regex Used();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex("""(?:aria-label|title|alt|placeholder)="([^"@]*[A-Za-z][^"@]*)""")]
    private static partial Regex Heard();

    [GeneratedRegex(@"^\s*(@(foreach|if|for|switch)\b.*|else\b.*|[{}]|var .*;)\s*$")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\([^()]*\)|\[[^\[\]]*\]")]
    private static partial Regex Nested();

    [GeneratedRegex(@"@[A-Za-z_][\w.]*")]
    private static partial Regex Expressions();

    [GeneratedRegex(@"<[^<>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Letters();
}
