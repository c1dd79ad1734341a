using System.Text.RegularExpressions;

namespace Comity.Testing;

/// <summary>A shell command that a page of the repository tells its readers.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Text">The command on one line, as it is written.</param>
internal sealed partial record DocumentedCommand(string Page, string Text)
{
    /// <summary>
    /// The commands of README.md, CONTRIBUTING.md, docs/ and every project's README: those in blocks, and those in running text.
    /// </summary>
    public static IReadOnlyList<DocumentedCommand> All { get; } =
        [.. Pages().SelectMany(page =>
            In(File.ReadAllText(page)).Select(text => new DocumentedCommand(Path.GetRelativePath(Repository.Root, page), text)))];

    /// <summary>The command's words; what quotes hold together is one word without the quotes.</summary>
    public IReadOnlyList<string> Words { get; } =
        [.. Word().Matches(Text).Select(word => word.Value.Replace("'", "", StringComparison.Ordinal))];

    public override string ToString() => $"{Page}: {Text}";

    private static IEnumerable<string> Pages()
    {
        string[] projects = ["src", "benchmarks"];
        return
        [
            Path.Combine(Repository.Root, "README.md"),
            Path.Combine(Repository.Root, "CONTRIBUTING.md"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Order(StringComparer.Ordinal),
            .. projects.SelectMany(folder =>
                Directory.GetDirectories(Path.Combine(Repository.Root, folder)).Append(Path.Combine(Repository.Root, folder)))
                .Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists).Order(StringComparer.Ordinal),
        ];
    }

    // Blocks of another language, and drawings, hold no commands; a line that ends with a backslash goes on.
    private static IEnumerable<string> In(string text)
    {
        var running = Fence().Replace(text, match => match.Groups["language"].Value is "" or "sh" or "bash" or "shell"
            ? Indented(match.Groups["content"].Value)
            : "\n");
        var blocks = Block().Matches(running).Select(match => match.Value);
        var inline = Inline().Matches(Block().Replace(running, "\n")).Select(match => match.Groups["content"].Value);
        return blocks.Concat(inline).Select(One).Where(command => Command().IsMatch(command));
    }

    private static string Indented(string content) => $"\n{string.Concat(content.Split('\n').Select(line => $"    {line}\n"))}";

    private static string One(string command) =>
        Space().Replace(Comment().Replace(command.Replace("\\\n", " ", StringComparison.Ordinal), ""), " ").Trim();

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^    (.*\\\n)*.*$", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<content>[^`]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(
        @"^([A-Z_]+=\S* )*(\./(comity|test|[\w./-]*\.sh)|comity|dotnet|curl|docker|useradd|systemctl|journalctl|nginx|npm|node|git|sudo"
        + "|apt-get|openssl|pg_dump|psql|sqlite3)( |$)")]
    private static partial Regex Command();

    [GeneratedRegex("('[^']*'|[^\\s'])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
