using System.Security.Claims;
using Comity.Server.Access;
using Comity.Server.Auditor;
using Comity.Server.Officer;
using Comity.Server.Records;
using Comity.Server.Review;
using Comity.Server.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Web;

/// <summary>A place that the head of every page leads to.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Roles">Who works there; none for everybody.</param>
internal sealed record Place(string Address, string Text, Roles Roles)
{
    /// <summary>All places, in the order in which they are shown. The first that a role opens is where its people begin.</summary>
    public static IReadOnlyList<Place> All { get; } =
    [
        new(OfficerEndpoints.StartPath, "New request", Roles.Officer),
        new(ReviewEndpoints.QueuePath, "Waiting for you", ReviewEndpoints.Reviewers),
        new("/records", "Records", RecordsEndpoints.Readers),
        new(WorkbenchEndpoints.Path, "Workbench", Roles.Counsel),
        new(AuditEndpoints.Path, "Audit", Roles.Auditor),
        new("/accounts", "Accounts", Roles.Administrator),
        new("/policy", "Policy", Roles.None),
    ];

    /// <summary>Whether somebody may go there.</summary>
    public bool IsFor(ClaimsPrincipal user) => Roles == Roles.None || user.Has(Roles);

    /// <summary>Maps the first page: it leads everybody to their work.</summary>
    public static void MapHome(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (ClaimsPrincipal user) => Results.LocalRedirect(
            user.HasClaim(claim => claim.Type == Sessions.PasskeyMissing) ? "~/account" : $"~{All.First(place => place.IsFor(user)).Address}")).RequireAuthorization();
}
