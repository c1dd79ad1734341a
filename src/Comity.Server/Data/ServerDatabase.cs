using Comity.Records;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Data;

/// <summary>Where the server's tables are: in the database of the records.</summary>
internal static class ServerDatabase
{
    /// <summary>Opens the context there.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    public static void Use(DbContextOptionsBuilder options, DataFolder folder, string? postgres)
    {
        if (postgres is not null)
        {
            options.UseNpgsql(postgres);
        }
        else
        {
            options.UseSqlite($"Data Source={folder.Database}");
        }
    }
}
