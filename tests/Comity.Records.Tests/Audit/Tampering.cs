namespace Comity.Records.Tests.Audit;

/// <summary>
/// Changes a large database and its log at sampled places, one change at a time, and looks each time whether the audit finds it and names the
/// first leaf that differs.
/// </summary>
internal sealed class Tampering(TamperedDatabase database, Random random)
{
    private static readonly Author By = new("officer", "booking");

    /// <summary>Keeps events of every kind, with an erasure, a hold and a correction here and there.</summary>
    /// <param name="store">Where.</param>
    /// <param name="count">At least how many.</param>
    /// <param name="record">What is kept.</param>
    public static async Task FillAsync(RecordStore store, int count, NewRecord record)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, stop) =>
        {
            var kept = await store.AddAsync(record, By, i % 9 == 0 ? $"key {i}" : null, cancellation: stop);
            RecordEvent? then = (i % 25) switch { 1 => new FollowUp("detain", Choice.Declined, "No staff."), 2 => new Correction(record with { Note = "corrected" }, "wrong"), 3 => new LegalHold("Matter 17"), 4 => new Erasure("asked"), _ => null };
            if (then is not null)
            {
                await store.AppendAsync(kept.Number, then, By, cancellation: stop);
            }
        });
        await store.PublishAsync();
    }

    /// <summary>Tries sampled changes.</summary>
    /// <param name="samples">How many of each kind.</param>
    /// <returns>How many changes were made and found, and the first that was not; null where all were.</returns>
    public async Task<(int Found, string? Missed)> RunAsync(int samples)
    {
        if (await database.ProblemAsync() is { } unsound)
        {
            return (0, $"before anything was changed: {unsound}");
        }

        database.Keep();
        var leaves = (int)database.Number("SELECT count(*) FROM events");
        var found = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            foreach (var (change, sql, first) in Changes(leaves))
            {
                var changed = database.Change(sql);
                var problem = await database.ProblemAsync();
                database.PutBack();
                if (!changed)
                {
                    return (found, $"{change}: {sql}: changes nothing");
                }

                if (problem is null || (first is not null && problem.Leaf != first))
                {
                    return (found, $"{change}: {sql}: {(problem is null ? "not found" : $"named as leaf {problem.Leaf} instead of {first}: {problem.Message}")}");
                }

                found++;
            }

            var (file, offset, bit) = Bit();
            var sound = await File.ReadAllBytesAsync(file);
            var flipped = (byte[])sound.Clone();
            flipped[offset] ^= (byte)(1 << bit);
            await File.WriteAllBytesAsync(file, flipped);
            var fault = await database.ProblemAsync();
            await File.WriteAllBytesAsync(file, sound);
            if (fault is null)
            {
                return (found, $"bit {bit} of byte {offset} of {file}: not found");
            }

            found++;
        }

        return (found, await database.ProblemAsync() is { } left ? $"after everything was put back: {left}" : null);
    }

    // Each with the leaf that is to be named; null where it concerns the tables by which records are found.
    private IEnumerable<(string Change, string Sql, long? First)> Changes(int leaves)
    {
        var (one, other) = (random.Next(leaves), random.Next(leaves));
        other = other == one ? (one + 1) % leaves : other;
        var whole = database.Number($"SELECT coalesce((SELECT position FROM events WHERE position >= {one} AND content IS NOT NULL ORDER BY position LIMIT 1), 0)");
        var number = database.Number($"SELECT number FROM events WHERE position = {one}");
        foreach (var column in new[] { "commitment", "salt", "content" })
        {
            var position = column == "commitment" ? one : whole;
            yield return ($"one bit of {column}", $"UPDATE events SET {column} = {database.Flipped(column, position, random)} WHERE position = {position}", position);
        }

        foreach (var edit in new[] { "number = number + 100000000", "version = version + 50", "kind = 'note'", "at = at + 1", $"submission = {database.Written(Bytes())}" })
        {
            yield return ("edited", $"UPDATE events SET {edit} WHERE position = {one}", one);
        }

        yield return ("erased without a trace", $"UPDATE events SET salt = NULL, content = NULL, submission = NULL WHERE position = {whole}", null);
        yield return ("reordered", $"UPDATE events SET position = -1 WHERE position = {one}; UPDATE events SET position = {one} WHERE position = {other}; UPDATE events SET position = {other} WHERE position = -1", Math.Min(one, other));
        yield return ("removed", $"DELETE FROM events WHERE position = {one}", one);
        yield return ("removed from there to the end", $"DELETE FROM events WHERE position >= {one}", one);
        yield return ("removed, and closed up", $"DELETE FROM events WHERE position = {one}; {Shifted(one, -1)}", one);
        yield return ("removed and put in again at the end", $"UPDATE events SET position = {leaves} WHERE position = {one}", one);
        yield return ("put in a second time", $"{Shifted(one, 1)}; INSERT INTO events SELECT {one}, number + 100000000, version, kind, at, commitment, NULL, salt, content FROM events WHERE position = {other + (other >= one ? 1 : 0)}", one);
        foreach (var edit in new[] { "version = version + 1", "current = current + 1", "on_day = on_day + 1", "kind = 'x'", "held = 1 - held", "erased = 1 - erased" })
        {
            yield return ("a record's row edited", $"UPDATE records SET {edit} WHERE number = {number}", null);
        }

        yield return ("a record's row removed", $"DELETE FROM records WHERE number = {number}", null);
        yield return ("a record taken off a list", $"DELETE FROM listed WHERE (pair, on_day, number) = (SELECT pair, on_day, number FROM listed ORDER BY pair, on_day, number LIMIT 1 OFFSET {random.NextInt64(database.Number("SELECT count(*) FROM listed"))})", null);
    }

    private static string Shifted(int from, int by) => $"UPDATE events SET position = -position - 10 WHERE position >= {from}; UPDATE events SET position = -position - 10 + {by} WHERE position < 0";

    private byte[] Bytes()
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    private (string File, int Offset, int Bit) Bit()
    {
        var files = new DirectoryInfo(database.Log).GetFiles("*", SearchOption.AllDirectories).Where(file => file.Length > 0).OrderBy(file => file.FullName, StringComparer.Ordinal).ToList();

        // As likely a small file as a large one.
        var file = files[random.Next(files.Count)];
        return (file.FullName, random.Next((int)file.Length), random.Next(8));
    }
}
