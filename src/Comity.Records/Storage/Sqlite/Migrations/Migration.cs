using Comity.Records.Appending;
using Comity.Records.Situations;
using Comity.Records.Tallying;
using Microsoft.Data.Sqlite;

namespace Comity.Records.Storage.Sqlite.Migrations;

/// <summary>A step forward of the schema. A step that was released is never changed.</summary>
/// <param name="Version">The version it leads to, as <c>user_version</c>.</param>
/// <param name="Sql">The statements.</param>
/// <param name="Then">What SQL cannot say, in the same transaction; null for nothing.</param>
internal sealed record Migration(int Version, string Sql, Action<SqliteConnection, SqliteTransaction, TimeProvider>? Then = null)
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
        new(2, """
            ALTER TABLE records RENAME TO records_1;
            ALTER TABLE determinations RENAME TO determinations_1;
            CREATE TABLE events (
                position INTEGER PRIMARY KEY,
                number INTEGER NOT NULL,
                version INTEGER NOT NULL,
                kind TEXT NOT NULL,
                at INTEGER NOT NULL,
                commitment BLOB NOT NULL,
                submission BLOB,
                salt BLOB,
                content TEXT
            ) STRICT;
            CREATE UNIQUE INDEX events_of_record ON events (number, version);
            CREATE UNIQUE INDEX events_submission ON events (submission) WHERE submission IS NOT NULL;
            CREATE TABLE records (
                number INTEGER PRIMARY KEY,
                version INTEGER NOT NULL,
                current INTEGER NOT NULL,
                on_day INTEGER NOT NULL,
                kind TEXT NOT NULL,
                kept_at INTEGER NOT NULL,
                held INTEGER NOT NULL,
                erased INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX records_by_day ON records (on_day, number) WHERE erased = 0;
            CREATE INDEX records_due ON records (kind, kept_at) WHERE erased = 0 AND held = 0;
            CREATE TABLE pairs (
                pair INTEGER PRIMARY KEY,
                outcome TEXT NOT NULL,
                action TEXT
            ) STRICT;
            CREATE TABLE listed (
                pair INTEGER NOT NULL,
                on_day INTEGER NOT NULL,
                number INTEGER NOT NULL,
                PRIMARY KEY (pair, on_day, number)
            ) STRICT, WITHOUT ROWID;
            """, RecordsBecomeEvents.Run),
        new(3, """
            CREATE TABLE tally_keys (
                key INTEGER PRIMARY KEY,
                dimension TEXT NOT NULL,
                value TEXT NOT NULL
            ) STRICT;
            CREATE TABLE tally (
                day INTEGER NOT NULL,
                key INTEGER NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (day, key)
            ) STRICT, WITHOUT ROWID;
            """, (connection, transaction, _) => TallyBackfill.Run(connection, transaction)),
        new(4, """
            ALTER TABLE records ADD COLUMN situation INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE situations (
                situation INTEGER PRIMARY KEY,
                content TEXT NOT NULL,
                count INTEGER NOT NULL
            ) STRICT;
            """, (connection, transaction, _) => SituationBackfill.Run(connection, transaction)),
        new(5, """
            CREATE TABLE days (
                leaf INTEGER PRIMARY KEY,
                day INTEGER NOT NULL UNIQUE,
                size INTEGER NOT NULL,
                root BLOB NOT NULL,
                salt BLOB NOT NULL
            ) STRICT;
            CREATE TABLE key_notes (
                number INTEGER PRIMARY KEY,
                note TEXT NOT NULL
            ) STRICT;
            ALTER TABLE records ADD COLUMN matters TEXT NOT NULL DEFAULT '';
            """, (connection, transaction, _) => MatterBackfill.Run(connection, transaction)),
    ];
}
