using Comity.Records.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Comity.Records.Tests;

/// <summary>
/// Stops PostgreSQL within the run of the tests. Once a test process has reported its tests it has seconds to end; on a busy machine,
/// stopping a server and removing its files takes longer.
/// </summary>
public sealed class PostgresFixture : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => PostgresCluster.Stop();
}
