using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Types.Inference;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation;

/// <summary>Compiled logic: reads the model's slots.</summary>
internal delegate FeelValue Logic(FeelValue[] slots, EvaluationContext context);

/// <summary>Compiles boxed expressions over a scope (DMN 1.5 §10.2.2).</summary>
/// <param name="types">The types that expressions may name.</param>
/// <param name="layout">Takes how large the frames must be.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
/// <param name="listed">Takes the texts and tables with their scopes, where somebody asks for them.</param>
internal sealed partial class LogicCompiler(ItemTypes types, FrameLayout layout, List<Diagnostic> diagnostics, ModelTexts? listed)
{
    public Logic Compile(DmnExpression expression, FeelScope scope)
    {
        var logic = expression switch
        {
            LiteralExpression literal => Expression(literal.Text, scope).Evaluate,
            ContextExpression context => Context(context, scope),
            ListExpression list => List([.. list.Items.Select(item => Compile(item, scope))]),
            RelationExpression relation => Relation(relation, scope),
            InvocationExpression invocation => Invocation(invocation, scope),
            FunctionExpression function => Function(function, scope),
            ConditionalExpression conditional => Conditional(conditional, scope),
            FilterExpression filter => Filter(filter, scope),
            ForExpression iteration => For(iteration, scope),
            QuantifiedExpression quantified => Quantified(quantified, scope),
            _ => Table((DecisionTable)expression, scope),
        };
        return Typed(logic, types.OfValue(expression.TypeName, expression), expression.Location.Element ?? "the expression");
    }

    /// <summary>The logic of something that is evaluated as a whole: its faults are told among the reasons, each time.</summary>
    public Logic CompileWhole(DmnExpression expression, FeelScope scope)
    {
        var before = diagnostics.Count;
        var logic = Compile(expression, scope);
        var faults = diagnostics.GetRange(before, diagnostics.Count - before);
        return faults.Count == 0 ? logic : (slots, context) =>
        {
            foreach (var fault in context.Reports ? faults : [])
            {
                context.Report(fault.Code, fault.ToString());
            }

            return logic(slots, context);
        };
    }

    /// <summary>The type that a value has when none is declared: that of a literal expression as far as it can be told, else any.</summary>
    public FeelType TypeOf(DmnExpression expression, FeelScope scope)
    {
        if (!string.IsNullOrEmpty(expression.TypeName))
        {
            return types.FeelTypeNamed(expression.TypeName) ?? FeelType.ByName(expression.TypeName) ?? FeelType.Any;
        }

        return expression is LiteralExpression { Text: { Language: null } text } && FeelParser.ParseExpression(text.Text, scope,
            types.Limits).Tree is { } tree
            ? FeelTypeInference.OfExpression(tree, scope).Type
            : FeelType.Any;
    }

    /// <summary>Logic whose value has a type, or is null.</summary>
    /// <param name="logic">The logic.</param>
    /// <param name="type">The type.</param>
    /// <param name="owner">What has the value: <c>'name'</c>, <c>decision 'D', entry 'x'</c>.</param>
    public static Logic Typed(Logic logic, ItemType type, string owner) => ReferenceEquals(type, ItemType.Any)
        ? logic
        : (slots, context) =>
        {
            var value = logic(slots, context);
            return type.Fits(value, context, out var fitting) ? fitting : type.Refuse(value, owner, context);
        };

    private static Logic List(Logic[] items) => (slots, context) =>
    {
        var values = new FeelValue[items.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = items[i](slots, context);
        }

        return context.Limited(FeelValue.From(FeelList.Of(values)));
    };

    private Logic Relation(RelationExpression relation, FeelScope scope)
    {
        var names = relation.Columns.Select(column => column.Name).ToArray();
        var columns = relation.Columns.Select(column => types.Named(column.TypeName, relation.Location)).ToArray();
        return List([.. relation.Rows.Select(row => Row([.. row.Select((cell, i) => Typed(Compile(cell, scope), columns[i],
            $"'{names[i]}'"))]))]);

        Logic Row(Logic[] cells) => (slots, context) =>
            context.Limited(FeelValue.From(FeelContext.Of(names.Select((name, i) => KeyValuePair.Create(name, cells[i](slots, context))))));
    }

