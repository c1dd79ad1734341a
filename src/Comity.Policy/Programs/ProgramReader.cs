using System.Text.Json;
using System.Text.RegularExpressions;
using Comity.Diagrams.Core;
using Comity.Dmn.Model;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Instruments;
using Comity.Policy.Packs;
using Comity.Policy.Translations;

namespace Comity.Policy.Programs;

/// <summary>
/// Reads the serial form of a program. Strangers may have written it: what is read is well-formed, and says in its outcome, in review and
/// of circumstances and conditions what its findings and reasons say.
/// </summary>
/// <param name="file">What the text is called.</param>
/// <param name="work">What making the diagrams spends from.</param>
internal sealed partial class ProgramReader(string file, WorkBudget work)
{
    // What the nodes of a diagram lead to.
    [Flags]
    private enum Ends
    {
        None = 0,
        Truths = 1,
        Outcomes = 2,
    }

    private readonly SourceLocation _location = new(file, 0, 0);
    private readonly HashSet<string> _instruments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Provision> _provisions = new(StringComparer.Ordinal);
    private readonly List<(Diagram Diagram, int Level, Ends Ends)> _nodes = [];
    private readonly List<(Diagram Diagram, Ends Ends)> _terminals = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonMemberException">Something is wrong with it.</exception>
    /// <exception cref="EvaluationLimitException">It is too large.</exception>
    public PolicyProgram Read(JsonElement json)
    {
        var root = new JsonMember(json);
        if (root.Element.ValueKind == JsonValueKind.Object && root.Required("format") is var format && !IsKnown(format.Element))
        {
            throw format.Wrong($"Only format {ProgramJson.Format} is read.", "Compile the pack with this version of Comity.");
        }

        root.Object(
            "format", "policy", "instruments", "facts", "documents", "translations", "variables", "terminals", "nodes", "roots");
        var policy = Policy(root);
        var variables = root.Required("variables");
        var space = new DiagramSpace(Variables(variables, policy), work: work);
        Terminals(root.Required("terminals"), space);
        Nodes(root.Required("nodes"), space);
        return Program(root, policy, space);
    }

