using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

/// <summary>Compiled logic: reads the model's slots, and leaves its steps in the trace where one is asked for.</summary>
internal delegate FeelValue Logic(FeelValue[] slots, EvaluationContext context, DecisionTrace? trace);

/// <summary>Compiles boxed expressions over a scope.</summary>
internal sealed class LogicCompiler(ItemTypes types, List<Diagnostic> diagnostics)
{
    public Logic Compile(DmnExpression expression, FeelScope scope)
    {
        switch (expression)
        {
            case LiteralExpression literal:
                var code = Expression(literal.Text, scope);
                return (slots, context, _) => code.Evaluate(slots, context);
            case ContextExpression context:
                return Context(context, scope);
            default:
                return Table((DecisionTable)expression, scope);
        }
    }

    private Logic Context(ContextExpression expression, FeelScope scope)
    {
        var first = scope.Variables.Length;
        var keys = expression.Entries.Select(entry => entry.Name).ToArray();
        var values = new Logic[keys.Length];
        var conforms = new ItemType[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            values[i] = Compile(expression.Entries[i].Value, scope);
            conforms[i] = types.Named(expression.Entries[i].TypeName, expression.Location);
            scope = scope.With(keys[i], conforms[i].Type);
        }

        var result = expression.Result is null ? null : Compile(expression.Result, scope);
        return (slots, context, trace) =>
        {
            var frame = new FeelValue[first + keys.Length];
            Array.Copy(slots, frame, first);
            for (var i = 0; i < keys.Length; i++)
            {
                frame[first + i] = conforms[i].Conform(values[i](frame, context, trace), keys[i], context);
            }

            return result is not null
                ? result(frame, context, trace)
                : FeelValue.From(FeelContext.Of(keys.Select((key, i) => KeyValuePair.Create(key, frame[first + i]))));
        };
    }

    private Logic Table(DecisionTable table, FeelScope scope)
    {
        if (table.Outputs.Count > 1 && table.Outputs.FirstOrDefault(output => output.Name is null) is not null)
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "DMN0105", "Each of several outputs needs a name.", table.Location));
        }

        if (table.HitPolicy is HitPolicy.Priority or HitPolicy.OutputOrder && table.Outputs.All(output => output.OutputValues is null))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "DMN0106", $"A table with hit policy {table.HitPolicy} needs output values.", table.Location, "List them in the output column, the best first."));
        }

        var code = new TableCode(
            table,
            [.. table.Inputs.Select(input => Expression(input.Expression, scope))],
            [.. table.Inputs.Select(input => input.AllowedValues is { } allowed ? Tests(allowed, scope) : null)],
            [.. table.Rules.Select(rule => rule.Inputs.Select(entry => Tests(entry, scope)).ToArray())],
            new TableOutputs(
                table,
                [.. table.Rules.Select(rule => rule.Outputs.Select(entry => Expression(entry, scope)).ToArray())],
                [.. table.Outputs.Select(output => output.Default is { } other ? Expression(other, scope) : null)],
                [.. table.Outputs.Select(output => output.OutputValues is { } values ? Order(values, scope) : null)]));
        return code.Evaluate;
    }

    // The listed output values, best first; they are constants.
    private FeelValue[] Order(FeelText text, FeelScope scope)
    {
        var listed = new FeelText($"[{text.Text}]", text.Location with { Column = text.Location.Column - 1 });
        var value = Expression(listed, scope).Evaluate(new FeelValue[scope.Variables.Length], EvaluationContext.Silent);
        return value.Kind == FeelKind.List ? [.. value.AsList().Items] : [];
    }

    private CompiledFeel Expression(FeelText text, FeelScope scope)
    {
        var parsed = FeelParser.ParseExpression(text.Text, scope);
        var compiled = parsed.Tree is null ? new(null, parsed.Errors) : FeelCompiler.CompileExpression(parsed.Tree, scope);
        return compiled.Code ?? Failed(text, compiled.Errors, FeelCompiler.CompileExpression(Nothing, FeelScope.Empty).Code!);
    }

    private CompiledTests Tests(FeelText text, FeelScope scope)
    {
        var parsed = FeelParser.ParseUnaryTests(text.Text, scope);
        var compiled = parsed.Tree is null ? new(null, parsed.Errors) : FeelCompiler.CompileUnaryTests(parsed.Tree, scope);
        return compiled.Code ?? Failed(text, compiled.Errors, FeelCompiler.CompileUnaryTests(new UnaryTestsNode(default, [], false), FeelScope.Empty).Code!);
    }

    private static LiteralNode Nothing { get; } = new(default, FeelValue.Null);

    // Compilation goes on behind an error, so that all errors are found in one run; the engine is not built then.
    private T Failed<T>(FeelText text, IReadOnlyList<FeelSyntaxError> errors, T substitute)
    {
        diagnostics.AddRange(errors.Select(text.Diagnose));
        return substitute;
    }
}
