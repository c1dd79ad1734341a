using System.Diagnostics;
using System.Globalization;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Comity.Records.Appending;
using Comity.Records.Events;
using Comity.Records.Situations;
using Comity.Records.Storage;
using Comity.Records.Tests;
using Comity.Server.Analysis;

namespace Comity.Records.Benchmarks;

/// <summary>How long it takes to say which of very many recorded determinations would have come out otherwise, without one of New York's instruments.</summary>
internal static class WhatIfs
{
    private const int Interviews = 20_000;
    private const int Batch = 20_000;

    public static async Task RunAsync(long records)
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "policies")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var pack = PackReader.Read(Path.Combine(root, "policies", "new-york")).Pack!;
        var (now, other) = (PolicyLogic.Compile(pack).Logic!, PolicyLogic.Compile(pack.Without("NY-WELLS")).Logic!);
        var made = Made(now);
        var folder = Directory.CreateTempSubdirectory("comity-benchmark-");
        try
        {
            foreach (var postgres in new[] { null, PostgresCluster.Shared.NewDatabase() })
            {
                var data = new DataFolder(Path.Combine(folder.FullName, postgres is null ? "sqlite" : "postgres"));
                await FillAsync(new RecordStoreOptions(data) { Postgres = postgres, PublishEvery = TimeSpan.FromDays(1) }, made, records);
                for (var round = 0; round < 3; round++)
                {
                    var clock = Stopwatch.StartNew();
                    var result = await WhatIf.RunAsync(other.Program, RecordSituations.ReadAsync(data, postgres));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(postgres is null ? "SQLite" : "PostgreSQL")}: {result.Records:N0} records, {result.Changed:N0} of them otherwise: {clock.Elapsed.TotalSeconds:F2} s"));
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Interviews with answers at random, from the first question to the last.
    private static List<NewRecord> Made(PolicyLogic logic)
    {
        var (random, pack, made) = (new Random(20250128), logic.Pack, new List<NewRecord>());
        while (made.Count < Interviews)
        {
            var (facts, on) = (new Dictionary<string, FeelValue>(StringComparer.Ordinal), new DateOnly(2010, 1, 1).AddDays(random.Next(5_800)));
            var determination = logic.Program.Decide(on, facts);
            while (determination.Next is { } next)
            {
                var values = pack.Facts.First(fact => fact.Name == next).Values;
                facts[next] = values[random.Next(values.Count)].Value;
                determination = logic.Program.Decide(on, facts);
            }

            var members = facts.Select(fact => $"\"{fact.Key}\":{(fact.Value.Kind == FeelKind.Boolean ? Fact.Written(fact.Value) : $"\"{Fact.Written(fact.Value)}\"")}");
            made.Add(new NewRecord(on, pack.Manifest.Id, pack.Manifest.Version, pack.Digest, null, $"{{{string.Join(',', members)}}}",
                [new(Fact.Written(facts[pack.Manifest.Action!]), Words.Of(determination.Outcome), determination.Review is not null, "{}")], null));
        }

        return made;
    }

    private static async Task FillAsync(RecordStoreOptions options, List<NewRecord> made, long records)
    {
        await using var store = await RecordStore.OpenAsync(options);
        var random = new Random(1);
        for (var i = 0L; i < records; i += Batch)
        {
            var state = await store.Storage.BeginAsync(2026, AppendLookup.Nothing, default);
            var appender = new Appender(state, i);
            for (var j = 0; j < Batch && i + j < records; j++)
            {
                var record = made[random.Next(made.Count)] with { Note = null };
                appender.Add(new PendingEvent(null, null, EventKind.Record, "null", RecordData.Of(record), null, record));
            }

            await store.Storage.WriteAsync(appender.Take(), default);
            await store.Storage.CommitAsync(default);
        }
    }
}
