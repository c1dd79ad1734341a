using System.Globalization;
using System.Net;
using Comity.Log.Notes;
using Comity.Log.Tiles;

namespace Comity.Log.Witnesses;

/// <summary>Someone elsewhere who remembers a log's last checkpoint and signs the next one only if it goes on from it (C2SP tlog-witness).</summary>
/// <param name="key">The witness's key, of kind 4.</param>
/// <param name="prefix">The address before <c>/add-checkpoint</c>.</param>
public sealed class Witness(NoteKey key, Uri prefix)
{
    private long _seen;

    /// <summary>The witness's key.</summary>
    public NoteKey Key => key;

    /// <summary>Reads a line of a file of witnesses: the key, a space, the address.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static Witness Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Split(' ') is [var written, var address] && NoteKey.TryParse(written, out var key) && key.Kind == NoteKeyKind.Cosignature && Uri.TryCreate(address, UriKind.Absolute, out var prefix)
            ? new Witness(key, prefix)
            : throw new FormatException("A witness is written as its key (name+id+base64, of kind 4), a space and its address.");
    }

    /// <summary>Asks for a signature on a checkpoint.</summary>
    /// <param name="client">What sends the requests.</param>
    /// <param name="source">The log, whose tiles give the proof that it only grew.</param>
    /// <param name="note">The signed checkpoint.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <returns>The signature; null where the witness does not give a good one.</returns>
    /// <exception cref="HttpRequestException">The witness cannot be reached.</exception>
    public async Task<NoteSignature?> AskAsync(HttpClient client, LogSource source, SignedNote note, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(note);
        var checkpoint = Checkpoint.Parse(note.Text);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var proof = await new TileTree(source, checkpoint.Size).ConsistencyAsync(Math.Min(_seen, checkpoint.Size), cancellation).ConfigureAwait(false);
            using var content = new StringContent(string.Concat([string.Create(CultureInfo.InvariantCulture, $"old {_seen}\n"), .. proof.Select(hash => $"{hash}\n"), "\n", note.ToString()]));
            using var response = await client.PostAsync(new Uri($"{prefix.ToString().TrimEnd('/')}/add-checkpoint"), content, cancellation).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Conflict && long.TryParse(body.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen != _seen && seen <= checkpoint.Size)
            {
                _seen = seen;
                continue;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            var good = body.Split('\n').Select(NoteSignature.Parse).FirstOrDefault(signature => signature?.Name == key.Name && signature.Id == key.Id && key.Verify(note.Text, signature.Bytes));
            _seen = good is null ? _seen : checkpoint.Size;
            return good;
        }

        return null;
    }
}
