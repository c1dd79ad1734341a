using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Operation;

/// <summary>What is written to standard output while the server runs.</summary>
public sealed record LogSettings
{
    /// <summary>The format that is one JSON object a line.</summary>
    public const string Json = "json";

    /// <summary>How times are written in it.</summary>
    public const string JsonTimestamp = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary><c>text</c> for people, <c>json</c> for programs: one object a line.</summary>
    public string Format { get; init; } = "text";

    /// <summary>The least that is written: <c>error</c>, <c>warning</c>, <c>information</c> (a line for each request too) or <c>debug</c>.</summary>
    public string Level { get; init; } = "warning";

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Format is not ("text" or Json))
        {
            yield return $"log.format: '{Format}' is neither text nor json.";
        }

        if (!Logs.Levels.ContainsKey(Level))
        {
            yield return $"log.level: '{Level}' is none of {string.Join(", ", Logs.Levels.Keys)}.";
        }
    }
}

/// <summary>Structured logs. What a request says is in none of them: what writes addresses, headers or messages is kept quiet, and requests are logged by their shape.</summary>
internal static class Logs
{
    /// <summary>The levels by their words.</summary>
    public static IReadOnlyDictionary<string, LogLevel> Levels { get; } = new Dictionary<string, LogLevel>(StringComparer.Ordinal)
    {
        ["error"] = LogLevel.Error, ["warning"] = LogLevel.Warning, ["information"] = LogLevel.Information, ["debug"] = LogLevel.Debug,
    };

    // Addresses hold officers' answers and keys of one-time links; these write them at information or debug.
    private static readonly string[] Talkative =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Http.Result", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Authorization",
        "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.HostFiltering", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.HttpOverrides", "ModelContextProtocol", "System.Net.Http",
    ];

    public static void AddLogs(this WebApplicationBuilder builder, LogSettings settings)
    {
        builder.Logging.ClearProviders();
        if (settings.Format == LogSettings.Json)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = LogSettings.JsonTimestamp;
                console.IncludeScopes = false;
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
                console.SingleLine = true;
            });
        }

        builder.Logging.SetMinimumLevel(Levels[settings.Level]);
        foreach (var category in Talkative)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        // It warns that keys lie in files unencrypted; that the files are the owner's alone is what protects them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
