using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Operation;

/// <summary>The files that pages load. They are part of the program; an address changes with its content, so browsers may keep them.</summary>
public sealed class StaticFile
{
    private readonly string _path;
    private readonly string _type;
    private readonly byte[] _content;

    private StaticFile(string name, string type)
    {
        using var stream = typeof(StaticFile).Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        _content = memory.ToArray();
        _path = $"/{name}";
        _type = type;
        Address = $"{_path}?v={Convert.ToHexStringLower(SHA256.HashData(_content))[..12]}";
    }

    /// <summary>The style of every page.</summary>
    public static StaticFile Stylesheet { get; } = new("comity.css", "text/css; charset=utf-8");

    /// <summary>What checks FEEL in drafts while it is typed.</summary>
    public static StaticFile DraftScript { get; } = new("draft.js", "text/javascript; charset=utf-8");

    /// <summary>What passkeys need in the browser.</summary>
    public static StaticFile PasskeyScript { get; } = new("passkey.js", "text/javascript; charset=utf-8");

    /// <summary>Where pages find it.</summary>
    public string Address { get; }

    /// <summary>Serves it.</summary>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet(_path, (HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Pragma = default;
        return Results.Bytes(_content, _type);
    }).AllowAnonymous();
}
