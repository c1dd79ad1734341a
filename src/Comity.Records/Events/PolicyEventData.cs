using System.Globalization;
using System.Text;
using System.Text.Json;
using Comity.Records.Canonical;
using Comity.Records.Storage;

namespace Comity.Records.Events;

/// <summary>The data of the policy's events, between their types and canonical JSON.</summary>
internal static class PolicyEventData
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>The kind and the data of an event; the names stand in the order that RFC 8785 gives them.</summary>
    public static (string Kind, byte[] Data) Of(PolicyEvent item) => item switch
    {
        PolicyPublication publication => (EventKind.Publication, Encoding.UTF8.GetBytes(
            $"{{\"from\":\"{publication.From.ToString(Day, CultureInfo.InvariantCulture)}\",\"pack\":{{\"digest\":{CanonicalJson.OfString(publication.PackDigest)},\"id\":{CanonicalJson.OfString(publication.PackId)},\"version\":{CanonicalJson.OfString(publication.PackVersion)}}},{Reason(publication)}\"requested\":{SealedEvent.Written(publication.Requested)}}}")),
        PolicyWithdrawal withdrawal => (EventKind.Withdrawal, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"publication\":{withdrawal.Publication},\"reason\":{CanonicalJson.OfString(withdrawal.Reason)}}}"))),
        _ => throw new ArgumentException($"An event of the policy is a publication or a withdrawal, not {item.GetType().Name}."),
    };

    private static string Reason(PolicyPublication publication) => publication.Reason is { } reason
        ? $"\"reason\":{CanonicalJson.OfString(reason)}," : "";

    /// <summary>Reads an event.</summary>
    /// <exception cref="RecordStoreException">It is none.</exception>
    public static KeptPolicyEvent Read(StoredEvent stored)
    {
        var (by, written) = SealedEvent.Parts(stored.Content);
        if (written is null || SealedEvent.ReadAuthor(by) is not { } author)
        {
            throw new RecordStoreException(RecordStoreProblem.Damaged, $"The policy's event {stored.Version} has no content. Run 'comity log verify'.");
        }

        using var json = JsonDocument.Parse(written);
        var data = json.RootElement;
        return new KeptPolicyEvent(stored.Position, stored.Version, Instant.Time(stored.At), author, stored.Kind == EventKind.Withdrawal
            ? new PolicyWithdrawal(data.GetProperty("publication").GetInt32(), data.GetProperty("reason").GetString()!)
            : new PolicyPublication(
                Pack("id"), Pack("version"), Pack("digest"), DateOnly.ParseExact(data.GetProperty("from").GetString()!, Day,
                    CultureInfo.InvariantCulture), SealedEvent.ReadAuthor(data.GetProperty("requested").GetRawText())!,
                data.TryGetProperty("reason", out var reason) ? reason.GetString() : null));

        string Pack(string name) => data.GetProperty("pack").GetProperty(name).GetString()!;
    }
}
