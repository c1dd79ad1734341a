using Comity.Dmn.Compilation.Tables;
using Comity.Dmn.Evaluation;
using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Syntax;
using Comity.Feel.Text;

namespace Comity.Dmn.Compilation;

/// <summary>A FEEL text of a model, with what is needed to read it.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsTests">Whether it is unary tests; an expression otherwise.</param>
/// <param name="Scope">The names it may use.</param>
internal sealed record ModelText(FeelText Text, bool IsTests, FeelScope Scope)
{
    private readonly Lazy<FeelNode?> _tree =
        new(() => IsTests ? FeelParser.ParseUnaryTests(Text.Text, Scope).Tree : FeelParser.ParseExpression(Text.Text, Scope).Tree);

    /// <summary>The text's tree; null where it has errors.</summary>
    public FeelNode? Tree => _tree.Value;
}

/// <summary>The FEEL texts of a model, listed by the compiler itself: so each has the scope that it is compiled with.</summary>
internal sealed class ModelTexts
{
    private readonly List<ModelText> _texts = [];
    private readonly List<TableParts> _tables = [];
    private readonly List<(DrgElement Element, ItemType Type)> _variables = [];
    private readonly HashSet<(string File, int Line, int Column)> _known = [];
    private readonly HashSet<FeelText> _conditions = new(ReferenceEqualityComparer.Instance);

    private ModelTexts()
    {
    }

    /// <summary>The texts written in the model's files; a text that imports bring in names its own file.</summary>
    public IReadOnlyList<ModelText> Texts => _texts;

    /// <summary>What is wrong with the model and its texts.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>The decision tables.</summary>
    public IReadOnlyList<TableParts> Tables => _tables;

    /// <summary>The declared type of the input or decision in a slot; null where there is neither.</summary>
    public ItemType? TypeOf(int slot) => slot >= 0 && slot < _variables.Count ? _variables[slot].Type : null;

    /// <summary>The declared type of the decision whose logic an expression is; null for others.</summary>
    public ItemType? TypeOf(DmnExpression expression) =>
        _variables.Find(variable => variable.Element is Decision decision && ReferenceEquals(decision.Expression, expression)).Type;

    /// <summary>Lists the texts of a model. Where the requirements have errors there are none but those of types.</summary>
    public static ModelTexts Of(DmnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var result = new ModelTexts();
        foreach (var definition in model.ItemDefinitions)
        {
            result.Add(definition);
        }

        result.Diagnostics = EngineCompiler.Compile(model, DmnEngineOptions.Strict, result).Diagnostics;
        return result;
    }

    internal void Add(FeelText text, bool isTests, FeelScope scope)
    {
        // A text without a source was not written by anybody: it stands for an empty entry. What is not FEEL is nobody's to read.
        if (text is { Source: not null, Language: null } && _known.Add((text.Location.File, text.Location.Line, text.Location.Column)))
        {
            _texts.Add(new ModelText(text, isTests, scope));
        }
    }

    /// <summary>Whether a text is the condition of a boxed conditional.</summary>
    public bool IsCondition(FeelText text) => _conditions.Contains(text);

    internal void AddCondition(FeelText text) => _conditions.Add(text);

    /// <summary>Takes the next variable, in the order of the slots.</summary>
    internal void Add(DrgElement element, ItemType type) =>
        _variables.Add((element, element is InputData or Decision ? type : ItemType.Any));

    internal void Add(TableParts table) => _tables.Add(table);

    private void Add(ItemDefinition definition)
    {
        foreach (var tests in (FeelText?[])[definition.AllowedValues, definition.TypeConstraint])
        {
            if (tests is not null)
            {
                Add(tests, true, FeelScope.Empty);
            }
        }

        foreach (var component in definition.Components)
        {
            Add(component);
        }
    }
}
