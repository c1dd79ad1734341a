using Comity.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Comity.Server.Operation;

/// <summary>Where traces, metrics and logs go.</summary>
public sealed record TelemetrySettings
{
    /// <summary>The address of an OpenTelemetry collector: <c>http://localhost:4317</c>. Nothing is measured or sent where it is null and <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is not set.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How it is spoken to: <c>grpc</c> or <c>http/protobuf</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Endpoint is not null && (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            yield return $"telemetry.endpoint: '{Endpoint}' is not the address of a collector. Write http://localhost:4317.";
        }

        if (Protocol is not (null or "grpc" or "http/protobuf"))
        {
            yield return $"telemetry.protocol: '{Protocol}' is neither grpc nor http/protobuf.";
        }
    }
}

/// <summary>Traces, metrics and logs by OpenTelemetry.</summary>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string ServiceVariable = "OTEL_SERVICE_NAME";
    private const string Service = "comity";

    public static void AddTelemetry(this WebApplicationBuilder builder, TelemetrySettings settings)
    {
        // The exporter takes the names that every OpenTelemetry program has from the same place.
        builder.Configuration[EndpointVariable] = settings.Endpoint ?? builder.Configuration[EndpointVariable];
        builder.Configuration[ProtocolVariable] = settings.Protocol ?? builder.Configuration[ProtocolVariable];
        if (string.IsNullOrEmpty(builder.Configuration[EndpointVariable]))
        {
            return;
        }

        var name = builder.Configuration[ServiceVariable] is { Length: > 0 } given ? given : Service;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(traces => traces.AddSource(Measures.Name, RecordMeasures.Name).AddAspNetCoreInstrumentation(requests =>
            {
                requests.Filter = context => !Readiness.IsProbe(context.Request.Path);
                requests.EnrichWithHttpResponse = (span, response) =>
                {
                    // An address may hold what an officer answered, or the key of a one-time link: of an address only its shape is told.
                    span.SetTag("url.query", null);
                    span.SetTag("url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                };
            }))
            .WithMetrics(metrics => metrics.AddMeter(Measures.Name, RecordMeasures.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"))
            .UseOtlpExporter();
    }
}
