using System.Text.RegularExpressions;
using Comity.Policy.Translations;

namespace Comity.Policy.Packs;

/// <summary>Reads the files of <c>translations/</c>, which a pack may have.</summary>
internal static partial class TranslationReader
{
    private const string Folder = "translations/";

    /// <summary>Reads them, by language.</summary>
    public static Dictionary<string, PackTranslation> Read(PackFiles files, List<Feel.Text.Diagnostic> diagnostics)
    {
        var translations = new Dictionary<string, PackTranslation>(StringComparer.Ordinal);
        foreach (var path in files.Paths.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var (file, root) = YamlFile.Open(files, path, diagnostics);
            if (Name().Match(path) is not { Success: true } name)
            {
                file.Fail("PACK0006", $"'{path}' is not named by a language.", YamlDotNet.Core.Mark.Empty, "Name it as translations/es.yaml.");
                continue;
            }

            var language = name.Groups[1].Value;
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var map in file.Maps(root))
            {
                var (text, translated) = (map.Required("text"), map.Required(language));
                if (!texts.TryAdd(text, translated))
                {
                    file.Fail("PACK0009", $"'{text}' stands here twice.", map.Node, null);
                }

                map.Close();
            }

            translations[language] = new PackTranslation(language, texts);
        }

        return translations;
    }

    [GeneratedRegex("^translations/([a-z]{2,3}(-[A-Z]{2})?)\\.yaml$")]
    private static partial Regex Name();
}
