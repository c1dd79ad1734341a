using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

namespace Comity.Server.Determinations;

/// <summary>A provision as the page shows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Citation">How it is cited.</param>
/// <param name="Reason">Why it applies.</param>
/// <param name="Text">What it says; null when the pack at hand is not the one that decided.</param>
/// <param name="ToVerify">Whether counsel has yet to confirm its wording.</param>
public sealed record ProvisionView(string Key, string Citation, string Reason, string? Text, bool ToVerify);

/// <summary>A determination as the page shows it: read from its one JSON form, whether it was made now or is kept.</summary>
/// <param name="Action">Label of the requested action; null for none.</param>
/// <param name="Outcome">The outcome's word.</param>
/// <param name="Provisions">The provisions applied.</param>
/// <param name="Possible">Provisions that apply or not, depending on facts that are not known.</param>
/// <param name="Circumstances">Labels of the circumstances that apply.</param>
/// <param name="Conditions">What to keep to.</param>
/// <param name="Review">Why counsel should look; null for no.</param>
/// <param name="ReviewDependsOn">Labels of the facts that it still depends on.</param>
/// <param name="Missing">Labels of the facts still needed.</param>
/// <param name="FurtherFacts">Labels of the facts that only decide which provisions are named.</param>
public sealed record DeterminationView(
    string? Action, string Outcome, IReadOnlyList<ProvisionView> Provisions, IReadOnlyList<ProvisionView> Possible, IReadOnlyList<string> Circumstances, IReadOnlyList<string> Conditions,
    string? Review, IReadOnlyList<string> ReviewDependsOn, IReadOnlyList<string> Missing, IReadOnlyList<string> FurtherFacts)
{
    /// <summary>Whether a supervisor must approve before anybody acts.</summary>
    public bool ApprovalFirst { get; init; }

    /// <summary>Whether counsel has approved what policy sends to counsel.</summary>
    public bool CounselApproved { get; init; }

    /// <summary>Whether counsel must look, or may have to, before anybody acts.</summary>
    public bool CounselFirst => Review is not null && !CounselApproved;

    /// <summary>Whether somebody must look before anybody acts.</summary>
    public bool Waits => ApprovalFirst || CounselFirst;

    /// <summary>The outcome in one line.</summary>
    public string Headline => Outcome switch
    {
        "permitted" when Waits => "Permitted, but wait",
        "required" when Waits => "Required, but wait",
        "prohibited" => "Prohibited: you may not do this",
        "permitted" => "Permitted: you may do this, but you do not have to",
        "required" => "Required: you must do this",
        "not-covered" => "Not covered: policy is silent. Ask counsel before you act",
        "contradictory" => "Contradictory: the policy contradicts itself. Ask counsel before you act",
        _ => "Undetermined: facts that matter are not known",
    };

    /// <summary>What the officer may and may not do now.</summary>
    public string Now => (Waits && Outcome is ("permitted" or "required") ? "Do not act yet. After that: " : "") + (Outcome switch
    {
        "prohibited" => "Do not do it, and do not do part of it.",
        "permitted" => "You may do it within the conditions named here. You may also decline; nothing here obliges you.",
        "required" => "Do what the order or the law requires, and no more.",
        "not-covered" => "Do not act on your own. No provision forbids it or allows it; counsel decides.",
        "contradictory" => "Do not act on your own. Counsel decides, and corrects the policy.",
        _ => "Do not act yet. Find out what is missing, or ask counsel.",
    });

    /// <summary>Reads the JSON form.</summary>
    /// <param name="json">The form.</param>
    /// <param name="pack">The pack at hand; its texts are shown only when it is the one that decided.</param>
    public static DeterminationView Read(string json, PolicyDescription pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var same = root.GetProperty("policy").GetProperty("digest").GetString() == pack.Digest;
        var review = root.GetProperty("counselReview");
        var action = root.TryGetProperty("action", out var asked) ? asked.GetString() : null;
        return new DeterminationView(
            action is null ? null : ValueLabel(pack, pack.Manifest.Action ?? "", action),
            root.GetProperty("outcome").GetString()!,
            ReadProvisions(root.GetProperty("provisions"), pack, same),
            ReadProvisions(root.GetProperty("possibleProvisions"), pack, same),
            [.. Texts(root.GetProperty("circumstances")).Select(name => pack.Manifest.Circumstances.GetValueOrDefault(name, name))],
            Texts(root.GetProperty("conditions")),
            review.ValueKind == JsonValueKind.Null ? null : review.GetProperty("reason").GetString(),
            review.ValueKind == JsonValueKind.Null ? [] : Labels(pack, review.GetProperty("dependsOn")),
            Labels(pack, root.GetProperty("missing")),
            Labels(pack, root.GetProperty("furtherFacts")));
    }

    /// <summary>Makes the view of a determination.</summary>
    public static DeterminationView Of(Determination determination)
    {
        ArgumentNullException.ThrowIfNull(determination);
        return Read(DeterminationJson.Text([determination]), determination.Policy);
    }

    /// <summary>What people read for a written value of a fact.</summary>
    public static string ValueLabel(PolicyDescription pack, string fact, string written)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return pack.Facts.FirstOrDefault(known => known.Name == fact)?.Values.FirstOrDefault(choice => Fact.Written(choice.Value) == written)?.Label ?? (written == Fact.Absent ? "there is none" : written);
    }

    /// <summary>What a fact is called.</summary>
    public static string FactLabel(PolicyDescription pack, string fact)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return pack.Facts.FirstOrDefault(known => known.Name == fact)?.Label ?? fact;
    }

    private static IReadOnlyList<string> Labels(PolicyDescription pack, JsonElement names) => [.. Texts(names).Select(name => FactLabel(pack, name))];

    private static IReadOnlyList<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static IReadOnlyList<ProvisionView> ReadProvisions(JsonElement list, PolicyDescription pack, bool same) =>
    [
        .. list.EnumerateArray().Select(item =>
        {
            var key = item.GetProperty("key").GetString()!;
            var provision = same ? pack.Provisions.GetValueOrDefault(key) : null;
            return new ProvisionView(key, provision is null ? item.GetProperty("citation").GetString()!
                : Citations.Of(provision.Instrument), item.GetProperty("reason").GetString()!, provision?.Text, provision?.Validity.Status == Policy.Instruments.ProvisionStatus.ToVerify);
        }),
    ];
}
