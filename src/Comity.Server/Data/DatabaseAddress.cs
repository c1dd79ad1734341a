namespace Comity.Server.Data;

/// <summary>Where everything is kept.</summary>
/// <param name="Text">A SQLite file, or the address of a PostgreSQL database (<c>Host=…;Database=…</c>).</param>
public sealed record DatabaseAddress(string Text)
{
    /// <summary>Whether it is a PostgreSQL database.</summary>
    public bool IsPostgreSql => Text.Contains("Host=", StringComparison.OrdinalIgnoreCase);
}
