using System.CommandLine;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Json;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;
using Comity.Policy.Packs;

namespace Comity.Cli;

/// <summary><c>comity evaluate</c>: the decisions of any DMN model.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A DMN file; models that it imports are found beside it." };
        var decision = new Option<string?>("--decision") { Description = "The decision to evaluate; all of them when it is not given." };
        var service = new Option<string?>("--service") { Description = "The decision service to evaluate." };
        var input = new Option<string?>("--input") { Description = "A file with a JSON object of inputs; '-' reads standard input. What is missing is null." };
        var trace = new Option<bool>("--trace") { Description = "Show every decision's value and the rules that matched." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var tolerant = new Option<bool>("--tolerant") { Description = "Evaluate a model with faulty logic too: what is faulty is null, and the reasons say why." };
        var command = new Command("evaluate", "Evaluate a DMN model. Exit code 0: evaluated; 1: a limit ended it; 2: bad input.") { model, decision, service, input, trace, json, tolerant };
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Run(parsed.GetValue(model)!, parsed.GetValue(decision), parsed.GetValue(service), parsed.GetValue(input), parsed.GetValue(trace), parsed.GetValue(json), parsed.GetValue(tolerant) ? DmnEngineOptions.Tolerant : DmnEngineOptions.Strict, cancellation)));
        return command;
    }

    private static int Run(string file, string? decision, string? service, string? input, bool trace, bool json, DmnEngineOptions options, CancellationToken cancellation)
    {
        // It knows in which decision a limit ended it.
        var context = new EvaluationContext(true, cancellation: cancellation);
        DmnEngine? engine = null;
        try
        {
            if (decision is not null && service is not null)
            {
                return PackInput.Bad("Give --decision or --service, not both.");
            }

            engine = Load(file, options);
            if (engine is null)
            {
                return ExitCode.BadInput;
            }

            if ((Unknown("decision", decision, [.. engine.Model.Decisions.Select(known => known.Name)])
                ?? Unknown("decision service", service, [.. engine.Model.Services.Select(known => known.Name)])) is { } problem)
            {
                return PackInput.Bad(problem);
            }

            var types = service is null ? engine.InputTypes : engine.InputTypesOf(service);
            if (Inputs(input, types) is not { } inputs)
            {
                return ExitCode.BadInput;
            }

            var result = service is not null ? engine.EvaluateService(service, inputs, context)
                : decision is not null ? engine.Evaluate(decision, inputs, context)
                : engine.EvaluateAll(inputs, context);
            Console.WriteLine(json ? EvaluationText.Json(result, trace) : EvaluationText.Plain(result, trace, manyDecisions: service is null && decision is null));
            return ExitCode.Done;
        }
        catch (EvaluationLimitException exception)
        {
            var at = engine?.Model.Decisions.FirstOrDefault(known => known.Name == context.Owner);
            Console.Error.WriteLine(at is null ? exception.Message : $"{at.Location}: {exception.Message}");
            return ExitCode.CheckFailed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PackInput.Bad(exception.Message);
        }
    }

    private static string? Unknown(string what, string? name, IReadOnlyCollection<string> known) =>
        name is null || known.Contains(name) ? null : $"The model has no {what} '{name}'. {NearestName.Mend(name, known)}".TrimEnd();

    private static DmnEngine? Load(string file, DmnEngineOptions options)
    {
        var read = DmnReader.ReadFile(file);
        var created = read.Model is null
            ? new DmnEngineResult(null, read.Diagnostics)
            : DmnEngine.Create(read.Model.With(FactInputs.Around(file)), options);
        PackInput.Bad([.. created.Diagnostics.Select(diagnostic => diagnostic.ToString())]);
        return created.Engine;
    }

    private static IReadOnlyDictionary<string, FeelValue>? Inputs(string? file, IReadOnlyDictionary<string, FeelType> types)
    {
        if (file is null)
        {
            return new Dictionary<string, FeelValue>();
        }

        var read = DmnInputs.Read(file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file), file == "-" ? "<input>" : file, types);
        PackInput.Bad([.. read.Diagnostics.Select(diagnostic => diagnostic.ToString())]);
        return read.Values;
    }
}
