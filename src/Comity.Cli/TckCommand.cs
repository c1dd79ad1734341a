using System.CommandLine;
using System.Reflection;
using Comity.Conformance.Cases;
using Comity.Conformance.Reports;
using Comity.Conformance.Running;

namespace Comity.Cli;

/// <summary><c>comity tck</c>: the public conformance kit of DMN against the engine.</summary>
internal static class TckCommand
{
    private const int ProgressInterval = 500;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder with the kit's test cases, for example a checkout's TestCases." };
        var output = new Option<string?>("--out") { Description = "A folder to write tck_results.csv and tck_results.properties into." };
        var filter = new Option<string?>("--filter") { Description = "Run only cases whose folder/file/id contains this; * stands for anything." };
        var verbose = new Option<bool>("--verbose") { Description = "Print each failed case with the expected and the actual value." };
        var command = new Command("tck", "Run the DMN conformance kit. Exit code 0: all passed or ignored; 1: a case failed; 2: bad input.") { folder, output, filter, verbose };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(folder)!, parsed.GetValue(output), parsed.GetValue(filter), parsed.GetValue(verbose), cancellation)));
        return command;
    }

    private static int Run(string folder, string? output, string? filter, bool verbose, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            return PackInput.Bad($"There is no folder {folder}. Give the path of the DMN conformance kit's test cases (https://github.com/dmn-tck/tck).");
        }

        try
        {
            var files = CaseReader.ReadAll(folder);
            var total = files.Sum(file => file.Cases.Count);
            if (total == 0)
            {
                return PackInput.Bad($"{folder} holds no test cases of the DMN conformance kit.");
            }

            var done = 0;
            var run = ConformanceRunner.Run(
                files,
                filter,
                outcome =>
                {
                    if (++done % ProgressInterval == 0)
                    {
                        Console.Error.WriteLine($"{done} of {total} cases, now {outcome.File.Folder}");
                    }
                },
                cancellation);
            if (run.Outcomes.Count == 0)
            {
                return PackInput.Bad($"No case of {folder} contains '{filter}'.");
            }

            if (output is not null)
            {
                SubmissionFiles.Write(output, run, new Submission(VersionOf(), DateOnly.FromDateTime(DateTime.Today)));
            }

            Print(run, verbose);
            return run.Count(CaseStatus.Failed) == 0 ? ExitCode.Done : ExitCode.CheckFailed;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return PackInput.Bad(exception.Message);
        }
    }

    private static void Print(ConformanceRun run, bool verbose)
    {
        foreach (var outcome in run.Outcomes.Where(outcome => outcome.Status == CaseStatus.Ignored || (verbose && outcome.Status == CaseStatus.Failed)))
        {
            Console.WriteLine($"{outcome.Status.ToString().ToLowerInvariant()} {outcome.Path}: {outcome.Detail}");
        }

        foreach (var level in run.Levels)
        {
            Console.WriteLine($"{level}: {run.Count(CaseStatus.Passed, level)} passed, {run.Count(CaseStatus.Failed, level)} failed, {run.Count(CaseStatus.Ignored, level)} ignored");
        }

        Console.WriteLine($"{run.Count(CaseStatus.Passed)} passed, {run.Count(CaseStatus.Failed)} failed");
    }

    private static string VersionOf() => typeof(TckCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
