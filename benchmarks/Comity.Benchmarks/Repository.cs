namespace Comity.Benchmarks;

/// <summary>The working copy that the program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "policies")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("No folder 'policies' above the program.");
        }

        return root;
    }
}
