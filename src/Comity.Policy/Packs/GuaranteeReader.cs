using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Instruments;
using Comity.Policy.Proofs;

namespace Comity.Policy.Packs;

/// <summary>Reads <c>guarantees.yaml</c>, which a pack may have.</summary>
internal static class GuaranteeReader
{
    public const string FileName = "guarantees.yaml";

    public static List<Guarantee> Read(PackFiles files, IReadOnlyList<Provision> provisions, List<Diagnostic> diagnostics)
    {
        var guarantees = new List<Guarantee>();
        if (files.Find(FileName) is null)
        {
            return guarantees;
        }

        var (file, root) = YamlFile.Open(files, FileName, diagnostics);
        var known = provisions.Select(provision => provision.Key).Concat(provisions.Select(provision => provision.Instrument.Id)).Distinct().ToList();
        foreach (var map in file.Maps(root))
        {
            foreach (var (text, node) in map.Texts("protects").Where(entry => !known.Contains(entry.Text)))
            {
                file.Fail("PACK0008", $"There is no instrument or provision '{text}'.", node, NearestName.Mend(text, known));
            }

            var statuses = map.Texts("unchanged-without").Select(entry => Words.Read<ProvisionStatus>(entry.Text) is { } status
                ? status
                : Refuse(file, entry)).ToList();
            var guarantee = new Guarantee(
                map.Required("name"), map.Required("statement"), map.Required("source"), [.. map.Texts("protects").Select(entry => entry.Text)],
                Feel(file, map, "where"), Feel(file, map, "holds"), statuses, file.LocationOf(map.Node));
            if (guarantee.Holds is null == (statuses.Count == 0))
            {
                file.Fail("PACK0005", "A guarantee has 'holds', or 'unchanged-without', and not both.", map.Node, "Write 'holds:' and FEEL that is true in every situation.");
            }

            if (guarantees.Exists(other => other.Name == guarantee.Name))
            {
                file.Fail("PACK0009", $"The guarantee '{guarantee.Name}' stands here twice.", map.Node, null);
                continue;
            }

            map.Close();
            guarantees.Add(guarantee);
        }

        return guarantees;
    }

    private static ProvisionStatus Refuse(YamlFile file, YamlText entry)
    {
        file.Fail("PACK0006", $"'{entry.Text}' is not a status.", entry.Node, "Use one of: " + string.Join(", ", Enum.GetValues<ProvisionStatus>().Select(status => Words.Of(status))) + ".");
        return default;
    }

    private static FeelText? Feel(YamlFile file, YamlMap map, string key) => map.Optional(key) is { } text ? file.Feel(map.Child(key)!, text) : null;
}
