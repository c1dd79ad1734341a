using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Comity.Records.Canonical;

namespace Comity.Records.Situations;

/// <summary>What a record decided upon and what came out, apart from its day, its policy and all else that tells it from others. Records that have it in common share it.</summary>
/// <param name="Id">The beginning of a hash over the content; never 0, which stands for none.</param>
/// <param name="Content">Facts and outcomes as canonical JSON.</param>
internal readonly record struct Situation(long Id, string Content)
{
    /// <summary>The situation of a record.</summary>
    public static Situation Of(NewRecord record)
    {
        // The names stand in the order that RFC 8785 gives them.
        var text = Utf8Text.Begin().Add("{\"determinations\":["u8);
        for (var i = 0; i < record.Determinations.Count; i++)
        {
            var determination = record.Determinations[i];
            text.Add(i == 0 ? "{\"action\":"u8 : ",{\"action\":"u8);
            if (determination.Action is null)
            {
                text.Add("null"u8);
            }
            else
            {
                CanonicalJson.WriteString(text, determination.Action);
            }

            text.Add(",\"counselReview\":"u8).Add(determination.CounselReview ? "true"u8 : "false"u8).Add(",\"outcome\":"u8);
            CanonicalJson.WriteString(text, determination.Outcome);
            text.Add("}"u8);
        }

        text.Add("],\"facts\":"u8);
        using (var facts = JsonDocument.Parse(record.Facts))
        {
            CanonicalJson.Write(text, facts.RootElement, exact: true);
        }

        var content = text.Add("}"u8).End();
        return new Situation(IdOf(content), Encoding.UTF8.GetString(content));
    }

    /// <summary>The id of a content.</summary>
    public static long IdOf(string content) => IdOf(Encoding.UTF8.GetBytes(content));

    private static long IdOf(byte[] content) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(content)) is not 0 and var id ? id : 1;

    /// <summary>Reads a content.</summary>
    public static RecordedSituation Read(string content)
    {
        using var json = JsonDocument.Parse(content);
        return new RecordedSituation(
            json.RootElement.GetProperty("facts").GetRawText(),
            [.. json.RootElement.GetProperty("determinations").EnumerateArray().Select(item => new RecordedOutcome(item.GetProperty("action").GetString(), item.GetProperty("outcome").GetString()!, item.GetProperty("counselReview").GetBoolean()))]);
    }
}

/// <summary>What came out for one requested action.</summary>
/// <param name="Action">The requested action; null where the policy has none.</param>
/// <param name="Outcome">The outcome, as its JSON form writes it.</param>
/// <param name="CounselReview">Whether counsel should look.</param>
public sealed record RecordedOutcome(string? Action, string Outcome, bool CounselReview);

/// <summary>The facts of records, and what came out: the same for all records that share it.</summary>
/// <param name="Facts">The known facts, a JSON object in canonical form.</param>
/// <param name="Determinations">What came out, one for each requested action.</param>
public sealed record RecordedSituation(string Facts, IReadOnlyList<RecordedOutcome> Determinations);
