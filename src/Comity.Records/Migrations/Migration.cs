namespace Comity.Records.Migrations;

/// <summary>A step forward of the schema. A step that was released is never changed.</summary>
/// <param name="Version">The version it leads to, as <c>user_version</c>.</param>
/// <param name="Sql">The statements.</param>
internal sealed record Migration(int Version, string Sql)
{
    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        new(1, """
            CREATE TABLE records (
                year INTEGER NOT NULL,
                sequence INTEGER NOT NULL,
                created_at TEXT NOT NULL,
                on_date TEXT NOT NULL,
                pack_id TEXT NOT NULL,
                pack_version TEXT NOT NULL,
                pack_digest TEXT NOT NULL,
                document_id TEXT,
                facts TEXT NOT NULL,
                note TEXT,
                PRIMARY KEY (year, sequence)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE determinations (
                year INTEGER NOT NULL,
                sequence INTEGER NOT NULL,
                position INTEGER NOT NULL,
                action TEXT,
                outcome TEXT NOT NULL,
                counsel_review INTEGER NOT NULL,
                json TEXT NOT NULL,
                PRIMARY KEY (year, sequence, position),
                FOREIGN KEY (year, sequence) REFERENCES records
            ) STRICT, WITHOUT ROWID;
            """),
    ];
}
