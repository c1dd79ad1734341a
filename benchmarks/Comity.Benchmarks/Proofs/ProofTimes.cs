using System.Diagnostics;
using System.Globalization;
using Comity.Benchmarks.NewYork;
using Comity.Diagrams.Compilation;
using Comity.Diagrams.Proofs;
using Comity.Diagrams.Tests.Witness;
using Comity.Dmn.Model;
using Comity.Policy.Proofs;

namespace Comity.Benchmarks.Proofs;

/// <summary>How long proofs take: a table of a thousand rules over six facts, and New York; beside them what CP-SAT takes for a part of the same questions.</summary>
internal static class ProofTimes
{
    private const int Rounds = 3;

    /// <summary>Measures and prints, the best of a few rounds each.</summary>
    public static void Print(TextWriter output)
    {
        var pack = Requests.Logic.Pack;
        var table = Best(Table);
        output.WriteLine("| what | time | ratio |");
        output.WriteLine("|---|---|---|");
        Row("a thousand rules over six facts: compiled; gap, contradictions and dead rules proven", table);
        output.Flush();
        Row("the same table: CP-SAT asked whether there is a gap, and whether each of the first hundred rules is dead", Best(CpSat));
        Row("New York: compiled and proven with its guarantees", Best(() => PackCheck.Of(pack).Report!.Failed == 0));

        void Row(string what, TimeSpan time) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {time.TotalMilliseconds:N0} ms | {time / table:N2} |"));
    }

    private static bool Table()
    {
        var compiled = DiagramCompiler.Compile(ThousandRules.Model, ["d"], ThousandRules.Inputs);
        return (TableProofs.Gaps(compiled.Tables).Count, TableProofs.Conflicts(compiled.Tables).Count, TableProofs.DeadRules(compiled.Tables).Count) == (1, 10, 10);
    }

    private static bool CpSat()
    {
        var symbols = ThousandRules.Inputs.ToDictionary(input => input.Name, Symbol (input) => input is ContinuousInput continuous
            ? new Number(new Unknown(input.Name, (long)continuous.Grid.First, (long)continuous.Grid.Last), continuous.Grid.Kind)
            : SymbolicModel.OneOf(new Unknown(input.Name, 0, ((FiniteInput)input).Values.Count - 1), ((FiniteInput)input).Values));
        var model = new SymbolicModel(ThousandRules.Model, symbols);
        var matches = ((DecisionTable)ThousandRules.Model.Decisions[0].Expression).Rules.Select(model.Matches).ToList();
        return CpSatWitness.CanBeTrue(!Formula.Any(matches)) && matches.Take(100).All(CpSatWitness.CanBeTrue);
    }

    private static TimeSpan Best(Func<bool> prove)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            if (!prove())
            {
                throw new InvalidOperationException("What was found is not what was put in.");
            }

            best = clock.Elapsed < best ? clock.Elapsed : best;
        }

        return best;
    }
}
