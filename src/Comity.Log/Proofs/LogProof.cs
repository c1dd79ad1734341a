using System.Globalization;
using Comity.Log.Merkle;
using Comity.Log.Notes;

namespace Comity.Log.Proofs;

/// <summary>A proof that an entry is in a log, which can be checked without the log (C2SP tlog-proof).</summary>
/// <param name="Extra">Bytes that the proof does not vouch for; null for none.</param>
/// <param name="Index">The entry's place, from 0.</param>
/// <param name="Path">The inclusion proof.</param>
/// <param name="Note">The signed checkpoint of a tree that holds the entry.</param>
public sealed record LogProof(byte[]? Extra, long Index, IReadOnlyList<TreeHash> Path, SignedNote Note)
{
    /// <summary>The ending of a file that holds one.</summary>
    public const string FileEnding = ".tlog-proof";

    private const string Header = "c2sp.org/tlog-proof@v1\n", ExtraWord = "extra ", IndexWord = "index ";

    /// <summary>The text of the file.</summary>
    public override string ToString() => string.Concat(
        [Header, Extra is null ? "" : $"{ExtraWord}{Convert.ToBase64String(Extra)}\n", string.Create(CultureInfo.InvariantCulture, $"{IndexWord}{Index}\n"), .. Path.Select(hash => $"{hash}\n"), "\n", Note.ToString()]);

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="FormatException">It is no proof; the message names the line.</exception>
    public static LogProof Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Header, StringComparison.Ordinal))
        {
            throw new FormatException($"Line 1: a proof begins with {Header.Trim()}.");
        }

        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? throw new FormatException("A proof has an empty line before its checkpoint.") : text[..end].Split('\n');
        var next = 1;
        byte[]? extra = null;
        if (next < lines.Length && lines[next].StartsWith(ExtraWord, StringComparison.Ordinal))
        {
            extra = Base64.TryDecode(lines[next++][ExtraWord.Length..], out var decoded) ? decoded : throw new FormatException("Line 2: what follows 'extra' is not base64.");
        }

        if (next >= lines.Length || !lines[next].StartsWith(IndexWord, StringComparison.Ordinal) || lines[next][IndexWord.Length..] is var written
            && (!long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index.ToString(CultureInfo.InvariantCulture) != written))
        {
            throw new FormatException($"Line {next + 1}: 'index' and the place of the entry are due.");
        }

        var path = new List<TreeHash>();
        for (next++; next < lines.Length; next++)
        {
            path.Add(TreeHash.TryParse(lines[next], out var hash) ? hash.Value : throw new FormatException($"Line {next + 1}: a hash in base64 is due."));
        }

        return new LogProof(extra, index, path, SignedNote.Parse(text[(end + 2)..]));
    }

    /// <summary>Checks the proof for an entry.</summary>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="FormatException">The checkpoint is not trusted, or the entry is not in its tree.</exception>
    public Checkpoint Verify(ReadOnlySpan<byte> entry, LogTrust trust)
    {
        var checkpoint = Checkpoint.Open(Note, trust);
        return MerkleProof.Includes(TreeHash.Leaf(entry), Index, checkpoint.Size, Path, checkpoint.Root)
            ? checkpoint
            : throw new FormatException($"The entry is not leaf {Index} of the {checkpoint.Size} that the checkpoint covers.");
    }
}
