using System.CommandLine;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
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

            if (PackInput.Load(parsed.GetValue(folder)!) is not { } logic)
            {
                return ExitCode.BadInput;
            }

            var asJson = parsed.GetValue(json);
            var console = asJson ? Layout.Create(Console.Error) : Layout.Console;
            return new Conversation(new Interview(new InterviewPlans(logic.Program)), parsed.GetValue(folder)!, console, Console.In).Run(new InterviewState(date, null, [], []), asJson);
        });
        return command;
    }

    private sealed class Conversation(Interview interview, string folder, IAnsiConsole console, TextReader input)
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
            var documents = interview.Plans.Program.Policy.Documents;
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
                var isAction = fact.Name == interview.Plans.Program.Policy.Manifest.Action;
                var (reply, answers) = Ask(fact, isAction);
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
                    ? step.State with { Actions = answers }
                    : step.State.With(new Answer(fact.Name, reply == Reply.Chosen ? answers[0] : null));
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
                DeterminationText.Print(console, step.Determinations, folder);
            }

            return ExitCode.Of(step.Determinations);
        }

        private static int Ended() => PackInput.Bad("The input ended before the interview did.");

        private (Reply Reply, IReadOnlyList<FeelValue> Answers) Ask(Fact fact, bool several)
        {
            if (fact.Kind is FactKind.Boolean or FactKind.Choice)
            {
                IReadOnlyList<FeelValue> values = [.. fact.Values.Select(choice => choice.Value), .. fact.MayBeAbsent ? [FeelValue.Null] : Array.Empty<FeelValue>()];
                var (reply, chosen) = Choose(fact.Question, fact.Help, [.. fact.Values.Select(choice => (choice.Label, choice.Help)), .. fact.MayBeAbsent ? [("There is none", (string?)null)] : Array.Empty<(string, string?)>()], several);
                return (reply, [.. chosen.Select(i => values[i])]);
            }

            Put(fact.Question, fact.Help);
            while (true)
            {
                console.MarkupLineInterpolated($"[dim]Write {fact.Expected}.[/]");
                switch (Line())
                {
                    case null:
                        return (Reply.Ended, []);
                    case "?":
                        return (Reply.NotKnown, []);
                    case "b":
                        return (Reply.Back, []);
                    case var line when fact.Read(line) is { } value:
                        return (Reply.Chosen, [value]);
                }
            }
        }

        private void Put(string question, string? help)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{question}[/]");
            if (help is not null)
            {
                console.MarkupLineInterpolated($"[dim]{help}[/]");
            }
        }

        private string? Line()
        {
            console.Write("> ");
            return input.ReadLine()?.Trim();
        }

        private (Reply Reply, IReadOnlyList<int> Chosen) Choose(string question, string? help, IReadOnlyList<(string Label, string? Help)> choices, bool several)
        {
            Put(several ? $"{question} (one or more)" : question, help);
            for (var i = 0; i < choices.Count; i++)
            {
                console.MarkupLineInterpolated($"  {i + 1}  {choices[i].Label}[dim]{(choices[i].Help is { } text ? $" — {text}" : "")}[/]");
            }

            while (true)
            {
                var line = Line();
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
