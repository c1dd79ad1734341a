using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Web;

/// <summary>
/// A form that came when its session had ended or its antiforgery token no longer fit. It is not acted on, and what was typed is not
/// lost: it travels through the sign-in page, protected, and is shown afterwards, to be sent once more with a new token. The address
/// that takes it asks again who may.
/// </summary>
/// <param name="Address">The path and query that it was sent to, below the path base.</param>
/// <param name="Page">The page on which it was typed; null where that is not known.</param>
/// <param name="Fields">What was typed, without what must not be carried.</param>
/// <param name="HadFile">Whether a file came with it, which is not carried.</param>
internal sealed record UnsentForm(string Address, string? Page, IReadOnlyList<KeyValuePair<string, string>> Fields, bool HadFile)
{
    /// <summary>The field in which the sign-in page carries it.</summary>
    public const string Field = "unsent";

    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Reads the form of a request that is not acted on.</summary>
    /// <returns>Null where nothing is carried: no form of a page of ours, one with secrets, an empty one, or one of more than a
    /// megabyte.</returns>
    public static async Task<UnsentForm?> ReadAsync(HttpContext context)
    {
        // A form whose token does not fit can only be read by whoever answers for not acting on it.
        context.Features.Set<IAntiforgeryValidationFeature>(null);
        var (request, metadata) = (context.Request, context.GetEndpoint()?.Metadata);
        if (metadata?.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true }
            || metadata.GetMetadata<IAllowAnonymous>() is not null
            || metadata.GetMetadata<SecretForm>() is not null || !request.HasFormContentType
            || request.ContentLength is not <= MostBytes || !IsOwn(request))
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(context.RequestAborted);
            var fields = Forms.Carried(form);
            return fields.Count == 0 ? null
                : new UnsentForm($"{request.Path}{request.QueryString}", PageOf(request), fields, form.Files.Any(file => file.Length > 0));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The form as the sign-in page carries it, which nobody can read or change.</summary>
    public string Protect(HttpContext context)
    {
        using var packed = new MemoryStream();
        using (var compressed = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(compressed, this);
        }

        return WebEncoders.Base64UrlEncode(Protector(context).Protect(packed.ToArray(), Lifetime));
    }

    /// <summary>Reads what the sign-in page carried; null where that is nothing, is of another server, or is older than a day.</summary>
    public static UnsentForm? Unprotect(HttpContext context, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            using var compressed = new BrotliStream(new MemoryStream(Protector(context).Unprotect(WebEncoders.Base64UrlDecode(text))),
                CompressionMode.Decompress);
            return JsonSerializer.Deserialize<UnsentForm>(compressed);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The page that shows it and sends it once more.</summary>
    public RazorComponentResult Show(int status) => PageResults.Page<UnsentFormPage>(status, ("Address", Address), ("Origin", Page),
        ("Fields", Fields), ("HadFile", HadFile));

    /// <summary>Whether a page of this server sent a request, as the browser says.</summary>
    public static bool IsOwn(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site == "same-origin" && request.Headers["Sec-Fetch-Mode"].ToString() is "navigate" or ""
        : Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value;

    private static string? PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Authority == request.Host.Value
        && PathString.FromUriComponent(referer.AbsolutePath).StartsWithSegments(request.PathBase, out var page)
        && page.Value is ['/', not ('/' or '\\'), ..] ? page.ToUriComponent() + referer.Query : null;

    private static ITimeLimitedDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("Comity.UnsentForm")
            .ToTimeLimitedDataProtector();
}

/// <summary>Marks forms whose fields are never carried.</summary>
internal sealed class SecretForm;
