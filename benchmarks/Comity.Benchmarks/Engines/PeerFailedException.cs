namespace Comity.Benchmarks.Engines;

/// <summary>An engine of others failed or died; the rest goes on without it.</summary>
/// <param name="message">Which engine, and how.</param>
internal sealed class PeerFailedException(string message) : Exception(message);
