using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Comity.Policy.Packs;

/// <summary>The files of a pack: what each path holds. Immutable, wherever they came from: a folder, an archive or an edit.</summary>
public sealed class PackFiles
{
    private readonly ImmutableSortedDictionary<string, Content> _files;
    private readonly Lazy<string> _digest;

    private PackFiles(ImmutableSortedDictionary<string, Content> files)
    {
        _files = files;
        _digest = new Lazy<string>(ComputeDigest);
    }

    /// <summary>No files.</summary>
    public static PackFiles Empty { get; } = new(ImmutableSortedDictionary.Create<string, Content>(StringComparer.Ordinal));

    /// <summary>The paths, relative to the pack's folder and with <c>/</c>, in ordinal order.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>
    /// <c>sha256:</c> and 64 hexadecimal digits over the names and contents of all files, in the order of their names, each with its length before it.
    /// </summary>
    public string Digest => _digest.Value;

    /// <summary>Reads every file of a folder and of those in it.</summary>
    /// <param name="folder">The folder that holds <c>pack.yaml</c>.</param>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static PackFiles ReadFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return From(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => KeyValuePair.Create(Path.GetRelativePath(folder, path).Replace('\\', '/'), new ReadOnlyMemory<byte>(File.ReadAllBytes(path)))));
    }

    /// <summary>Takes files from memory.</summary>
    /// <param name="files">Paths and contents.</param>
    /// <exception cref="ArgumentException">A path stands twice, or is not relative to the pack's folder.</exception>
    public static PackFiles From(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var builder = Empty._files.ToBuilder();
        foreach (var (path, content) in files)
        {
            builder.Add(Checked(path), new Content(content));
        }

        return new PackFiles(builder.ToImmutable());
    }

    /// <summary>What a path holds; null when there is no such file.</summary>
    public ReadOnlyMemory<byte>? Find(string path) => _files.TryGetValue(path, out var content) ? content.Bytes : (ReadOnlyMemory<byte>?)null;

    /// <summary>The files with another content of one path, or with one file more.</summary>
    /// <exception cref="ArgumentException">The path is not relative to the pack's folder.</exception>
    public PackFiles With(string path, ReadOnlyMemory<byte> content) => new(_files.SetItem(Checked(path), new Content(content)));

    /// <summary>The files without one of them.</summary>
    public PackFiles Without(string path) => new(_files.Remove(path));

    /// <summary>Writes the files into a folder. Other files in it stay.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void WriteFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        foreach (var (name, content) in _files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content.Bytes.Span);
        }
    }

    /// <summary>Whether a path names a file inside a pack: relative, with <c>/</c>, and not leading out of its folder.</summary>
    public static bool IsPath(string path) =>
        !string.IsNullOrEmpty(path) && !path.Contains('\\', StringComparison.Ordinal) && !path.Contains(':', StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static string Checked(string path) =>
        IsPath(path) ? path : throw new ArgumentException($"'{path}' is not the path of a file in a pack.", nameof(path));

    private string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, content) in _files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path.Length}:{path}{content.Bytes.Length}:"));
            hash.AppendData(content.Bytes.Span);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // A reference, so that the dictionary's code is that which the framework brings along compiled: a command starts sooner.
    private sealed record Content(ReadOnlyMemory<byte> Bytes);
}
