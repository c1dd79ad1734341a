using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Comity.Diagrams.Tests.Witness;

/// <summary>Asks a solver that reads SMT-LIB 2.6, z3 or cvc5, whether statements can be true. It is told all questions at once.</summary>
internal static class SmtWitness
{
    /// <summary>The solver on the PATH; null for none.</summary>
    public static string? Solver { get; } = new[] { "z3", "cvc5" }.Select(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)).FirstOrDefault(path => path is not null);

    /// <summary>Whether each statement can be true. Statements of one group share their unknowns.</summary>
    public static IReadOnlyList<bool> CanBeTrue(IEnumerable<IReadOnlyList<Formula>> groups)
    {
        var text = new StringBuilder("(set-logic QF_LIA)\n");
        var count = 0;
        foreach (var group in groups)
        {
            text.Append("(push 1)\n");
            var script = new Script(text);
            var names = group.Select(script.Name).ToList();
            foreach (var name in names)
            {
                text.Append(CultureInfo.InvariantCulture, $"(push 1)\n(assert {name})\n(check-sat)\n(pop 1)\n");
                count++;
            }

            text.Append("(pop 1)\n");
        }

        var answers = Run(text.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(count, answers.Length);
        return [.. answers.Select(answer => answer switch { "sat" => true, "unsat" => false, _ => throw new InvalidOperationException($"{Solver} says: {answer}") })];
    }

    private static string Run(string script)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, script);
            string[] arguments = Path.GetFileName(Solver) == "cvc5" ? ["--incremental", "--lang=smt2", path] : ["-smt2", path];
            using var process = Process.Start(new ProcessStartInfo(Solver!, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Script(StringBuilder text)
    {
        private readonly Dictionary<Formula, string> _names = new(ReferenceEqualityComparer.Instance);
        private readonly HashSet<string> _declared = [];

        public string Name(Formula formula)
        {
            if (!_names.TryGetValue(formula, out var name))
            {
                var body = formula switch
                {
                    Formula.Constant constant => constant.Value ? "true" : "false",
                    Formula.Bounded bounded => $"(<= {Declared(bounded.Unknown)} {Number(bounded.Bound)})",
                    Formula.Negation negation => $"(not {Name(negation.Inner)})",
                    Formula.Both both => $"(and {Name(both.Left)} {Name(both.Right)})",
                    _ => throw new ArgumentException("Unknown formula.", nameof(formula)),
                };
                name = $"f{_names.Count}";
                _names.Add(formula, name);
                text.Append(CultureInfo.InvariantCulture, $"(define-fun {name} () Bool {body})\n");
            }

            return name;
        }

        private string Declared(Unknown unknown)
        {
            var name = $"|{unknown.Name}|";
            if (_declared.Add(unknown.Name))
            {
                text.Append(CultureInfo.InvariantCulture, $"(declare-const {name} Int)\n(assert (<= {Number(unknown.Min)} {name} {Number(unknown.Max)}))\n");
            }

            return name;
        }

        private static string Number(long value) => value < 0 ? $"(- {-value})" : value.ToString(CultureInfo.InvariantCulture);
    }
}
