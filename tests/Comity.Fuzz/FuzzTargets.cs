using System.Text.Json;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Xml;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Syntax.Printing;
using Comity.Feel.Values;
using Comity.Fuzz.Generation;
using Comity.Policy.Editing;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

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

    /// <summary>Takes the tables of a workbook or a model over into the pack.</summary>
    public static void Tables(byte[] file)
    {
        var read = TableImport.Read(HandIns.Files, HandIns.Pack, file, "fuzz");
        if (read.Diagnostics.Count > 0)
        {
            Check(read.Edits.Count == 0, read.Diagnostics.Count, "a file of tables");
        }

        PackEdits.Apply(HandIns.Files, read.Edits);
    }

    /// <summary>Reads an archive as a pack.</summary>
    public static void Archive(byte[] file)
    {
        PackFiles files;
        try
        {
            (files, _) = PackArchive.ReadForeign(file);
        }
        catch (InvalidDataException)
        {
            // What the reader says of a file that is no archive of a pack.
            return;
        }

        using var work = new WorkBudget(WorkLimits.Untrusted, CancellationToken.None);
        var read = PackReader.Read(files, work);
        Check(read.Pack is null, read.Diagnostics.Count, "an archive");
    }

    /// <summary>Reads a request.</summary>
    public static void Body(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var read = RequestReader.Read(HandIns.Pack, document.RootElement, new DateOnly(2025, 1, 27));
            Check(read.Request is null, read.Problems.Count, "a request");
        }
        catch (JsonException)
        {
            // What the framework says of a text that is not JSON.
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
