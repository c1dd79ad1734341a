using System.Globalization;
using System.Text.Json;
using Comity.Records;
using Comity.Server.Records;

namespace Comity.Server.Review;

/// <summary>An event of a record as the page shows it.</summary>
/// <param name="Version">Its place in the record, from 1.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="By">Who: a role and a unit.</param>
/// <param name="Action">The requested action; null for the whole record.</param>
/// <param name="Choice">What the agency did; null where it is no follow-up.</param>
/// <param name="On">The day on which it did so; null where it is not known.</param>
/// <param name="Verdict">What a reviewer said; null where it is no approval.</param>
/// <param name="Reason">Why, in words; null for nothing.</param>
public sealed record RecordEventView(int Version, string Kind, DateTimeOffset At, Author? By, string? Action, string? Choice, DateOnly? On, string? Verdict, string? Reason)
{
    /// <summary>Whether the agency did so before the approval or review that the record needed.</summary>
    public bool BeforeApproval { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public string What => Kind switch
    {
        "record" => "kept",
        "correction" => "corrected",
        "follow-up" => Choice switch { "cooperated" => "done as asked", "in-part" => "done in part", _ => "not done" },
        "approval" => Verdict switch { "approved" => "approved", "refused" => "returned", _ => "approval withdrawn" },
        "hold" => "put on legal hold",
        "release" => "released from legal hold",
        _ => "erased",
    };

    /// <summary>Who, in words.</summary>
    public string Who => By is null ? "not known" : By.Unit is null ? By.Role : $"{By.Role}, {By.Unit}";

    /// <summary>Reads an event.</summary>
    public static RecordEventView Of(KeptEvent kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        using var data = JsonDocument.Parse(kept.Data ?? "{}");
        var root = data.RootElement;
        return new RecordEventView(
            kept.Version, kept.Kind, kept.At, kept.By, Text("action"), Text("choice"),
            Text("on") is { } on && kept.Kind == "follow-up" ? DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null, Text("verdict"), Reasons.Text(Text("reasonCode"), Text("reason")))
        {
            BeforeApproval = root.TryGetProperty("beforeApproval", out var before) && before.ValueKind == JsonValueKind.True,
        };

        string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
