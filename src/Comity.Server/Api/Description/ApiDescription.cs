using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Api.Records;
using Comity.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Comity.Server.Api.Description;

/// <summary>The description of the API (OpenAPI 3.1), and a page to read it.</summary>
internal static class ApiDescription
{
    /// <summary>The description's name.</summary>
    public const string Name = "v1";

    /// <summary>Where programs find it.</summary>
    public const string Path = $"/openapi/{Name}.json";

    /// <summary>Where people read it.</summary>
    public const string PagePath = "/api";

    private const string KeyScheme = "key";
    private const string JsonMediaType = "application/json";

    // Contracts are named for what they are; in the description the ending says nothing.
    private const string ContractEnding = "Body";

    private static readonly Dictionary<string, (JsonSchemaType Type, string? Format, string Text)> Parameters = new()
    {
        ["on"] = (JsonSchemaType.String, "date", "The day, as 2025-02-01; today when it is not given."),
        ["number"] = (JsonSchemaType.String, null, "The record's number, as 2026-000123."),
        ["outcome"] = (JsonSchemaType.String, null, "Only records with a determination of this outcome."),
        ["action"] = (JsonSchemaType.String, null, "Only records with this requested action; with an outcome, with both in one determination."),
        ["from"] = (JsonSchemaType.String, "date", "The first day of the request, as 2025-02-01."),
        ["to"] = (JsonSchemaType.String, "date", "The last day of the request."),
        ["after"] = (JsonSchemaType.String, null, "What the page before gave as 'next'."),
        ["limit"] = (JsonSchemaType.Integer, "int32", $"How many records at most, from 1 to {RecordStore.MaximumPageSize}."),
        ["event"] = (JsonSchemaType.Integer, "int32", "The version of the event that is proven, 1 for the first."),
        ["content"] = (JsonSchemaType.Boolean, null, "true for a proof that shows what the event says, false for one that only shows that there is one."),
        ["If-Match"] = (JsonSchemaType.String, null, "The ETag of the record as it was read: if something happened to it meanwhile, nothing is done and the answer is 412."),
        [IdempotencyKey.Header] = (JsonSchemaType.String, null, "A text in quotes that is used for this submission and no other; the same submission with the same key is kept once and answered alike."),
    };

    public static void AddApiDescription(this IServiceCollection services)
    {
        // For the description alone: no body is read or written by contracts. Numbers are numbers.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenApi(Name, Describe);
        services.AddSingleton<ApiDocument>();
    }

    private static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<Described>().Any();
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id && id.EndsWith(ContractEnding, StringComparison.Ordinal)
            ? SchemaName(type.Type)
            : null;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // A count is a number, or a text where it is greater than programs count; a value is whatever a fact has.
            if (context.JsonTypeInfo.Type == typeof(JsonNode))
            {
                schema.Type = JsonSchemaType.Integer | JsonSchemaType.String;
            }
            else if (context.JsonTypeInfo.Type == typeof(JsonValue))
            {
                schema.Type = JsonSchemaType.Boolean | JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Null;
            }

            if (context.JsonTypeInfo.Type == typeof(JsonObject))
            {
                (schema.Type, schema.AdditionalProperties) = (JsonSchemaType.Object | ((schema.Type ?? JsonSchemaType.Object) & JsonSchemaType.Null), new OpenApiSchema());
            }

            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Comity",
                Version = Name,
                Description = "What an agency's own written policy says to another government's request, why, and on whose authority. It is asked about requests, never about people.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };

            // What may be null may be left out.
            foreach (var schema in document.Components?.Schemas?.Values ?? [])
            {
                schema.Required?.ExceptWith(schema.Properties?.Where(property => MayBeNull(property.Value)).Select(property => property.Key).ToList() ?? []);
            }

            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key that an administrator made, or a token of the agency's provider." },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiAddress>().LastOrDefault() is { } address)
            {
                operation.Description = $"{operation.Description} Scope: {address.Scope.Word()}.".Trim();
            }

            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Sample>().LastOrDefault() is { } sample && operation.RequestBody?.Content is { } content)
            {
                content[JsonMediaType].Example = JsonNode.Parse(sample.Json);
            }

            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                var (type, format, text) = Parameters.TryGetValue(parameter.Name ?? "", out var known) ? known : throw new InvalidOperationException($"The parameter {parameter.Name} of {operation.OperationId} is not described.");
                (parameter.Description, parameter.Schema) = (text, new OpenApiSchema { Type = type, Format = format });
                parameter.Required |= parameter.Name == IdempotencyKey.Header;
            }

            // What stands in lines is no one value.
            foreach (var body in (operation.Responses?.Values.Select(response => response.Content) ?? []).Append(operation.RequestBody?.Content))
            {
                if (body?.TryGetValue(ApiBody.LinesMediaType, out var found) == true && found is OpenApiMediaType lines)
                {
                    (lines.Schema, lines.Example) = (new OpenApiSchema { Type = JsonSchemaType.String, Description = "One JSON value a line." }, null);
                }
            }

            return Task.CompletedTask;
        });
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        // The same for programs and for people: a session opens no address of the API, and a key no page.
        routes.MapGet(Path, WriteAsync).ForAnyScope().RefusingUnknownQueries();
        var staff = routes.MapGroup(PagePath).For(RoleNames.Every);
        staff.MapGet("", async (ApiDocument document, CancellationToken cancellation) => PageResults.Page<ApiPage>(("Document", await document.JsonAsync(cancellation))));
        staff.MapGet("/openapi.json", WriteAsync);
    }

    private static async Task WriteAsync(HttpContext context, ApiDocument document)
    {
        var (text, tag) = await document.TextAsync(context.RequestAborted);
        if (!EntityTags.IsKnown(context, tag))
        {
            context.Response.ContentType = JsonMediaType;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }
    }

    /// <summary>Puts an address into the description.</summary>
    /// <param name="route">The address.</param>
    /// <param name="name">The operation's id.</param>
    /// <param name="summary">What it does, in one line.</param>
    /// <param name="tag">Which part of the API it is.</param>
    public static RouteHandlerBuilder Described(this RouteHandlerBuilder route, string name, string summary, string tag) => route
        .WithMetadata(new Described()).WithName(name).WithSummary(summary).WithTags(tag)
        .Produces<ProblemBody>(StatusCodes.Status401Unauthorized, Problems.MediaType).Produces<ProblemBody>(StatusCodes.Status403Forbidden, Problems.MediaType);

    /// <summary>Shows what is sent.</summary>
    public static RouteHandlerBuilder WithSample(this RouteHandlerBuilder route, [StringSyntax(StringSyntaxAttribute.Json)] string json) => route.WithMetadata(new Sample(json));

    /// <summary>Says that an address takes JSON and answers with JSON, or with a problem.</summary>
    public static RouteHandlerBuilder Takes<TBody, TAnswer>(this RouteHandlerBuilder route)
        where TBody : notnull => route.Accepts<TBody>("application/json").Produces<TAnswer>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);

    /// <summary>What a contract is called in the description.</summary>
    public static string SchemaName(Type type) =>
        type.Name.EndsWith(ContractEnding, StringComparison.Ordinal) ? type.Name[..^ContractEnding.Length] : type.Name;

    private static bool MayBeNull(IOpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(one => one.Type == JsonSchemaType.Null) == true;
}

/// <summary>A body that an address takes.</summary>
/// <param name="Json">The body.</param>
internal sealed record Sample(string Json);

/// <summary>Marks an address that is described.</summary>
internal sealed class Described;
