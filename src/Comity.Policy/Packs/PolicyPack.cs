using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Proofs;
using Comity.Policy.Residents;
using Comity.Policy.Translations;

namespace Comity.Policy.Packs;

/// <summary>What the manifest of a pack says.</summary>
/// <param name="Id">The pack's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">Its title.</param>
/// <param name="Jurisdiction">Whose policy it is.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Action">The fact that one request may ask several times; null for none.</param>
/// <param name="Findings">The decision that gives the findings.</param>
/// <param name="Review">The decision that gives the reasons for counsel's review.</param>
/// <param name="Silent">What is said where no provision speaks.</param>
/// <param name="DocumentAdvice">How to look at the papers that an officer may hold; null for nothing to say.</param>
/// <param name="Circumstances">Labels of the circumstances that findings may name.</param>
public sealed record Manifest(
    string Id, string Version, string Title, string Jurisdiction, string Summary, string? Action, string Findings, string Review, string Silent, string? DocumentAdvice,
    IReadOnlyDictionary<string, string> Circumstances)
{
    /// <summary>Facts by which the tally counts requests beside what it always counts by.</summary>
    public IReadOnlyList<string> Tally { get; init; } = [];
}

/// <summary>A policy: what a folder of files says. Immutable.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Instruments">The instruments, in the order in which they prevail.</param>
/// <param name="Provisions">Their provisions by key.</param>
/// <param name="Facts">The facts, in the order in which they are asked.</param>
/// <param name="Documents">The documents.</param>
/// <param name="Guarantees">What must always hold.</param>
/// <param name="Model">The decision logic.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits over the names and contents of all its files.</param>
public sealed record PolicyPack(
    Manifest Manifest,
    IReadOnlyList<Instrument> Instruments,
    IReadOnlyDictionary<string, Provision> Provisions,
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<Document> Documents,
    IReadOnlyList<Guarantee> Guarantees,
    DmnModel Model,
    string Digest)
{
    /// <summary>What residents may look up.</summary>
    public ResidentQuestions Residents { get; init; } = ResidentQuestions.None;

    /// <summary>Translations of the texts that the public sees, by language.</summary>
    public IReadOnlyDictionary<string, PackTranslation> Translations { get; init; } = FrozenDictionary<string, PackTranslation>.Empty;

    /// <summary>The days on which something comes into force or ceases to be, ascending.</summary>
    public IReadOnlyList<DateOnly> EffectiveDates { get; } = DatesOf(Provisions.Values);

    /// <summary>The pack as if some of its instruments, or provisions of them, were not law: they are never in force. Another policy, with a digest of its own.</summary>
    /// <param name="left">Ids of instruments and keys of provisions that the pack has.</param>
    public PolicyPack Without(params IReadOnlyCollection<string> left)
    {
        ArgumentNullException.ThrowIfNull(left);
        if (left.Count == 0)
        {
            return this;
        }

        var instruments = Instruments.ToDictionary(instrument => instrument.Id, instrument => left.Contains(instrument.Id) ? instrument with { Validity = Never(instrument.Validity) } : instrument, StringComparer.Ordinal);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{Digest} without {string.Join(", ", left.Order(StringComparer.Ordinal))}"));
        return this with
        {
            Instruments = [.. Instruments.Select(instrument => instruments[instrument.Id])],
            Provisions = Provisions.ToDictionary(
                entry => entry.Key,
                entry => entry.Value with { Instrument = instruments[entry.Value.Instrument.Id], Validity = left.Contains(entry.Key) ? Never(entry.Value.Validity) : entry.Value.Validity }, StringComparer.Ordinal),
            Digest = "sha256:" + Convert.ToHexStringLower(digest),
        };

        static Validity Never(Validity validity) => validity with { Status = ProvisionStatus.Proposed };
    }

    /// <summary>What is wrong with names of instruments and provisions to be left out; null for nothing.</summary>
    public string? Unknown(IEnumerable<string> left)
    {
        var known = Instruments.Select(instrument => instrument.Id).Concat(Provisions.Keys).ToList();
        return left.FirstOrDefault(name => !known.Contains(name)) is { } stranger ? $"There is no instrument or provision '{stranger}'. {NearestName.Mend(stranger, known)}".TrimEnd() : null;
    }

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

/// <summary>A pack, or what is wrong with the folder.</summary>
/// <param name="Pack">The pack; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PackLoadResult(PolicyPack? Pack, IReadOnlyList<Diagnostic> Diagnostics);
