using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Comity.Policy.Packs;
using Comity.Records.Tests;
using Comity.Server.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Tests.Workbench;

/// <summary>Editing a draft, alone and with others.</summary>
public sealed partial class DraftTests(DraftTests.OneBench shared) : IClassFixture<DraftTests.OneBench>
{
    private const string Table = "/logic/cooperation-act";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Bench Bench => shared.Bench;

    [Fact]
    public async Task ACellIsChangedInItsPlaceAndUndoTakesItBack()
    {
        var draft = await Bench.BeginAsync();
        var before = await FilesAsync(draft);
        Assert.Equal(Bench.Server.Application.Services.GetRequiredService<PolicyVersions>().All[0].Digest, before.Digest);
        await SaveAsync(Bench.First, draft, await StateAsync(draft), "save", ("cell-2-input-2", "> 24"), ("cell-2-output-3", "\"Nobody is held for more than a day.\""));
        var after = await FilesAsync(draft);
        var (was, then) = (Text(before), Text(after));
        Assert.Equal(was.Replace("<inputEntry><text>&gt; 48</text></inputEntry>", "<inputEntry><text>&gt; 24</text></inputEntry>", StringComparison.Ordinal).Replace("\"Nobody is held on a detainer for more than 48 hours.\"", "\"Nobody is held for more than a day.\"", StringComparison.Ordinal), then);
        await Bench.ActAsync(Bench.First, draft, "undo");
        await Bench.ActAsync(Bench.First, draft, "undo");
        Assert.Equal(before.Digest, (await FilesAsync(draft)).Digest);
    }

