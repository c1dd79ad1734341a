using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Facts;
using Comity.Policy.Programs;

namespace Comity.Policy.Packs;

/// <summary>
/// The inputs that a pack gives its models: its facts, save those that are only recorded, the day, and what is in force on it. A model
/// refers to them and need not declare them.
/// </summary>
public static class FactInputs
{
    private const string File = "facts.yaml";

    /// <summary>The inputs of a pack with these facts.</summary>
    public static IReadOnlyList<HostInput> Of(IReadOnlyList<Fact> facts)
    {
        var inputs = facts.Where(fact => !fact.RecordedOnly && fact.Name.Length > 0).Select(Of)
            .Append(new HostInput(PolicyProgram.Day, "date", null, false, new SourceLocation(File, 0, 0, PolicyProgram.Day)))
            .Append(new HostInput(PolicyLogic.ProvisionsInput, "string", null, true, new SourceLocation(File, 0, 0, PolicyLogic.ProvisionsInput)));
        return [.. inputs.DistinctBy(input => input.Name, FeelNames.Comparer)];
    }

    /// <summary>The inputs of a pack with these files, as far as its facts can be read.</summary>
    public static IReadOnlyList<HostInput> Of(PackFiles files) => Of(PackReader.Facts(files));

    /// <summary>The inputs of the pack in whose folder a file lies; none where it lies in no pack's.</summary>
    /// <param name="path">The path of a model.</param>
    /// <exception cref="IOException">The facts cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The facts may not be read.</exception>
    public static IReadOnlyList<HostInput> Around(string path)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "pack.yaml")))
            {
                var facts = Path.Combine(folder, File);
                return !System.IO.File.Exists(facts) ? []
                    : [
                        .. Of(PackFiles.From([new(File, System.IO.File.ReadAllBytes(facts))]))
                            .Select(input => input with { Location = input.Location with { File = facts } }),
                    ];
            }
        }

        return [];
    }

    private static HostInput Of(Fact fact) => new(
        fact.Name,
        fact.Kind switch { FactKind.Boolean => "boolean", FactKind.Number => "number", FactKind.Date => "date", _ => "string" },
        fact is { Kind: FactKind.Choice, Values.Count: > 0 }
            ? string.Join(", ", fact.Values.Select(choice => choice.Value.ToString())) : null,
        false,
        fact.Location);
}
