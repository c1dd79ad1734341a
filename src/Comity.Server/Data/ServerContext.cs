using System.Runtime.CompilerServices;
using Comity.Server.Access;
using Comity.Server.Api.Keys;
using Comity.Server.Auditor;
using Comity.Server.Officer;
using Comity.Server.Policies;
using Comity.Server.Public.Tally;
using Comity.Server.Review;
using Comity.Server.Workbench;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Comity.Server.Data;

/// <summary>What the server keeps beside the records: accounts, units, links, the access log, interviews under way, what waits for review, the packs that records cite, and drafts of policies. <see cref="ServerSchema"/> makes its tables.</summary>
internal sealed class ServerContext(DbContextOptions<ServerContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<AgencyUnit> Units => Set<AgencyUnit>();

    public DbSet<OneTimeLink> Links => Set<OneTimeLink>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<AccessEvent> AccessLog => Set<AccessEvent>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<ReviewCase> Cases => Set<ReviewCase>();

    public DbSet<PolicyDraft> PolicyDrafts => Set<PolicyDraft>();

    public DbSet<PolicyDraftEdit> PolicyDraftEdits => Set<PolicyDraftEdit>();

    public DbSet<TallyRule> TallyRules => Set<TallyRule>();

    public DbSet<KeptPack> Packs => Set<KeptPack>();

    public DbSet<AuditCheck> Audits => Set<AuditCheck>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.HasKey(a => a.Id);
            account.Property(a => a.ConcurrencyStamp).IsConcurrencyToken();

            // Nothing about staff but the name they sign in with.
            account.Ignore(a => a.Email).Ignore(a => a.NormalizedEmail).Ignore(a => a.EmailConfirmed).Ignore(a => a.PhoneNumber).Ignore(a => a.PhoneNumberConfirmed).Ignore(a => a.TwoFactorEnabled);
        });
        modelBuilder.Entity<IdentityUserLogin<string>>(login =>
        {
            login.ToTable("account_logins");
            login.HasKey(l => new { l.LoginProvider, l.ProviderKey });
        });
        modelBuilder.Entity<IdentityUserPasskey<string>>(passkey =>
        {
            passkey.ToTable("account_passkeys");
            passkey.HasKey(p => p.CredentialId);
            passkey.OwnsOne(p => p.Data).ToJson();
        });
        modelBuilder.Entity<TallyRule>().ToTable("tally_rules").HasKey(rule => rule.Id);
        modelBuilder.Entity<AgencyUnit>().ToTable("units").HasKey(unit => unit.Id);
        modelBuilder.Entity<Session>().ToTable("sessions").HasKey(session => session.Id);
        modelBuilder.Entity<OneTimeLink>().ToTable("one_time_links").HasKey(link => link.KeyDigest);
        modelBuilder.Entity<AccessEvent>(entry =>
        {
            entry.ToTable(ServerSchema.AccessLog);
            entry.HasKey(e => e.Id);
        });
        modelBuilder.Entity<Draft>(draft =>
        {
            draft.ToTable("drafts");
            draft.HasKey(d => d.Id);
        });
        modelBuilder.Entity<ApiKey>().ToTable("api_keys").HasKey(key => key.Id);
        modelBuilder.Entity<ReviewCase>().ToTable("review_cases").HasKey(item => item.Number);
        modelBuilder.Entity<AuditCheck>().ToTable("audits").HasKey(check => check.Id);
        modelBuilder.Entity<KeptPack>().ToTable("packs").HasKey(pack => pack.Digest);
        modelBuilder.Entity<PolicyDraft>(draft =>
        {
            draft.ToTable("policy_drafts");
            draft.HasKey(d => d.Id);
        });
        modelBuilder.Entity<PolicyDraftEdit>(edit =>
        {
            edit.ToTable("policy_draft_edits");
            edit.HasKey(e => new { e.DraftId, e.Number });
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()).SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }

        modelBuilder.Entity<IdentityUserPasskey<string>>().OwnsOne(passkey => passkey.Data, data => data.ToJson("data"));
    }

    /// <summary>
    /// Inserts a row unless a row with the same key, or the same value where values are unique, is there. It is one statement, so that
    /// processes that insert the same at once neither wait for each other's failure nor log one.
    /// </summary>
    /// <returns>Whether it was inserted.</returns>
    public async Task<bool> TryInsertAsync<T>(T row, CancellationToken cancellation = default)
        where T : class
    {
        var entity = Model.FindEntityType(typeof(T))!;
        var properties = entity.GetProperties().ToList();
        var columns = string.Join(", ", properties.Select(property => property.GetColumnName()));
        var places = string.Join(", ", properties.Select((_, i) => $"{{{i}}}"));
        var values = properties.Select(property =>
        {
            var value = property.PropertyInfo!.GetValue(row);
            return property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
        });
        var insert = FormattableStringFactory.Create(
            $"INSERT INTO {entity.GetTableName()} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING", [.. values]);
        return await Database.ExecuteSqlAsync(insert, cancellation) == 1;
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(letter) : letter.ToString()));

    // One form that both databases compare and order.
    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(moment => moment.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
