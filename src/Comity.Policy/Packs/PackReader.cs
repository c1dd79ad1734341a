using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Programs;

namespace Comity.Policy.Packs;

/// <summary>Reads a pack from its files. Never throws for bad content; every finding says where it is and how to mend it.</summary>
public sealed class PackReader
{
    private readonly PackFiles _files;
    private readonly WorkBudget? _work;
    private readonly List<Diagnostic> _diagnostics = [];

    private PackReader(PackFiles files, WorkBudget? work) => (_files, _work) = (files, work);

    /// <summary>Reads a pack from a folder.</summary>
    /// <param name="folder">The folder that holds <c>pack.yaml</c>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PackLoadResult Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Directory.Exists(folder)
            ? Read(PackFiles.ReadFolder(folder))
            : new PackLoadResult(null, [new Diagnostic(Severity.Error, "PACK0001", "There is no such folder.", new SourceLocation(folder, 0, 0), "Name the folder that holds pack.yaml.")]);
    }

    /// <summary>Reads a pack.</summary>
    /// <param name="files">Its files; findings name them by their paths.</param>
    /// <param name="work">Stops it between two files; null for nothing.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackLoadResult Read(PackFiles files, WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var reader = new PackReader(files, work);
        var pack = reader.Pack();
        return new PackLoadResult(reader._diagnostics.Count == 0 ? pack : null, reader._diagnostics);
    }

    /// <summary>The facts of a pack, as far as they can be read.</summary>
    internal static IReadOnlyList<Fact> Facts(PackFiles files) => new PackReader(files, null).Facts([]);

    private PolicyPack? Pack()
    {
        var (manifestFile, root) = YamlFile.Open(_files, "pack.yaml", _diagnostics);
        if (manifestFile.Map(root) is not { } map)
        {
            return null;
        }

        var model = map.Required("model");
        if (map.Required("format") is not ("" or "1"))
        {
            manifestFile.Fail("PACK0006", "Only format 1 is read.", map.Child("format")!, "Write 'format: 1'.");
        }

        var tally = map.Texts("tally");
        var manifest = new Manifest(
            map.Required("id"), map.Required("version"), map.Required("title"), map.Required("jurisdiction"), map.Optional("summary") ?? "",
            map.Optional("action"), map.Required("silent"), map.Optional("document-advice"),
            Circumstances(map))
        {
            Tally = [.. tally.Select(entry => entry.Text)],
        };
        var answers = new AnswerDecisions(map.Required("findings"), map.Required("review"));
        map.Close();
        _work?.Cancellation.ThrowIfCancellationRequested();

        // The model is read, and the files are digested, while the rest of the pack is.
        DmnReadResult? read = null;
        Func<DmnModel, PolicyPack>? rest = null;
        Parallel.Invoke(() => (read, _) = (Model(model), _files.Digest), () => rest = Rest(manifestFile, map, manifest, answers, tally));
        _work?.Cancellation.ThrowIfCancellationRequested();
        if (read is null)
        {
            manifestFile.Fail("PACK0001", $"The pack has no file {model}.", map.Child("model") ?? map.Node, null);
            return null;
        }

        _diagnostics.AddRange(read.Diagnostics);
        return read.Model is null ? null : rest!(read.Model);
    }

    // What stands in the other files; the pack is whole with its model.
    private Func<DmnModel, PolicyPack> Rest(
        YamlFile manifestFile, YamlMap map, Manifest manifest, AnswerDecisions answers, IReadOnlyList<YamlText> tally)
    {
        var provisions = Provisions();
        var facts = Facts(provisions);
        var documents = Documents(facts, manifest.Action);
        var guarantees = GuaranteeReader.Read(_files, provisions, _diagnostics);
        if (manifest.Action is { } action && !facts.Exists(fact => fact.Name == action && fact.Kind == FactKind.Choice))
        {
            manifestFile.Fail("PACK0008", $"There is no choice '{action}' among the facts.", map.Child("action")!, NearestName.Mend(action, [.. facts.Where(fact => fact.Kind == FactKind.Choice).Select(fact => fact.Name)]));
        }

        foreach (var (name, node) in tally.Where(entry => entry.Text == manifest.Action || !facts.Exists(fact => fact.Name == entry.Text && fact.Kind is FactKind.Choice or FactKind.Boolean)))
        {
            manifestFile.Fail("PACK0008", $"There is no choice '{name}' among the facts by which the tally could count.", node, NearestName.Mend(name, [.. facts.Where(fact => fact.Kind is FactKind.Choice or FactKind.Boolean && fact.Name != manifest.Action).Select(fact => fact.Name)]));
        }

        var residents = ResidentsReader.Read(_files, (file, name, written, node) => Value(file, facts, name, written, node), _diagnostics);
        var translations = TranslationReader.Read(_files, _diagnostics);
        return model => new PolicyPack(
            manifest, [.. provisions.Select(provision => provision.Instrument).Distinct()],
                provisions.ToDictionary(provision => provision.Key, StringComparer.Ordinal),
            facts, documents, guarantees, model.With(FactInputs.Of(facts)), _files.Digest)
        {
            Answers = answers,
            Residents = residents,
            Translations = translations,
        };
    }

    private DmnReadResult? Model(string path)
    {
        if (_files.Find(path) is not { } content)
        {
            return null;
        }

        using var stream = new MemoryStream(content.ToArray(), writable: false);
        return DmnReader.Read(stream, path, new PackModels(_files));
    }

    private static Dictionary<string, string> Circumstances(YamlMap manifest)
    {
        var circumstances = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var map in manifest.Maps("circumstances"))
        {
            circumstances.TryAdd(map.Required("name"), map.Required("label"));
            map.Close();
        }

        return circumstances;
    }

    private List<Provision> Provisions()
    {
        var (file, root) = YamlFile.Open(_files, "instruments.yaml", _diagnostics);
        var provisions = new List<Provision>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var map in file.Maps(root))
        {
            var instrument = new Instrument(
                map.Required("id"), map.Required("title"), map.Required("citation"), map.Word<InstrumentForce>("force"),
                Validity(file, map, new Validity(ProvisionStatus.InForce, null, null)), map.Required("source"), map.Optional("note"));
            if (!ids.Add(instrument.Id))
            {
                file.Fail("PACK0009", $"The instrument '{instrument.Id}' stands here twice.", map.Node, null);
            }

            var before = provisions.Count;
            foreach (var part in map.Maps("provisions"))
            {
                var provision = new Provision(instrument, part.Required("section"), part.Required("title"), part.Required("text"), Validity(file, part, instrument.Validity), part.Optional("note"), part.Optional("uncited"), file.LocationOf(part.Node));
                if (provisions.Exists(other => other.Key == provision.Key))
                {
                    file.Fail("PACK0009", $"The provision '{provision.Key}' stands here twice.", part.Node, null);
                    continue;
                }

                part.Close();
                provisions.Add(provision);
            }

            if (provisions.Count == before)
            {
                file.Fail("PACK0005", $"'{instrument.Id}' has no provision.", map.Node, "Add at least one under 'provisions:'.");
            }

            map.Close();
        }

        return provisions;
    }

    private static Validity Validity(YamlFile file, YamlMap map, Validity otherwise)
    {
        var validity = new Validity(map.Word<ProvisionStatus>("status", otherwise.Status), map.Date("in-force-from") ?? otherwise.From, map.Date("in-force-until") ?? otherwise.Until);
        if (validity.Until <= validity.From)
        {
            file.Fail("PACK0006", "It ends before it begins.", map.Node, "'in-force-until' is the first day on which it is no longer in force.");
        }

        return validity;
    }

    private List<Fact> Facts(List<Provision> provisions)
    {
        var (file, root) = YamlFile.Open(_files, "facts.yaml", _diagnostics);
        var facts = new List<Fact>();
        foreach (var map in file.Maps(root))
        {
            var kind = map.Word<FactKind>("type");
            var choices = map.Maps("values").Select(choice =>
            {
                var read = new FactChoice(FeelValue.From(choice.Required("value")), choice.Required("label"), choice.Optional("help"));
                choice.Close();
                return read;
            }).ToList();
            if (kind == FactKind.Boolean)
            {
                choices = [new FactChoice(FeelValue.True, LabelOf(choices, "true", "Yes"), null), new FactChoice(FeelValue.False, LabelOf(choices, "false", "No"), null)];
            }
            else if (kind == FactKind.Choice ? choices.Count == 0 : choices.Count > 0)
            {
                file.Fail("PACK0006", kind == FactKind.Choice ? "A choice needs values." : $"A {Words.Of(kind)} has no list of values.", map.Node, "Use 'type: choice' with 'values:'.");
            }

            var ask = file.Map(map.Child("ask"));
            var rule = ask is null ? null : new AskRule(file.Feel(ask.Child("when") ?? ask.Node, ask.Required("when")), ask.Required("provision"), ask.Required("reason"));
            ask?.Close();
            if (rule is not null && !provisions.Exists(provision => provision.Key == rule.ProvisionKey))
            {
                file.Fail("PACK0008", $"There is no provision '{rule.ProvisionKey}'.", ask!.Node, NearestName.Mend(rule.ProvisionKey, [.. provisions.Select(provision => provision.Key)]));
            }

            var fact = new Fact(
                map.Required("name"), kind, choices, map.Required("label"), map.Required("question"), map.Optional("help"), map.Optional("proof"), rule, map.Flag("recorded-only"),
                FactGrid.Read(file, map, kind), map.Flag("may-be-absent"), file.LocationOf(map.Node))
            {
                Cost = map.Positive("cost", map.Optional("cost"), map.Child("cost")),
                Likelihoods = map.Entries("likelihoods").DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => map.Positive("likelihoods", entry.Value, entry.Node), StringComparer.Ordinal),
            };
            foreach (var written in fact.Likelihoods.Keys.Where(written => !fact.Values.Any(choice => Fact.Written(choice.Value) == written)))
            {
                file.Fail("PACK0010", $"'{written}' is not a value of '{fact.Name}' that has a likelihood.", map.Child("likelihoods")!, NearestName.Mend(written, [.. fact.Values.Select(choice => Fact.Written(choice.Value))]));
            }

            if (fact.Name is PolicyProgram.Day or PolicyLogic.ProvisionsInput)
            {
                file.Fail("PACK0006", $"A fact cannot be called '{fact.Name}': every pack has an input of that name.", map.Node, "Give it another name.");
            }
            else if (facts.Exists(other => FeelNames.Comparer.Equals(other.Name, fact.Name)))
            {
                file.Fail("PACK0009", $"The fact '{fact.Name}' stands here twice.", map.Node, null);
            }

            map.Close();
            facts.Add(fact);
        }

        return facts;
    }

    private static string LabelOf(List<FactChoice> choices, string written, string otherwise) =>
        choices.Find(choice => Fact.Written(choice.Value) == written)?.Label ?? otherwise;

    private List<Document> Documents(List<Fact> facts, string? action)
    {
        var (file, root) = YamlFile.Open(_files, "documents.yaml", _diagnostics);
        var documents = new List<Document>();
        foreach (var map in file.Maps(root))
        {
            var actions = new List<FeelValue>();
            foreach (var (written, node) in map.Texts("actions"))
            {
                if (Value(file, facts, action ?? "", written, node) is { } value)
                {
                    actions.Add(value);
                }
            }

            var settles = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
            foreach (var (name, written, node) in map.Entries("settles"))
            {
                if (Value(file, facts, name, written, node) is { } value)
                {
                    settles[name] = value;
                }
            }

            documents.Add(new Document(
                map.Required("id"), map.Required("title"), map.Required("signed-by"), [.. map.Texts("how-to-tell").Select(entry => entry.Text)],
                map.Word<ProvisionStatus>("status", ProvisionStatus.InForce) == ProvisionStatus.ToVerify, actions, settles, map.Optional("note")));
            map.Close();
        }

        return documents;
    }

    private static FeelValue? Value(YamlFile file, List<Fact> facts, string name, string written, YamlDotNet.RepresentationModel.YamlNode node)
    {
        if (facts.Find(fact => fact.Name == name) is not { } fact)
        {
            file.Fail("PACK0008", $"There is no fact '{name}'.", node, NearestName.Mend(name, [.. facts.Select(known => known.Name)]));
            return null;
        }

        if (fact.Read(written) is not { } value)
        {
            file.Fail("PACK0010", $"'{written}' is not a value of '{name}'.", node, FactReader.Mend(fact, written));
            return null;
        }

        return value;
    }
}
