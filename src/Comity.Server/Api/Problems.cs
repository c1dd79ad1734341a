using System.Text.Json;
using Comity.Policy.Determinations;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary>What went wrong, as RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>Their media type (RFC 9457 §6.1).</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Answers with a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="title">What kind of problem it is.</param>
    /// <param name="details">What is wrong here and how to mend it, one sentence each.</param>
    public static Task WriteAsync(HttpContext context, int status, string title, params IReadOnlyList<string> details)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, DeterminationJson.Options))
        {
            Write(writer, status, title, details);
        }

        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>Writes a problem as one object: its detail, or where several things are wrong a list of them, as in RFC 9457 §3.</summary>
    public static void Write(Utf8JsonWriter writer, int status, string title, IReadOnlyList<string> details)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", title);
        writer.WriteNumber("status", status);
        if (details is [var only])
        {
            writer.WriteString("detail", only);
        }
        else
        {
            writer.WriteStartArray("errors");
            foreach (var detail in details)
            {
                writer.WriteStringValue(detail);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
