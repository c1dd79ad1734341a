using System.Numerics;
using Comity.Diagrams.Descriptions;

namespace Comity.Cli;

/// <summary>A description of situations for people.</summary>
internal static class OutlineText
{
    // Longer ones are shortened; JSON has them whole.
    private const int MostParts = 12;

    /// <summary>Writes whole lines, so that they can be copied: what all situations share, then a line for each part.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="head">What is described, with the indent of all lines.</param>
    /// <param name="cubes">The conditions of each cube.</param>
    /// <param name="further">How many situations the cubes leave out.</param>
    public static void Print(TextWriter output, string head, IReadOnlyList<IReadOnlyList<ConditionText>> cubes, BigInteger further)
    {
        var outline = Outline.Of(cubes);
        if (outline.Parts is [{ All: [], OneOf: [] }])
        {
            output.WriteLine($"{head}: {(outline.Common.Count == 0 ? "all" : Joined(outline.Common))}");
            return;
        }

        output.WriteLine(outline.Common.Count == 0 ? $"{head}:" : $"{head}, all with {Joined(outline.Common)}:");
        var indent = head[..^head.TrimStart().Length];
        foreach (var part in outline.Parts.Take(MostParts))
        {
            output.WriteLine($"{indent}• {string.Join("; ", [.. part.All.Select(Said), .. part.OneOf.Count > 0 ? [$"one of [{string.Join(" | ", part.OneOf.Select(Said))}]"] : Array.Empty<string>()])}");
        }

        if (outline.Parts.Count > MostParts)
        {
            output.WriteLine($"{indent}• and {outline.Parts.Count - MostParts} more kinds; --json has them all");
        }

        if (!further.IsZero)
        {
            output.WriteLine($"{indent}• and {further:N0} situations more, which are not described");
        }
    }

    private static string Joined(IEnumerable<ConditionText> conditions) => string.Join("; ", conditions.Select(Said));

    private static string Said(ConditionText condition) => $"{condition.Label}: {condition.Text}";
}
