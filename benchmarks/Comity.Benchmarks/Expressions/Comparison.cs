using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Benchmarks.Engines;
using Comity.Benchmarks.Measuring;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Evaluation;
using Comity.Feel.Syntax;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Benchmarks.Expressions;

/// <summary>One expression in both engines.</summary>
internal sealed record ComparedExpression(Expression Expression, string Comity, string Feelin, Rate ComityRate, Rate FeelinRate)
{
    public bool Agrees => Comity == Feelin;

    /// <summary>Whether they differ without a reason being known.</summary>
    public bool IsUnexplained => !Agrees && Expression.Difference is null;

    public double Ratio => ComityRate.PerSecond / FeelinRate.PerSecond;
}

/// <summary>FEEL expressions in Comity and in feelin: compiled once and evaluated on slots there, evaluated from text here, as each offers.</summary>
internal static class Comparison
{
    public static IReadOnlyList<ComparedExpression> Run(int rounds, TimeSpan time)
    {
        using var context = JsonDocument.Parse(Expression.Context);
        var (scope, values) = Variables(context.RootElement);
        var compiled = Expression.All.Select(expression => Compile(expression.Text, scope)).ToArray();
        var slots = new FeelValue[compiled.Max(code => Math.Max(code.FrameSize, values.Length))];
        values.CopyTo(slots, 0);

        using var peer = new NodePeer("feelin");
        var answers = peer.Ask("feel", new JsonArray([.. Expression.All.Select(expression => new JsonObject { ["expression"] = expression.Text, ["context"] = JsonNode.Parse(Expression.Context) })]))["answers"]!.AsArray()
            .Select(answer => answer is JsonObject failed ? $"error: {failed["error"]}" : answer!.ToString()).ToArray();
        var own = compiled.Select(code => new List<Rate>()).ToArray();
        var others = compiled.Select(code => new List<Rate>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < compiled.Length; i++)
            {
                var code = compiled[i];
                own[i].Add(Rate.Of(1, _ => code.Evaluate(slots, EvaluationContext.Silent).IsNull ? 0 : 1, time));
            }

            var rates = peer.Ask("time", JsonValue.Create(time.TotalSeconds))["perSecond"]!.AsArray();
            for (var i = 0; i < compiled.Length; i++)
            {
                others[i].Add(new Rate(rates[i]!.GetValue<double>()));
            }
        }

        return [.. Expression.All.Select((expression, i) => new ComparedExpression(
            expression, compiled[i].Evaluate(slots, EvaluationContext.Silent).ToString(), answers[i], Rate.Median(own[i]), Rate.Median(others[i])))];
    }

    /// <summary>The members of a context as variables, and their values by slot.</summary>
    public static (FeelScope Scope, FeelValue[] Values) Variables(JsonElement context)
    {
        var variables = context.EnumerateObject().Select(member => (member.Name, Value: Value(member.Value))).ToArray();
        return (FeelScope.Of(variables.Select(variable => new FeelVariable(variable.Name, TypeOf(variable.Value)))), [.. variables.Select(variable => variable.Value)]);
    }

    private static CompiledFeel Compile(string text, FeelScope scope)
    {
        var parsed = FeelParser.ParseExpression(text, scope);
        return parsed.Tree is { } tree && FeelCompiler.CompileExpression(tree, scope).Code is { } code
            ? code
            : throw new InvalidOperationException($"{text}: {string.Join("; ", parsed.Errors)}");
    }

    private static FeelType TypeOf(FeelValue value) => value.Kind switch
    {
        FeelKind.Context => new ContextType([.. value.AsContext().Keys.Select((key, i) => new ContextMember(key, TypeOf(value.AsContext().Values[i])))]),
        FeelKind.List => new ListType(TypeOf(value.AsList()[0])),
        _ => FeelType.Any,
    };

    private static FeelValue Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => FeelValue.From(element.GetString()),
        JsonValueKind.Number => FeelValue.From(FeelNumber.TryParse(element.GetRawText(), out var number) ? number : 0L),
        JsonValueKind.True or JsonValueKind.False => FeelValue.From(element.GetBoolean()),
        JsonValueKind.Array => FeelValue.From(FeelList.Of(element.EnumerateArray().Select(Value))),
        JsonValueKind.Object => FeelValue.From(FeelContext.Of(element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Value(member.Value))))),
        _ => FeelValue.Null,
    };
}
