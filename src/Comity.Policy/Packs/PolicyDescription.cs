using System.Collections.Frozen;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Translations;

namespace Comity.Policy.Packs;

/// <summary>What a policy says of itself, apart from its logic: its name, its law, its facts and papers. Immutable.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Instruments">The instruments, in the order in which they prevail.</param>
/// <param name="Provisions">Their provisions by key.</param>
/// <param name="Facts">The facts, in the order in which they are asked.</param>
/// <param name="Documents">The documents.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits over the names and contents of all files of the pack.</param>
public record PolicyDescription(
    Manifest Manifest,
    IReadOnlyList<Instrument> Instruments,
    IReadOnlyDictionary<string, Provision> Provisions,
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<Document> Documents,
    string Digest)
{
    /// <summary>Translations of the texts that the public sees, by language.</summary>
    public IReadOnlyDictionary<string, PackTranslation> Translations { get; init; } = FrozenDictionary<string, PackTranslation>.Empty;

    /// <summary>The days on which something comes into force or ceases to be, ascending.</summary>
    public IReadOnlyList<DateOnly> EffectiveDates { get; } = DatesOf(Provisions.Values);

    /// <summary>Ids of the instruments and keys of the provisions in force on a day, in the order of the pack.</summary>
    public IReadOnlyList<string> InForce(DateOnly on) =>
    [
        .. Instruments.Where(instrument => instrument.Validity.Covers(on)).Select(instrument => instrument.Id),
        .. Provisions.Values.Where(provision => provision.IsInForce(on)).Select(provision => provision.Key),
    ];

    private static List<DateOnly> DatesOf(IEnumerable<Provision> provisions)
    {
        var dates = new List<DateOnly>();
        foreach (var validity in provisions.SelectMany(provision => new[] { provision.Instrument.Validity, provision.Validity }))
        {
            if (validity.Status is ProvisionStatus.InForce or ProvisionStatus.ToVerify)
            {
                Add(validity.From);
                Add(validity.Until);
            }
        }

        return dates;

        void Add(DateOnly? date)
        {
            if (date is { } day && dates.BinarySearch(day) is < 0 and var place)
            {
                dates.Insert(~place, day);
            }
        }
    }
}
