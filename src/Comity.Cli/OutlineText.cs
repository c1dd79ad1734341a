using System.Numerics;
using Comity.Diagrams.Descriptions;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>A description of situations for people.</summary>
internal static class OutlineText
{
    // Longer ones are shortened; JSON has them whole.
    private const int MostParts = 12;

    /// <summary>Writes what all situations share, then a line for each part.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="head">What is described, with the indent of all lines.</param>
    /// <param name="cubes">The conditions of each cube.</param>
    /// <param name="further">How many situations the cubes leave out.</param>
    public static void Print(IAnsiConsole console, string head, IReadOnlyList<IReadOnlyList<ConditionText>> cubes, BigInteger further)
    {
        var outline = Outline.Of(cubes);
        if (outline.Parts is [{ All: [], OneOf: [] }])
        {
            console.WriteText($"{head}: {(outline.Common.Count == 0 ? "all" : Joined(outline.Common))}");
            return;
        }

        console.WriteText(outline.Common.Count == 0 ? $"{head}:" : $"{head}, all with {Joined(outline.Common)}:");
        var indent = head[..^head.TrimStart().Length];
        foreach (var part in outline.Parts.Take(MostParts))
        {
            string[] oneOf = part.OneOf.Count > 0 ? [$"one of [{string.Join(" | ", part.OneOf.Select(Said))}]"] : [];
            console.WriteText($"{indent}• {string.Join("; ", [.. part.All.Select(Said), .. oneOf])}");
        }

        if (outline.Parts.Count > MostParts)
        {
            console.WriteText($"{indent}• and {outline.Parts.Count - MostParts} more kinds; --json has them all");
        }

        if (!further.IsZero)
        {
            console.WriteText($"{indent}• and {further:N0} situations more, which are not described");
        }
    }

    private static string Joined(IEnumerable<ConditionText> conditions) => string.Join("; ", conditions.Select(Said));

    private static string Said(ConditionText condition) => $"{condition.Label}: {condition.Text}";
}
