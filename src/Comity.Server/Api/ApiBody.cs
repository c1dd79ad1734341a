using System.Buffers;
using System.Text.Json;
using Comity.Policy.Determinations;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api;

/// <summary>Reads and writes the bodies of the API without copies.</summary>
internal static class ApiBody
{
    /// <summary>The media type of one JSON value a line.</summary>
    public const string LinesMediaType = "application/x-ndjson";

    private const string JsonMediaType = "application/json";

    /// <summary>Reads a JSON body and answers; a body that is not JSON gets its problem.</summary>
    public static async Task HandleAsync(HttpContext context, Func<JsonElement, Task> answer)
    {
        JsonDocument document;
        try
        {
            document = await ReadAsync(context.Request);
        }
        catch (JsonException exception)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Not JSON", $"The body is not JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
            return;
        }
        catch (BadHttpRequestException exception)
        {
            await Problems.WriteAsync(context, exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Too large" : "Not a good request", exception.Message);
            return;
        }

        using (document)
        {
            await answer(document.RootElement);
        }
    }

    /// <summary>Answers with JSON.</summary>
    public static Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = JsonMediaType;
        var output = context.Response.BodyWriter;
        using (var writer = new Utf8JsonWriter(output, DeterminationJson.Options))
        {
            write(writer);
        }

        return output.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>Whether the body is a stream of lines.</summary>
    public static bool IsLines(HttpRequest request) => request.ContentType?.StartsWith(LinesMediaType, StringComparison.OrdinalIgnoreCase) == true;

    private static async ValueTask<JsonDocument> ReadAsync(HttpRequest request)
    {
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(request.HttpContext.RequestAborted);
            if (read.IsCompleted)
            {
                try
                {
                    return JsonDocument.Parse(read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray());
                }
                finally
                {
                    // Facts are copied out of the document before the answer is written, and the body ends with the request.
                    body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                }
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
