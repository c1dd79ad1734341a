using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Api.Assistants;

/// <summary>The Model Context Protocol, for assistants. It only reads, and keeps no session.</summary>
internal static class AssistantServices
{
    /// <summary>Where assistants call.</summary>
    public const string Path = "/mcp";

    public static void AddAssistants(this IServiceCollection services) =>
        services.AddMcpServer(server => server.ServerInfo = new() { Name = "comity", Title = "Comity", Version = "1" }).WithHttpTransport(transport => transport.Stateless = true).WithTools<PolicyTools>();

    public static void MapAssistants(this IEndpointRouteBuilder routes) => routes.MapMcp(Path).ForScope(ApiScopes.Decide);
}
