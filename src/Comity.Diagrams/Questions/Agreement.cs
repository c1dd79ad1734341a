using Comity.Diagrams.Situations;

namespace Comity.Diagrams.Questions;

/// <summary>How likely it is that a variable makes no difference, given all the others, and how uncertain a function is.</summary>
internal sealed class Agreement(FunctionTable table, IReadOnlyList<IReadOnlyList<double>> likelihoods)
{
    private readonly Dictionary<(int, int), double> _above = [];
    private readonly Dictionary<int[], double> _agree = new(new SameNumbers());
    private readonly Dictionary<int, double> _entropies = [];
    private readonly Dictionary<int, Dictionary<int, double>> _values = [];

    /// <summary>The likelihood that a function has one value whatever the variable is. Exactly 0 when there is no such situation.</summary>
    public double Of(int function, int level)
    {
        if (table.Level(function) > level)
        {
            return 1;
        }

        if (table.Level(function) == level)
        {
            return Agree([.. Enumerable.Range(0, table.Widths[level]).Where(region => likelihoods[level][region] > 0)
                .Select(region => table.Child(function, region)).Distinct().Order()]);
        }

        if (!_above.TryGetValue((function, level), out var sum))
        {
            var own = table.Level(function);
            table.Effort?.Spend(table.Widths[own]);
            for (var region = 0; region < table.Widths[own]; region++)
            {
                sum += likelihoods[own][region] * Of(table.Child(function, region), level);
            }

            _above[(function, level)] = sum;
        }

        return sum;
    }

    /// <summary>The entropy of its value in bits.</summary>
    public double Entropy(int function)
    {
        if (!_entropies.TryGetValue(function, out var entropy))
        {
            entropy = Values(function).Values.Sum(mass => mass > 0 ? -mass * Math.Log2(mass) : 0);
            _entropies[function] = entropy;
        }

        return entropy;
    }

    private double Agree(int[] functions)
    {
        if (functions.Length == 1)
        {
            return 1;
        }

        // The constants come first.
        if (functions[1] < 0)
        {
            return 0;
        }

        if (!_agree.TryGetValue(functions, out var sum))
        {
            var level = functions.Min(table.Level);
            table.Effort?.Spend(table.Widths[level] * functions.Length);
            for (var region = 0; region < table.Widths[level]; region++)
            {
                if (likelihoods[level][region] > 0)
                {
                    sum += likelihoods[level][region]
                        * Agree([.. functions.Select(function => table.Restrict(function, level, region)).Distinct().Order()]);
                }
            }

            _agree[functions] = sum;
        }

        return sum;
    }

    // How likely each value is.
    private Dictionary<int, double> Values(int function)
    {
        if (function < 0)
        {
            return new Dictionary<int, double> { [function] = 1 };
        }

        if (!_values.TryGetValue(function, out var masses))
        {
            masses = [];
            var level = table.Level(function);
            for (var region = 0; region < table.Widths[level]; region++)
            {
                var further = Values(table.Child(function, region));
                table.Effort?.Spend(further.Count);
                foreach (var (value, mass) in further)
                {
                    masses[value] = masses.GetValueOrDefault(value) + (likelihoods[level][region] * mass);
                }
            }

            _values[function] = masses;
        }

        return masses;
    }
}