    private Logic Conditional(ConditionalExpression expression, FeelScope scope)
    {
        if (expression.Condition is LiteralExpression written)
        {
            listed?.AddCondition(written.Text);
        }

        var (condition, then, otherwise) = (Compile(expression.Condition, scope), Compile(expression.Then, scope), Compile(expression.Else, scope));
        return (slots, context) =>
        {
            var answer = condition(slots, context);
            if (answer.Kind is FeelKind.Boolean or FeelKind.Null)
            {
                return answer.IsTrue ? then(slots, context) : otherwise(slots, context);
            }

            context.Report("DMN0205", "A condition is neither true nor false.");
            return FeelValue.Null;
        };
    }

    private Logic Context(ContextExpression expression, FeelScope scope)
    {
        var first = scope.Variables.Length;
        var keys = expression.Entries.Select(entry => entry.Name).ToArray();
        var values = new Logic[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var entry = expression.Entries[i];
            var type = types.OfValue(entry.TypeName, entry.Value);
            values[i] = Typed(Compile(entry.Value, scope), type, $"'{keys[i]}'");
            scope = scope.With(keys[i], type.Type);
        }

        layout.Require(scope.Variables.Length);
        var result = expression.Result is null ? null : Compile(expression.Result, scope);
        return (slots, context) =>
        {
            // An entry's code keeps what it needs behind the entries before it, so that the frame can be used as it is.
            var frame = slots.Length >= first + keys.Length ? slots : Frame(slots, first, keys.Length);
            for (var i = 0; i < keys.Length; i++)
            {
                frame[first + i] = values[i](frame, context);
            }

            return result is not null
                ? result(frame, context)
                : context.Limited(Entries(keys, frame, first));
        };
    }

    private static FeelValue Entries(string[] keys, FeelValue[] frame, int first) =>
        FeelValue.From(FeelContext.Of(keys.Select((key, i) => KeyValuePair.Create(key, frame[first + i]))));

    // The slots of a scope with room for more behind them, and for what the code keeps on the way.
    private FeelValue[] Frame(FeelValue[] slots, int count, int more)
    {
        var frame = new FeelValue[Math.Max(count + more, layout.Size)];
        Array.Copy(slots, frame, count);
        return frame;
    }

