using System.Buffers;
using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Json;
using Comity.Server.Operation;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Comity.Server.Api;

/// <summary><c>POST /v1/decide</c>: one request, or a stream of them, a line each.</summary>
internal sealed class DecideApi(PolicyVersions versions, TimeProvider clock)
{
    /// <summary>How many bytes a line of a stream has at most.</summary>
    public const int MaximumLine = 64 * 1024;

    public Task DecideAsync(HttpContext context) => ApiBody.IsLines(context.Request) ? LinesAsync(context) : OneAsync(context);

    private Task OneAsync(HttpContext context) => ApiBody.HandleAsync(context, request =>
    {
        var version = versions.At(RequestReader.Day(request) ?? clock.Today());
        if (PolicyTag.Refuses(context, version.Pack) is { } refusal)
        {
            return refusal;
        }

        var read = RequestReader.Read(version.Pack, request, clock.Today());
        return read.Request is null
            ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable request", read.Problems)
            : ApiBody.WriteAsync(context, StatusCodes.Status200OK, writer =>
                DeterminationJson.Write(writer, Measures.Decided(version.Plans.Decide(read.Request))));
    });

    // Lines are answered in their order while more arrive, so a stream may be of any length. Each line's day chooses its policy, so that the
    // stream has no tag of one; a line that another policy answers than the caller insists on is refused by itself.
    private async Task LinesAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;

        // A program may send a line now and another one when it has it. It has a key; strangers are not waited for.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = ApiBody.LinesMediaType;
        var (input, output) = (context.Request.BodyReader, context.Response.BodyWriter);
        using var writer = new Utf8JsonWriter(output, DeterminationJson.Options);
        var tooLong = false;
        while (true)
        {
            var read = await input.ReadAsync(context.RequestAborted);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Line(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted && !rest.IsEmpty)
            {
                Line(rest);
                rest = rest.Slice(rest.End);
            }

            if (rest.Length > MaximumLine)
            {
                tooLong = true;
                rest = rest.Slice(rest.End);
            }

            input.AdvanceTo(rest.Start, rest.End);
            await output.FlushAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                return;
            }
        }

        void Line(ReadOnlySequence<byte> line)
        {
            writer.Reset(output);
            if (tooLong || line.Length > MaximumLine)
            {
                Problems.Write(writer, StatusCodes.Status413PayloadTooLarge, "Too large", [$"A line has at most {MaximumLine} bytes."]);
            }
            else
            {
                One(line);
            }

            tooLong = false;
            writer.Flush();
            output.Write("\n"u8);
        }

        void One(ReadOnlySequence<byte> line)
        {
            var (document, problem) = RequestJson.Read(line, "line");
            if (document is null)
            {
                Problems.Write(writer, StatusCodes.Status400BadRequest, RequestJson.Title, [problem!]);
                return;
            }

            using (document)
            {
                var version = versions.At(RequestReader.Day(document.RootElement) ?? clock.Today());
                if (!PolicyTag.Fits(context.Request, version.Pack))
                {
                    Problems.Write(writer, StatusCodes.Status412PreconditionFailed, PolicyTag.Another, [PolicyTag.Served(version.Pack)]);
                    return;
                }

                var request = RequestReader.Read(version.Pack, document.RootElement, clock.Today());
                if (request.Request is null)
                {
                    Problems.Write(writer, StatusCodes.Status400BadRequest, "Unreadable request", request.Problems);
                }
                else
                {
                    DeterminationJson.Write(writer, Measures.Decided(version.Plans.Decide(request.Request)));
                }
            }
        }
    }
}
