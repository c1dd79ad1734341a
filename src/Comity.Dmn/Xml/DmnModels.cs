namespace Comity.Dmn.Xml;

/// <summary>A model that was found.</summary>
/// <param name="Stream">Its XML; the reader disposes it.</param>
/// <param name="File">How diagnostics name it.</param>
public sealed record FoundModel(Stream Stream, string File);

/// <summary>Where imported models are found.</summary>
public interface IDmnModels
{
    /// <summary>The model of a namespace; null when there is none.</summary>
    /// <param name="targetNamespace">The namespace that the import names.</param>
    /// <param name="locationUri">Where the import says that the file is; null when it does not.</param>
    FoundModel? Find(string targetNamespace, string? locationUri);
}

/// <summary>The models in a folder: the file that an import names if it lies there and has the namespace, else the one that has it.</summary>
/// <param name="folder">The folder. Nothing outside it is opened.</param>
public sealed class FolderModels(string folder) : IDmnModels
{
    private Dictionary<string, string>? _byNamespace;

    /// <inheritdoc/>
    public FoundModel? Find(string targetNamespace, string? locationUri)
    {
        ArgumentNullException.ThrowIfNull(targetNamespace);
        var named = locationUri is null ? null : Path.Combine(folder, Path.GetFileName(locationUri));
        var path = named is not null && File.Exists(named) && NamespaceOf(named) == targetNamespace
            ? named
            : (_byNamespace ??= Index()).GetValueOrDefault(targetNamespace);
        return path is null ? null : new FoundModel(File.OpenRead(path), path);
    }

    private Dictionary<string, string> Index()
    {
        var index = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, "*.dmn").Order(StringComparer.Ordinal))
        {
            if (NamespaceOf(path) is { } name)
            {
                index.TryAdd(name, folder.Length == 0 ? Path.GetFileName(path) : path);
            }
        }

        return index;
    }

    private static string? NamespaceOf(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return DmnReader.NamespaceOf(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
