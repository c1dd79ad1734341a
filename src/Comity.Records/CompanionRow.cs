namespace Comity.Records;

/// <summary>A table of the caller's in the store's database.</summary>
/// <param name="name">Its name.</param>
/// <param name="key">The column by which a row is known, so that a row with the same key is replaced; null where rows are only
/// added.</param>
/// <param name="columns">The columns that are written, the key among them.</param>
public sealed class CompanionTable(string name, string? key, params IReadOnlyList<string> columns)
{
    /// <summary>How many columns are written.</summary>
    internal int Columns => columns.Count;

    /// <summary>The statement that writes a row, with a parameter for each column: <c>$1</c> and so on.</summary>
    internal string Sql { get; } =
        $"INSERT INTO {name} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, place) => $"${place + 1}"))})"
        + (key is null ? "" : $" ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", columns.Where(column => column != key).Select(column => $"{column} = excluded.{column}"))}");
}

/// <summary>
/// A row that is written in the transaction that keeps an event: both are on disk, or neither is.
/// </summary>
/// <param name="Table">Where to.</param>
/// <param name="Values">A value for each of its columns: texts, whole numbers or null.</param>
public sealed record CompanionRow(CompanionTable Table, params IReadOnlyList<object?> Values);
