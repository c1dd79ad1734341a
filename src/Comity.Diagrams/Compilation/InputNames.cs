using Comity.Dmn.Compilation;
using Comity.Dmn.Model;

namespace Comity.Diagrams.Compilation;

/// <summary>The names by which a caller may declare an input of a model or its imports, as the engine takes them too.</summary>
internal static class InputNames
{
    /// <summary>The names, the most exact first. An imported input is found by its bare name too: facts have one name wherever they are used.</summary>
    public static IReadOnlyList<string> Of(ModelSet models, InputData input)
    {
        var owner = models.OwnerOf(input);
        return ReferenceEquals(owner, models.Root)
            ? [input.Name]
            : [
                .. models.Root.Imports.Where(import => import.Name.Length > 0 && ReferenceEquals(import.Model, owner)).Select(import => ModelSet.Qualified(import, input.Name)),
                $"{owner.Namespace}#{input.Name}", input.Name,
            ];
    }
}
