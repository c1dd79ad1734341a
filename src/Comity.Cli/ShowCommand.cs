using System.CommandLine;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;
using Comity.Policy.Reading;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity show</c>: the policy in force on a day, as tables.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var folder = PackInput.Folder();
        var on = PackInput.On("The day");
        var command = new Command("show", "Print the policy in force on a day: its provisions with citations, and its rules.") { folder, on };
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

            Print(Layout.Console, PlainPolicy.Of(decider, date));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, PlainPolicy policy)
    {
        var manifest = policy.Pack.Manifest;
        console.MarkupLineInterpolated($"[bold]{manifest.Title}[/]");
        console.MarkupLineInterpolated($"{manifest.Jurisdiction}, in force on {policy.On:yyyy-MM-dd}. {manifest.Id} {manifest.Version}");
        console.WriteLine();
        var provisions = console.Table(("Provision and citation", 0.35), ("What it says", 0.65)).ShowRowSeparators();
        provisions.Title = new TableTitle("In force, in the order in which they prevail");
        foreach (var provision in policy.InForce)
        {
            var key = provision.Key + (provision.Validity.Status == ProvisionStatus.ToVerify ? " (to verify)" : "");
            provisions.AddRow(Markup.Escape($"{key}\n{provision.Instrument.Citation}"), Markup.Escape(provision.Text));
        }

        console.Write(provisions);
        foreach (var plain in policy.Tables)
        {
            var table = console.Table(("When", 0.38), ("Then, under", 0.22), ("Why", 0.4)).ShowRowSeparators();
            table.Title = new TableTitle(Markup.Escape(plain.Title));
            foreach (var rule in plain.Rules)
            {
                table.AddRow(
                    Markup.Escape(rule.Conditions.Count == 0
                        ? "always"
                        : string.Join('\n', rule.Conditions.Select(condition => $"{condition.Label}: {condition.Text}"))),
                    Markup.Escape($"{rule.Effect}\n{rule.Provision.Key}"),
                    Markup.Escape(rule.Reason));
            }

            console.Write(table);
        }

        foreach (var provision in policy.NotInForce)
        {
            console.MarkupLineInterpolated($"[dim]Not in force that day: {provision.Key} ({Status(provision)})[/]");
        }
    }

    private static string Status(Provision provision) => provision.Validity switch
    {
        { Status: ProvisionStatus.Proposed or ProvisionStatus.Repealed } validity => Words.Of(validity.Status),
        { From: { } from, Until: { } until } => $"from {from:yyyy-MM-dd} to the day before {until:yyyy-MM-dd}",
        { From: { } from } => $"from {from:yyyy-MM-dd}",
        { Until: { } until } => $"until the day before {until:yyyy-MM-dd}",
        _ => Words.Of(provision.Validity.Status),
    };
}
