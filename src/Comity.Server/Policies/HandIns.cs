using System.Security.Claims;
using System.Threading.RateLimiting;
using Comity.Feel.Evaluation;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Policies;

/// <summary>The bounds of what strangers hand in: how much is worked out for one policy, and how many policies are worked on at once.</summary>
internal sealed class HandIns : IDisposable
{
    /// <summary>How many comparisons of one key or account go on at once.</summary>
    public const int MostAtOnce = 2;

    private readonly PartitionedRateLimiter<string> _comparing = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = MostAtOnce }));

    /// <summary>A place for one comparison, until it is disposed of; it is not acquired where the caller has as many as it may.</summary>
    public RateLimitLease Enter(ClaimsPrincipal caller) => _comparing.AttemptAcquire(caller.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? "");

    /// <summary>What may be worked out for what a request hands in. It ends when the caller is gone.</summary>
    public static WorkBudget BudgetOf(HttpContext context) => new(WorkLimits.Untrusted, context.RequestAborted);

    /// <inheritdoc/>
    public void Dispose() => _comparing.Dispose();
}
