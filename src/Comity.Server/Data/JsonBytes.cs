using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Data;

/// <summary>Bytes inside JSON columns: Entity Framework writes them in SQLite as hexadecimal digits and in PostgreSQL as base64. A backup has base64.</summary>
internal sealed class JsonBytes
{
    private readonly Dictionary<(string Table, string Column), string[]> _members;
    private readonly bool _hexadecimal;

    /// <summary>Learns from a model where there are any.</summary>
    public JsonBytes(ServerContext context)
    {
        _hexadecimal = context.Database.IsSqlite();
        _members = context.Model.GetEntityTypes().Where(type => type.IsMappedToJson()).ToDictionary(
            type => (type.FindOwnership()!.PrincipalEntityType.GetTableName()!, type.GetContainerColumnName()!),
            type => type.GetProperties().Where(property => property.ClrType == typeof(byte[])).Select(property => property.GetJsonPropertyName()).OfType<string>().ToArray());
    }

    /// <summary>A column's text for a backup.</summary>
    public string ToBackup(string table, string column, string text) => Change(table, column, text, hexadecimal => Convert.ToBase64String(Convert.FromHexString(hexadecimal)));

    /// <summary>A column's text from a backup.</summary>
    public string FromBackup(string table, string column, string text) => Change(table, column, text, base64 => Convert.ToHexString(Convert.FromBase64String(base64)));

    private string Change(string table, string column, string text, Func<string, string> change)
    {
        if (!_hexadecimal || !_members.TryGetValue((table, column), out var members))
        {
            return text;
        }

        var json = JsonNode.Parse(text)!.AsObject();
        foreach (var member in members.Where(member => json[member]?.GetValueKind() == JsonValueKind.String))
        {
            json[member] = change(json[member]!.GetValue<string>());
        }

        return json.ToJsonString();
    }
}