    private Logic Table(DecisionTable table, FeelScope scope)
    {
        var isNamed = table.Outputs.Count <= 1 || table.Outputs.All(output => output.Name is not null);
        if (!isNamed)
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "DMN0105", "Each of several outputs needs a name.", table.Location,
                "Give each output column a name of its own."));
        }

        var isOrdered = table.HitPolicy is not (HitPolicy.Priority or HitPolicy.OutputOrder) || table.Outputs.Any(output =>
            output.OutputValues is not null);
        if (!isOrdered)
        {
            diagnostics.Add(new Diagnostic(
                Severity.Error, "DMN0106",
                    $"A table with hit policy {(table.HitPolicy == HitPolicy.Priority ? "PRIORITY" : "OUTPUT ORDER")} needs output values.",
                table.Location, "List them in the output column, the best first."));
        }

        // Many cells of a large table have the same text, which is compiled once.
        var (tests, outputs) = (new Dictionary<string, CompiledTests>(), new Dictionary<string, CompiledFeel>());
        var inputs = table.Inputs.Select(input => Expression(input.Expression, scope)).ToArray();
        var parts = new TableParts(
            table,
            scope,
            inputs,
            [.. table.Inputs.Select((input, i) => ColumnType(input, inputs[i], scope))],
            [.. table.Inputs.Select(input => input.AllowedValues is { } allowed ? Tests(allowed, scope) : null)],
            [.. table.Rules.Select(rule => rule.Inputs.Select(entry => Once(tests, entry, true, Tests)).ToArray())],
            [.. table.Outputs.Select(output => types.Named(output.TypeName, table.Location))],
            [.. table.Rules.Select(rule => rule.Outputs.Select(entry => Once(outputs, entry, false, Expression)).ToArray())],
            [.. table.Outputs.Select(output => output.Default is { } other ? Expression(other, scope) : null)],
            [.. table.Outputs.Select(output => output.OutputValues is { } values ? Order(values, scope) : null)]);
        if (!HasOtherLanguage(table))
        {
            listed?.Add(parts);
        }

        // What the outputs are called, or which comes first, is not said: there is no value to give.
        return isNamed && isOrdered ? new TableCode(parts, new TableOutputs(parts)).Evaluate : Null.Evaluate;

        // What is wrong with a text is found at each of its places.
        T Once<T>(Dictionary<string, T> known, FeelText text, bool areTests, Func<FeelText, FeelScope, T> compile)
        {
            if (text.Language is null && known.TryGetValue(text.Text, out var code))
            {
                listed?.Add(text, areTests, scope);
                return code;
            }

            var before = diagnostics.Count;
            code = compile(text, scope);
            if (diagnostics.Count == before)
            {
                known.TryAdd(text.Text, code);
            }

            return code;
        }
    }

    private static bool HasOtherLanguage(DecisionTable table) =>
        table.Inputs.SelectMany(input => (FeelText?[])[input.Expression, input.AllowedValues])
            .Concat(table.Outputs.SelectMany(output => (FeelText?[])[output.OutputValues, output.Default]))
            .Concat(table.Rules.SelectMany(rule => rule.Inputs.Concat(rule.Outputs)))
            .Any(text => text?.Language is not null);

    // The declared type of an input column; any where its variable has that type already, so that nothing is checked twice.
    private ItemType ColumnType(InputClause input, CompiledFeel expression, FeelScope scope)
    {
        var type = types.Named(input.TypeName, input.Expression.Location);
        return expression.Variable is >= 0 and var slot && !type.IsConstrained && scope.Variables[slot].Type.ConformsTo(type.Type) ? ItemType.Any : type;
    }

    // The listed output values, best first; they are constants.
    private FeelValue[] Order(FeelText text, FeelScope scope)
    {
        listed?.Add(text, true, scope);
        var list = text with { Text = $"[{text.Text}]", Location = text.Location with { Column = text.Location.Column - 1 },
            Source = null };
        var value = Expression(list, scope).Evaluate(new FeelValue[scope.Variables.Length], EvaluationContext.Silent);
        return value.Kind == FeelKind.List ? [.. value.AsList().Items] : [];
    }

    private CompiledFeel Expression(FeelText text, FeelScope scope) => Parsed(text, scope) is { } tree ? Compiled(tree, text, scope) : Null;

    private FeelNode? Parsed(FeelText text, FeelScope scope)
    {
        listed?.Add(text, false, scope);
        if (text.NotFeel is { } other)
        {
            diagnostics.Add(other);
            return null;
        }

        var parsed = FeelParser.ParseExpression(text.Text, scope, types.Limits);
        return parsed.Tree ?? Failed<FeelNode?>(text, parsed.Errors, null);
    }

    private CompiledFeel Compiled(FeelNode tree, FeelText text, FeelScope scope)
    {
        var compiled = FeelCompiler.CompileExpression(tree, scope);
        layout.Require(compiled.Code?.FrameSize ?? 0);
        return compiled.Code ?? Failed(text, compiled.Errors, Null);
    }

    private CompiledTests Tests(FeelText text, FeelScope scope)
    {
        listed?.Add(text, true, scope);
        if (text.NotFeel is { } other)
        {
            diagnostics.Add(other);
            return NoTest;
        }

        var parsed = FeelParser.ParseUnaryTests(text.Text, scope, types.Limits);
        var compiled = parsed.Tree is null ? new(null, parsed.Errors) : FeelCompiler.CompileUnaryTests(parsed.Tree, scope);
        layout.Require(compiled.Code?.FrameSize ?? 0);
        return compiled.Code ?? Failed(text, compiled.Errors, NoTest);
    }

    private static CompiledTests NoTest { get; } = FeelCompiler.CompileUnaryTests(new UnaryTestsNode(default, [], false),
        FeelScope.Empty).Code!;

    private static CompiledFeel Null { get; } = FeelCompiler.CompileExpression(new LiteralNode(default, FeelValue.Null), FeelScope.Empty).Code!;

    // Compilation goes on behind an error, so that all errors are found in one run; the engine is not built then.
    private T Failed<T>(FeelText text, IReadOnlyList<FeelSyntaxError> errors, T substitute)
    {
        diagnostics.AddRange(errors.Select(text.Diagnose).Select(error => error.Code == "FEEL0101" && error.Mend?.StartsWith("Did",
            StringComparison.Ordinal) != true
            ? error with { Mend = $"{error.Mend} If it is an input or a decision, declare it, and let this one require it.".TrimStart() }
            : error));
        return substitute;
    }
}
