using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Records;
using Comity.Records.Tallying;
using Comity.Records.Tallying.Publication;
using Comity.Server.Data;
using Comity.Server.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Public.Tally;

/// <summary>The tally as it is published, in memory: no visit waits for the database. It is made anew when another day is final, or the policy has other values.</summary>
internal sealed partial class PublishedTally(RecordStore records, PolicyVersions versions, ServerOptions options, IServiceScopeFactory scopes, TimeProvider clock, ILogger<PublishedTally> logger) : BackgroundService
{
    /// <summary>The value of a determination that rests on no listed circumstance.</summary>
    public const string NoCircumstance = "none";

    /// <summary>The value of a determination that rests on more than one.</summary>
    public const string SeveralCircumstances = "several";

    /// <summary>The dimension of listed circumstances.</summary>
    public const string Circumstance = "circumstance";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private (DateOnly Through, string Versions) _made;
    private volatile PublicTally? _tally;

    /// <summary>The tally; null while there is none yet.</summary>
    public PublicTally? Current => _tally;

    /// <summary>What another tally would be made from: the last final day, and the versions of the policy.</summary>
    public string State => $"{_made.Through:yyyy-MM-dd} {_made.Versions} {_tally is not null}";

    /// <summary>Refuses to start where the tally was published by other rules.</summary>
    /// <exception cref="RecordStoreException">It was.</exception>
    public static async Task CheckAsync(IServiceProvider services, TallyRules rules, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        if (await RulesAsync(scope.ServiceProvider.GetRequiredService<ServerContext>(), cancellation) is { } published && published != rules)
        {
            throw Other(published, rules);
        }
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Makes the tally anew, if anything has changed. Where the database cannot be read, the one before stays.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        try
        {
            var all = versions.All;
            var now = (TallyDay.ClosedThrough(clock.GetUtcNow()), string.Join(' ', all.Select(version => version.Digest)));
            if (_tally is not null && _made == now)
            {
                return;
            }

            var rows = await records.TallyAsync(DateOnly.MinValue, now.Item1, cancellation);
            if (rows.Count > 0)
            {
                await FixRulesAsync(cancellation);
            }

            _tally = PublicTally.Of(rows, now.Item1, Values([.. all.Select(version => version.Pack)]), options.Configuration.Tally.Rules);
            _made = now;
        }
        catch (Exception exception) when (exception is RecordStoreException or DbUpdateException or System.Data.Common.DbException or ObjectDisposedException)
        {
            Failed(logger, exception.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // The values that policies have, before any of them is counted: that one is listed tells nothing.
    private static Dictionary<string, IReadOnlyList<string>> Values(IReadOnlyList<PolicyPack> packs)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var fact in packs.SelectMany(pack => pack.Manifest.Tally).Distinct())
        {
            values[fact] = Of(pack => Written(pack, fact));
        }

        values[TallyRow.Action] = Of(pack => pack.Manifest.Action is { } action ? Written(pack, action) : []);
        values[TallyRow.Outcome] = [.. Enum.GetValues<Outcome>().Select(outcome => Words.Of(outcome))];
        if (packs.Any(pack => pack.Manifest.Circumstances.Count > 0))
        {
            values[Circumstance] = [NoCircumstance, .. Of(pack => pack.Manifest.Circumstances.Keys), SeveralCircumstances];
        }

        return values;

        IReadOnlyList<string> Of(Func<PolicyPack, IEnumerable<string>> of) => [.. packs.SelectMany(of).Distinct()];
        static IEnumerable<string> Written(PolicyPack pack, string name) => pack.Facts.FirstOrDefault(fact => fact.Name == name)?.Values.Select(choice => Policy.Facts.Fact.Written(choice.Value)) ?? [];
    }

    private async Task FixRulesAsync(CancellationToken cancellation)
    {
        var rules = options.Configuration.Tally.Rules;
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
        if (await RulesAsync(context, cancellation) is null)
        {
            // Another process may be first.
            await context.TryInsertAsync(
                new TallyRule { Id = TallyRule.OnlyId, Threshold = rules.Threshold, Breakdowns = Words.Of(rules.Breakdowns) }, cancellation);
        }

        if (await RulesAsync(context, cancellation) is { } published && published != rules)
        {
            throw Other(published, rules);
        }
    }

    private static async Task<TallyRules?> RulesAsync(ServerContext context, CancellationToken cancellation) =>
        await context.TallyRules.AsNoTracking().SingleOrDefaultAsync(cancellation) is { } kept ? new TallyRules(kept.Threshold, Enum.Parse<TallyUnit>(kept.Breakdowns, ignoreCase: true)) : null;

    private static RecordStoreException Other(TallyRules published, TallyRules configured) => new(
        RecordStoreProblem.Other,
        $"The tally was published with threshold {published.Threshold} by {Words.Of(published.Breakdowns)}; the configuration says {configured.Threshold} by {Words.Of(configured.Breakdowns)}. Figures by both could be subtracted from each other. Put 'tally' back.");

    [LoggerMessage(LogLevel.Error, "The tally could not be made anew; the one before stays. {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
