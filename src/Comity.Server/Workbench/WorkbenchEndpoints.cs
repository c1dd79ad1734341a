using System.Security.Claims;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Policy.Reading;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Data;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Workbench;

/// <summary>Counsel's first page: what is served from when, and the drafts; and the policy of a day beside the rules that implement it.</summary>
internal static class WorkbenchEndpoints
{
    /// <summary>Where counsel begins.</summary>
    public const string Path = "/counsel";

    public static void MapWorkbench(this IEndpointRouteBuilder routes)
    {
        var counsel = routes.MapGroup(Path).For(Roles.Counsel);
        counsel.MapGet("", (HttpRequest request, WorkbenchViews views, CancellationToken cancellation) => views.HomeAsync(StatusCodes.Status200OK, null, request.Query["done"] switch
        {
            ["withdrawn"] => "Withdrawn. What would have been replaced goes on.",
            ["asked"] => "Asked for. It is withdrawn when another member of counsel agrees.",
            ["refused"] => "The request to withdraw it has ended; the publication stands.",
            _ => null,
        }, cancellation));
        counsel.MapGet("/policy", Policy);
        counsel.MapGet("/versions/{digest}", ArchiveAsync);
        counsel.MapForm("/drafts", BeginAsync).TakesFile();
        var publication = counsel.MapGroup("/publications/{number:int}");
        publication.MapForm("/withdraw", async (int number, HttpRequest request, ClaimsPrincipal user, Publishing publishing, WorkbenchViews views, CancellationToken cancellation) =>
        {
            var form = await request.ReadFormAsync(cancellation);
            return await DoneAsync(await publishing.RequestWithdrawalAsync(number, QueryValues.Text(form["reason"].ToString().Trim()), user, cancellation), "asked", views, cancellation);
        });
        publication.MapForm("/withdraw/refuse", async (int number, Publishing publishing, WorkbenchViews views, CancellationToken cancellation) =>
            await DoneAsync(await publishing.RefuseWithdrawalAsync(number), "refused", views, cancellation));
        publication.MapForm("/withdraw/approve", async (int number, ClaimsPrincipal user, Publishing publishing, WorkbenchViews views, CancellationToken cancellation) =>
            await DoneAsync(await publishing.WithdrawAsync(number, user, cancellation), "withdrawn", views, cancellation));
        counsel.MapDrafts();
    }

    private static async Task<IResult> DoneAsync(string? problem, string done, WorkbenchViews views, CancellationToken cancellation) => problem is not null
        ? await views.HomeAsync(StatusCodes.Status422UnprocessableEntity, problem, null, cancellation)
        : Results.LocalRedirect($"~{Path}?done={done}");

    private static RazorComponentResult Policy(HttpRequest request, PolicyVersions versions, TimeProvider clock)
    {
        if (!QueryValues.TryDay(request.Query["on"], out var given))
        {
            return PageResults.BadAddress(QueryValues.DayProblem);
        }

        var on = given ?? clock.Today();
        var version = versions.At(on);
        return PageResults.Page<ProvisionsAndRulesPage>(("Policy", PlainPolicy.Of(version.Logic, on)), ("Version", version), ("Versions", versions.All));
    }

    private static async Task<IResult> ArchiveAsync(string digest, PolicyVersions versions) =>
        (versions.All.FirstOrDefault(version => version.Digest == digest)?.Files ?? await versions.FilesAsync(digest)) is { } files
            ? Results.File(PackArchive.Write(files), "application/zip", $"policy-{digest[^12..]}.zip")
            : PageResults.Message(StatusCodes.Status404NotFound, "There is no such policy", "Its files are not kept here.");

    // A draft begins with a version as it is, or with files that were written elsewhere: what is different in them are its first edits.
    private static async Task<IResult> BeginAsync(HttpRequest request, ClaimsPrincipal user, PolicyDrafts drafts, PolicyVersions versions, WorkbenchViews views, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var title = form["title"].ToString().Trim();
        if (title.Length is 0 or > PolicyDrafts.MaximumTitle)
        {
            return await views.HomeAsync(StatusCodes.Status422UnprocessableEntity, $"Say in a few words what the draft is about, in at most {PolicyDrafts.MaximumTitle} characters.", null, cancellation);
        }

        var version = versions.All.LastOrDefault(version => version.Digest == form["version"].ToString()) ?? versions.At(clock.Today());
        IReadOnlyList<PackEdit> edits = [];
        if (form.Files["archive"] is { Length: > 0 })
        {
            if (await ExchangeEndpoints.BytesAsync(form, "archive", cancellation) is not { } bytes)
            {
                return await views.HomeAsync(StatusCodes.Status413PayloadTooLarge, $"The archive has more than {UploadedPack.MostBytes:N0} bytes.", null, cancellation);
            }

            var (files, _, problem) = UploadedPack.Read(bytes);
            if (files is null)
            {
                return await views.HomeAsync(StatusCodes.Status422UnprocessableEntity, problem, null, cancellation);
            }

            edits = DraftEdits.Between(version.Files, files);
        }

        return Results.LocalRedirect($"~{DraftEndpoints.PathOf(await drafts.BeginAsync(title, version, edits, user, cancellation))}");
    }
}

/// <summary>What counsel's first page shows.</summary>
internal sealed class WorkbenchViews(PolicyDrafts drafts, PolicyVersions versions, RecordStore records, ServerContext context, TimeProvider clock)
{
    /// <summary>The first page.</summary>
    public async Task<IResult> HomeAsync(int status, string? problem, string? done, CancellationToken cancellation) => PageResults.Page<WorkbenchPage>(
        status, ("Versions", versions.All), ("Events", await records.PolicyEventsAsync(cancellation)), ("Drafts", await drafts.ListAsync(cancellation)), ("Names", await NamesAsync(cancellation)), ("Today", clock.Today()), ("Problem", problem), ("Done", done));

    /// <summary>Sign-in names by account.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(CancellationToken cancellation) =>
        await context.Accounts.AsNoTracking().ToDictionaryAsync(account => account.Id, account => account.UserName ?? account.Id, cancellation);
}
