using System.CommandLine;
using System.Globalization;
using Comity.Log.Proofs;
using Comity.Records;
using Comity.Records.Privacy;
using Comity.Records.Tallying;
using Comity.Records.Transfer;
using Comity.Server.Access;
using Comity.Server.Data;

namespace Comity.Cli;

/// <summary><c>comity records</c>: backup, export, counts, proofs, legal holds and erasure.</summary>
internal static class RecordsCommand
{
    public static Command Create() => new("records", "Look after kept records.") { Backup(), Restore(), Export(), Tally(), Prove(), Erase(), Hold(), Release() };

    private static Command Backup() => Make("backup", "Write a backup of all records, and of the accounts, units, keys of programs, drafts and packs beside them; the server may run meanwhile. The log's private key is not in it.", command =>
    {
        var target = Add(command, new Argument<string>("FILE") { Description = "The file to write; it must not exist." });
        return async (parsed, folder, database, cancellation) =>
        {
            var count = await RecordBackup.WriteAsync(folder, database, parsed.GetValue(target)!, new ServerBackup(folder, database), Told(), cancellation);
            return Say($"{count} events, and what the server keeps beside them, are in {parsed.GetValue(target)}. Keep {folder.KeyFile} somewhere else and safe.");
        };
    });

    private static Command Restore() => Make("restore", "Put a backup into an empty data folder or database.", command =>
    {
        var source = Add(command, new Argument<string>("FILE") { Description = "The backup." });
        return async (parsed, folder, database, cancellation) =>
        {
            var count = await RecordBackup.RestoreAsync(parsed.GetValue(source)!, folder, database, new ServerBackup(folder, database), Told(), cancellation);
            return Say($"{count} events were restored, and what the server kept beside them. Put the log's key at {folder.KeyFile} before the server starts; without it the log begins under another name.");
        };
    });

    private static Command Export() => Make("export", "Export events: all of them, or everything that is held about one record.", command =>
    {
        var number = Add(command, new Option<string?>("--number") { Description = "The number of one record." });
        var format = Add(command, new Option<string>("--format") { Description = "jsonl or parquet.", DefaultValueFactory = _ => "jsonl" }.AcceptOnlyFromAmong("jsonl", "parquet"));
        var target = Add(command, new Option<string?>("--to") { Description = "The file to write; standard output when it is not given (jsonl only)." });
        return async (parsed, folder, database, cancellation) =>
        {
            var (path, parquet) = (parsed.GetValue(target), parsed.GetValue(format) == "parquet");
            if (path is null && parquet)
            {
                return PackInput.Bad("Parquet is written into a file: give it with --to.");
            }

            await using var stream = path is null ? Console.OpenStandardOutput() : RecordExport.Create(path);
            var count = await RecordExport.WriteAsync(folder, database, parsed.GetValue(number), parquet ? ExportFormat.Parquet : ExportFormat.JsonLines, stream, path is null ? null : Told(), cancellation);
            return count == 0 && parsed.GetValue(number) is { } wanted ? PackInput.Bad($"No record has the number {wanted}.") : path is null ? ExitCode.Done : Say($"{count} events are in {path}.");
        };
    });

    private static Command Tally() => Make("tally", "Print the exact counts of each day as comma-separated values: for the agency, not for publishing; small ones are among them.", command =>
    {
        var from = Add(command, new Option<string?>("--from") { Description = "The first day, as 2025-02-01." });
        var to = Add(command, new Option<string?>("--to") { Description = "The last day." });
        return async (parsed, folder, database, cancellation) =>
        {
            if (Day(parsed.GetValue(from), DateOnly.MinValue) is not { } first || Day(parsed.GetValue(to), DateOnly.MaxValue) is not { } last)
            {
                return PackInput.Bad("Days are written as 2025-02-01.");
            }

            Console.WriteLine("day,by,value,count");
            foreach (var row in await ExactTally.ReadAsync(folder, database, first, last, cancellation))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Day:yyyy-MM-dd},{row.Dimension},{row.Value},{row.Count}"));
            }

            return ExitCode.Done;
        };

