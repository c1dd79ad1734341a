using Comity.Policy.Programs;
using Comity.Records;
using Comity.Server.Operation;

namespace Comity.Server;

/// <summary>What the web application runs on.</summary>
/// <param name="Logic">The policy that is served.</param>
/// <param name="PackFolder">The folder that it was read from; its files are kept with the first record that cites them.</param>
/// <param name="Records">Where determinations are kept. The application does not dispose it.</param>
/// <param name="Folder">The data folder of the records.</param>
/// <param name="Postgres">The connection string of the records' PostgreSQL database, where accounts are kept too; null for the SQLite file in the folder.</param>
/// <param name="Keys">The folder of the keys that protect cookies and forms.</param>
/// <param name="Configuration">How the agency runs it; it has no <see cref="ServerConfiguration.Problems"/>.</param>
/// <param name="Port">The port on the loopback address where the configuration names no address; 0 for any that is free.</param>
/// <param name="Clock">What tells the time; the system's when null.</param>
public sealed record ServerOptions(
    PolicyLogic Logic, string PackFolder, RecordStore Records, DataFolder Folder, string? Postgres, string Keys, ServerConfiguration Configuration, int Port, TimeProvider? Clock = null);
