using Comity.Diagrams.Core;

namespace Comity.Diagrams.Situations;

/// <summary>A diagram, some of whose variables are settled beforehand.</summary>
/// <param name="Diagram">The diagram.</param>
/// <param name="Settled">For each variable its region, or -1 when it is open.</param>
public sealed record SettledDiagram(Diagram Diagram, IReadOnlyList<int> Settled);
