using Comity.Records.Appending;
using Comity.Records.Situations;
using Comity.Records.Tallying;
using Npgsql;

namespace Comity.Records.Storage.Postgres;

/// <summary>The schema and its steps forward. A step that was released is never changed.</summary>
internal static class PostgresSchema
{
    private const int WithTally = 2;
    private const int WithSituations = 3;
    private const int WithMatters = 4;

    /// <summary>One step for each version, from 1.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE events (
            position bigint PRIMARY KEY,
            number bigint NOT NULL,
            version integer NOT NULL,
            kind text NOT NULL,
            at bigint NOT NULL,
            commitment bytea NOT NULL,
            submission bytea,
            salt bytea,
            content text
        );
        CREATE UNIQUE INDEX events_of_record ON events (number, version);
        CREATE UNIQUE INDEX events_submission ON events (submission) WHERE submission IS NOT NULL;
        CREATE TABLE records (
            number bigint PRIMARY KEY,
            version integer NOT NULL,
            current bigint NOT NULL,
            on_day integer NOT NULL,
            kind text NOT NULL,
            kept_at bigint NOT NULL,
            held integer NOT NULL,
            erased integer NOT NULL
        );
        CREATE INDEX records_by_day ON records (on_day, number) WHERE erased = 0;
        CREATE INDEX records_due ON records (kind, kept_at) WHERE erased = 0 AND held = 0;
        CREATE TABLE pairs (
            pair bigint PRIMARY KEY,
            outcome text NOT NULL,
            action text
        );
        CREATE TABLE listed (
            pair bigint NOT NULL,
            on_day integer NOT NULL,
            number bigint NOT NULL,
            PRIMARY KEY (pair, on_day, number)
        );
        """,
        """
        CREATE TABLE tally_keys (
            key bigint PRIMARY KEY,
            dimension text NOT NULL,
            value text NOT NULL
        );
        CREATE TABLE tally (
            day integer NOT NULL,
            key bigint NOT NULL,
            count bigint NOT NULL,
            PRIMARY KEY (day, key)
        );
        """,
        """
        ALTER TABLE records ADD COLUMN situation bigint NOT NULL DEFAULT 0;
        CREATE TABLE situations (
            situation bigint PRIMARY KEY,
            content text NOT NULL,
            count bigint NOT NULL
        );
        """,
        """
        CREATE TABLE days (
            leaf bigint PRIMARY KEY,
            day integer NOT NULL UNIQUE,
            size bigint NOT NULL,
            root bytea NOT NULL,
            salt bytea NOT NULL
        );
        CREATE TABLE key_notes (
            number integer PRIMARY KEY,
            note text NOT NULL
        );
        ALTER TABLE records ADD COLUMN matters text NOT NULL DEFAULT '';
        """,
    ];

    /// <summary>Brings a database to the newest schema, or leaves it alone.</summary>
    public static async Task MigrateAsync(NpgsqlConnection connection, string name, bool write, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (write)
        {
            await ExecuteAsync($"SELECT pg_advisory_xact_lock({PostgresStorage.Lock}); CREATE TABLE IF NOT EXISTS comity_schema (version integer NOT NULL)").ConfigureAwait(false);
        }

        await using var ask = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM comity_schema", connection, transaction);
        var version = (int)(await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        if (version > Steps.Count)
        {
            throw new RecordStoreException(RecordStoreProblem.NewerSchema, $"{name} has version {version}; this program knows versions up to {Steps.Count}. Use a newer program.");
        }

        if (version < Steps.Count && !write)
        {
            throw new RecordStoreException(RecordStoreProblem.Other, $"{name} is empty or from an older version. Let 'comity serve' open it once, which brings it up to date.");
        }

        for (; version < Steps.Count; version++)
        {
            await ExecuteAsync($"{Steps[version]} INSERT INTO comity_schema VALUES ({version + 1})").ConfigureAwait(false);
            if (version + 1 == WithTally)
            {
                TallyBackfill.Run(connection, transaction);
            }
            else if (version + 1 == WithSituations)
            {
                SituationBackfill.Run(connection, transaction);
            }
            else if (version + 1 == WithMatters)
            {
                MatterBackfill.Run(connection, transaction);
            }
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
