using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Policy.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Comity.Server.Api.Assistants;

/// <summary>
/// What stands before the protocol's library: it refuses the pages of other sites and unreadable JSON, and answers each request with one JSON object, which the
/// transport allows and every client takes (streamable HTTP, "Sending Messages to the Server").
/// </summary>
/// <param name="library">The library's own answer, as a stream of events.</param>
internal sealed class AssistantTransport(RequestDelegate library)
{
    private const string EventsMediaType = "text/event-stream";
    private const string JsonMediaType = "application/json";
    private const string VersionHeader = "MCP-Protocol-Version";
    private const int ParseError = -32700;
    private const int InvalidParameters = -32602;
    private const int ResourceNotFound = -32002;

    // What the library answers itself: every version that has been published so far.
    private static readonly string[] Versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    public async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{context.Request.Scheme}://{context.Request.Host}")
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Another site may not call this", "The header Origin names another site. A program sends none.");
            return;
        }

        if (await ApiBody.ReadAsync(context) is not { } body)
        {
            return;
        }

        var bytes = body.ToArray();
        ApiBody.GiveBack(context);
        if (RequestJson.Problem(bytes) is { } problem)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, null, ParseError, problem);
            return;
        }

        if (JsonNode.Parse(bytes) is JsonObject message)
        {
            switch ((message["method"] as JsonValue)?.ToString())
            {
                // Lifecycle, version negotiation: a version that is not known gets another one, with which the client goes on or not.
                case "initialize" when message["params"] is JsonObject parameters && !Versions.Contains((parameters["protocolVersion"] as JsonValue)?.ToString()):
                    parameters["protocolVersion"] = Versions[^1];
                    context.Request.Headers.Remove(VersionHeader);
                    bytes = Encoding.UTF8.GetBytes(message.ToJsonString());
                    break;
                case "tools/call" when message["params"] is JsonObject { } call && call.TryGetPropertyValue("arguments", out var arguments) && arguments is not (JsonObject or null):
                    await RefuseAsync(context, StatusCodes.Status200OK, message["id"], InvalidParameters, "\"arguments\" is an object of the tool's arguments by their names.");
                    return;

                // The library would write the address into its log.
                case "resources/read" when message["params"] is JsonObject read && !context.RequestServices.GetRequiredService<PolicyResources>().Has((read["uri"] as JsonValue)?.ToString()):
                    await RefuseAsync(context, StatusCodes.Status200OK, message["id"], ResourceNotFound, "There is no such resource. resources/list names those that there are.");
                    return;
            }
        }

        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = bytes.Length;
        context.Request.Headers.Accept = $"{JsonMediaType}, {EventsMediaType}";
        await AnswerWithOneObjectAsync(context);
    }

    private async Task AnswerWithOneObjectAsync(HttpContext context)
    {
        var output = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await library(context);
        }
        finally
        {
            context.Response.Body = output;
        }

        buffer.Position = 0;
        if (context.Response.ContentType?.StartsWith(EventsMediaType, StringComparison.OrdinalIgnoreCase) == true)
        {
            context.Response.ContentType = JsonMediaType;
            context.Response.Headers.Remove(HeaderNames.ContentEncoding);
            using var lines = new StreamReader(buffer);
            for (var line = await lines.ReadLineAsync(); line is not null; line = await lines.ReadLineAsync())
            {
                // Without notifications there is one message in the stream: the answer.
                if (line.StartsWith("data: {", StringComparison.Ordinal))
                {
                    await context.Response.WriteAsync(line["data: ".Length..], context.RequestAborted);
                }
            }

            return;
        }

        await buffer.CopyToAsync(output, context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, JsonNode? id, int code, string message) => ApiBody.WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WritePropertyName("id");
        JsonSerializer.Serialize(writer, id);
        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
