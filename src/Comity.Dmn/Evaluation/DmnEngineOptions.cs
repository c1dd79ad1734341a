using Comity.Feel;
using Comity.Feel.Functions;
using Comity.Feel.Values;

namespace Comity.Dmn.Evaluation;

/// <summary>How an engine is made.</summary>
/// <param name="FaultyLogicIsNull">
/// Whether logic that cannot be compiled (a syntax error, an unknown name) is null, with its errors among the reasons, as
/// FEEL has it. Otherwise such a model gets no engine, which is what an author wants to know.
/// </param>
public sealed record DmnEngineOptions(bool FaultyLogicIsNull = false)
{
    /// <summary>The host's own functions, which all logic of the model invokes by their names; none to begin with.</summary>
    public IReadOnlyList<FeelFunction> Functions { get; init; } = [];

    /// <summary>What functions of kind Java may run; the common methods of <c>java.lang</c> to begin with.</summary>
    public ExternalFunctions Externals { get; init; } = ExternalFunctions.Standard;

    /// <summary>How long and how deep each FEEL text of the model may be; a larger one is an error of the model.</summary>
    public FeelLimits TextLimits { get; init; } = FeelLimits.Default;

    /// <summary>Models with any error are refused.</summary>
    public static DmnEngineOptions Strict { get; } = new();

    /// <summary>A fault in one decision leaves the others usable.</summary>
    public static DmnEngineOptions Tolerant { get; } = new(true);
}