    private static bool IsKnown(JsonElement format) =>
        format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number) && number == ProgramJson.Format;

    private PolicyDescription Policy(JsonMember root)
    {
        var told = root.Required("policy").Object(
            "id", "version", "digest", "title", "jurisdiction", "summary", "silent", "documentAdvice", "action", "tally", "circumstances");
        var instruments = root.Required("instruments").Items().Select(Instrument).ToList();
        var facts = Facts(root.Required("facts"));
        if (told.Optional("action") is { } action && facts.Find(fact => fact.Name == action.Text()) is not { Kind: FactKind.Choice })
        {
            throw action.Wrong($"There is no choice '{action.Text()}' among the facts.");
        }

        var manifest = new Manifest(
            told.Text("id"), told.Text("version"), told.Text("title"), told.Text("jurisdiction"), told.Optional("summary")?.Text() ?? "",
            told.Optional("action")?.Text(), told.Text("silent"), told.Optional("documentAdvice")?.Text(),
            told.TextsByName("circumstances"))
        {
            Tally = [.. told.Required("tally").Items().Select(name => FactOf(facts, name, name.Text()).Name)],
        };
        var documents = root.Required("documents").Items().Select(document => Document(document, facts, manifest.Action)).ToList();
        return new PolicyDescription(manifest, instruments, _provisions, facts, documents, Digest(told.Required("digest")))
        {
            Translations = Translations(root.Required("translations")),
        };
    }

    private static string Digest(JsonMember digest) =>
        DigestText().IsMatch(digest.Text()) ? digest.Text() : throw digest.Wrong("This is not 'sha256:' and 64 hexadecimal digits.");

    private Instrument Instrument(JsonMember member)
    {
        member.Object("id", "title", "citation", "force", "status", "from", "until", "source", "note", "provisions");
        var instrument = new Instrument(
            member.Text("id"), member.Text("title"), member.Text("citation"), member.Required("force").Word<InstrumentForce>(),
            ValidityOf(member), member.Text("source"), member.Optional("note")?.Text());
        if (!_instruments.Add(instrument.Id))
        {
            throw member.Wrong($"The instrument '{instrument.Id}' stands here twice.");
        }

        foreach (var part in member.Required("provisions").Items())
        {
            part.Object("key", "section", "title", "text", "status", "from", "until", "note", "uncited");
            var provision = new Provision(
                instrument, part.Text("section"), part.Text("title"), part.Text("text"), ValidityOf(part), part.Optional("note")?.Text(),
                part.Optional("uncited")?.Text(), _location);
            if (part.Text("key") != provision.Key)
            {
                throw part.Required("key").Wrong($"The key is the instrument's id, a space and the section: '{provision.Key}'.");
            }

            if (!_provisions.TryAdd(provision.Key, provision))
            {
                throw part.Wrong($"The provision '{provision.Key}' stands here twice.");
            }
        }

        return instrument;
    }

    private static Validity ValidityOf(JsonMember member) =>
        new(member.Required("status").Word<ProvisionStatus>(), member.Optional("from")?.Day(), member.Optional("until")?.Day());

    private Provision ProvisionOf(JsonMember key) => _provisions.TryGetValue(key.Text(), out var provision)
        ? provision
        : throw key.Wrong($"There is no provision '{key.Text()}'.", NearestName.Mend(key.Text(), _provisions.Keys));

    private List<Fact> Facts(JsonMember members)
    {
        var facts = new List<Fact>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members.Items())
        {
            if (facts.Count == ProgramJson.MaximumFacts)
            {
                throw member.Wrong($"There are more than {ProgramJson.MaximumFacts:N0} facts.");
            }

            var fact = FactFrom(member);
            if (fact.Name == PolicyProgram.Day || !names.Add(fact.Name))
            {
                throw member.Wrong($"The name '{fact.Name}' is taken.");
            }

            facts.Add(fact);
        }

        return facts;
    }

    private Fact FactFrom(JsonMember member)
    {
        member.Object(
            "name", "kind", "label", "question", "help", "proof", "values", "decimals", "min", "max", "mayBeAbsent", "recordedOnly", "cost",
            "likelihoods", "ask");
        var kind = member.Required("kind").Word<FactKind>();
        var fact = new Fact(
            member.Text("name"), kind, Choices(member, kind), member.Text("label"), member.Text("question"),
            member.Optional("help")?.Text(), member.Optional("proof")?.Text(), Ask(member.Optional("ask")),
            member.Flag("recordedOnly"), GridOf(member, kind), member.Flag("mayBeAbsent"), _location)
        {
            Cost = member.Optional("cost")?.Positive() ?? 1,
        };
        return member.Optional("likelihoods") is not { } likelihoods ? fact : fact with
        {
            Likelihoods = likelihoods.Members().ToDictionary(
                entry => fact.Values.Any(choice => Fact.Written(choice.Value) == entry.Name)
                    ? entry.Name
                    : throw entry.Wrong($"'{entry.Name}' is not a value of '{fact.Name}'."),
                entry => entry.Positive(), StringComparer.Ordinal),
        };
    }

    private static List<FactChoice> Choices(JsonMember fact, FactKind kind)
    {
        if (kind is not (FactKind.Boolean or FactKind.Choice))
        {
            return fact.Optional("values") is { } none ? throw none.Wrong($"A {Words.Of(kind)} has no list of values.") : [];
        }

        var choices = new List<FactChoice>();
        var values = fact.Required("values");
        foreach (var member in values.Items())
        {
            member.Object("value", "label", "help");
            var value = member.Required("value");
            var choice = new FactChoice(
                kind == FactKind.Choice ? FeelValue.From(value.Text()) : FeelValue.From(member.Flag("value")), member.Text("label"),
                member.Optional("help")?.Text());
            if (choices.Exists(other => other.Value == choice.Value))
            {
                throw value.Wrong($"'{Fact.Written(choice.Value)}' stands here twice.");
            }

            choices.Add(choice);
        }

        return choices.Count == 0 || (kind == FactKind.Boolean && choices.Count == 1)
            ? throw values.Wrong("Values are missing here.")
            : choices;
    }

    private static Grid? GridOf(JsonMember fact, FactKind kind)
    {
        if (kind is not (FactKind.Number or FactKind.Date))
        {
            return (fact.Optional("decimals") ?? fact.Optional("min") ?? fact.Optional("max")) is { } none
                ? throw none.Wrong($"A {Words.Of(kind)} has no such member.")
                : null;
        }

        var grid = kind == FactKind.Date ? Grid.Dates
            : new Grid(FeelKind.Number, fact.Required("decimals").Whole(0, Grid.MaximumDecimals));
        FeelValue? Bound(string name) => fact.Optional(name) is { } bound ? On(grid, bound) : null;
        var bounded = grid with { Min = Bound("min"), Max = Bound("max") };
        return bounded.First <= bounded.Last ? bounded : throw fact.Required("min").Wrong("'min' is more than 'max'.");
    }

    // A number or day of a grid.
    private static FeelValue On(Grid grid, JsonMember member)
    {
        FeelValue? value = grid.Kind == FeelKind.Date ? FeelValue.From(member.Day())
            : member.Element.ValueKind == JsonValueKind.Number && FeelNumber.TryParse(member.Element.GetRawText(), out var number)
                ? FeelValue.From(number) : null;
        return value is { } known && grid.Holds(known) ? known : throw member.Wrong("This is no value that may stand here.");
    }

    // Its root is read with the nodes.
    private AskRule? Ask(JsonMember? ask)
    {
        ask?.Object("provision", "reason", "condition", "when");
        return ask is null ? null : new AskRule(
            new FeelText(ask.Text("condition"), _location), ProvisionOf(ask.Required("provision")).Key, ask.Text("reason"));
    }

    private static Document Document(JsonMember member, List<Fact> facts, string? action)
    {
        member.Object("id", "title", "signedBy", "howToTell", "toVerify", "actions", "settles", "note");
        return new Document(
            member.Text("id"), member.Text("title"), member.Text("signedBy"), member.Texts("howToTell"), member.Flag("toVerify"),
            [.. member.Required("actions").Items().Select(value => ValueOf(FactOf(facts, value, action ?? ""), value))],
            member.Required("settles").Members().ToDictionary(
                entry => entry.Name, entry => ValueOf(FactOf(facts, entry, entry.Name), entry), StringComparer.Ordinal),
            member.Optional("note")?.Text());
    }

    private static Fact FactOf(List<Fact> facts, JsonMember member, string name) => facts.Find(fact => fact.Name == name)
        ?? throw member.Wrong($"There is no fact '{name}'.", NearestName.Mend(name, [.. facts.Select(fact => fact.Name)]));

    private static FeelValue ValueOf(Fact fact, JsonMember member)
    {
        var written = member.Element.ValueKind == JsonValueKind.String ? member.Text() : member.Element.GetRawText();
        return fact.Read(written) ?? throw member.Wrong($"This is not a value of '{fact.Name}'.", FactReader.Mend(fact, written));
    }

    private static Dictionary<string, PackTranslation> Translations(JsonMember members)
    {
        var translations = new Dictionary<string, PackTranslation>(StringComparer.Ordinal);
        foreach (var member in members.Items())
        {
            var language = member.Object("language", "texts").Text("language");
            if (!translations.TryAdd(language, new PackTranslation(language, member.TextsByName("texts"))))
            {
                throw member.Wrong($"The language '{language}' stands here twice.");
            }
        }

        return translations;
    }

    private static List<DiagramVariable> Variables(JsonMember members, PolicyDescription policy)
    {
        var variables = new List<DiagramVariable>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = policy.Facts.Index().ToDictionary(entry => entry.Item.Name, entry => entry.Index, StringComparer.Ordinal);
        foreach (var member in members.Items())
        {
            member.Object("name", "day", "values", "starts", "last", "texts", "absent");
            var name = member.Text("name");
            if (!names.Add(name))
            {
                throw member.Wrong($"The variable '{name}' stands here twice.");
            }

            if (member.Flag("day") != (name == PolicyProgram.Day))
            {
                throw member.Wrong($"The day of the request is the variable '{PolicyProgram.Day}', and no other is.");
            }

            variables.Add(name == PolicyProgram.Day ? Continuous(member, name, Grid.Dates, mayBeNull: false, place: 0)
                : places.TryGetValue(name, out var place) ? Variable(member, policy.Facts[place], place + 1)
                : throw member.Wrong($"There is no fact '{name}'.", NearestName.Mend(name, places.Keys)));
        }

        return variables;
    }

    private static DiagramVariable Variable(JsonMember member, Fact fact, int place)
    {
        if (member.Flag("absent") != fact.MayBeAbsent)
        {
            throw member.Wrong($"'absent' does not say what the fact '{fact.Name}' says.");
        }

        switch (fact.Kind)
        {
            case FactKind.Number or FactKind.Date:
                return Continuous(member, fact.Name, fact.Grid!, fact.MayBeAbsent, place);
            case FactKind.Text:
                var texts = member.Required("texts");
                var constants = member.Texts("texts");
                return constants.Distinct(StringComparer.Ordinal).Count() == constants.Count
                    ? new TextVariable(fact.Name, constants, fact.MayBeAbsent) { Place = place }
                    : throw texts.Wrong("A text stands here twice.");
            default:
                var values = member.Required("values");
                FeelValue[] read = [.. values.Items().Select(value => ValueOf(fact, value))];
                return read.SequenceEqual(fact.Values.Select(choice => choice.Value))
                    ? new FiniteVariable(fact.Name, fact.MayBeAbsent ? [.. read, FeelValue.Null] : read) { Place = place }
                    : throw values.Wrong($"These are not the values of the fact '{fact.Name}' in their order.");
        }
    }

    private static ContinuousVariable Continuous(JsonMember member, string name, Grid grid, bool mayBeNull, int place)
    {
        var points = new List<Int128>();
        foreach (var start in member.Required("starts").Items())
        {
            var point = grid.PointOf(On(grid, start))!.Value;
            if (points.Count == 0 ? point != grid.First : point <= points[^1])
            {
                throw start.Wrong(points.Count == 0
                    ? "The first region does not begin with the smallest value."
                    : "Regions begin one after the other.");
            }

            points.Add(point);
        }

        if (points.Count == 0)
        {
            throw member.Required("starts").Wrong("There is no region.");
        }

        var last = member.Required("last");
        return grid.PointOf(On(grid, last)) == grid.Last
            ? new ContinuousVariable(name, grid, points, mayBeNull) { Place = place }
            : throw last.Wrong("This is not the greatest value.");
    }

    private void Terminals(JsonMember members, DiagramSpace space)
    {
        foreach (var member in members.Items())
        {
            var (value, ends) = member.Element.ValueKind switch
            {
                JsonValueKind.False => (FeelValue.False, Ends.Truths),
                JsonValueKind.True => (FeelValue.True, Ends.Truths),
                _ => (FeelValue.From(Words.Of(OutcomeOf(member))), Ends.Outcomes),
            };
            _terminals.Add((space.Constant(value), ends));
        }
    }

    // What a policy without flaws says; 'undetermined' is for requests of which too little is known.
    private static Outcome OutcomeOf(JsonMember member) =>
        member.Word<Outcome>() is var outcome and not (Outcome.Undetermined or Outcome.Contradictory)
            ? outcome
            : throw member.Wrong($"'{member.Text()}' is not an outcome of a policy without flaws.");

    private void Nodes(JsonMember members, DiagramSpace space)
    {
        var arcs = new List<(int First, Diagram Child)>();
        foreach (var member in members.Items())
        {
            if (member.Element.ValueKind != JsonValueKind.Array
                || (member.Element.GetArrayLength() is var length && (length < 4 || length % 2 != 0)))
            {
                throw member.Wrong("A node is a level, a child, and at least once a region and a child.");
            }

            var (level, first, ends) = (-1, 0, Ends.None);
            arcs.Clear();
            foreach (var (place, item) in member.Items().Index())
            {
                if (place == 0)
                {
                    level = item.Whole(0, space.Variables.Count - 1);
                }
                else if (place % 2 == 0)
                {
                    first = item.Whole(first + 1, space.Variables[level].RegionCount - 1);
                }
                else
                {
                    var child = Child(item);
                    if (child.Level <= level)
                    {
                        throw item.Wrong($"A child tests a later variable than its parent, which tests variable {level}.");
                    }

                    arcs.Add((first, child.Diagram));
                    ends |= child.Ends;
                }
            }

            _nodes.Add((space.Node(level, arcs), level, ends));
        }
    }

    // A node that stands before, or a terminal.
    private (Diagram Diagram, int Level, Ends Ends) Child(JsonMember member)
    {
        var place = member.Whole(-_terminals.Count, _nodes.Count - 1);
        return place >= 0 ? _nodes[place] : (_terminals[~place].Diagram, int.MaxValue, _terminals[~place].Ends);
    }

    private Diagram Root(JsonMember member, Ends ends)
    {
        var root = Child(member);
        return root.Ends == ends
            ? root.Diagram
            : throw member.Wrong($"This root is not {(ends == Ends.Truths ? "true or false" : "an outcome")} everywhere.");
    }

    private PolicyProgram Program(JsonMember root, PolicyDescription policy, DiagramSpace space)
    {
        var roots = root.Required("roots").Object("outcome", "review", "findings", "reviewReasons", "circumstances", "conditions");
        var mayAsk = new Dictionary<string, Diagram>(StringComparer.Ordinal);
        foreach (var (place, fact) in root.Required("facts").Items().Index())
        {
            if (fact.Optional("ask") is { } ask)
            {
                mayAsk.Add(policy.Facts[place].Name, Root(ask.Required("when"), Ends.Truths));
            }
        }

        var program = new PolicyProgram(policy, space, new ProgramRoots(
            Root(roots.Required("outcome"), Ends.Outcomes), Root(roots.Required("review"), Ends.Truths),
            Guarded(roots.Required("findings"), entry => FindingOf(entry, policy.Manifest)),
            Guarded(roots.Required("reviewReasons"), entry =>
            {
                entry.Object("provision", "reason", "when");
                return new ReviewReason(ProvisionOf(entry.Required("provision")), entry.Text("reason"));
            }),
            mayAsk, []));
        Follows(roots.Required("outcome"), ProgramBuilder.Effects.All(effect =>
            program.Outcome.Is(FeelValue.From(effect.Key))
            == space.Any(program.Findings.Where(finding => finding.Value.Effect == effect.Value).Select(finding => finding.When))));
        Follows(roots.Required("review"), program.Review == space.Any(program.Reasons.Select(reason => reason.When)));
        Follows(
            roots.Required("circumstances"),
            Guarded(roots.Required("circumstances"), entry => entry.Object("circumstance", "when").Text("circumstance"))
                .SequenceEqual(program.Circumstances));
        Follows(
            roots.Required("conditions"),
            Guarded(roots.Required("conditions"), entry => entry.Object("condition", "when").Text("condition"))
                .SequenceEqual(program.Conditions));
        return program;
    }

    private List<Guarded<T>> Guarded<T>(JsonMember members, Func<JsonMember, T> read) =>
        [.. members.Items().Select(member => new Guarded<T>(read(member), Root(member.Required("when"), Ends.Truths)))];

    private Finding FindingOf(JsonMember member, Manifest manifest)
    {
        member.Object("provision", "effect", "reason", "circumstance", "condition", "when");
        if (member.Optional("circumstance") is { } circumstance && circumstance.Text() is { Length: > 0 } name
            && !manifest.Circumstances.ContainsKey(name))
        {
            throw circumstance.Wrong(
                $"The policy has no circumstance '{name}'.", NearestName.Mend(name, [.. manifest.Circumstances.Keys]));
        }

        var effect = member.Required("effect");
        return new Finding(
            ProvisionOf(member.Required("provision")),
            ProgramBuilder.Effects.TryGetValue(effect.Text(), out var outcome)
                ? outcome
                : throw effect.Wrong("An effect is prohibited, permitted or required."),
            member.Text("reason"), member.Optional("circumstance")?.Text(), member.Optional("condition")?.Text());
    }

    private static void Follows(JsonMember member, bool does)
    {
        if (!does)
        {
            throw member.Wrong("This does not follow from the findings and the reasons for review.", "Compile the pack anew.");
        }
    }

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex DigestText();
}
