using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Comity.Server.Api.Assistants;

/// <summary>The Model Context Protocol, for assistants. It only reads, and keeps no session.</summary>
internal static class AssistantServices
{
    /// <summary>Where assistants call.</summary>
    public const string Path = "/mcp";

    private const string Instructions =
        "Comity states what an agency's written policy says to another government's request. Call describe_policy for the names and values of facts, then ask (one question at a time) "
        + "or decide. Send what is known and nothing that is guessed; facts are never about who a person is. An answer names its provisions: cite them. "
        + "'undetermined' means that the facts under 'missing' decide; 'not-covered' and 'contradictory' mean that counsel decides. Nothing is kept.";

    public static void AddAssistants(this IServiceCollection services)
    {
        services.AddSingleton<PolicyTools>();
        services.AddSingleton<PolicyResources>();
        services.AddMcpServer(server =>
            {
                server.ServerInfo = new Implementation { Name = "comity", Title = "Comity", Version = typeof(AssistantServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0] };
                server.ServerInstructions = Instructions;
            })
            .WithHttpTransport(transport => transport.Stateless = true)
            .WithListToolsHandler((request, cancellation) => request.Services!.GetRequiredService<PolicyTools>().ListAsync(cancellation))
            .WithCallToolHandler((request, _) => request.Services!.GetRequiredService<PolicyTools>().CallAsync(request.Params))
            .WithListResourcesHandler((request, _) => ValueTask.FromResult(request.Services!.GetRequiredService<PolicyResources>().List()))
            .WithListResourceTemplatesHandler((_, _) => ValueTask.FromResult(PolicyResources.Templates))
            .WithReadResourceHandler((request, _) => ValueTask.FromResult(request.Services!.GetRequiredService<PolicyResources>().Read(request.Params.Uri)));
    }

    public static void MapAssistants(this IEndpointRouteBuilder routes) => routes.MapMcp(Path).ForScope(ApiScopes.Decide)
        .Finally(endpoint => endpoint.RequestDelegate = new AssistantTransport(endpoint.RequestDelegate!).AnswerAsync);
}
