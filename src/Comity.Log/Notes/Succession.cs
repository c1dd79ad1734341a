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

                // Under each name of those that were trusted before it.
                known.AddRange(known.Select(key => key.Name).Distinct().Select(next.Named).ToArray());
            }
            else if (signed)
            {
                throw new FormatException($"{PathOf(number)} is not signed by the key before it.");
            }
        }

        return !anchored ? throw new FormatException($"The notes in {Folder}/ do not lead from or to {known[0]}.") : trust with { Keys = [.. known.DistinctBy(key => key.ToString())] };
    }

    /// <summary>The note by which the oldest of a log's keys names the newest.</summary>
    public static string Note(LogKeys keys, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var text = $"{Header}\n{keys.Origin}\n{keys.Signers[^1].Public}\n";
        return $"{text}\n{keys.Signers[0].Sign(text, time)}";
    }

    /// <summary>Whether a note names a key as the next.</summary>
    public static bool Names(string note, NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(key);
        return note.Split('\n') is [Header, _, var written, ..] && written == key.ToString();
    }

    /// <summary>The notes in a log's folder, in order.</summary>
    public static IReadOnlyList<string> Read(string log)
    {
        var notes = new List<string>();
        while (File.Exists(Path.Combine(log, PathOf(notes.Count + 1))))
        {
            notes.Add(File.ReadAllText(Path.Combine(log, PathOf(notes.Count + 1))));
        }

        return notes;
    }

    /// <summary>Makes the notes in a log's folder these.</summary>
    public static void Write(string log, IReadOnlyList<string> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        if (Read(log).SequenceEqual(notes))
        {
            return;
        }

        var folder = Path.Combine(log, Folder);
        Directory.CreateDirectory(folder);
        for (var i = 0; i < notes.Count; i++)
        {
            Durable.Write(Path.Combine(log, PathOf(i + 1)), System.Text.Encoding.UTF8.GetBytes(notes[i]));
        }

        Durable.SyncFolder(folder);
    }

    private static string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number}");
}