        static DateOnly? Day(string? text, DateOnly otherwise) => text is null ? otherwise : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    });

    private static Command Prove() => Make("prove", $"Write a proof about one event of a record that anybody can check with 'comity log verify FILE{LogProof.FileEnding} --key KEY'.", command =>
    {
        var number = Add(command, new Argument<string>("NUMBER") { Description = "The record's number, as 2026-000123." });
        var version = Add(command, new Option<int>("--event") { Description = "Which event of the record, from 1.", DefaultValueFactory = _ => 1 });
        var without = Add(command, new Option<bool>("--without-content") { Description = "Show that something was logged, and not what." });
        return (parsed, folder, database, cancellation) => WithStoreAsync(folder, database, async store =>
        {
            if (await store.ProveAsync(parsed.GetValue(number)!, parsed.GetValue(version), !parsed.GetValue(without), cancellation) is not { } proof)
            {
                return PackInput.Bad($"There is no event {parsed.GetValue(version)} of a record {parsed.GetValue(number)}.");
            }

            var path = $"{parsed.GetValue(number)}-{parsed.GetValue(version)}{LogProof.FileEnding}";
            await File.WriteAllTextAsync(path, proof.ToString(), cancellation);
            return Say($"{path}: leaf {proof.Index}.");
        }, cancellation);
    });

    private static Command Erase() => Make("erase", "Erase the content of one record, or of every record whose retention period is over. The log keeps that there was one.", command =>
    {
        var number = Add(command, new Argument<string?>("NUMBER") { Arity = ArgumentArity.ZeroOrOne, Description = "The record's number." });
        var due = Add(command, new Option<bool>("--due") { Description = "Every record whose period in retention.json is over, unless it is on legal hold." });
        var reason = Add(command, new Option<string?>("--reason") { Description = "Why this one record is erased." });
        var by = AddAuthor(command);
        return (parsed, folder, database, cancellation) => WithStoreAsync(folder, database, async store =>
        {
            if (parsed.GetValue(due) == (parsed.GetValue(number) is not null))
            {
                return PackInput.Bad("Give either the number of a record, with --reason, or --due.");
            }

            if (parsed.GetValue(due))
            {
                var count = await store.EraseDueAsync(by(parsed), new Inline<string>(erased => Console.WriteLine($"{erased} erased")), cancellation);
                return Say($"{count} records were due.");
            }

            return await AppendAsync(store, parsed.GetValue(number)!, new Erasure(parsed.GetValue(reason) ?? ""), by(parsed), cancellation);
        }, cancellation);
    });

    private static Command Hold() => OnOne("hold", "Put a record on legal hold: it is not erased until it is released.", reason => new LegalHold(reason));

    private static Command Release() => OnOne("release", "End a record's legal hold.", reason => new HoldRelease(reason));

    private static Command OnOne(string name, string description, Func<string, RecordEvent> make) => Make(name, description, command =>
    {
        var number = Add(command, new Argument<string>("NUMBER") { Description = "The record's number." });
        var reason = Add(command, new Option<string>("--reason") { Description = "The matter, by its number; nothing about a person.", Required = true });
        var by = AddAuthor(command);
        return (parsed, folder, database, cancellation) => WithStoreAsync(folder, database, store => AppendAsync(store, parsed.GetValue(number)!, make(parsed.GetValue(reason)!), by(parsed), cancellation), cancellation);
    });

    private static Command Make(string name, string description, Func<Command, Func<ParseResult, DataFolder, string?, CancellationToken, Task<int>>> make)
    {
        var command = new Command(name, description);
        var run = make(command);
        var (data, database) = (Add(command, RecordsInput.Data()), Add(command, RecordsInput.Database()));
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                if (command.Options.OfType<Option<string?>>().FirstOrDefault(option => option.Name == "--unit") is { } unit
                    && parsed.GetValue(unit) is { } named
                    && await UnitNames.ReadAsync(new DataFolder(parsed.GetValue(data)!), RecordsInput.Database(parsed.GetValue(database)),
                        cancellation) is var known && !known.Contains(named))
                {
                    var units = known.Count == 0 ? "The server has none." : $"Units are: {string.Join(", ", known)}.";
                    return PackInput.Bad($"There is no unit '{named}'. {units}");
                }

                return await run(parsed, new DataFolder(parsed.GetValue(data)!), RecordsInput.Database(parsed.GetValue(database)), cancellation);
            }
            catch (Exception exception) when (exception is RecordStoreException or RecordRefusedException or PersonalDataException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
            {
                return PackInput.Bad(exception.Message);
            }
        });
        return command;
    }

    private static Argument<T> Add<T>(Command command, Argument<T> argument)
    {
        command.Arguments.Add(argument);
        return argument;
    }

    private static Option<T> Add<T>(Command command, Option<T> option)
    {
        command.Options.Add(option);
        return option;
    }

    private static Func<ParseResult, Author> AddAuthor(Command command)
    {
        var role = Add(command, new Option<string>("--role")
        {
            Description = "In which role you do this.",
            DefaultValueFactory = _ => "administrator",
        }.AcceptOnlyFromAmong(
            [.. Enum.GetNames<Roles>().Where(name => name != nameof(Roles.None)).Select(name => name.ToLowerInvariant())]));
        var unit = Add(command, new Option<string?>("--unit") { Description = "The part of the agency." });
        return parsed => new Author(parsed.GetValue(role)!, parsed.GetValue(unit));
    }

    private static async Task<int> WithStoreAsync(DataFolder folder, string? database, Func<RecordStore, Task<int>> work, CancellationToken cancellation)
    {
        await using var store = await RecordStore.OpenAsync(new RecordStoreOptions(folder) { Postgres = database }, cancellation);
        return await work(store);
    }

    private static async Task<int> AppendAsync(RecordStore store, string number, RecordEvent item, Author by, CancellationToken cancellation)
    {
        var receipt = await store.AppendAsync(number, item, by, cancellation: cancellation);
        return Say($"Event {receipt.Version} of record {receipt.Number}, leaf {receipt.Leaf}.");
    }

    private static int Say(FormattableString text)
    {
        Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        return ExitCode.Done;
    }

    private static Inline<long>? Told() => Console.IsErrorRedirected ? null : new Inline<long>(count => Console.Error.Write($"\r{count} events "));

    private sealed class Inline<T>(Action<T> told) : IProgress<T>
    {
        public void Report(T value) => told(value);
    }
}
