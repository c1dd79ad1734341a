using Comity.Diagrams.Compilation;
using Comity.Diagrams.Core;
using Comity.Dmn.Evaluation;
using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Feel.Values;
using Comity.Policy.Packs;

namespace Comity.Policy.Determinations;

/// <summary>A decider, or why the pack has none.</summary>
/// <param name="Decider">The decider; null when there are errors.</param>
/// <param name="Diagnostics">Findings, each with its place.</param>
public sealed record PolicyDeciderResult(PolicyDecider? Decider, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Decides by the pack's diagrams. Unknown facts are left open, never guessed. One thread at a time.</summary>
public sealed class PolicyDecider
{
    /// <summary>The input that is the day of the request.</summary>
    public const string DateInput = "on";

    /// <summary>The input that lists what is in force on that day.</summary>
    public const string ProvisionsInput = "provisions in force";

    private readonly PolicyPack _pack;
    private readonly DiagramSpace _space;
    private readonly Diagram _findings;
    private readonly Diagram _review;

    private PolicyDecider(PolicyPack pack, DmnEngine engine, DiagramSpace space, Diagram findings, Diagram review)
    {
        _pack = pack;
        Engine = engine;
        _space = space;
        _findings = findings;
        _review = review;
    }

    /// <summary>The engine for the same model: the second way to an answer, for complete facts.</summary>
    public DmnEngine Engine { get; }

    /// <summary>How many nodes the diagrams have.</summary>
    public int NodeCount => _findings.NodeCount + _review.NodeCount;

    /// <summary>Compiles a pack and checks what its logic says against what the pack declares.</summary>
    public static PolicyDeciderResult Create(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var created = DmnEngine.Create(pack.Model);
        if (created.Engine is null)
        {
            return new PolicyDeciderResult(null, created.Diagnostics);
        }

        var diagnostics = new List<Diagnostic>();
        foreach (var name in new[] { pack.Manifest.Findings, pack.Manifest.Review }.Where(name => !created.Engine.Has(name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0011", $"The model has no decision '{name}'.", new SourceLocation("pack.yaml", 0, 0), NearestName.Mend(name, [.. pack.Model.Decisions.Select(decision => decision.Name)])));
        }

        var inputs = Inputs(pack);
        foreach (var input in pack.Model.Inputs.Where(input => inputs.All(known => known.Name != input.Name)))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "PACK0011", $"The model's input '{input.Name}' is no fact of the pack.", input.Location, NearestName.Mend(input.Name, [.. inputs.Select(known => known.Name)])));
        }

        if (diagnostics.Count > 0)
        {
            return new PolicyDeciderResult(null, diagnostics);
        }

        var compiled = DiagramCompiler.Compile(pack.Model, [pack.Manifest.Findings, pack.Manifest.Review], inputs);
        if (compiled.Space is null)
        {
            return new PolicyDeciderResult(null, compiled.Diagnostics);
        }

        diagnostics.AddRange(compiled.Conflicts.Select(conflict => new Diagnostic(
            Severity.Error, "PACK0012", $"Rules {conflict.First + 1} and {conflict.Second + 1} can match at once.", conflict.Table.Location, "Make them exclude each other, or give the table another hit policy.")));
        var decider = new PolicyDecider(pack, created.Engine, compiled.Space, compiled.Decisions[pack.Manifest.Findings], compiled.Decisions[pack.Manifest.Review]);
        diagnostics.AddRange(decider.Check());
        return new PolicyDeciderResult(diagnostics.Count == 0 ? decider : null, diagnostics);
    }

    /// <summary>Decides.</summary>
    /// <param name="on">The day.</param>
    /// <param name="facts">The facts that are known, with values that the pack allows.</param>
    public Determination Decide(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var regions = Regions(on, facts);
        var (findings, review) = (_findings.Restrict(regions), _review.Restrict(regions));
        var answer = findings.Apply(review, (found, reviewed) => FeelValue.From($"{OutcomeOf(found)} {Entries(reviewed).Count > 0}"));
        var missing = Names(answer.Support());
        var outcomes = findings.Terminals().Select(OutcomeOf).Distinct().ToList();
        var outcome = outcomes.Count == 1 ? outcomes[0] : Outcome.Undetermined;
        var (certain, possible) = Split(findings, Finding);
        return new Determination(
            _pack, on, facts, outcome, certain, possible, Review(review, outcome), missing,
            [.. Names(findings.Support()).Union(Names(review.Support())).Except(missing)]);
    }

    /// <summary>The outcome for complete facts, without an explanation.</summary>
    /// <param name="regions">What <see cref="Regions"/> gave.</param>
    public Outcome OutcomeFor(ReadOnlySpan<int> regions) => OutcomeOf(_findings.Evaluate(regions));

    /// <summary>For complete facts, whether counsel should look.</summary>
    /// <param name="regions">What <see cref="Regions"/> gave.</param>
    public bool NeedsReview(ReadOnlySpan<int> regions) => Entries(_review.Evaluate(regions)).Count > 0;

    /// <summary>Where a day and facts lie: a region for each variable, -1 for what is not known.</summary>
    public int[] Regions(DateOnly on, IReadOnlyDictionary<string, FeelValue> facts) =>
    [
        .. _space.Variables.Select(variable => variable.Name == DateInput ? variable.RegionOf(FeelValue.From(on))
            : facts.TryGetValue(variable.Name, out var value) ? variable.RegionOf(value)
            : -1),
    ];

    private static DiagramInput[] Inputs(PolicyPack pack) =>
    [
        new ContinuousInput(DateInput, FeelKind.Date, [.. pack.EffectiveDates.Select(FeelValue.From)]),
        new DerivedInput(ProvisionsInput, DateInput, from => InForce(pack, from is { } date && date.AsDate().TryToDateOnly(out var day) ? day : DateOnly.MinValue)),
        .. pack.Facts.Where(fact => !fact.RecordedOnly).Select(fact => new FiniteInput(fact.Name, [.. fact.Values.Select(choice => choice.Value)])),
    ];

    /// <summary>What the model sees as provisions in force on a day.</summary>
    public static FeelValue InForce(PolicyPack pack, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return FeelValue.From(FeelList.Of(pack.InForce(on).Select(FeelValue.From)));
    }

    private IEnumerable<Diagnostic> Check()
    {
        foreach (var entry in _findings.Terminals().Concat(_review.Terminals()).SelectMany(Entries).Distinct())
        {
            var provision = Text(entry, "provision");
            if (provision is null || !_pack.Provisions.ContainsKey(provision))
            {
                yield return Error("PACK0013", $"The logic names the provision '{provision}', which the pack does not have.", NearestName.Mend(provision ?? "", [.. _pack.Provisions.Keys]));
            }

            if (Text(entry, "circumstance") is { } circumstance && !_pack.Manifest.Circumstances.ContainsKey(circumstance))
            {
                yield return Error("PACK0013", $"The logic names the circumstance '{circumstance}', which the manifest does not have.", NearestName.Mend(circumstance, [.. _pack.Manifest.Circumstances.Keys]));
            }
        }

        foreach (var terminal in _findings.Terminals())
        {
            var effects = Entries(terminal).Select(entry => Text(entry, "effect")).Distinct().ToList();
            if (effects.Count > 1 || effects.Exists(effect => effect is not ("prohibited" or "permitted" or "required")))
            {
                yield return Error("PACK0014", $"Findings that apply at once say: {string.Join(", ", effects)}.", "All findings of one situation have one effect: prohibited, permitted or required.");
            }
        }
    }

    private Diagnostic Error(string code, string message, string? mend) => new(Severity.Error, code, message, new SourceLocation(_pack.Model.File, 0, 0), mend);

    private static IReadOnlyList<FeelValue> Entries(FeelValue list) => list.Kind == FeelKind.List ? list.AsList().Items.ToArray() : [];

    private static string? Text(FeelValue entry, string member) =>
        FeelOperators.Member(entry, member, EvaluationContext.Silent) is { Kind: FeelKind.String } text ? text.AsString() : null;

    private static Outcome OutcomeOf(FeelValue findings) => Entries(findings) is [var first, ..]
        ? Text(first, "effect") switch
        {
            "prohibited" => Outcome.Prohibited,
            "required" => Outcome.Required,
            _ => Outcome.Permitted,
        }
        : Outcome.NotCovered;

    private Finding Finding(FeelValue entry) => new(
        _pack.Provisions[Text(entry, "provision")!], OutcomeOf(FeelValue.From(FeelList.Of(entry))), Text(entry, "reason") ?? "", Text(entry, "circumstance"), Text(entry, "condition"));

    private static (IReadOnlyList<T> Certain, IReadOnlyList<T> Possible) Split<T>(Diagram diagram, Func<FeelValue, T> read)
    {
        var lists = diagram.Terminals().Select(Entries).ToList();
        var all = lists.SelectMany(entries => entries).Distinct().ToList();
        return ([.. all.Where(entry => lists.TrueForAll(list => list.Contains(entry))).Select(read)], [.. all.Where(entry => !lists.TrueForAll(list => list.Contains(entry))).Select(read)]);
    }

    private CounselReview? Review(Diagram review, Outcome outcome)
    {
        var (certain, possible) = Split(review, entry => new ReviewReason(_pack.Provisions[Text(entry, "provision")!], Text(entry, "reason") ?? ""));
        var needed = review.Map(value => FeelValue.From(Entries(value).Count > 0));
        if (needed.IsConstant)
        {
            return needed.Terminals()[0].IsFalse ? null : new CounselReview(certain.Count > 0 ? certain : possible, []);
        }

        // Contested means ask counsel, but only about an answer that stands.
        return outcome == Outcome.Undetermined ? null : new CounselReview(possible, Names(needed.Support()));
    }

    private IReadOnlyList<string> Names(IReadOnlyList<int> levels) => [.. levels.Select(level => _space.Variables[level].Name)];
}
