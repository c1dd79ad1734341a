using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Workbench;

/// <summary>What counsel's workbench needs.</summary>
internal static class WorkbenchServices
{
    public static void AddWorkbench(this IServiceCollection services)
    {
        services.AddSingleton<DraftWork>();
        services.AddSingleton<WhatIfRun>();
        services.AddHttpContextAccessor();
        services.AddScoped<PolicyDrafts>();
        services.AddScoped<Publishing>();
        services.AddScoped<WorkbenchViews>();
        services.AddScoped<DraftViews>();
    }
}
