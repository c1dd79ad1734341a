using Google.OrTools.Sat;

namespace Comity.Diagrams.Tests.Witness;

/// <summary>Asks CP-SAT whether statements can be true.</summary>
internal static class CpSatWitness
{
    public static bool CanBeTrue(Formula formula)
    {
        if (formula is Formula.Constant constant)
        {
            return constant.Value;
        }

        var encoding = new Encoding();
        encoding.Model.Add(encoding.Literal(formula) == 1);
        var status = new CpSolver { StringParameters = $"num_workers:1,cp_model_presolve:{(formula.Size > 500 ? "true" : "false")},max_time_in_seconds:60" }.Solve(encoding.Model);
        return status switch
        {
            CpSolverStatus.Optimal or CpSolverStatus.Feasible => true,
            CpSolverStatus.Infeasible => false,
            _ => throw new InvalidOperationException($"CP-SAT says {status}."),
        };
    }

    private sealed class Encoding
    {
        private readonly Dictionary<Formula, ILiteral> _literals = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<(string, long), ILiteral> _bounds = [];
        private readonly Dictionary<string, IntVar> _unknowns = [];

        public CpModel Model { get; } = new();

        public BoolVar Literal(Formula formula) => (BoolVar)Of(formula, true);

        private ILiteral Of(Formula formula, bool positive)
        {
            if (formula is Formula.Negation negation && !positive)
            {
                return Of(negation.Inner, true);
            }

            if (!_literals.TryGetValue(formula, out var literal))
            {
                literal = formula switch
                {
                    Formula.Bounded bounded => Bound(bounded),
                    Formula.Negation { Inner: var inner } => Inverse(Of(inner, true)),
                    Formula.Both both => Both(Of(both.Left, true), Of(both.Right, true)),
                    _ => throw new ArgumentException("A constant inside a formula.", nameof(formula)),
                };
                _literals.Add(formula, literal);
            }

            return literal;
        }

        private ILiteral Bound(Formula.Bounded bounded)
        {
            if (!_bounds.TryGetValue((bounded.Unknown.Name, bounded.Bound), out var literal))
            {
                if (!_unknowns.TryGetValue(bounded.Unknown.Name, out var unknown))
                {
                    unknown = Model.NewIntVar(bounded.Unknown.Min, bounded.Unknown.Max, bounded.Unknown.Name);
                    _unknowns.Add(bounded.Unknown.Name, unknown);
                }

                literal = Model.NewBoolVar("");
                Model.Add(unknown <= bounded.Bound).OnlyEnforceIf(literal);
                Model.Add(unknown > bounded.Bound).OnlyEnforceIf(literal.Not());
                _bounds.Add((bounded.Unknown.Name, bounded.Bound), literal);
            }

            return literal;
        }

        private BoolVar Inverse(ILiteral inner)
        {
            var literal = Model.NewBoolVar("");
            Model.AddBoolOr([literal, inner]);
            Model.AddBoolOr([literal.Not(), inner.Not()]);
            return literal;
        }

        private BoolVar Both(ILiteral left, ILiteral right)
        {
            var literal = Model.NewBoolVar("");
            Model.AddImplication(literal, left);
            Model.AddImplication(literal, right);
            Model.AddBoolOr([literal, left.Not(), right.Not()]);
            return literal;
        }
    }
}
