using Comity.Diagrams.Core;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>How an input of a model is to be taken.</summary>
/// <param name="Name">The input's name.</param>
public abstract record DiagramInput(string Name);

/// <summary>An input with finitely many values.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Values">The values, in the order of their regions; null may be one of them.</param>
public sealed record FiniteInput(string Name, IReadOnlyList<FeelValue> Values) : DiagramInput(Name);

/// <summary>A number or a date, which the logic may compare with constants.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Grid">Its values.</param>
/// <param name="Starts">Values at which a region begins, besides those that the logic calls for.</param>
/// <param name="MayBeNull">Whether null is a value.</param>
public sealed record ContinuousInput(string Name, Grid Grid, IReadOnlyList<FeelValue> Starts, bool MayBeNull = false) : DiagramInput(Name);

/// <summary>A text, which the logic may compare with constants for being equal.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="MayBeNull">Whether null is a value.</param>
public sealed record TextInput(string Name, bool MayBeNull = false) : DiagramInput(Name);

/// <summary>An input whose value follows from that of a continuous one, and changes only at the starts given for that.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Of">Name of the continuous input.</param>
/// <param name="ValueAt">Its value, from any value of the continuous input.</param>
public sealed record DerivedInput(string Name, string Of, Func<FeelValue, FeelValue> ValueAt) : DiagramInput(Name);
