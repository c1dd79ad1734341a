using Comity.Feel.Values;

namespace Comity.Feel.Functions;

/// <summary>
/// What functions written <c>external</c> may run (DMN 1.5 §10.3.2.13.3). No Java and no PMML is run here: a host registers what a
/// method stands for. A method that is not registered makes a function whose every invocation is null, with that reason.
/// </summary>
public sealed class ExternalFunctions
{
    // Most models name no method, and then none is made.
    private readonly Lazy<Dictionary<string, FeelBody>> _methods;

    private ExternalFunctions(Func<Dictionary<string, FeelBody>> methods) => _methods = new Lazy<Dictionary<string, FeelBody>>(methods);

    /// <summary>No methods.</summary>
    public static ExternalFunctions None { get; } = new(() => []);

    /// <summary>The methods of <c>java.lang</c> that work on numbers and strings, done by .NET.</summary>
    public static ExternalFunctions Standard { get; } = new(() => JavaMethods.All.ToDictionary(method => Key(method.Class, method.Signature), method => method.Body, StringComparer.Ordinal));

    /// <summary>These methods and one more, which takes precedence.</summary>
    /// <param name="className">The class, for example <c>com.example.Risk</c>.</param>
    /// <param name="methodSignature">The method and the types of its parameters, for example <c>score(double, java.lang.String)</c>.</param>
    /// <param name="body">What it does; it is given one argument for each of the function's parameters.</param>
    public ExternalFunctions With(string className, string methodSignature, FeelBody body) =>
        new(() => new Dictionary<string, FeelBody>(_methods.Value, StringComparer.Ordinal) { [Key(className, methodSignature)] = body });

    /// <summary>A function for mapping information: <c>{java: {class: …, method signature: …}}</c> or <c>{pmml: {document: …, model: …}}</c>.</summary>
    /// <param name="parameters">Names of the function's parameters.</param>
    /// <param name="mapping">The mapping information, or its inner context.</param>
    public FeelFunction Function(IReadOnlyList<string> parameters, FeelValue mapping)
    {
        var java = Entry(mapping, "java") is { IsNull: false } inner ? inner : mapping;
        if (Entry(java, "class") is { Kind: FeelKind.String } className && Entry(java, "method signature") is { Kind: FeelKind.String } signature)
        {
            return _methods.Value.TryGetValue(Key(className.AsString(), signature.AsString()), out var body)
                ? Known(parameters, $"{className.AsString()}.{signature.AsString()}", body)
                : Missing(parameters, $"The Java method {className.AsString()}.{signature.AsString()} is not available: no Java is run here, and the host has not registered it.");
        }

        return Missing(parameters, Entry(mapping, "pmml").IsNull
            ? "An external function names a Java class and method signature, or a PMML document."
            : "PMML models are not available here.");
    }

    // A method without an answer is null with a reason, like every other null.
    private static FeelLambda Known(IReadOnlyList<string> parameters, string method, FeelBody body) => new("", parameters, (arguments, context) =>
    {
        var before = context.Notes.Count;
        var value = body(arguments, context);
        if (value.IsNull && context.Reports && context.Notes.Count == before)
        {
            context.Report("FEEL0301", $"{method} has no answer for these arguments.");
        }

        return value;
    });

    private static FeelLambda Missing(IReadOnlyList<string> parameters, string reason) => new("", parameters, (_, context) =>
    {
        context.Report("FEEL0306", reason);
        return FeelValue.Null;
    });

    private static FeelValue Entry(FeelValue context, string name) =>
        context.Kind == FeelKind.Context && context.AsContext().TryGet(name, out var value) ? value : FeelValue.Null;

    private static string Key(string className, string signature) => className + "#" + string.Concat(signature.Where(character => !char.IsWhiteSpace(character)));
}
