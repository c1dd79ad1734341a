using Comity.Dmn.Xml;

namespace Comity.Policy.Packs;

/// <summary>The models among a pack's files, for those that import others.</summary>
internal sealed class PackModels(PackFiles files) : IDmnModels
{
    /// <inheritdoc/>
    public FoundModel? Find(string targetNamespace, string? locationUri)
    {
        // The file that the import names comes first; it is known by its name alone, as beside a file in a folder.
        var models = files.Paths.Where(path => path.EndsWith(".dmn", StringComparison.OrdinalIgnoreCase));
        var path = models.OrderByDescending(path => locationUri is not null && Path.GetFileName(path) == Path.GetFileName(locationUri))
            .FirstOrDefault(path => DmnReader.NamespaceOf(Open(path)) == targetNamespace);
        return path is null ? null : new FoundModel(Open(path), path);
    }

    private MemoryStream Open(string path) => new(files.Find(path)!.Value.ToArray(), writable: false);
}
