namespace Comity.Feel.Evaluation;

/// <summary>How much one evaluation may ask for. Going beyond ends it with an <see cref="EvaluationLimitException"/>.</summary>
/// <param name="MaximumSteps">
/// Iteration steps, invocations, and operations on the items of lists together; functions take one more for every sixteen items and
/// characters of their arguments.
/// </param>
/// <param name="MaximumDepth">Invocations within invocations, and values within values.</param>
/// <param name="MaximumSize">
/// Characters of one string, or items and entries of one list or context with all characters, items and entries that these hold, each as
/// often as it is held.
/// </param>
/// <param name="MaximumTime">Time from the context's making; null for no bound.</param>
public sealed record EvaluationLimits(long MaximumSteps = 10_000_000, int MaximumDepth = 1_000, int MaximumSize = 10_000_000, TimeSpan? MaximumTime = null)
{
    /// <summary>Ten million steps, a thousand invocations deep, ten million items or characters, no bound on time.</summary>
    public static EvaluationLimits Default { get; } = new();
}

/// <summary>An evaluation went beyond a limit that its host set.</summary>
/// <param name="message">Which limit, and how it can be raised.</param>
public class EvaluationLimitException(string message) : Exception(message);
