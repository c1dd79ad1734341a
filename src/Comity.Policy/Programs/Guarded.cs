using Comity.Diagrams.Core;

namespace Comity.Policy.Programs;

/// <summary>Something that a policy says in some situations.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Value">What is said.</param>
/// <param name="When">A root of the program: true in the situations in which it is said, false in all others.</param>
public sealed record Guarded<T>(T Value, Diagram When);
