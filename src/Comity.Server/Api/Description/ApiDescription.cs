using Comity.Server.Access;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Comity.Server.Api.Description;

/// <summary>The description of the API (OpenAPI 3.1), and pages to read it and try it.</summary>
internal static class ApiDescription
{
    private const string Name = "v1";
    private const string KeyScheme = "key";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<Described>().Any();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Comity",
                Version = Name,
                Description = "What an agency's own written policy says to another government's request, why, and on whose authority. It is asked about requests, never about people.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };

            // Which machine described it does not matter; the addresses are relative.
            document.Servers = [];
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

            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json").For(RoleNames.Every);
        routes.MapScalarApiReference("/api", options => options.WithTitle("Comity API").DisableTelemetry().DisableAgent().DisableMcp().DisableDefaultFonts()).For(RoleNames.Every).WithApiBrowser();
    }

    /// <summary>Puts an address into the description.</summary>
    /// <param name="route">The address.</param>
    /// <param name="name">The operation's id.</param>
    /// <param name="summary">What it does, in one line.</param>
    /// <param name="tag">Which part of the API it is.</param>
    public static RouteHandlerBuilder Described(this RouteHandlerBuilder route, string name, string summary, string tag) => route
        .WithMetadata(new Described()).WithName(name).WithSummary(summary).WithTags(tag)
        .Produces<ProblemBody>(StatusCodes.Status401Unauthorized, Problems.MediaType).Produces<ProblemBody>(StatusCodes.Status403Forbidden, Problems.MediaType);

    /// <summary>Says that an address takes JSON and answers with JSON, or with a problem.</summary>
    public static RouteHandlerBuilder Takes<TBody, TAnswer>(this RouteHandlerBuilder route)
        where TBody : notnull => route.Accepts<TBody>("application/json").Produces<TAnswer>().Produces<ProblemBody>(StatusCodes.Status400BadRequest, Problems.MediaType);
}

/// <summary>Marks an address that is described.</summary>
internal sealed class Described;
