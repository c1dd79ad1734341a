using Comity.Policy.Determinations;
using Comity.Records;

namespace Comity.Server;

/// <summary>What the web application runs on.</summary>
/// <param name="Decider">The policy that is served.</param>
/// <param name="Records">Where determinations are kept. The application does not dispose it.</param>
/// <param name="Port">The port on the loopback address; 0 for any that is free.</param>
/// <param name="Clock">What tells the time; the system's when null.</param>
public sealed record ServerOptions(PolicyDecider Decider, RecordStore Records, int Port, TimeProvider? Clock = null);
