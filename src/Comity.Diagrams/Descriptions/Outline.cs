namespace Comity.Diagrams.Descriptions;

/// <summary>Cubes that share all conditions but one.</summary>
/// <param name="All">Conditions that all of them have.</param>
/// <param name="OneOf">The conditions of which one is enough; empty for a single cube.</param>
public sealed record OutlinePart(IReadOnlyList<ConditionText> All, IReadOnlyList<ConditionText> OneOf);

/// <summary>A description as people read it: what all cubes have in common is said once, and cubes that differ in one condition stand together.</summary>
/// <param name="Common">Conditions of all cubes.</param>
/// <param name="Parts">The rest: one of the parts is enough. A part without conditions adds nothing to the common ones.</param>
public sealed record Outline(IReadOnlyList<ConditionText> Common, IReadOnlyList<OutlinePart> Parts)
{
    /// <summary>Outlines a description.</summary>
    /// <param name="cubes">The conditions of each cube.</param>
    public static Outline Of(IReadOnlyList<IReadOnlyList<ConditionText>> cubes)
    {
        ArgumentNullException.ThrowIfNull(cubes);
        if (cubes.Count == 0)
        {
            return new Outline([], []);
        }

        var common = cubes[0].Where(condition => cubes.All(cube => cube.Contains(condition))).ToList();
        var rest = cubes.Select(cube => cube.Except(common).ToList()).ToList();
        var parts = new List<OutlinePart>();
        while (rest.Count > 0)
        {
            var (shared, together) = (rest[0], new List<List<ConditionText>> { rest[0] });
            foreach (var left in rest[0])
            {
                var others = rest[0].Where(condition => condition != left).ToList();
                var alike = rest.Where(cube => cube.Count == others.Count + 1 && others.TrueForAll(cube.Contains)).ToList();
                if (alike.Count > together.Count)
                {
                    (shared, together) = (others, alike);
                }
            }

            parts.Add(new OutlinePart(shared, together.Count == 1 ? [] : [.. together.Select(cube => cube.First(condition => !shared.Contains(condition)))]));
            rest.RemoveAll(together.Contains);
        }

        return new Outline(common, parts);
    }
}
