using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Web;

/// <summary>Addresses that take the form of one of our own pages, and no other.</summary>
internal static class Forms
{
    /// <summary>The field of the password, and the one of the passkey's answer, by which somebody confirms who they are.</summary>
    public const string ConfirmPassword = "confirm-password", ConfirmPasskey = "confirm-passkey";

    // Never carried, whichever form they are in: they show who somebody is.
    private static readonly string[] Secrets = ["__RequestVerificationToken", ConfirmPassword, ConfirmPasskey];

    /// <summary>What was typed in a form that is not acted on yet, as a page in between carries it (<see cref="CarriedFields"/>).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Carried(IFormCollection form) =>
    [
        .. form.Where(field => !Secrets.Contains(field.Key))
            .SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""))),
    ];

    /// <summary>Maps an address that takes a form with its antiforgery token. Where the token does not fit, nothing is done, and what
    /// was typed is shown.</summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) => routes.MapPost(pattern, handler)
        .WithMetadata(new RequireAntiforgeryTokenAttribute())
        .AddEndpointFilter(async (call, next) => call.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
            ? await next(call)
            : await UnsentForm.ReadAsync(call.HttpContext) is { } unsent ? unsent.Show(StatusCodes.Status400BadRequest)
            : PageResults.Message(StatusCodes.Status400BadRequest, "Nothing was done", "This form came from another site, or its page was opened before you signed in. Go back, load the page again, and send it once more."));
}
