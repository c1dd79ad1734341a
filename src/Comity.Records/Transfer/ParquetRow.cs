using System.Text;
using System.Text.Json.Serialization;
using Comity.Records.Events;
using Comity.Records.Storage;
using Parquet.Serialization.Attributes;

namespace Comity.Records.Transfer;

/// <summary>An event as a row of a Parquet file, with the names and types that other programs see.</summary>
internal sealed class ParquetRow
{
    [JsonPropertyName("leaf")]
    public long Leaf { get; set; }

    [JsonPropertyName("version")]
    public int Version { get; set; }

    [JsonPropertyName("number"), ParquetRequired]
    public string Number { get; set; } = "";

    [JsonPropertyName("kind"), ParquetRequired]
    public string Kind { get; set; } = "";

    [JsonPropertyName("at"), ParquetTimestamp(ParquetTimestampResolution.Microseconds, true, true)]
    public DateTime At { get; set; }

    [JsonPropertyName("commitment"), ParquetRequired]
    public string Commitment { get; set; } = "";

    [JsonPropertyName("submission")]
    public string? Submission { get; set; }

    [JsonPropertyName("salt")]
    public string? Salt { get; set; }

    [JsonPropertyName("role")]
    public string? Role { get; set; }

    [JsonPropertyName("unit")]
    public string? Unit { get; set; }

    [JsonPropertyName("on")]
    public DateOnly? On { get; set; }

    [JsonPropertyName("packId")]
    public string? PackId { get; set; }

    [JsonPropertyName("packVersion")]
    public string? PackVersion { get; set; }

    [JsonPropertyName("packDigest")]
    public string? PackDigest { get; set; }

    [JsonPropertyName("actions")]
    public List<string>? Actions { get; set; }

    [JsonPropertyName("outcomes")]
    public List<string>? Outcomes { get; set; }

    [JsonPropertyName("content")]
    public string? Content { get; set; }

    public static ParquetRow Of(StoredEvent stored)
    {
        var by = SealedEvent.ReadAuthor(SealedEvent.Parts(stored.Content).By);
        var record = stored.Content is not null && EventKind.HoldsRecord(stored.Kind) ? RecordData.Read(stored.Content).Record : null;
        return new ParquetRow
        {
            Leaf = stored.Position,
            Version = stored.Version,
            Number = RecordNumber.Text(stored.Number),
            Kind = stored.Kind,
            At = Instant.Time(stored.At).UtcDateTime,
            Commitment = Convert.ToHexStringLower(stored.Commitment),
            Submission = stored.Submission is null ? null : Convert.ToHexStringLower(stored.Submission),
            Salt = stored.Salt is null ? null : Convert.ToHexStringLower(stored.Salt),
            Role = by?.Role,
            Unit = by?.Unit,
            On = record?.On,
            PackId = record?.PackId,
            PackVersion = record?.PackVersion,
            PackDigest = record?.PackDigest,
            Actions = record?.Determinations.Select(determination => determination.Action ?? "").ToList(),
            Outcomes = record?.Determinations.Select(determination => determination.Outcome).ToList(),
            Content = stored.Content is null ? null : Encoding.UTF8.GetString(stored.Content),
        };
    }
}
