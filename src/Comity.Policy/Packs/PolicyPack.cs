using System.Security.Cryptography;
using System.Text;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Proofs;
using Comity.Policy.Residents;

namespace Comity.Policy.Packs;

/// <summary>The two decisions of a model that give the answer, by name.</summary>
/// <param name="Findings">The one that gives the findings.</param>
/// <param name="Review">The one that gives the reasons for counsel's review.</param>
public sealed record AnswerDecisions(string Findings, string Review);

/// <summary>A policy: what a folder of files says. Immutable.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Instruments">The instruments, in the order in which they prevail.</param>
/// <param name="Provisions">Their provisions by key.</param>
/// <param name="Facts">The facts, in the order in which they are asked.</param>
/// <param name="Documents">The documents.</param>
/// <param name="Guarantees">What must always hold.</param>
/// <param name="Model">The decision logic, with the inputs that the facts are.</param>
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
    : PolicyDescription(Manifest, Instruments, Provisions, Facts, Documents, Digest)
{
    /// <summary>The decisions of the model that give the answer.</summary>
    public required AnswerDecisions Answers { get; init; }

    /// <summary>What residents may look up.</summary>
    public ResidentQuestions Residents { get; init; } = ResidentQuestions.None;

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
}

/// <summary>A pack, or what is wrong with the folder.</summary>
/// <param name="Pack">The pack; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PackLoadResult(PolicyPack? Pack, IReadOnlyList<Diagnostic> Diagnostics);
