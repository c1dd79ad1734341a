using Comity.Feel.Values;
using Comity.Policy.Residents;
using YamlDotNet.RepresentationModel;

namespace Comity.Policy.Packs;

/// <summary>Reads <c>residents.yaml</c>, which a pack may have.</summary>
internal static class ResidentsReader
{
    public const string FileName = "residents.yaml";

    /// <summary>Reads it.</summary>
    /// <param name="files">The pack's files.</param>
    /// <param name="value">Reads a value of a fact, and says what is wrong with it.</param>
    /// <param name="diagnostics">What is wrong.</param>
    public static ResidentQuestions Read(PackFiles files, Func<YamlFile, string, string, YamlNode, FeelValue?> value, List<Feel.Text.Diagnostic> diagnostics)
    {
        if (files.Find(FileName) is null)
        {
            return ResidentQuestions.None;
        }

        var (file, root) = YamlFile.Open(files, FileName, diagnostics);
        if (file.Map(root) is not { } map)
        {
            return ResidentQuestions.None;
        }

        var questions = new ResidentQuestions(Choices("places"), Choices("officers"), Choices("actions"), map.Optional("note"));
        map.Close();
        return questions;

        List<ResidentChoice> Choices(string key)
        {
            var choices = new List<ResidentChoice>();
            foreach (var item in map.Maps(key))
            {
                var facts = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
                foreach (var (name, written, node) in item.Entries("facts"))
                {
                    if (value(file, name, written, node) is { } read)
                    {
                        facts[name] = read;
                    }
                }

                var choice = new ResidentChoice(item.Required("id"), item.Required("label"), facts);
                if (choices.Exists(other => other.Id == choice.Id))
                {
                    file.Fail("PACK0009", $"'{choice.Id}' stands here twice.", item.Node, null);
                }

                item.Close();
                choices.Add(choice);
            }

            if (choices.Count == 0)
            {
                file.Fail("PACK0005", $"'{key}' has no items.", map.Node, $"Add '{key}:' with at least one item.");
            }

            return choices;
        }
    }
}
