using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Log.Notes;
using Comity.Log.Proofs;
using Comity.Log.Tiles;
using Comity.Log.Verification;
using Comity.Records;
using Comity.Records.Audit;
using Comity.Records.Events;

namespace Comity.Cli;

/// <summary><c>comity log</c>: checks a log of records as a third party would, and looks after its keys.</summary>
internal static class LogCommand
{
    public static Command Create() => new("log", "The tamper-evident log of the records.") { Verify(), Rotate(), Retire() };

    private static Command Verify()
    {
        var target = new Argument<string>("WHAT") { Description = $"A data folder, a log's folder, the address of a log, or one proof file (*{LogProof.FileEnding})." };
        var keys = new Option<string[]>("--key") { Description = "A public key of the log, or a file of them. Have it from someone you trust; a data folder's own is used when none is given." };
        var witnesses = new Option<string[]>("--witness") { Description = "A public key of a witness, or a file of them." };
        var quorum = new Option<int?>("--quorum") { Description = "How many of the witnesses must have signed; all when it is not given." };
        var since = new Option<string[]>("--since") { Description = "A checkpoint that you kept from earlier; the log must still begin with what it covers." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var database = RecordsInput.Database();
        var command = new Command("verify", "Check a log, or one proof, with nothing but public keys. Exit code 0: sound; 1: something differs, and the first leaf is named; 2: it could not be checked.")
        {
            target, keys, witnesses, quorum, since, database, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var what = parsed.GetValue(target)!;
                var given = Keys(parsed.GetValue(keys) ?? []);
                var beside = new DataFolder(what).PublicKeyFile;
                if (given.Count == 0 && File.Exists(beside))
                {
                    given = Keys([beside]);
                    await Console.Error.WriteLineAsync($"Checked with the key that lies beside the log, {beside}. Against someone who can write there, give the key that you have from elsewhere with --key.");
                }

                if (given.Count == 0)
                {
                    return PackInput.Bad("Give the log's public key with --key.");
                }

                var trusted = Keys(parsed.GetValue(witnesses) ?? []);
                var trust = new LogTrust(given, trusted, parsed.GetValue(quorum) ?? trusted.Count).Also(RecordStore.PublicLogSuffix);
                Checkpoint[] earlier = [.. (parsed.GetValue(since) ?? []).Select(file => Checkpoint.Open(SignedNote.Parse(File.ReadAllBytes(file)), trust with { Quorum = 0 }))];
                return what.EndsWith(LogProof.FileEnding, StringComparison.Ordinal)
                    ? VerifyProof(what, trust, parsed.GetValue(json))
                    : await VerifyLogAsync(what, RecordsInput.Database(parsed.GetValue(database)), new LogVerifyOptions(trust, earlier, Progress()), parsed.GetValue(json), cancellation);
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException or HttpRequestException or RecordStoreException or UriFormatException)
            {
                return PackInput.Bad(exception.Message);
            }
        });
        return command;
    }

    private static async Task<int> VerifyLogAsync(string what, string? database, LogVerifyOptions options, bool json, CancellationToken cancellation)
    {
        var folder = new DataFolder(what);
        AuditResult? audit = null;
        LogVerification log;
        if (Uri.TryCreate(what, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            using var client = new HttpClient();
            log = await LogVerifier.VerifyAsync(new HttpSource(client, address), options, cancellation);
        }
        else if (Directory.Exists(folder.Log))
        {
            audit = await RecordAudit.RunAsync(folder, database, options, cancellation);
            log = audit.Log;
        }
        else if (Directory.Exists(what))
        {
            log = await LogVerifier.VerifyAsync(new FolderSource(what), options, cancellation);
        }
        else
        {
            return PackInput.Bad($"{what} is neither a folder, nor an address, nor a file that ends with {LogProof.FileEnding}.");
        }

        var problem = audit is null ? log.Problem : audit.Problem;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { Sound = problem is null, log.Checkpoint?.Origin, log.Checkpoint?.Size, Root = log.Checkpoint?.Root.ToString(), problem?.Leaf, Problem = problem?.Message, DatabaseLeaves = audit?.Leaves, audit?.Erased }, JsonSerializerOptions.Web));
        }
        else
        {
            Print(log, audit, problem);
        }

        return problem is null ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void Print(LogVerification log, AuditResult? audit, LogProblem? problem)
    {
        if (log.Checkpoint is { } checkpoint)
        {
            var what = checkpoint.Origin.EndsWith(RecordStore.PublicLogSuffix, StringComparison.Ordinal) ? "days" : "leaves";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Log {checkpoint.Origin}: {checkpoint.Size} {what} are signed, root {checkpoint.Root}."));
        }

        if (audit?.PublicLog?.Checkpoint is { } days)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Log {days.Origin}: {days.Size} days are signed, root {days.Root}."));
        }

        if (audit is not null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Database: {audit.Leaves} events{(audit.Leaves > log.Checkpoint?.Size ? $", {audit.Leaves - log.Checkpoint.Size} of them not signed yet" : "")}; the content of {audit.Erased} was erased."));
            if (audit.ClockWentBack is { } back)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Note: the clock went back by {back.By} before leaf {back.Leaf}. Order is certain all the same; times around it are not."));
            }
        }

        Console.WriteLine(problem is null ? "Sound: nothing was changed, dropped or put in between." : $"NOT SOUND. {problem}");
    }

    private static int VerifyProof(string file, LogTrust trust, bool json)
    {
        ProvenEvent proven;
        var proof = LogProof.Parse(File.ReadAllText(file));
        try
        {
            proven = EventProof.Verify(proof, trust);
        }
        catch (FormatException exception)
        {
            Console.WriteLine(json ? JsonSerializer.Serialize(new { Sound = false, Leaf = proof.Index, Problem = exception.Message }, JsonSerializerOptions.Web) : $"NOT SOUND. {exception.Message}");
            return ExitCode.CheckFailed;
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { Sound = true, proven.Checkpoint.Origin, proven.Leaf, proven.Entry,
                proven.Content, proven.Day }, JsonSerializerOptions.Web));
            return ExitCode.Done;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Leaf {proven.Leaf} of {proven.Checkpoint.Size} of the log {proven.Checkpoint.Origin}: {proven.Entry}"));
        Console.WriteLine(proven.Content is null ? "The proof does not show what was kept." : $"What was kept: {proven.Content}");
        Console.WriteLine(proven.Day is { } day
            ? string.Create(CultureInfo.InvariantCulture, $"The public log has committed to it since {day:yyyy-MM-dd}, or earlier.")
            : "The public log does not commit to it yet; a proof made tomorrow shows that too.");
        Console.WriteLine("Sound: it was logged so.");
        return ExitCode.Done;
    }

    private static Command Rotate()
    {
        var data = RecordsInput.Data();
        var command = new Command(
            "rotate-key", "Make a new key. From the server's next start both keys sign, and the old one names the new.") { data };
        command.SetAction(parsed => Change(new DataFolder(parsed.GetValue(data)!), folder => LogKeys.Rotate(folder.KeyFile)));
        return command;
    }

    private static Command Retire()
    {
        var data = RecordsInput.Data();
        var command = new Command("retire-key", "Forget the older of two keys. From the server's next start the newer one signs alone.") { data };
        command.SetAction(parsed => Change(new DataFolder(parsed.GetValue(data)!), RetireNamed));
        return command;
    }

    // Who knows the old key only would have no way to the new one.
    private static NoteKey RetireNamed(DataFolder folder)
    {
        using (var keys = LogKeys.Read(folder.KeyFile))
        {
            if (keys.Signers.Count > 1 && !Succession.Read(folder.Log).Any(note => Succession.Names(note, keys.Signers[^1].Public)))
            {
                throw new FormatException(
                    "The old key has not named the new one yet. Start the server once with both keys, then retire the old one.");
            }
        }

        return LogKeys.Retire(folder.KeyFile);
    }

    private static int Change(DataFolder folder, Func<DataFolder, NoteKey> change)
    {
        try
        {
            Console.WriteLine(change(folder));
            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            return PackInput.Bad(exception.Message);
        }
    }

    private static List<NoteKey> Keys(IEnumerable<string> given) =>
        [.. given.SelectMany(text => File.Exists(text) ? File.ReadAllLines(text) : [text]).Where(line => line.Length > 0).Select(NoteKey.Parse)];

    private static InlineProgress? Progress() => Console.IsErrorRedirected ? null : new InlineProgress();

    private sealed class InlineProgress : IProgress<(long Leaves, long Of)>
    {
        private long _last = Environment.TickCount64;

        public void Report((long Leaves, long Of) value)
        {
            if (Environment.TickCount64 - _last > 500 || (value.Leaves == value.Of && value.Of > 100_000))
            {
                _last = Environment.TickCount64;
                Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{value.Leaves} of {value.Of} leaves{(value.Leaves == value.Of ? "\n" : "")}"));
            }
        }
    }
}
