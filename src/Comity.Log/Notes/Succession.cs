using System.Globalization;
using Comity.Log.Tiles;

namespace Comity.Log.Notes;

/// <summary>Notes by which a log's old key names the next: <c>keys/1</c>, <c>keys/2</c>, … beside the checkpoint.</summary>
public static class Succession
{
    internal const string Folder = "keys";

    private const string Header = "comity.key-succession/v1";

    /// <summary>Adds to trusted keys those that they have named, one after the other.</summary>
    /// <exception cref="FormatException">A note is not signed by a key that was trusted before it.</exception>
    public static async Task<LogTrust> FollowAsync(LogSource source, LogTrust trust, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(trust);
        var known = trust.Keys.ToList();
        var (signed, anchored) = (false, true);
        for (var number = 1; await source.ReadAsync(PathOf(number), cancellation).ConfigureAwait(false) is { } content; number++)
        {
            var note = SignedNote.Parse(content);
            if (note.Text.Split('\n') is not [Header, var origin, var written, ""] || NoteKey.Parse(written) is var next && (next.Name != origin || known.All(key => key.Name != origin)))
            {
                throw new FormatException($"{PathOf(number)} does not name the next key of {known[0].Name}.");
            }

            // Who was given a later key has no need of the notes before it; one of them leads to that key.
            anchored = signed || known.Any(key => key.ToString() == written) || (number > 1 && anchored);
            if (note.SignedBy(known).Count > 0)
            {
                (signed, anchored) = (true, true);
                known.Add(next);
            }
            else if (signed)
            {
                throw new FormatException($"{PathOf(number)} is not signed by the key before it.");
            }
        }

        return !anchored ? throw new FormatException($"The notes in {Folder}/ do not lead from or to {known[0]}.") : trust with { Keys = [.. known.DistinctBy(key => key.ToString())] };
    }

    internal static void Write(string log, LogKeys keys, NoteKey next, DateTimeOffset time)
    {
        var folder = Path.Combine(log, Folder);
        Directory.CreateDirectory(folder);
        var text = $"{Header}\n{keys.Origin}\n{next}\n";
        var number = 1;
        while (File.Exists(Path.Combine(log, PathOf(number))))
        {
            number++;
        }

        Durable.Write(Path.Combine(log, PathOf(number)), System.Text.Encoding.UTF8.GetBytes($"{text}\n{string.Concat(keys.Signers.Select(signer => signer.Sign(text, time)))}"));
        Durable.SyncFolder(folder);
    }

    private static string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number}");
}
