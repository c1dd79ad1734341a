using Comity.Diagrams.Questions;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Policies;

/// <summary>What serving a policy needs.</summary>
internal static class PolicyServices
{
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<QuestionImprover>();
        services.AddSingleton<PolicyVersions>();
        services.AddSingleton<HandIns>();
        services.AddSingleton<PublicationAudit>();
        services.AddSingleton<FolderWatch>();
        services.AddSingleton<PublicationWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<PublicationWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<FolderWatch>());
    }
}
