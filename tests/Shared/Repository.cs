namespace Comity.Testing;

/// <summary>The folders of the repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Where it begins.</summary>
    public static string Root { get; } = Find();

    /// <summary>The folder of one of its packs.</summary>
    public static string Pack(string name) => Path.Combine(Root, "policies", name);

    private static string Find()
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "policies")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("No folder 'policies' above the tests.");
        }

        return root;
    }
}
