using System.Buffers;
using System.Text.Json;
using Comity.Feel.Text;
using Comity.Policy.Determinations;
using Comity.Policy.Json;
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
        if (await ReadAsync(context) is { } body)
        {
            await HandleAsync(context, body, answer);
        }
    }

    /// <summary>Answers a body that was read, and gives it back; one that is not JSON gets its problem.</summary>
    public static async Task HandleAsync(HttpContext context, ReadOnlySequence<byte> body, Func<JsonElement, Task> answer)
    {
        try
        {
            await AnswerAsync(context, body, answer);
        }
        finally
        {
            GiveBack(context);
        }
    }

    /// <summary>Reads a body, which stays where it is until <see cref="GiveBack"/>.</summary>
    /// <returns>The body; null where it cannot be read, which was answered.</returns>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(context.RequestAborted);
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    return read.Buffer;
                }
            }
        }
        catch (BadHttpRequestException exception)
        {
            await Problems.WriteAsync(context, exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Too large" : "Not a good request", exception.Message);
            return null;
        }
    }

    /// <summary>
    /// Gives back a body that was read; nobody may look at it any more. Kestrel does so for a caller who waits for the answer, but goes on with the connection of one who left, where it
    /// then finds the body half read.
    /// </summary>
    public static void GiveBack(HttpContext context)
    {
        if (context.Request.BodyReader.TryRead(out var read))
        {
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>What is wrong with the members of an object; null where it has only those that are known.</summary>
    public static string? Stranger(JsonElement element, string[] known) => element.ValueKind != JsonValueKind.Object ? $"It is an object with {string.Join(", ", known.Select(name => $"\"{name}\""))}."
        : element.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name)) is { } stranger ? $"There is no member \"{stranger}\". {NearestName.Mend(stranger, known)}".TrimEnd()
        : null;

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

    private static async Task AnswerAsync(HttpContext context, ReadOnlySequence<byte> body, Func<JsonElement, Task> answer)
    {
        var (document, problem) = RequestJson.Read(body);
        if (document is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, RequestJson.Title, problem!);
            return;
        }

        using (document)
        {
            await answer(document.RootElement);
        }
    }
}
