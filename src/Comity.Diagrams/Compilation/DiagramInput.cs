using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>How an input of a model is to be taken.</summary>
/// <param name="Name">The input's name.</param>
public abstract record DiagramInput(string Name);

/// <summary>An input with finitely many values.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Values">The values, in the order of their regions.</param>
public sealed record FiniteInput(string Name, IReadOnlyList<FeelValue> Values) : DiagramInput(Name);

/// <summary>A number or a date, which the logic may compare with constants.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Kind">Number or date.</param>
/// <param name="Cuts">Constants that cut it besides those of the logic.</param>
public sealed record ContinuousInput(string Name, FeelKind Kind, IReadOnlyList<FeelValue> Cuts) : DiagramInput(Name);

/// <summary>An input whose value follows from the region of a continuous one, and changes only at the cuts given for that.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Of">Name of the continuous input.</param>
/// <param name="ValueFrom">Its value from a cut on, until the next; null stands for before the first.</param>
public sealed record DerivedInput(string Name, string Of, Func<FeelValue?, FeelValue> ValueFrom) : DiagramInput(Name);
