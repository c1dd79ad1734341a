using Comity.Records.Privacy;

namespace Comity.Records.Tests;

public sealed class RecordValidationTests : IDisposable
{
    private readonly TemporaryStore _file = new();
    private readonly RecordStore _store;

    public RecordValidationTests() => _store = _file.Open(new Clock(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero)));

    public void Dispose()
    {
        _store.Dispose();
        _file.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public void FactsMustBeAJsonObject(string json) => Malformed(Samples.Record(facts: json));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    public void ADeterminationMustBeAJsonObject(string json) =>
        Malformed(Samples.Record() with { Determinations = [Samples.Determination("notify", "permitted") with { Json = json }] });

    [Fact]
    public void EveryOtherMemberIsChecked()
    {
        Malformed(Samples.Record() with { Determinations = [] });
        Malformed(Samples.Record() with { PackId = " " });
        Malformed(Samples.Record() with { PackVersion = new string('x', 201) });
        Malformed(Samples.Record() with { DocumentId = "" });
        Malformed(Samples.Record() with { PackDigest = "sha256:" + new string('g', 64) });
        Malformed(Samples.Record() with { PackDigest = new string('a', 63) });
        Malformed(Samples.Record() with { Determinations = [Samples.Determination("", "permitted")] });
        Malformed(Samples.Record() with { Determinations = [Samples.Determination("notify", "")] });
        Malformed(Samples.Record(note: new string('x', RecordStore.MaximumNoteLength + 1)));
    }

    [Theory]
    [InlineData("""{"reference":"A012345678"}""")]
    [InlineData("""{"reference":"\u0041012345678"}""")]
    [InlineData("""{"reference":123456789}""")]
    [InlineData("""{"born":"2020-01-02"}""")]
    [InlineData("""{"list":[{"deep":["a","1985-03-15"]}]}""")]
    [InlineData("""{"123-45-6789":true}""")]
    [InlineData("""{"123-45-6789":{}}""")]
    public void PersonalDataInFactsIsRefused(string json) => Refused("facts", Samples.Record(facts: json));

    [Fact]
    public void PersonalDataInAnyTextIsRefused()
    {
        Refused("note", Samples.Record(note: "born 1985"));
        Refused("pack id", Samples.Record() with { PackId = "A012345678" });
        Refused("document id", Samples.Record() with { DocumentId = "123-45-6789" });
        Refused("requested action", Samples.Record() with { Determinations = [Samples.Determination("j@example.org", "permitted")] });
        Refused("outcome", Samples.Record() with { Determinations = [Samples.Determination("notify", "123456789")] });
    }

    [Fact]
    public void FactsOfADecisionAreKept() => Assert.NotNull(_store.Add(Samples.Record(
        facts: """{"statute":"8 U.S.C. § 1326","signed on":"2026-01-28","days":3,"judicial":true,"other":null,"kinds":["detainer"]}""",
        note: "Executive Order 170.1")));

    private void Malformed(NewRecord record) => Assert.ThrowsAny<ArgumentException>(() => _store.Add(record));

    private void Refused(string field, NewRecord record)
    {
        var exception = Assert.Throws<PersonalDataException>(() => _store.Add(record));
        Assert.Equal(field, exception.Field);
        Assert.Empty(_store.List(new RecordFilter(), null, 1).Records);
    }
}
