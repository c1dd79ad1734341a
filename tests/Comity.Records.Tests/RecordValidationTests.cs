using Comity.Records.Privacy;

namespace Comity.Records.Tests;

public sealed class RecordValidationTests : IAsyncLifetime
{
    private readonly TemporaryStore _file = new();
    private RecordStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await _file.OpenAsync(new Clock(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero)));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _file.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public Task FactsMustBeAJsonObject(string json) => MalformedAsync(Samples.Record(facts: json));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    public Task ADeterminationMustBeAJsonObject(string json) =>
        MalformedAsync(Samples.Record() with { Determinations = [Samples.Determination("notify", "permitted") with { Json = json }] });

    [Fact]
    public async Task EveryOtherMemberIsChecked()
    {
        await MalformedAsync(Samples.Record() with { Determinations = [] });
        await MalformedAsync(Samples.Record() with { PackId = " " });
        await MalformedAsync(Samples.Record() with { PackVersion = new string('x', 201) });
        await MalformedAsync(Samples.Record() with { DocumentId = "" });
        await MalformedAsync(Samples.Record() with { PackDigest = "sha256:" + new string('g', 64) });
        await MalformedAsync(Samples.Record() with { PackDigest = new string('a', 63) });
        await MalformedAsync(Samples.Record() with { Determinations = [Samples.Determination("", "permitted")] });
        await MalformedAsync(Samples.Record() with { Determinations = [Samples.Determination("notify", "")] });
        await MalformedAsync(Samples.Record(note: new string('x', RecordStore.MaximumNoteLength + 1)));
    }

    [Theory]
    [InlineData("""{"reference":"A012345678"}""")]
    [InlineData("""{"reference":"\u0041012345678"}""")]
    [InlineData("""{"reference":123456789}""")]
    [InlineData("""{"born":"2020-01-02"}""")]
    [InlineData("""{"list":[{"deep":["a","1985-03-15"]}]}""")]
    [InlineData("""{"123-45-6789":true}""")]
    [InlineData("""{"123-45-6789":{}}""")]
    public Task PersonalDataInFactsIsRefused(string json) => RefusedAsync("facts", Samples.Record(facts: json));

    [Fact]
    public async Task PersonalDataInAnyTextIsRefused()
    {
        await RefusedAsync("note", Samples.Record(note: "born 1985"));
        await RefusedAsync("pack id", Samples.Record() with { PackId = "A012345678" });
        await RefusedAsync("document id", Samples.Record() with { DocumentId = "123-45-6789" });
        await RefusedAsync("requested action", Samples.Record() with { Determinations = [Samples.Determination("j@example.org", "permitted")] });
        await RefusedAsync("outcome", Samples.Record() with { Determinations = [Samples.Determination("notify", "123456789")] });
    }

    [Fact]
    public async Task FactsOfADecisionAreKept() => Assert.NotNull(await _store.AddAsync(Samples.Record(
        facts: """{"statute":"8 U.S.C. § 1326","signed on":"2026-01-28","days":3,"judicial":true,"other":null,"kinds":["detainer"]}""",
        note: "Executive Order 170.1"), null, cancellation: TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("""{"n":12345678901234567890}""")]
    [InlineData("""{"n":[0.12345678901234567890]}""")]
    [InlineData("""{"n":1e999}""")]
    public Task NumbersThatJsonDoesNotKeepExactlyAreRefused(string json) =>
        MalformedAsync(Samples.Record() with { Determinations = [Samples.Determination("notify", "permitted") with { Json = json }] });

    private Task<ArgumentException> MalformedAsync(NewRecord record) => Assert.ThrowsAnyAsync<ArgumentException>(() => _store.AddAsync(record, null));

    private async Task RefusedAsync(string field, NewRecord record)
    {
        var exception = await Assert.ThrowsAsync<PersonalDataException>(() => _store.AddAsync(record, null));
        Assert.Equal(field, exception.Field);
        Assert.Empty((await _store.ListAsync(new RecordFilter(), null, 1)).Records);
    }
}
