using Comity.Feel.Values;

namespace Comity.Conformance.Cases;

/// <summary>A file of test cases about one model.</summary>
/// <param name="Level">The kit's part it belongs to, for example <c>compliance-level-3</c>.</param>
/// <param name="Folder">Its folder as results name it, for example <c>compliance-level-3/0001-filter</c>.</param>
/// <param name="Name">The file's name without extension.</param>
/// <param name="ModelPath">Path of the model.</param>
/// <param name="Cases">The cases in order.</param>
public sealed record CaseFile(string Level, string Folder, string Name, string ModelPath, IReadOnlyList<ConformanceCase> Cases);

/// <summary>What a case calls.</summary>
public enum CaseTarget
{
    /// <summary>The decisions that its results name.</summary>
    Decision,

    /// <summary>A business knowledge model, with the inputs as its parameters.</summary>
    KnowledgeModel,

    /// <summary>A decision service, with the inputs as its input data and input decisions.</summary>
    DecisionService,
}

/// <summary>One test case.</summary>
/// <param name="Id">Its id within the file.</param>
/// <param name="Target">What it calls.</param>
/// <param name="Invocable">Name of the knowledge model or service; null for decisions.</param>
/// <param name="Inputs">What is given.</param>
/// <param name="Results">What is expected.</param>
/// <param name="Problem">A value that could not be read; null for none. Such a case cannot pass.</param>
public sealed record ConformanceCase(string Id, CaseTarget Target, string? Invocable, IReadOnlyList<CaseInput> Inputs, IReadOnlyList<CaseResult> Results, string? Problem);

/// <summary>A value that a case gives.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Namespace">Namespace of the model it belongs to; null for the tested model's own.</param>
/// <param name="Value">The value.</param>
public sealed record CaseInput(string Name, string? Namespace, FeelValue Value);

/// <summary>A value that a case expects.</summary>
/// <param name="Name">Name of the decision (or of the service's output decision).</param>
/// <param name="Value">The value; null also where an error is expected.</param>
/// <param name="IsError">Whether the case expects an error: null, and a reason for it.</param>
public sealed record CaseResult(string Name, FeelValue Value, bool IsError);
