using Comity.Dmn.Evaluation;
using Comity.Dmn.Xml;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Values;
using Comity.Fuzz.Generation;

namespace Comity.Fuzz;

/// <summary>What inputs are given to. Whatever is thrown is a fault, except that an evaluation may reach its limits.</summary>
public static class FuzzTargets
{
    private static readonly EvaluationLimits Limits = new(MaximumSteps: 10_000, MaximumDepth: 100, MaximumSize: 100_000, MaximumTime: TimeSpan.FromSeconds(1));

    private static readonly FeelValue[] Slots = [.. FeelTrees.Scope.Variables.Select((_, slot) => FeelValue.From(slot))];

    /// <summary>Reads the text as an expression and as unary tests, formats it, compiles it and evaluates it.</summary>
    public static void Feel(string text)
    {
        var expression = FeelParser.ParseExpression(text, FeelTrees.Scope);
        Check(expression.Tree is null, expression.Errors.Count, text);
        if (expression.Tree is not null)
        {
            FeelFormatter.FormatExpression(text, FeelTrees.Scope, 60);
            if (FeelCompiler.CompileExpression(expression.Tree, FeelTrees.Scope).Code is { } code)
            {
                Limited(context => code.Evaluate(Slots, context).ToString());
            }
        }

        var tests = FeelParser.ParseUnaryTests(text, FeelTrees.Scope);
        Check(tests.Tree is null, tests.Errors.Count, text);
        if (tests.Tree is not null && FeelCompiler.CompileUnaryTests(tests.Tree, FeelTrees.Scope).Code is { } test)
        {
            Limited(context => test.Test(FeelValue.From(5), Slots, context));
        }
    }

    /// <summary>Reads the file as a model, and builds and runs an engine where it is one.</summary>
    public static void Dmn(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var read = DmnReader.Read(stream, "fuzz.dmn");
        Check(read.Model is null, read.Diagnostics.Count, "a file");
        if (read.Model is { } model && DmnEngine.Create(model).Engine is { } engine)
        {
            foreach (var decision in model.Decisions.Where(decision => engine.Has(decision.Name)))
            {
                Limited(context => engine.Evaluate(decision.Name, [KeyValuePair.Create("n", FeelValue.From(3))], context));
            }
        }
    }

    private static void Limited<T>(Func<EvaluationContext, T> evaluate)
    {
        try
        {
            evaluate(new EvaluationContext(true, Limits));
        }
        catch (EvaluationLimitException)
        {
            // What limits are for.
        }
    }

    private static void Check(bool failed, int errors, string text)
    {
        if (failed != (errors > 0))
        {
            throw new InvalidOperationException($"Neither a result nor an error for {text}");
        }
    }
}
