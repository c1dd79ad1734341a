namespace Comity.Feel.Evaluation;

/// <summary>How much one evaluation may ask for. Going beyond ends it with an <see cref="EvaluationLimitException"/>.</summary>
/// <param name="MaximumSteps">Iteration steps and invocations together.</param>
/// <param name="MaximumDepth">Invocations within invocations.</param>
/// <param name="MaximumSize">Characters of one string, or items of one list.</param>
/// <param name="MaximumTime">Time from the context's making; null for no bound.</param>
public sealed record EvaluationLimits(long MaximumSteps = 10_000_000, int MaximumDepth = 1_000, int MaximumSize = 10_000_000, TimeSpan? MaximumTime = null)
{
    /// <summary>Ten million steps, a thousand invocations deep, ten million items or characters, no bound on time.</summary>
    public static EvaluationLimits Default { get; } = new();
}

/// <summary>An evaluation went beyond a limit that its host set.</summary>
/// <param name="message">Which limit, and how it can be raised.</param>
public class EvaluationLimitException(string message) : Exception(message);
