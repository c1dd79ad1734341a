using System.Text.Json;
using Comity.Records;
using Microsoft.Data.Sqlite;

namespace Comity.Cli.Tests;

/// <summary>The commands that look after records and check their log.</summary>
public sealed class RecordsCommandTests : IDisposable
{
    private static readonly Author By = new("officer", "booking");

    private readonly string _folder = Directory.CreateTempSubdirectory("comity-cli-records-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnAuditorChecksAFolderAndAProofAndSeesWhatDiffers()
    {
        await FillAsync();
        var key = (await File.ReadAllTextAsync(Path.Combine(Data, "log.pub"), TestContext.Current.CancellationToken)).Trim();
        var (code, output, error) = Comity.Run("", "log", "verify", Data);
        Assert.Equal(0, code);
        Assert.Contains("3 leaves are signed", output, StringComparison.Ordinal);
        Assert.Contains("--key", error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (Comity.Run("", "log", "verify", Path.Combine(Data, "log"), "--key", key) is var bare ? (bare.Code, bare.Error) : default));

        Assert.Equal(2, Run("prove", "1999-000001").Code);
        var number = Number(2);
        Assert.Equal(0, Run("prove", number).Code);
        var proof = Path.Combine(_folder, $"{number}-1.tlog-proof");
        var proven = Comity.Run("", "log", "verify", proof, "--key", key);
        Assert.Equal(0, proven.Code);
        Assert.Contains("a second note", proven.Output, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(proof, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(proof, text.Replace("index 1", "index 0", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(1, Comity.Run("", "log", "verify", proof, "--key", key).Code);
        await File.WriteAllTextAsync(proof, "nonsense", TestContext.Current.CancellationToken);
        Assert.Equal(2, Comity.Run("", "log", "verify", proof, "--key", key).Code);
        Assert.Equal(0, Run("prove", number, "--without-content").Code);
        Assert.DoesNotContain("a second note", Comity.Run("", "log", "verify", proof, "--key", key).Output, StringComparison.Ordinal);

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "records.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE events SET content = replace(content, 'a second note', 'a first note') WHERE position = 1";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var changed = Comity.Run("", "log", "verify", Data, "--key", key, "--json");
        using var json = JsonDocument.Parse(changed.Output);
        Assert.Equal((1, false, 1), (changed.Code, json.RootElement.GetProperty("sound").GetBoolean(), json.RootElement.GetProperty("leaf").GetInt32()));
        Assert.Contains("Leaf 1", Comity.Run("", "log", "verify", Data, "--key", key).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordsAreDecidedAgainByAnotherPolicy()
    {
        await using (var store = await RecordStore.OpenAsync(new RecordStoreOptions(new DataFolder(Data)), TestContext.Current.CancellationToken))
        {
            foreach (var (agency, outcome) in new[] { ("local-law-enforcement", "prohibited"), ("state-law-enforcement", "permitted"), ("local-law-enforcement", "prohibited") })
            {
                await store.AddAsync(
                    new NewRecord(
                        new DateOnly(2025, 2, 1), "new-york", "1", "sha256:" + new string('a', 64), null, $$"""{"requestedAction":["arrest"],"agency":"{{agency}}","enforcementPurpose":"civil","judicialProcess":"none"}""",
                        [new RecordedDetermination("arrest", outcome, false, "{}")], null),
                    By, null, cancellation: TestContext.Current.CancellationToken);
            }
        }

        // Both said "prohibited" rightly by this policy; the second was recorded otherwise.
        var (code, output, _) = Comity.Run("", "compare", Comity.NewYork, "--records", Data, "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((0, 3, 1), (code, json.RootElement.GetProperty("records").GetInt32(), json.RootElement.GetProperty("changed").GetInt32()));
        var change = json.RootElement.GetProperty("changes")[0];
        Assert.Equal(("permitted", "prohibited", 1), (change.GetProperty("before").GetString(), change.GetProperty("after").GetString(), change.GetProperty("records").GetInt32()));
        Assert.Matches("^[0-9]{4}-000002$", change.GetProperty("numbers")[0].GetString());

        var without = Comity.Run("", "compare", Comity.NewYork, "--records", Data, "--without", "NY-WELLS", "--numbers", "1");
        Assert.Contains("prohibited → ", without.Output, StringComparison.Ordinal);
        Assert.Contains("000001 …", without.Output, StringComparison.Ordinal);
        Assert.Equal(2, Comity.Run("", "compare", Comity.NewYork, Comity.NewYork, "--records", Data).Code);
        var none = Comity.Run("", "compare", Comity.NewYork, "--records", Path.Combine(_folder, "nothing"));
        Assert.Equal(2, none.Code);
        Assert.Contains("does not exist", none.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such folder", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "no such folder")]
    [InlineData(".", "nonsense", "name+id+base64")]
    [InlineData("http://127.0.0.1:9/log", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "127.0.0.1:9")]
    public void WhatCannotBeCheckedIsSaid(string what, string key, string hint)
    {
        var (code, output, error) = Comity.Run("", "log", "verify", what, "--key", key);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordsAreBackedUpRestoredExportedHeldAndErased()
    {
        await FillAsync();
        var (number, backup, other) = (Number(1), Path.Combine(_folder, "backup"), Path.Combine(_folder, "other"));
        Assert.Equal(0, Run("backup", backup).Code);
        Assert.Equal(2, Run("backup", backup).Code);
        Assert.Equal(0, Comity.Run("", "records", "restore", backup, "--data", other).Code);
        Assert.Equal(2, Comity.Run("", "records", "restore", backup, "--data", other).Code);
        File.Copy(Path.Combine(Data, "log.key"), Path.Combine(other, "log.key"));
        Assert.Equal(0, Comity.Run("", "records", "hold", number, "--reason", "Matter 17", "--data", other).Code);
        var held = Comity.Run("", "records", "erase", number, "--reason", "asked", "--data", other);
        Assert.Equal(2, held.Code);
        Assert.Contains("legal hold", held.Error, StringComparison.Ordinal);
        var notHeld = Comity.Run("", "records", "release", number, "--reason", "Matter 18", "--data", other);
        Assert.Equal(2, notHeld.Code);
        Assert.Contains("Matter 17", notHeld.Error, StringComparison.Ordinal);
        Assert.Equal(0, Comity.Run("", "records", "release", number, "--reason", "Matter 17", "--data", other).Code);
        Assert.Equal(0, Comity.Run("", "records", "erase", number, "--reason", "asked", "--data", other).Code);
        Assert.Equal(2, Comity.Run("", "records", "erase", number, "--reason", "asked", "--data", other).Code);
        Assert.Equal(0, Comity.Run("", "log", "verify", other).Code);

        var exported = Comity.Run("", "records", "export", "--number", number, "--data", other);
        Assert.Equal(4, exported.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("a first note", exported.Output, StringComparison.Ordinal);
        Assert.Contains("a first note", Run("export").Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("export", "--format", "parquet", "--to", Path.Combine(_folder, "all.parquet")).Code);
        Assert.Equal("PAR1"u8.ToArray(), (await File.ReadAllBytesAsync(Path.Combine(_folder, "all.parquet"), TestContext.Current.CancellationToken))[..4]);
        var tally = Run("tally").Output.Split('\n').Select(line => line.Trim()).ToList();
        Assert.Equal("day,by,value,count", tally[0]);
        Assert.Contains(tally, line => line.EndsWith(",requests,,3", StringComparison.Ordinal));
        Assert.Contains(tally, line => line.EndsWith(",action,notify,3", StringComparison.Ordinal));
        Assert.Equal("day,by,value,count", Run("tally", "--to", "2000-01-01").Output.Trim());
        Assert.Equal(2, Run("tally", "--from", "soon").Code);
        Assert.Equal(2, Run("export", "--format", "parquet").Code);
        Assert.Equal(2, Run("export", "--number", "1999-000001").Code);
        await File.WriteAllTextAsync(Path.Combine(Data, "retention.json"), """{"determination": "six years"}""", TestContext.Current.CancellationToken);
        Assert.Contains("P6Y", Run("erase", "--due").Error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Run(string command, params string[] arguments) => Comity.Run("", _folder, ["records", command, .. arguments, "--data", Data]);

    private static string Number(int sequence) => $"{DateTime.UtcNow.Year}-{sequence:D6}";

    private async Task FillAsync()
    {
        await using var store = await RecordStore.OpenAsync(new RecordStoreOptions(new DataFolder(Data)), TestContext.Current.CancellationToken);
        foreach (var note in new[] { "a first note", "a second note", "a third note" })
        {
            await store.AddAsync(
                new NewRecord(new DateOnly(2026, 3, 15), "new-york", "2026.1", "sha256:" + new string('a', 64), null, "{}", [new RecordedDetermination("notify", "permitted", false, "{}")], note),
                By, cancellation: TestContext.Current.CancellationToken);
        }
    }
}
