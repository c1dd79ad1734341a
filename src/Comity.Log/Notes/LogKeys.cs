using Comity.Log.Tiles;

namespace Comity.Log.Notes;

/// <summary>
/// A log's private keys. Each signs every checkpoint. There is one key, or two while a new one takes over from the old; then
/// the old one has also signed a note that names the new one, so that who knows the old key can come to trust the new one.
/// </summary>
public sealed class LogKeys : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private LogKeys(IReadOnlyList<NoteSigner> signers) => Signers = signers;

    /// <summary>The keys, the oldest first. All have the log's name.</summary>
    public IReadOnlyList<NoteSigner> Signers { get; }

    /// <summary>The log's name.</summary>
    public string Origin => Signers[0].Public.Name;

    /// <summary>Trust in these keys.</summary>
    public LogTrust Trust => new([.. Signers.Select(signer => signer.Public)]);

    /// <summary>The same keys for another log; to be disposed of by itself.</summary>
    public LogKeys Named(string origin) => new([.. Signers.Select(signer => signer.Named(origin))]);

    /// <summary>Reads written private keys, one on a line, the oldest first.</summary>
    /// <exception cref="FormatException">They are not keys of one log.</exception>
    public static LogKeys Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        NoteSigner[] signers = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(NoteSigner.Parse)];
        return signers.Length > 0 && signers.All(signer => signer.Public.Name == signers[0].Public.Name && signer.Public.Kind == NoteKeyKind.Ed25519)
            ? new LogKeys(signers)
            : throw new FormatException("A log's keys are written one on a line, of kind 1, all with the log's name.");
    }

    /// <summary>Reads a file of private keys.</summary>
    /// <exception cref="FormatException">It holds no keys of one log.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LogKeys Read(string path) => Parse(File.ReadAllText(path));

    /// <summary>Makes a key in a new file that its owner alone can read.</summary>
    /// <param name="path">The file; where it exists, nothing is written.</param>
    /// <param name="origin">The log's name.</param>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public static LogKeys Create(string path, string origin)
    {
        var keys = new LogKeys([NoteSigner.Create(origin)]);
        keys.Write(path, overwrite: false);
        return keys;
    }

    /// <summary>Makes a new key that signs beside the old one from now on.</summary>
    /// <param name="path">The file of keys.</param>
    /// <returns>The new key.</returns>
    public static NoteKey Rotate(string path)
    {
        using var old = Read(path);
        if (old.Signers.Count > 1)
        {
            throw new FormatException($"{path} holds two keys already; retire the old one first.");
        }

        using var next = NoteSigner.Create(old.Origin);
        using var both = new LogKeys([.. old.Signers, next]);
        both.Write(path, overwrite: true);
        return next.Public;
    }

    /// <summary>Forgets the older of two keys.</summary>
    /// <param name="path">The file of keys.</param>
    /// <returns>The key that is left.</returns>
    public static NoteKey Retire(string path)
    {
        using var both = Read(path);
        if (both.Signers.Count < 2)
        {
            throw new FormatException($"{path} holds one key only; make a new one first.");
        }

        using var rest = new LogKeys([.. both.Signers.Skip(1)]);
        rest.Write(path, overwrite: true);
        return rest.Signers[0].Public;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in Signers)
        {
            signer.Dispose();
        }
    }

    // Under another name first: whoever is interrupted leaves no half-written key.
    private void Write(string path, bool overwrite)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream($"{path}.new", options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(Signers.Select(signer => signer.Export() + "\n"))));
            stream.Flush(flushToDisk: true);
        }

        File.Move($"{path}.new", path, overwrite);
        Durable.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
