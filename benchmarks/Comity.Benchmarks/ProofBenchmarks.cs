using BenchmarkDotNet.Attributes;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Proofs;
using Comity.Diagrams.Tests.Witness;
using Comity.Dmn.Model;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;

namespace Comity.Benchmarks;

/// <summary>
/// Proofs about a table of a thousand rules over six facts: gap, contradictions and dead rules by diagrams; and, for a measure, what
/// CP-SAT takes for one of these questions, whether there is a gap, and for the first hundred of a thousand others, whether a rule is dead.
/// </summary>
public class ThousandRulesBenchmarks
{
    private readonly DmnModel _model = ThousandRules.Model;

    [Benchmark(Baseline = true)]
    public int Diagrams()
    {
        var compiled = DiagramCompiler.Compile(_model, ["d"], ThousandRules.Inputs);
        var (gaps, conflicts, dead) = (TableProofs.Gaps(compiled.Tables), TableProofs.Conflicts(compiled.Tables), TableProofs.DeadRules(compiled.Tables));
        return (gaps.Count, conflicts.Count, dead.Count) == (1, 10, 10) ? compiled.Space!.NodeCount : throw new InvalidOperationException($"Found {gaps.Count}, {conflicts.Count}, {dead.Count}.");
    }

    [Benchmark]
    public int CpSatGapAndAHundredDeadRules()
    {
        var symbols = ThousandRules.Inputs.ToDictionary(input => input.Name, Symbol (input) => input is ContinuousInput continuous
            ? new Number(new Unknown(input.Name, (long)continuous.Grid.First, (long)continuous.Grid.Last), continuous.Grid.Kind)
            : SymbolicModel.OneOf(new Unknown(input.Name, 0, ((FiniteInput)input).Values.Count - 1), ((FiniteInput)input).Values));
        var model = new SymbolicModel(_model, symbols);
        var matches = ((DecisionTable)_model.Decisions[0].Expression).Rules.Select(model.Matches).ToList();
        return (CpSatWitness.CanBeTrue(!Formula.Any(matches)) ? 1 : 0) + matches.Take(100).Count(CpSatWitness.CanBeTrue);
    }
}

/// <summary>What <c>comity check</c> does in a process that is warm: New York is compiled and proven.</summary>
public class NewYorkProofBenchmarks
{
    private readonly PolicyPack _pack = Requests.Decider.Pack;

    [Benchmark(Baseline = true)]
    public int CompileOnly() => PolicyLogic.Compile(_pack).Logic!.Space.NodeCount;

    [Benchmark]
    public int CheckNewYork() => PackCheck.Of(_pack).Report!.Failed;
}
