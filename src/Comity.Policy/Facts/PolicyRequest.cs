using Comity.Feel.Values;

namespace Comity.Policy.Facts;

/// <summary>What is known of a request.</summary>
/// <param name="On">Its day.</param>
/// <param name="Actions">The actions that it asks for, each once; empty when that is not known or the pack has no such fact.</param>
/// <param name="Facts">The known facts by name, without the action.</param>
public sealed record PolicyRequest(DateOnly On, IReadOnlyList<FeelValue> Actions, IReadOnlyDictionary<string, FeelValue> Facts);
