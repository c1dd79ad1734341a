using System.Text;
using Comity.Policy.Residents;
using Comity.Records.Tallying.Publication;
using Comity.Server.Policies;
using Comity.Server.Public.Pages;
using Comity.Server.Public.Tally;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Comity.Server.Public;

/// <summary>What everybody may read without signing in, in English and Spanish. <see cref="PublicDelivery"/> answers these addresses.</summary>
internal static class PublicEndpoints
{
    /// <summary>Where the public's pages begin. It leads to a language.</summary>
    public const string Path = "/public";

    /// <summary>The policy of a day.</summary>
    public const string PolicyPath = "/policy";

    /// <summary>What officers may ask or do.</summary>
    public const string MayPath = "/may-they";

    /// <summary>What changed when.</summary>
    public const string HistoryPath = "/history";

    /// <summary>The tally.</summary>
    public const string TallyPath = "/tally";

    public static void MapPublic(this IEndpointRouteBuilder routes)
    {
        var everybody = routes.MapGroup(Path).AllowAnonymous().WithMetadata(new PublicAddress());
        everybody.MapGet("", Choose);
        everybody.MapGet("/tally.csv", Csv).ExcludeFromDescription();
        everybody.MapGet("/tally.json", Json).ExcludeFromDescription();
        foreach (var texts in PublicTexts.All)
        {
            var pages = everybody.MapGroup($"/{texts.Language}").WithMetadata(texts);
            pages.MapGet("", Home);
            pages.MapGet(PolicyPath, Policy);
            pages.MapGet(MayPath, May);
            pages.MapGet(HistoryPath, History);
            pages.MapGet(TallyPath, Tally);
        }
    }

    /// <summary>A page that says one thing, in the language of the address, or else of the browser.</summary>
    public static RazorComponentResult Problem(HttpRequest request, int status, string title, string text)
    {
        var texts = LanguageOf(request.HttpContext) ?? Accepted(request);
        return PageResults.Page<PublicProblem>(status, ("T", texts), ("Title", texts[title]), ("Text", texts[text]));
    }

    private static RedirectHttpResult Choose(HttpRequest request)
    {
        request.HttpContext.Response.Headers.Vary = HeaderNames.AcceptLanguage;
        return TypedResults.LocalRedirect($"~{Path}/{Accepted(request).Language}");
    }

    private static RazorComponentResult Home(HttpRequest request, PolicyVersions versions, TimeProvider clock) => Page<HomePage>(request, ("Pack", versions.At(clock.Today()).Pack));

    private static RazorComponentResult Policy(HttpRequest request, PolicyVersions versions, TimeProvider clock) => QueryValues.TryDay(request.Query["on"], out var on)
        ? Page<PublicPolicyPage>(request, ("Pack", versions.At(on ?? clock.Today()).Pack), ("On", on ?? clock.Today()))
        : Problem(request, StatusCodes.Status400BadRequest, "problem.title", "problem.day");

    private static RazorComponentResult History(HttpRequest request, PolicyVersions versions) => Page<HistoryPage>(request, ("Versions", versions.All));

    private static RazorComponentResult May(HttpRequest request, PolicyVersions versions, TimeProvider clock)
    {
        if (!QueryValues.TryDay(request.Query["on"], out var asked))
        {
            return Problem(request, StatusCodes.Status400BadRequest, "problem.title", "problem.day");
        }

        var on = asked ?? clock.Today();
        var version = versions.At(on);
        var residents = version.Pack.Residents;
        string?[] ids = [QueryValues.Text(request.Query["place"]), QueryValues.Text(request.Query["who"]), QueryValues.Text(request.Query["what"])];
        if (ids.All(id => id is null))
        {
            return Page<MayTheyPage>(request, ("Pack", version.Pack), ("On", on));
        }

        return Find(residents.Places, ids[0]) is { } place && Find(residents.Officers, ids[1]) is { } officer && Find(residents.Actions, ids[2]) is { } action
            ? Page<MayTheyPage>(request, ("Pack", version.Pack), ("On", on), ("Asked", ResidentQuestion.Of(version.Logic, on, place, officer, action)))
            : Problem(request, StatusCodes.Status400BadRequest, "problem.title", "problem.choice");

        static ResidentChoice? Find(IReadOnlyList<ResidentChoice> choices, string? id) => choices.FirstOrDefault(choice => choice.Id == id);
    }

    private static RazorComponentResult Tally(HttpRequest request, PublishedTally published, PolicyVersions versions)
    {
        var (tally, status) = (published.Current, published.Current is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        var (query, problem) = TallyQuery.Read(request.Query, tally);
        return query is null
            ? Problem(request, StatusCodes.Status400BadRequest, "problem.title", problem!)
            : PageResults.Page<TallyPage>(status, ("T", Texts(request)), ("Tally", tally), ("Query", query), ("Versions", versions.All));
    }

    private static IResult Csv(HttpRequest request, PublishedTally published) =>
        File(request, published, (tally, query) => TypedResults.File(Encoding.UTF8.GetBytes(TallyFiles.Csv(tally, query)), "text/csv; charset=utf-8", "tally.csv"));

    private static IResult Json(HttpRequest request, PublishedTally published) => File(request, published, (tally, query) => TypedResults.Json(TallyFiles.Json(tally, query)));

    private static IResult File(HttpRequest request, PublishedTally published, Func<PublicTally, TallyQuery, IResult> file)
    {
        var english = PublicTexts.All[0];
        var (query, problem) = TallyQuery.Read(request.Query, published.Current);
        return published.Current is not { } tally ? TypedResults.Problem(english["tally.away"], statusCode: StatusCodes.Status503ServiceUnavailable)
            : query is null ? TypedResults.Problem(english[problem!], statusCode: StatusCodes.Status400BadRequest)
            : file(tally, query);
    }

    private static RazorComponentResult Page<TPage>(HttpRequest request, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent => PageResults.Page<TPage>([("T", Texts(request)), .. parameters]);

    /// <summary>The texts of the language that an address names; null where it names none.</summary>
    public static PublicTexts? LanguageOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PublicTexts>();

    private static PublicTexts Texts(HttpRequest request) => LanguageOf(request.HttpContext)!;

    // The language that the browser likes best among ours (RFC 9110 §12.5.4).
    private static PublicTexts Accepted(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality is null or > 0).OrderByDescending(language => language.Quality ?? 1)
        .Select(language => PublicTexts.All.FirstOrDefault(texts => language.Value.Equals(texts.Language, StringComparison.OrdinalIgnoreCase) || language.Value.StartsWith($"{texts.Language}-", StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(texts => texts is not null) ?? PublicTexts.All[0];
}
