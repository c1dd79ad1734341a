using CsCheck;

namespace Comity.Records.Tests;

internal static class Samples
{
    public static readonly string Digest = "sha256:" + new string('a', 64);

    public static NewRecord Record(string? note = null, string facts = """{"judicial warrant":false}""") => new(
        new DateOnly(2026, 3, 15), "state-police", "2026.1", Digest, "i-247a", facts,
        [Determination("notify", "prohibited"), Determination("detain", "permitted") with { CounselReview = true }], note);

    public static RecordedDetermination Determination(string? action, string outcome) =>
        new(action, outcome, false, $$"""{"outcome":"{{outcome}}"}""");

    public static PolicyPublication Publication() => new("state-police", "2026.2", Digest, new DateOnly(2026, 4, 1), new Author("counsel", "legal affairs"));

    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
