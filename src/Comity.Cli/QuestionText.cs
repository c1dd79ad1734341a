using System.Globalization;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Policy.Reading;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>How many questions an interview takes: <c>comity check --questions</c>.</summary>
internal static class QuestionText
{
    public static void Print(IAnsiConsole console, PolicyPack pack, QuestionReport report)
    {
        var table = new Table { Title = new TableTitle($"Questions on {report.On:yyyy-MM-dd}: expected, and at most") };
        table.AddColumn("Requested action");
        foreach (var title in new[] { "Interview", "Every order tried", "The pack's order, what matters", "A form, until certain" })
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        var action = pack.Facts.FirstOrDefault(fact => fact.Name == pack.Manifest.Action);
        foreach (var count in report.Counts)
        {
            table.AddRow(
                Markup.Escape(count.Action is { } value ? PackLabels.Of(action, value) : "any"), Pair(count.Outlook.Expected, count.Outlook.Most), Least(count),
                Pair(count.InOrder.Expected, count.InOrder.Most), Pair(count.Form.Expected, count.Form.Most));
        }

        console.Write(table);
        if (pack.Facts.Any(fact => fact.Cost != 1))
        {
            console.WriteLine("Questions of this pack differ in cost; the interview keeps the expected cost low, not their number, and only the column of every order tried is in costs.");
        }

        foreach (var count in report.Counts.Where(count => !count.Outlook.IsOptimal))
        {
            console.MarkupLineInterpolated($"[yellow]{(count.Action is { } value ? PackLabels.Of(action, value) : "Any")}: too large for the best order; no order is expected to cost less than {count.Outlook.LeastCost:0.00}, this one costs {count.Outlook.ExpectedCost:0.00}.[/]");
        }
    }

    public static object Shape(QuestionReport report) => new
    {
        On = $"{report.On:yyyy-MM-dd}",
        Actions = report.Counts.Select(count => new
        {
            Action = count.Action is { } value ? Fact.Written(value) : null,
            count.Outlook.Expected,
            count.Outlook.ExpectedCost,
            count.Outlook.Most,
            count.Outlook.IsOptimal,
            count.Outlook.LeastCost,
            EveryOrderTried = count.Least,
            PackOrder = new { count.InOrder.Expected, count.InOrder.Most },
            Form = new { count.Form.Expected, count.Form.Most },
        }),
    };

    private static string Least(QuestionCount count) => count.Least is { } least ? least.ToString("0.00", CultureInfo.InvariantCulture) : "too many";

    private static string Pair(double expected, int most) => string.Create(CultureInfo.InvariantCulture, $"{expected:0.00}, {most}");
}
