using Comity.Records;
using Microsoft.EntityFrameworkCore;

namespace Comity.Server.Data;

/// <summary>The names of the agency's units, read from outside a running server.</summary>
public static class UnitNames
{
    /// <summary>Reads them, in order; none where no server has run over the database yet.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="postgres">The connection string of its PostgreSQL database; null for its SQLite file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(DataFolder folder, string? postgres, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (postgres is null && !File.Exists(folder.Database))
        {
            return [];
        }

        var options = new DbContextOptionsBuilder<ServerContext>();
        ServerDatabase.Use(options, folder, postgres);
        await using var context = new ServerContext(options.Options);
        return await ServerSchema.StepAsync(context, cancellation) > 0
            ? await context.Units.AsNoTracking().Select(unit => unit.Name).Order().ToListAsync(cancellation)
            : [];
    }
}
