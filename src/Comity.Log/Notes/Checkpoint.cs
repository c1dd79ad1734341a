using System.Globalization;
using Comity.Log.Merkle;

namespace Comity.Log.Notes;

/// <summary>A log's tree head (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">How many leaves the tree has.</param>
/// <param name="Root">Its root.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    /// <summary>The text of the note.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");

    /// <summary>Reads the text of a note; lines that follow the first three are passed over.</summary>
    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        return lines.Length >= 4 && lines[^1].Length == 0 && lines[..^1].All(line => line.Length > 0) && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size.ToString(CultureInfo.InvariantCulture) == lines[1] && TreeHash.TryParse(lines[2], out var root)
            ? new Checkpoint(lines[0], size, root.Value)
            : throw new FormatException("A checkpoint has three lines: the log's name, its number of leaves, and the root in base64.");
    }

    /// <summary>The note, signed by each key.</summary>
    public string Sign(IEnumerable<NoteSigner> signers, DateTimeOffset time)
    {
        var text = ToString();
        return $"{text}\n{string.Concat(signers.Select(signer => signer.Sign(text, time)))}";
    }

    /// <summary>Reads a signed checkpoint and checks that one of the log's keys, and enough witnesses, signed it.</summary>
    /// <param name="note">The note.</param>
    /// <param name="trust">Whom to trust.</param>
    /// <exception cref="FormatException">It is not a checkpoint, or not signed as it must be.</exception>
    public static Checkpoint Open(SignedNote note, LogTrust trust)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(trust);
        if (note.SignedBy(trust.Keys).Count == 0)
        {
            throw new FormatException($"None of the known keys has signed the checkpoint. Known: {string.Join(", ", trust.Keys)}; signed by: {string.Join(", ", note.Signatures.Select(signature => $"{signature.Name}+{signature.Id:x8}"))}.");
        }

        var checkpoint = Parse(note.Text);
        if (trust.Keys.All(key => key.Name != checkpoint.Origin))
        {
            throw new FormatException($"The checkpoint is of the log {checkpoint.Origin}, not of {trust.Keys[0].Name}.");
        }

        var witnesses = note.SignedBy(trust.Witnesses).Count;
        return witnesses >= trust.Quorum
            ? checkpoint
            : throw new FormatException($"{witnesses} of {trust.Witnesses.Count} witnesses have signed the checkpoint; {trust.Quorum} must.");
    }
}

/// <summary>Whom someone who checks a log trusts.</summary>
/// <param name="Keys">The log's keys; one of them must have signed.</param>
/// <param name="Witnesses">Keys of witnesses.</param>
/// <param name="Quorum">How many of the witnesses must have signed.</param>
public sealed record LogTrust(IReadOnlyList<NoteKey> Keys, IReadOnlyList<NoteKey> Witnesses, int Quorum)
{
    /// <summary>Trust in one key and no witness.</summary>
    public LogTrust(params IReadOnlyList<NoteKey> keys)
        : this(keys, [], 0)
    {
    }

    /// <summary>Trust in these keys for another log that they sign too, under its name.</summary>
    /// <param name="suffix">What that log's name has behind the name of this one.</param>
    public LogTrust Also(string suffix) => this with
    {
        Keys = [.. Keys, .. Keys.Where(key => !key.Name.EndsWith(suffix, StringComparison.Ordinal)).Select(key =>
            key.Named(key.Name + suffix))],
    };
}
