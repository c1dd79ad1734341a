using System.IO.Enumeration;
using Comity.Conformance.Cases;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Xml;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Conformance.Running;

/// <summary>Runs test cases against the engine.</summary>
public static class ConformanceRunner
{
    // The engine's reason where a model asks for Java or PMML.
    private const string NotAvailable = "FEEL0306";

    /// <summary>Runs the cases of some files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="filter">Only cases whose path (folder/file/id) contains it; <c>*</c> stands for anything. Null for all.</param>
    /// <param name="progress">Told of each case that has ended; may be null.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static ConformanceRun Run(IEnumerable<CaseFile> files, string? filter = null, Action<CaseOutcome>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var outcomes = new List<CaseOutcome>();
        foreach (var file in files)
        {
            var wanted = file.Cases.Where(test => Matches($"{file.Folder}/{file.Name}/{test.Id}", filter)).ToList();
            if (wanted.Count == 0)
            {
                continue;
            }

            var created = Guarded(() => Create(file.ModelPath), message => new DmnEngineResult(null, [new Diagnostic(Severity.Error, "TCK0001", message)]));
            foreach (var test in wanted)
            {
                cancellation.ThrowIfCancellationRequested();
                var outcome = created.Engine is { } engine
                    ? Guarded(() => Run(engine, file, test), message => new CaseOutcome(file, test, CaseStatus.Failed, message))
                    : new CaseOutcome(file, test, CaseStatus.Failed, string.Join(" ", created.Diagnostics));
                outcomes.Add(outcome);
                progress?.Invoke(outcome);
            }
        }

        return new ConformanceRun(outcomes);
    }

    private static bool Matches(string path, string? filter) =>
        filter is null || FileSystemName.MatchesSimpleExpression($"*{filter}*", path);

    private static DmnEngineResult Create(string path)
    {
        var read = DmnReader.ReadFile(path);
        return read.Model is null ? new DmnEngineResult(null, read.Diagnostics) : DmnEngine.Create(read.Model, DmnEngineOptions.Tolerant);
    }

    // A crash of the engine is the failure of one case, and is told; it does not end the run.
    private static T Guarded<T>(Func<T> action, Func<string, T> failed)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return failed($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static CaseOutcome Run(DmnEngine engine, CaseFile file, ConformanceCase test)
    {
        if (test.Problem is not null)
        {
            return new CaseOutcome(file, test, CaseStatus.Failed, test.Problem);
        }

        var inputs = test.Inputs.Select(input => KeyValuePair.Create(input.Namespace is null ? input.Name : $"{input.Namespace}#{input.Name}", input.Value)).ToList();
        var differences = new List<string>();
        string? unsupported = null;
        foreach (var expected in test.Results)
        {
            var context = new EvaluationContext(true);
            var actual = Evaluate(engine, test, expected.Name, inputs, context);
            if (!ValueComparison.AreSame(expected.Value, actual))
            {
                unsupported ??= context.Notes.FirstOrDefault(note => note.Code == NotAvailable)?.Message;
                differences.Add($"'{expected.Name}' is {actual}, not {expected.Value}. {string.Join(" ", context.Notes.Select(note => $"{note.Code}: {note.Message}"))}".TrimEnd());
            }
            else if (expected.IsError && context.Notes.Count == 0)
            {
                differences.Add($"'{expected.Name}' is an error, and nothing says why.");
            }
        }

        return differences.Count == 0 ? new CaseOutcome(file, test, CaseStatus.Passed, "")
            : unsupported is not null ? new CaseOutcome(file, test, CaseStatus.Ignored, unsupported)
            : new CaseOutcome(file, test, CaseStatus.Failed, string.Join(" ", differences));
    }

    private static FeelValue Evaluate(DmnEngine engine, ConformanceCase test, string result, List<KeyValuePair<string, FeelValue>> inputs, EvaluationContext context)
    {
        var service = test.Target == CaseTarget.DecisionService ? test.Invocable ?? result : engine.HasService(result) ? result : null;
        if (service is null)
        {
            return test.Target == CaseTarget.KnowledgeModel
                ? engine.EvaluateKnowledge(test.Invocable ?? result, inputs, context).Value
                : engine.Evaluate(result, inputs, context).Value;
        }

        // A service of several decisions gives a context; the case names one of them.
        var value = engine.EvaluateService(service, inputs, context).Value;
        return result != service && value.Kind == FeelKind.Context && value.AsContext().TryGet(result, out var one) ? one : value;
    }
}
