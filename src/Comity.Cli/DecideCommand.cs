using System.CommandLine;
using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Json;
using Comity.Policy.Programs;

namespace Comity.Cli;

/// <summary><c>comity decide</c>: facts and a date in, a determination out.</summary>
internal static class DecideCommand
{
    public static Command Create()
    {
        var folder = PackInput.FolderOrProgram();
        var on = PackInput.On("The date of the request");
        var (facts, fact) = FactInput.Options();
        var json = new Option<bool>("--json") { Description = "Print the determination as JSON." };
        var lines = new Option<bool>("--lines")
        {
            Description = "Read one JSON object {\"on\",\"facts\"} a line from standard input, and print one result a line.",
        };
        var command = new Command(
            "decide",
            "Decide a request. Exit code 0: decided; 1: the policy contradicts itself there; 2: bad input; "
            + "3: facts that matter are not known.")
        {
            folder, on, facts, fact, json, lines,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (PackInput.LoadProgram(parsed.GetValue(folder)!) is not { } program)
            {
                return ExitCode.BadInput;
            }

            return parsed.GetValue(lines)
                ? await DecideLinesAsync(new InterviewPlans(program), cancellation)
                : DecideOne(
                    program, parsed.GetValue(folder)!, parsed.GetValue(on), parsed.GetValue(facts), parsed.GetValue(fact) ?? [],
                    parsed.GetValue(json));
        });
        return command;
    }

    private static int DecideOne(
        PolicyProgram program, string folder, string? on, string? factsFile, string[] assignments, bool json)
    {
        if (!PackInput.TryDate(on, out var date))
        {
            return PackInput.Bad($"'{on}' is not a date. Write it as 2025-02-01.");
        }

        var read = FactInput.Read(program.Policy, factsFile, assignments);
        if (read.Facts is null)
        {
            return PackInput.Bad([.. read.Problems]);
        }

        var determinations = new InterviewPlans(program).Decide(new PolicyRequest(date, read.Actions, read.Facts));
        if (json)
        {
            Console.WriteLine(DeterminationJson.Text(determinations));
        }
        else
        {
            DeterminationText.Print(Layout.Console, determinations, folder);
        }

        return ExitCode.Of(determinations);
    }

    private static async Task<int> DecideLinesAsync(InterviewPlans plans, CancellationToken cancellation)
    {
        var codes = 0;
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        await LineStream.AnswerAsync(input, output, (line, writer) => Interlocked.Or(ref codes, 1 << DecideLine(plans, line, writer)), cancellation);
        return new[] { ExitCode.BadInput, ExitCode.CheckFailed, ExitCode.Undetermined }.FirstOrDefault(code => (codes & (1 << code)) != 0, ExitCode.Done);
    }

    private static int DecideLine(InterviewPlans plans, ReadOnlyMemory<byte> line, Utf8JsonWriter writer)
    {
        var (document, problem) = RequestJson.Read(line, "line");
        using (document)
        {
            var read = document is null ? null : RequestReader.Read(plans.Program.Policy, document.RootElement, today: null);
            if (read?.Request is { } request)
            {
                var determinations = plans.Decide(request);
                DeterminationJson.Write(writer, determinations);
                return ExitCode.Of(determinations);
            }

            LineStream.WriteError(writer, problem ?? string.Join(" ", read!.Problems));
            return ExitCode.BadInput;
        }
    }
}
