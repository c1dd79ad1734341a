namespace Comity.Records;

/// <summary>
/// A row of a table of the caller's in the store's database, written in the transaction that keeps an event: both are on disk, or neither is.
/// A row with the same key is replaced.
/// </summary>
/// <param name="Table">The table's name.</param>
/// <param name="Key">The column by which a row is known.</param>
/// <param name="Values">Columns, the key among them, with their values: texts, whole numbers or null.</param>
public sealed record CompanionRow(string Table, string Key, IReadOnlyList<(string Column, object? Value)> Values)
{
    /// <summary>The statement that writes it, with a parameter for each value: the prefix and its place.</summary>
    internal string Sql(string prefix, int first) =>
        $"INSERT INTO {Table} ({string.Join(", ", Values.Select(value => value.Column))}) VALUES ({string.Join(", ", Values.Select((_, place) => $"{prefix}{place + first}"))}) "
        + $"ON CONFLICT ({Key}) DO UPDATE SET {string.Join(", ", Values.Where(value => value.Column != Key).Select(value => $"{value.Column} = excluded.{value.Column}"))}";
}
