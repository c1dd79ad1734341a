using System.Reflection;
using Comity.Feel.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Comity.Server.Api;

/// <summary>Addresses of the API refuse members of a query that they do not read, as their bodies are read.</summary>
internal static class KnownQueries
{
    /// <summary>Refuses what the handler of each address has no parameter for.</summary>
    public static TBuilder RefusingUnknownQueries<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is not { } answer)
            {
                return;
            }

            var known = endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault()?.GetParameters().Where(IsText).Select(Name)
                .Except((endpoint as RouteEndpointBuilder)?.RoutePattern.Parameters.Select(parameter => parameter.Name) ?? []).ToList() ?? [];
            endpoint.RequestDelegate = context => context.Request.QueryString.HasValue && Problems(context.Request.Query, known) is { Count: > 0 } problems
                ? Api.Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Unreadable address", problems)
                : answer(context);
        });
        return routes;
    }

    private static List<string> Problems(IQueryCollection query, List<string> known) =>
    [
        .. query.Keys.Where(name => !known.Contains(name)).Select(name => $"This address has no \"{name}\". {NearestName.Mend(name, known)}".TrimEnd()),
        .. query.Where(member => member.Value.Count > 1 && known.Contains(member.Key)).Select(member => $"\"{member.Key}\" stands twice. Send it once."),
    ];

    // Headers are parameters, too.
    private static bool IsText(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string) && !parameter.GetCustomAttributes().Any(attribute => attribute is IFromHeaderMetadata);

    private static string Name(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name!;
}
