using System.CommandLine;
using Comity.Policy.Determinations;
using Comity.Policy.Interviews;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity ask</c>: an interview in the terminal, line by line, so that it works over any connection and with a screen reader.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var on = PackInput.On("The date of the request");
        var json = new Option<bool>("--json") { Description = "Print the determination as JSON at the end; the questions go to standard error." };
        var command = new Command("ask", "Ask one question at a time, only what matters, and print the determination. Exit code 3: it is still undetermined.") { folder, on, json };
        command.SetAction(parsed =>
        {
            if (!PackInput.TryDate(parsed.GetValue(on), out var date))
            {
                return PackInput.Bad($"'{parsed.GetValue(on)}' is not a date. Write it as 2025-02-01.");
            }

            if (PackInput.Load(parsed.GetValue(folder)!) is not { } decider)
            {
                return ExitCode.BadInput;
            }

            var asJson = parsed.GetValue(json);
            var console = asJson ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
            return new Conversation(new Interview(decider), console, Console.In).Run(new InterviewState(date, null, [], []), asJson);
        });
        return command;
    }

    private sealed class Conversation(Interview interview, IAnsiConsole console, TextReader input)
    {
        private readonly Stack<InterviewState> _before = new();

        private enum Reply
        {
            Chosen,
            NotKnown,
            Back,
            Ended,
        }

        public int Run(InterviewState state, bool json)
        {
            console.WriteLine("Answer with a number, or several with commas where that is said. ? : I don't know yet.  b : back.");
            var documents = interview.Decider.Pack.Documents;
            if (documents.Count > 0)
            {
                var (reply, chosen) = Choose("Which paper do you have in hand?", null, [.. documents.Select(document => (document.Title, (string?)$"{(document.HowToTell is [var first, ..] ? first : "")} Signed by: {document.SignedBy}."))], false);
                if (reply == Reply.Ended)
                {
                    return Ended();
                }

                if (reply == Reply.Chosen)
                {
                    _before.Push(state);
                    state = state with { DocumentId = documents[chosen[0]].Id, Actions = documents[chosen[0]].Actions };
                }
            }

            InterviewStep step;
            while ((step = interview.At(state)).Next is { } fact)
            {
                var isAction = fact.Name == interview.Decider.Pack.Manifest.Action;
                var (reply, chosen) = Choose(fact.Question, fact.Help, [.. fact.Values.Select(choice => (choice.Label, choice.Help))], isAction);
                if (reply == Reply.Ended)
                {
                    return Ended();
                }

                if (reply == Reply.Back)
                {
                    state = _before.TryPop(out var earlier) ? earlier : state;
                    continue;
                }

                if (isAction && reply == Reply.NotKnown)
                {
                    console.WriteLine("Without the action there is nothing to decide.");
                    continue;
                }

                _before.Push(step.State);
                state = isAction
                    ? step.State with { Actions = [.. chosen.Select(i => fact.Values[i].Value)] }
                    : step.State.With(new Answer(fact.Name, reply == Reply.Chosen ? fact.Values[chosen[0]].Value : null));
            }

            foreach (var forbidden in step.Forbidden)
            {
                console.MarkupLineInterpolated($"Not asked: {forbidden.Fact.Label}. {forbidden.Reason} ({forbidden.Provision.Key})");
            }

            console.WriteLine();
            if (json)
            {
                Console.WriteLine(DeterminationJson.Text(step.Determinations));
            }
            else
            {
                DeterminationText.Print(console, step.Determinations);
            }

            return step.Determinations.Any(determination => determination.Outcome == Outcome.Undetermined) ? ExitCode.Undetermined : ExitCode.Done;
        }

        private static int Ended() => PackInput.Bad("The input ended before the interview did.");

        private (Reply Reply, IReadOnlyList<int> Chosen) Choose(string question, string? help, IReadOnlyList<(string Label, string? Help)> choices, bool several)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{question}[/]{(several ? " (one or more)" : "")}");
            if (help is not null)
            {
                console.MarkupLineInterpolated($"[dim]{help}[/]");
            }

            for (var i = 0; i < choices.Count; i++)
            {
                console.MarkupLineInterpolated($"  {i + 1}  {choices[i].Label}[dim]{(choices[i].Help is { } text ? $" — {text}" : "")}[/]");
            }

            while (true)
            {
                console.Write("> ");
                var line = input.ReadLine()?.Trim();
                switch (line)
                {
                    case null:
                        return (Reply.Ended, []);
                    case "?":
                        return (Reply.NotKnown, []);
                    case "b":
                        return (Reply.Back, []);
                }

                var chosen = line.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, out var number) ? number - 1 : -1).Distinct().ToList();
                if (chosen.TrueForAll(i => i >= 0 && i < choices.Count) && (several || chosen.Count == 1))
                {
                    return (Reply.Chosen, chosen);
                }

                console.MarkupLineInterpolated($"Type a number from 1 to {choices.Count}, ? or b.");
            }
        }
    }
}
