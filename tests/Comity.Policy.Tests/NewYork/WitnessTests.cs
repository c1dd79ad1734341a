using Comity.Diagrams.Tests.Witness;
using Comity.Dmn.Model;
using Comity.Feel.Values;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Programs;
using Comity.Policy.Proofs;

namespace Comity.Policy.Tests.NewYork;

/// <summary>What 'comity check' proves of New York, asked of two solvers about the model's own texts: they know nothing of diagrams.</summary>
public class WitnessTests(ITestOutputHelper output)
{
    private static readonly Comity.Policy.Packs.PolicyPack Pack = NewYorkTests.Logic.Pack;
    private static readonly Fact[] Facts = [.. Pack.Facts.Where(fact => !fact.RecordedOnly)];
    private static readonly Dictionary<string, Unknown> Unknowns = Facts.ToDictionary(fact => fact.Name, fact => new Unknown(fact.Name, 0, fact.Values.Count - 1));
    private static readonly Unknown Day = new("on", DayOf(new DateOnly(1900, 1, 1)), DayOf(new DateOnly(2100, 1, 1)));

    [Fact]
    public void SolversAgreeOnWhatIsProven()
    {
        var model = Model(Pack);
        Assert.DoesNotContain(PackCheck.Of(Pack).Report!.Results, result => result.Failures.Count > 0);
        List<(string What, Formula Statement, bool CanBeTrue)> questions = [.. Guarantees(model), .. Rules(model), .. Citations(model), .. FactsThatMatter(model)];
        Parallel.ForEach(questions, question => Assert.True(question.CanBeTrue == CpSatWitness.CanBeTrue(question.Statement), question.What));
        output.WriteLine($"CP-SAT agrees on {questions.Count} questions.");
        if (SmtWitness.Solver is null)
        {
            output.WriteLine("Neither z3 nor cvc5 is on the PATH: CP-SAT alone was asked.");
            return;
        }

        var answers = SmtWitness.CanBeTrue([[.. questions.Select(question => question.Statement)]]);
        Assert.All(questions.Zip(answers), pair => Assert.True(pair.First.CanBeTrue == pair.Second, pair.First.What));
        output.WriteLine($"{Path.GetFileName(SmtWitness.Solver)} agrees on them too.");
    }

    private static SymbolicModel Model(Comity.Policy.Packs.PolicyPack pack)
    {
        var inputs = Facts.ToDictionary(fact => fact.Name, Symbol (fact) => SymbolicModel.OneOf(Unknowns[fact.Name], [.. fact.Values.Select(choice => choice.Value)]));
        inputs["on"] = new Number(Day, FeelKind.Date);
        DateOnly[] starts = [DateOnly.FromDayNumber(0), .. pack.EffectiveDates];
        inputs[PolicyLogic.ProvisionsInput] = Cases.Join(starts.Select((start, i) => (
            PolicyLogic.InForce(pack, start),
            !Formula.AtMost(Day, DayOf(start) - 1) & (i + 1 < starts.Length ? Formula.AtMost(Day, DayOf(starts[i + 1]) - 1) : Formula.True))));
        return new SymbolicModel(pack.Model, inputs);
    }

    private static long DayOf(DateOnly date) => FeelDate.FromDateOnly(date).DayNumber;

    private static IEnumerable<(string, Formula, bool)> Guarantees(SymbolicModel model)
    {
        var (findings, review) = (model.Decision(Pack.Answers.Findings), model.Decision(Pack.Answers.Review));
        yield return ("findings of one situation differ in effect", findings.Where(value => !EngineAnswer.IsSound(value)), false);
        yield return ("review is not a list", review.Where(value => value.Kind != FeelKind.List), false);
        var names = new Dictionary<string, Symbol>
        {
            ["outcome"] = Outcomes(model),
            ["effects"] = Texts(findings, "effect"),
            ["provisions"] = Texts(findings, "provision"),
            ["circumstances"] = Texts(findings, "circumstance"),
            ["conditions"] = Texts(findings, "condition"),
            ["counsel review"] = review.Map(value => FeelValue.From(value.AsList().Count > 0)),
            ["review provisions"] = Texts(review, "provision"),
        };
        foreach (var guarantee in Pack.Guarantees)
        {
            var where = guarantee.Where is null ? Formula.True : model.Holds(guarantee.Where.Text, names);
            yield return ($"{guarantee.Name} speaks of nothing", where, true);
            if (guarantee.Holds is not null)
            {
                yield return ($"{guarantee.Name} is broken", where & !model.Holds(guarantee.Holds.Text, names), false);
                continue;
            }

            // The pack without these instruments, read as a model of its own.
            var instruments = Pack.Instruments.ToDictionary(instrument => instrument, instrument => guarantee.UnchangedWithout.Contains(instrument.Validity.Status)
                ? instrument with { Validity = instrument.Validity with { Status = Comity.Policy.Instruments.ProvisionStatus.Repealed } } : instrument);
            var without = Outcomes(Model(Pack with
            {
                Instruments = [.. instruments.Values],
                Provisions = Pack.Provisions.ToDictionary(pair => pair.Key, pair => pair.Value with { Instrument = instruments[pair.Value.Instrument] }),
            }));
            yield return ($"{guarantee.Name} is broken", where & Formula.Any(Outcomes(model).All.SelectMany(one => without.All.Where(other => other.Value != one.Value).Select(other => one.When & other.When))), false);
        }
    }

    private static IEnumerable<(string, Formula, bool)> Rules(SymbolicModel model) => Pack.Model.Decisions.SelectMany(decision => decision.Expression is DecisionTable table
        ? table.Rules.Select((rule, i) => ($"rule {i + 1} of {decision.Name} never matches", model.Matches(rule), true)) : []);

    private static IEnumerable<(string, Formula, bool)> Citations(SymbolicModel model)
    {
        foreach (var outcome in new[] { "prohibited", "permitted", "required", "not-covered" })
        {
            yield return ($"the outcome {outcome} is never reached", Outcomes(model).Where(value => value.AsString() == outcome), true);
        }

        Cases[] decisions = [model.Decision(Pack.Answers.Findings), model.Decision(Pack.Answers.Review)];
        foreach (var provision in Pack.Provisions.Values)
        {
            yield return ($"citing {provision.Key}", Formula.Any(decisions.Select(decision => decision.Where(value => EngineAnswer.Entries(value).Any(entry => EngineAnswer.Text(entry, "provision") == provision.Key)))), provision.Uncited is null);
        }
    }

    // A fact matters where, all else being equal, one of its values gives what another does not.
    private static IEnumerable<(string, Formula, bool)> FactsThatMatter(SymbolicModel model) => Facts.Select(fact =>
    {
        var (unknown, findings) = (Unknowns[fact.Name], model.Decision(Pack.Answers.Findings));
        var statements = findings.All.Select(one => Enumerable.Range(0, fact.Values.Count).Select(value => one.When.With(unknown, value)).ToList());
        return ($"{fact.Name} matters", Formula.Any(statements.SelectMany(given => given.Skip(1).Select(other => (given[0] & !other) | (!given[0] & other)))), true);
    });

    private static Cases Outcomes(SymbolicModel model) => model.Decision(Pack.Answers.Findings).Map(value => FeelValue.From(Comity.Policy.Packs.Words.Of(EngineAnswer.OutcomeOf(value))));

    private static Cases Texts(Cases list, string member) => list.Map(value => FeelValue.From(FeelList.Of(EngineAnswer.Entries(value).Select(entry => EngineAnswer.Text(entry, member)).OfType<string>().Select(FeelValue.From))));
}
