using System.Security.Claims;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Policies;
using Comity.Server.Web;
using Comity.Server.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Review;

/// <summary>What supervisors and counsel look at.</summary>
internal static class ReviewEndpoints
{
    /// <summary>Where what waits is listed.</summary>
    public const string QueuePath = "/queue";

    /// <summary>Who reviews.</summary>
    public const Roles Reviewers = Roles.Supervisor | Roles.Counsel;

    public static void MapReview(this IEndpointRouteBuilder routes) => routes.MapGet(QueuePath, QueueAsync).For(Reviewers);

    private static async Task<IResult> QueueAsync(HttpRequest request, ClaimsPrincipal user, Reviews reviews, RecordStore records,
        Administration administration, PolicyVersions versions, PolicyDrafts drafts,
        TimeProvider clock)
    {
        var unit = QueryValues.Text(request.Query["unit"]);
        var after = QueryValues.Text(request.Query["after"]);
        if (!QueueMark.TryParse(after, out var mark))
        {
            return PageResults.BadAddress("Another page of the list begins where the page before it says.");
        }

        var cases = await reviews.WaitingAsync(user, unit, mark);
        var found = new List<(ReviewCase Case, DecisionRecord Record)>();
        foreach (var item in cases.Take(Reviews.PageSize))
        {
            if (await records.GetAsync(item.Number) is { } record)
            {
                found.Add((item, record));
            }
        }

        return PageResults.Page<QueuePage>(
            ("Pack", versions.At(clock.Today()).Pack), ("Waiting", found),
            ("Drafts", user.Has(Roles.Counsel) ? await drafts.WaitingForAsync(user.AccountId(), request.HttpContext.RequestAborted) : []),
            ("Total", await reviews.CountWaitingAsync(user, unit)),
            ("After", after), ("Next", cases.Count > Reviews.PageSize ? QueueMark.Text(cases[Reviews.PageSize - 1]) : null),
            ("Unit", unit), ("Units", (await administration.UnitsAsync()).Select(known => known.Name).ToList()));
    }
}
