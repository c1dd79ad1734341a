using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Feel.Tests;

/// <summary>Text in, value out.</summary>
internal static class Feel
{
    public static FeelValue Evaluate(string text, params (string Name, FeelValue Value)[] variables)
    {
        var scope = variables.Aggregate(FeelScope.Empty, (known, variable) => known.With(variable.Name, FeelType.Any));
        var parsed = FeelParser.ParseExpression(text, scope);
        Assert.True(parsed.Tree is not null, string.Join("; ", parsed.Errors));
        var compiled = FeelCompiler.CompileExpression(parsed.Tree, scope);
        Assert.True(compiled.Code is not null, string.Join("; ", compiled.Errors));
        return compiled.Code.Evaluate([.. variables.Select(variable => variable.Value)], new EvaluationContext(true));
    }

    public static IReadOnlyList<EvaluationNote> NotesOf(string text)
    {
        var context = new EvaluationContext(true);
        var tree = FeelParser.ParseExpression(text, FeelScope.Empty).Tree!;
        FeelCompiler.CompileExpression(tree, FeelScope.Empty).Code!.Evaluate([], context);
        return context.Notes;
    }

    public static FeelValue Test(string tests, string input)
    {
        var parsed = FeelParser.ParseUnaryTests(tests, FeelScope.Empty);
        Assert.True(parsed.Tree is not null, string.Join("; ", parsed.Errors));
        var compiled = FeelCompiler.CompileUnaryTests(parsed.Tree, FeelScope.Empty);
        Assert.True(compiled.Code is not null, string.Join("; ", compiled.Errors));
        return compiled.Code.Test(Evaluate(input), [], new EvaluationContext(true));
    }
}
