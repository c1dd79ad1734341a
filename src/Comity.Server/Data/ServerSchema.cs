using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Data;

/// <summary>The tables of <see cref="ServerContext"/>, in steps that only go forward; a step that was released is never changed.</summary>
internal static class ServerSchema
{
    // "Comi", as the application id of the file of records.
    private const long Lock = 0x436F6D69;

    /// <summary>The table of what is to be reviewed of records.</summary>
    public const string Cases = "review_cases";

    /// <summary>The table of who did what.</summary>
    public const string AccessLog = "access_log";

    /// <summary>Every table that a backup holds, those that others refer to before them: all but the sessions, which end with the keys of cookies.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        "units", "packs", "accounts", "account_logins", "account_passkeys", "one_time_links", AccessLog, "drafts", Cases, "api_keys", "policy_drafts", "policy_draft_edits",
        "tally_rules", "audits",
    ];

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE units (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            closed BOOLEAN NOT NULL
        );
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            user_name TEXT NOT NULL,
            normalized_user_name TEXT NOT NULL UNIQUE,
            password_hash TEXT,
            security_stamp TEXT NOT NULL,
            concurrency_stamp TEXT NOT NULL,
            lockout_end BIGINT,
            lockout_enabled BOOLEAN NOT NULL,
            access_failed_count INTEGER NOT NULL,
            roles INTEGER NOT NULL,
            unit_id TEXT REFERENCES units,
            disabled BOOLEAN NOT NULL,
            created_at BIGINT NOT NULL
        );
        CREATE TABLE account_logins (
            login_provider TEXT NOT NULL,
            provider_key TEXT NOT NULL,
            provider_display_name TEXT,
            user_id TEXT NOT NULL REFERENCES accounts,
            PRIMARY KEY (login_provider, provider_key)
        );
        CREATE TABLE account_passkeys (
            credential_id {bytes} PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES accounts,
            data {json} NOT NULL
        );
        CREATE INDEX account_passkeys_of ON account_passkeys (user_id);
        CREATE TABLE one_time_links (
            key_digest TEXT PRIMARY KEY,
            account_id TEXT REFERENCES accounts,
            expires_at BIGINT NOT NULL,
            spent_at BIGINT
        );
        CREATE TABLE access_log (
            id {numbered},
            at BIGINT NOT NULL,
            what TEXT NOT NULL,
            account TEXT,
            "by" TEXT,
            "from" TEXT
        );
        CREATE TABLE drafts (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts,
            changed_at BIGINT NOT NULL,
            answers TEXT NOT NULL
        );
        CREATE INDEX drafts_of ON drafts (account_id, changed_at);
        CREATE TABLE review_cases (
            number TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts,
            unit TEXT,
            kept_at BIGINT NOT NULL,
            approval INTEGER NOT NULL,
            counsel INTEGER NOT NULL
        );
        CREATE INDEX review_cases_approval ON review_cases (approval, kept_at);
        CREATE INDEX review_cases_counsel ON review_cases (counsel, kept_at);
        CREATE INDEX review_cases_of ON review_cases (account_id);
        CREATE TABLE packs (
            digest TEXT PRIMARY KEY,
            archive {bytes} NOT NULL
        );
        {access_log is only added to}
        """,
        """
        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            key_digest TEXT NOT NULL UNIQUE,
            scopes INTEGER NOT NULL,
            unit_id TEXT REFERENCES units,
            created_at BIGINT NOT NULL,
            revoked_at BIGINT
        );
        """,
        """
        CREATE TABLE policy_drafts (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            base_digest TEXT NOT NULL REFERENCES packs,
            version INTEGER NOT NULL,
            state INTEGER NOT NULL,
            made_by TEXT NOT NULL REFERENCES accounts,
            changed_at BIGINT NOT NULL,
            effective_from TEXT,
            requested_by TEXT REFERENCES accounts,
            requested_unit TEXT,
            approved_by TEXT REFERENCES accounts,
            publication INTEGER
        );
        CREATE TABLE policy_draft_edits (
            draft_id TEXT NOT NULL REFERENCES policy_drafts,
            number INTEGER NOT NULL,
            edit TEXT NOT NULL,
            account_id TEXT NOT NULL REFERENCES accounts,
            at BIGINT NOT NULL,
            PRIMARY KEY (draft_id, number)
        );
        """,
        """
        ALTER TABLE api_keys ADD COLUMN made_by TEXT REFERENCES accounts;
        CREATE TABLE cases (
            number TEXT PRIMARY KEY,
            account_id TEXT REFERENCES accounts,
            program TEXT,
            unit TEXT,
            kept_at BIGINT NOT NULL,
            approval INTEGER NOT NULL,
            counsel INTEGER NOT NULL,
            CHECK (account_id IS NOT NULL OR program IS NOT NULL)
        );
        INSERT INTO cases SELECT number, account_id, NULL, unit, kept_at, approval, counsel FROM review_cases;
        DROP TABLE review_cases;
        ALTER TABLE cases RENAME TO review_cases;
        CREATE INDEX review_cases_approval ON review_cases (approval, kept_at);
        CREATE INDEX review_cases_counsel ON review_cases (counsel, kept_at);
        CREATE INDEX review_cases_of ON review_cases (account_id);
        """,
        """
        CREATE TABLE tally_rules (
            id INTEGER PRIMARY KEY,
            threshold INTEGER NOT NULL,
            breakdowns TEXT NOT NULL
        );
        """,
        """
        CREATE TABLE audits (
            id TEXT PRIMARY KEY,
            running INTEGER UNIQUE,
            started_at BIGINT NOT NULL,
            seen_at BIGINT NOT NULL,
            finished_at BIGINT,
            leaves BIGINT NOT NULL,
            of_leaves BIGINT NOT NULL,
            log TEXT,
            log_good BOOLEAN NOT NULL,
            policies TEXT,
            policies_good BOOLEAN NOT NULL,
            same BIGINT NOT NULL,
            others TEXT NOT NULL,
            other_count BIGINT NOT NULL,
            stopped TEXT,
            cancel BOOLEAN NOT NULL
        );
        CREATE INDEX audits_started ON audits (started_at);
        """,
        """
        DROP INDEX review_cases_of;
        CREATE INDEX review_cases_approval_of ON review_cases (account_id, approval, kept_at);
        CREATE INDEX review_cases_counsel_of ON review_cases (account_id, counsel, kept_at);
        CREATE INDEX drafts_changed ON drafts (changed_at);
        """,

        // Supervisors without a unit acted for every unit until now, and go on. Keys get an end.
        """
        ALTER TABLE accounts ADD COLUMN all_units BOOLEAN NOT NULL DEFAULT FALSE;
        UPDATE accounts SET all_units = TRUE WHERE unit_id IS NULL;
        ALTER TABLE access_log ADD COLUMN record TEXT;
        CREATE INDEX access_log_record ON access_log (record, id);
        ALTER TABLE review_cases ADD COLUMN approval_by TEXT REFERENCES accounts;
        ALTER TABLE review_cases ADD COLUMN counsel_by TEXT REFERENCES accounts;
        ALTER TABLE review_cases ADD COLUMN done_early INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX review_cases_done_early ON review_cases (done_early);
        ALTER TABLE policy_drafts ADD COLUMN withdrawal_by TEXT REFERENCES accounts;
        ALTER TABLE policy_drafts ADD COLUMN withdrawal_reason TEXT;
        ALTER TABLE api_keys ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
        UPDATE api_keys SET expires_at = {now} + 31536000000;
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts,
            method INTEGER NOT NULL,
            began_at BIGINT NOT NULL,
            confirmed_at BIGINT,
            agency_session TEXT,
            id_token TEXT
        );
        CREATE INDEX sessions_of ON sessions (account_id);
        CREATE INDEX sessions_began ON sessions (began_at);
        """,
        """
        ALTER TABLE policy_drafts ADD COLUMN reason TEXT;
        """,
    ];

    /// <summary>At which step a database is; 0 where it has none of the tables.</summary>
    public static async Task<int> StepAsync(ServerContext context, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        var connection = context.Database.GetDbConnection();
        var exists = await ScalarAsync(connection, context.Database.IsSqlite() ? "SELECT 1 FROM sqlite_master WHERE name = 'server_schema'" : "SELECT 1 WHERE to_regclass('server_schema') IS NOT NULL", cancellation);
        var step = exists is null ? 0 : Convert.ToInt32(await ScalarAsync(connection, "SELECT coalesce(max(version), 0) FROM server_schema", cancellation), System.Globalization.CultureInfo.InvariantCulture);
        await context.Database.CloseConnectionAsync();
        return step;
    }

    /// <summary>Brings a database to the newest step, or to an earlier one, whoever else is doing so at the same time.</summary>
    public static async Task ApplyAsync(ServerContext context, CancellationToken cancellation, int? last = null)
    {
        var goal = last ?? Steps.Length;
        var sqlite = context.Database.IsSqlite();
        await context.Database.OpenConnectionAsync(cancellation);
        var connection = context.Database.GetDbConnection();
        if (sqlite)
        {
            // A SQLite transaction begins as a reader by default; two that begin so and then write cannot both go on.
            await ExecuteAsync(connection, "BEGIN IMMEDIATE", cancellation);
        }
        else
        {
            await ExecuteAsync(connection, $"BEGIN; SELECT pg_advisory_xact_lock({Lock})", cancellation);
        }

        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS server_schema (version INTEGER NOT NULL)", cancellation);
        var done = Convert.ToInt32(await ScalarAsync(connection, "SELECT coalesce(max(version), 0) FROM server_schema", cancellation), System.Globalization.CultureInfo.InvariantCulture);
        if (done > Steps.Length || goal > Steps.Length)
        {
            await ExecuteAsync(connection, "ROLLBACK", cancellation);
            throw new InvalidOperationException($"The database has step {int.Max(done, goal)} of the server's tables; this program knows {Steps.Length}. Use a newer program.");
        }

        for (var step = done; step < goal; step++)
        {
            await ExecuteAsync(connection, Written(Steps[step], sqlite), cancellation);
            await ExecuteAsync(connection, $"INSERT INTO server_schema VALUES ({step + 1})", cancellation);
        }

        await ExecuteAsync(connection, "COMMIT", cancellation);
        await context.Database.CloseConnectionAsync();
    }

    private static string Written(string step, bool sqlite) => step
        .Replace("{bytes}", sqlite ? "BLOB" : "BYTEA", StringComparison.Ordinal)
        .Replace("{json}", sqlite ? "TEXT" : "JSONB", StringComparison.Ordinal)
        .Replace("{now}", sqlite ? "CAST(strftime('%s', 'now') AS INTEGER) * 1000" : "CAST(extract(epoch FROM now()) AS BIGINT) * 1000", StringComparison.Ordinal)
        .Replace("{numbered}", sqlite ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{access_log is only added to}", sqlite
            ? """
              CREATE TRIGGER access_log_is_not_changed BEFORE UPDATE ON access_log BEGIN SELECT raise(ABORT, 'the access log is only added to'); END;
              CREATE TRIGGER access_log_is_not_cut BEFORE DELETE ON access_log BEGIN SELECT raise(ABORT, 'the access log is only added to'); END;
              """
            : """
              CREATE FUNCTION access_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the access log is only added to'; END $$;
              CREATE TRIGGER access_log_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log EXECUTE FUNCTION access_log_refuse();
              """, StringComparison.Ordinal);

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellation);
    }
}
