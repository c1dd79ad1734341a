using System.CommandLine;
using Comity.Cli.Evaluating;
using Comity.Feel;
using Comity.Feel.Types;

namespace Comity.Cli.Formatting;

/// <summary>The FEEL and DMN files that <c>fmt</c> and <c>lint</c> are given, and the names that FEEL files may use.</summary>
internal static class SourceFiles
{
    public static Argument<string[]> Paths() => new("PATH")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Files (*.feel holds one expression, *.dmn a model) and folders, which are searched with all below them. '-' reads standard input.",
    };

    public static Option<string[]> Names() => new("--name") { Description = "A name that FEEL files may use, for example --name 'Full Name'. May be repeated. Needed for names with spaces." };

    public static Option<string?> Context() => new("--context-file") { Description = "A file with a context, as JSON or FEEL, whose names FEEL files may use." };

    /// <summary>The files of the paths in order, or what is wrong with a path.</summary>
    public static (IReadOnlyList<string> Files, string? Problem) Expand(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (path == "-" || File.Exists(path))
            {
                files.Add(path);
            }
            else if (Directory.Exists(path))
            {
                files.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".dmn" or ".feel").Order(StringComparer.Ordinal));
            }
            else
            {
                return ([], $"There is no file or folder {path}.");
            }
        }

        return files.Count > 0 ? (files, null) : ([], "There are no *.feel or *.dmn files there.");
    }

    public static bool IsDmn(string file) => Path.GetExtension(file) is ".dmn" or ".xml";

    /// <summary>Whether content without a name is a model: XML begins with an angle bracket, and no expression does.</summary>
    public static bool LooksLikeDmn(ReadOnlySpan<byte> content)
    {
        content = content.TrimStart("\uFEFF \t\r\n"u8);
        return content.StartsWith("<"u8) || content.StartsWith("<\0"u8) || content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
    }

    public static byte[] Read(string file)
    {
        if (file != "-")
        {
            return File.ReadAllBytes(file);
        }

        using var input = Console.OpenStandardInput();
        using var all = new MemoryStream();
        input.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>The scope of FEEL files, and whether the names were given, so that all others are unknown.</summary>
    /// <exception cref="IOException">The context's file cannot be read.</exception>
    public static (FeelScope? Scope, bool IsGiven, string? Problem) Scope(IReadOnlyList<string> names, string? contextFile)
    {
        var scope = FeelScope.Empty;
        if (contextFile is not null)
        {
            var (context, problem) = EvalInput.Context(File.ReadAllText(contextFile), contextFile);
            if (context is null)
            {
                return (null, true, problem);
            }

            scope = new FeelSession(context).Scope;
        }

        return (names.Aggregate(scope, (known, name) => known.With(name, FeelType.Any)), names.Count > 0 || contextFile is not null, null);
    }
}