    [Fact]
    public async Task RowsAndColumnsComeMoveAndGo()
    {
        var draft = await Bench.BeginAsync();
        var digest = (await FilesAsync(draft)).Digest;
        foreach (var action in (string[])["add:4", "up:5", "down:4", "remove:5"])
        {
            await SaveAsync(Bench.First, draft, await StateAsync(draft), action);
        }

        Assert.Equal(digest, (await FilesAsync(draft)).Digest);
        await SaveAsync(Bench.First, draft, await StateAsync(draft), "add-column", ("column-kind", "input"), ("column-text", "judicialWarrant"), ("column-label", "A judge signed"));
        var page = await Bench.First.ReadAsync(draft + Table);
        Assert.Contains("cell-4-input-6", page, StringComparison.Ordinal);
        await SaveAsync(Bench.First, draft, await StateAsync(draft), "remove-column:Input:6");
        Assert.DoesNotContain("cell-4-input-6", await Bench.First.ReadAsync(draft + Table), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EditsOfDifferentPartsMergeAndOneOfTheSamePartIsShownAndNotLost()
    {
        var draft = await Bench.BeginAsync();
        var state = await StateAsync(draft);

        // Both looked at the same state; the second also moved a row meanwhile.
        await SaveAsync(Bench.Second, draft, state, "save", ("cell-4-output-3", "\"Told when it asks.\""));
        await SaveAsync(Bench.Second, draft, await StateAsync(draft), "up:2");
        var (status, page) = await SaveAsync(Bench.First, draft, state, "save", ("cell-2-input-2", "> 24"), ("cell-4-output-3", "\"Told at once.\""));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Told at once.", page, StringComparison.Ordinal);
        Assert.Contains("Told when it asks.", page, StringComparison.Ordinal);
        var text = Text(await FilesAsync(draft));
        Assert.Contains("Told when it asks.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Told at once.", text, StringComparison.Ordinal);

        // The edit of another cell is there, in the row that was moved.
        Assert.Matches("""<rule>\s*<inputEntry><text>"hold"</text></inputEntry>\s*<inputEntry><text>&gt; 24</text>""", text);

        // What was typed stands in its cell again; saving it puts it there.
        await SaveAsync(Bench.First, draft, await StateAsync(draft), "save", ("cell-4-output-3", "\"Told at once.\""));
        Assert.Contains("Told at once.", Text(await FilesAsync(draft)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoEditIsLostWhereManyAreSentAtOnce(bool postgres)
    {
        await using var bench = await Bench.StartAsync(postgres ? PostgresCluster.Shared.NewDatabase() : null);
        var draft = await bench.BeginAsync();
        var state = State().Match(await bench.First.ReadAsync(draft + Table)).Groups["state"].Value;
        var saved = await Task.WhenAll(Enumerable.Range(1, 4).SelectMany(rule => new[] { (bench.First, rule, 4), (bench.Second, rule, 5) })
            .Select(edit => SaveAsync(edit.Item1, draft, state, "save", ($"cell-{edit.rule}-output-{edit.Item3}", $"\"cell {edit.rule} {edit.Item3}\""))));

        // Each was made, or its author was told that it was not.
        var text = Text(PackArchive.Read(await bench.First.Http.GetByteArrayAsync($"{draft}/archive", Stop)));
        foreach (var (edit, answer) in Enumerable.Range(1, 4).SelectMany(rule => new[] { (rule, 4), (rule, 5) }).Zip(saved))
        {
            Assert.Equal(answer.Status == HttpStatusCode.Redirect, text.Contains($"\"cell {edit.rule} {edit.Item2}\"", StringComparison.Ordinal));
        }

        Assert.True(saved.Count(answer => answer.Status == HttpStatusCode.Redirect) >= 6, string.Join("; ", saved.Select(answer => answer.Status)));
    }

    [Theory]
    [InlineData("> ", "line 1")]
    [InlineData("> 48 and", "line 1")]
    [InlineData("> holdHour", "holdHour")]
    public async Task FeelIsCheckedAsItIsTypedWithItsPlace(string typed, string said)
    {
        var draft = await Bench.BeginAsync();
        using var response = await Bench.First.PostAsync($"{draft}{Table}/check", draft, ("state", await StateAsync(draft)), ("cell", "cell-2-input-2"), ("text", typed));
        var problems = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Stop)).GetProperty("problems");
        Assert.True(problems.GetArrayLength() > 0);
        var problem = problems[0];
        Assert.Contains(said, $"{problem.GetProperty("message").GetString()} line {problem.GetProperty("line").GetInt32()}", StringComparison.Ordinal);
        Assert.InRange(problem.GetProperty("column").GetInt32(), 1, typed.Length + 1);

        // Without a script the same is said after saving.
        await SaveAsync(Bench.First, draft, await StateAsync(draft), "save", ("cell-2-input-2", typed));
        Assert.Contains(problem.GetProperty("message").GetString()!, WebUtility.HtmlDecode(await Bench.First.ReadAsync(draft + Table)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatATestSaysIsReadInThePacksWords()
    {
        var draft = await Bench.BeginAsync();
        using var response = await Bench.First.PostAsync($"{draft}{Table}/check", draft, ("state", await StateAsync(draft)), ("cell", "cell-2-input-1"), ("text", "not(\"hold\")"));
        Assert.Contains("Hold past release", JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Stop)).GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProvisionsQuestionsGuaranteesAndScenariosAreEditedInTheirFiles()
    {
        var draft = await Bench.BeginAsync();
        await SaveItemAsync(draft, "provisions", "§ 11", "EX-COOP", ("field-title", "Not for long"));
        await SaveItemAsync(draft, "questions", "holdHours", "", ("field-question", "For how many hours?"));
        await SaveItemAsync(draft, "guarantees", "Short", "", ("field-holds", "outcome != \"required\""));
        var files = await FilesAsync(draft);
        var pack = PackReader.Read(files).Pack!;
        Assert.Equal("Not for long", pack.Provisions["EX-COOP § 11"].Title);
        Assert.Equal("For how many hours?", pack.Facts.Single(fact => fact.Name == "holdHours").Question);

        // Only those three lines are different.
        var start = await StartAsync();
        foreach (var path in files.Paths)
        {
            var (one, other) = (Lines(start, path), Lines(files, path));
            Assert.Equal(one.Length, other.Length);
            Assert.Equal(path is "instruments.yaml" or "facts.yaml" or "guarantees.yaml" ? 1 : 0, one.Zip(other).Count(pair => pair.First != pair.Second));
        }
    }

    [Fact]
    public async Task APackGoesOutAndComesInUnchanged()
    {
        var draft = await Bench.BeginAsync();
        var archive = await Bench.First.Http.GetByteArrayAsync($"{draft}/archive", Stop);
        Assert.Equal((await StartAsync()).Digest, PackArchive.Read(archive).Digest);
    }

    [Fact]
    public async Task FilesAndTablesThatWereEditedElsewhereBecomeEdits()
    {
        var draft = await Bench.BeginAsync();
        var start = await StartAsync();

        // A workbook that nobody edited changes nothing; the model for other programs is DMN.
        var workbook = await Bench.First.Http.GetByteArrayAsync($"{draft}/tables.xlsx", Stop);
        Assert.Equal(HttpStatusCode.Redirect, await UploadAsync(draft, "tables.xlsx", "workbook", workbook));
        Assert.Equal(start.Digest, (await FilesAsync(draft)).Digest);
        Assert.Contains("https://www.omg.org/spec/DMN/20191111/MODEL/", await Bench.First.ReadAsync($"{draft}/model.dmn"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UploadAsync(draft, "tables.xlsx", "workbook", [1, 2, 3]));

        // The model comes back in the same place: unedited without a change, edited with its own change alone.
        var model = await Bench.First.Http.GetStringAsync($"{draft}/model.dmn", Stop);
        Assert.Equal(HttpStatusCode.Redirect, await UploadAsync(draft, "tables.xlsx", "workbook", System.Text.Encoding.UTF8.GetBytes(model)));
        Assert.Equal(start.Digest, (await FilesAsync(draft)).Digest);
        var at = model.LastIndexOf("</outputEntry>", StringComparison.Ordinal);
        var from = model.LastIndexOf("<text>", at, StringComparison.Ordinal) + "<text>".Length;
        var to = model.LastIndexOf("</text>", at, StringComparison.Ordinal);
        model = $"{model[..from]}\"edited elsewhere\"{model[to..]}";
        Assert.Equal(HttpStatusCode.Redirect, await UploadAsync(draft, "tables.xlsx", "workbook", System.Text.Encoding.UTF8.GetBytes(model)));
        var now = await FilesAsync(draft);
        Assert.All(start.Paths, path => Assert.InRange(Lines(start, path).Zip(Lines(now, path)).Count(pair => pair.First != pair.Second), 0, 1));
        Assert.NotEqual(start.Digest, now.Digest);
        start = now;

        // An archive brings what is different in it.
        var edited = start.With("facts.yaml", System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(start.Find("facts.yaml")!.Value.Span) + "\n# Reviewed.\n"));
        Assert.Equal(HttpStatusCode.Redirect, await UploadAsync(draft, "archive", "archive", PackArchive.Write(edited)));
        Assert.Equal(edited.Digest, (await FilesAsync(draft)).Digest);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UploadAsync(draft, "archive", "archive", [1, 2, 3]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UploadAsync(draft, "archive", "archive", new byte[20_000_000]));
        Assert.Equal(edited.Digest, (await FilesAsync(draft)).Digest);

        // A file may be larger than other forms.
        using var large = await Bench.First.PostAsync($"{draft}/file", draft, ("path", "facts.yaml"), ("state", ""), ("text", string.Join('\n', Lines(edited, "facts.yaml")) + $"# {new string('x', 400_000)}\n"));
        Assert.Equal(HttpStatusCode.Redirect, large.StatusCode);
    }

    /// <summary>One bench for the class.</summary>
    public sealed class OneBench : IAsyncLifetime
    {
        private Bench? _bench;

        public Bench Bench => _bench!;

        public async ValueTask InitializeAsync() => _bench = await Bench.StartAsync();

        public ValueTask DisposeAsync() => Bench.DisposeAsync();
    }

    private static string Text(PackFiles files) => System.Text.Encoding.UTF8.GetString(files.Find(Bench.Model)!.Value.Span);

    private static string[] Lines(PackFiles files, string path) => System.Text.Encoding.UTF8.GetString(files.Find(path)!.Value.Span).Split('\n');

    private Task<PackFiles> StartAsync() => Task.FromResult(Bench.Server.Application.Services.GetRequiredService<PolicyVersions>().All[0].Files);

    private async Task<PackFiles> FilesAsync(string draft) => PackArchive.Read(await Bench.First.Http.GetByteArrayAsync($"{draft}/archive", Stop));

    private async Task<string> StateAsync(string draft) => State().Match(await Bench.First.ReadAsync(draft + Table)).Groups["state"].Value;

    private static async Task<(HttpStatusCode Status, string Page)> SaveAsync(StaffClient who, string draft, string state, string action, params (string, string)[] cells)
    {
        using var response = await who.PostAsync(draft + Table, draft, [("state", state), ("do", action), .. cells]);
        return (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Stop)));
    }

    private async Task<HttpStatusCode> UploadAsync(string draft, string address, string name, byte[] content)
    {
        var page = await Bench.First.ReadAsync(draft);
        using var file = new ByteArrayContent(content);
        using var token = new StringContent(Token().Match(page).Groups["token"].Value);
        using var state = new StringContent(await StateAsync(draft));
        using var form = new MultipartFormDataContent { { token, "__RequestVerificationToken" }, { state, "state" }, { file, name, "file" } };
        using var response = await Bench.First.Http.PostAsync($"{draft}/{address}", form, Stop);
        return response.StatusCode;
    }

    private async Task SaveItemAsync(string draft, string list, string name, string within, params (string, string)[] fields)
    {
        using var response = await Bench.First.PostAsync($"{draft}/items/{list}/one", draft, [("state", await StateAsync(draft)), ("name", name), ("within", within), ("do", "fields"), .. fields]);
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Stop)));
    }

    [GeneratedRegex("name=\"state\" value=\"(?<state>[^\"]+)\"")]
    private static partial Regex State();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
