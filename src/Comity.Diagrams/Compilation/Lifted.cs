using Comity.Diagrams.Core;
using Comity.Feel;
using Comity.Feel.Text;
using Comity.Feel.Types;
using Comity.Feel.Values;

namespace Comity.Diagrams.Compilation;

/// <summary>The model does something that a diagram cannot hold.</summary>
internal sealed class OutsideFragmentException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}

/// <summary>What a name or an expression stands for while logic is lifted.</summary>
internal abstract record Lifted
{
    /// <summary>The diagrams that it holds, for improving the order of the variables.</summary>
    public virtual IEnumerable<Diagram> Diagrams => [];
}

/// <summary>A value in each situation.</summary>
internal sealed record LiftedValue(Diagram Diagram) : Lifted
{
    public override IEnumerable<Diagram> Diagrams => [Diagram];
}

/// <summary>
/// What an expression makes of one variable with more values than can be told one by one. As the variable grows, it only grows, or only
/// falls; so a comparison with a constant changes its answer at most once, and the place is found by halving.
/// </summary>
/// <param name="Level">The variable.</param>
/// <param name="Value">Its value from a value of the variable, as the engine computes it.</param>
/// <param name="Grows">Whether it grows with the variable.</param>
internal sealed record LiftedCurve(int Level, Func<FeelValue, FeelValue> Value, bool Grows) : Lifted
{
    public LiftedCurve Then(Func<FeelValue, FeelValue> next, bool grows = true) => new(Level, value => next(Value(value)), Grows == grows);
}

/// <summary>A text of which only some constants are told apart.</summary>
internal sealed record LiftedText(int Level) : Lifted;

/// <summary>One of several, depending on the situation.</summary>
/// <param name="Which">The position in <paramref name="Parts"/>, in each situation.</param>
/// <param name="Parts">The parts; none is a choice itself.</param>
internal sealed record LiftedChoice(Diagram Which, IReadOnlyList<Lifted> Parts) : Lifted
{
    public override IEnumerable<Diagram> Diagrams => Parts.SelectMany(part => part.Diagrams).Prepend(Which);
}

/// <summary>A function: of a knowledge model, a decision service, or written in place.</summary>
/// <param name="Parameters">Names of its parameters.</param>
/// <param name="Invoke">What it gives, from a value for each parameter.</param>
internal sealed record LiftedFunction(IReadOnlyList<string> Parameters, Func<IReadOnlyList<Lifted>, Lifted> Invoke) : Lifted;

/// <summary>Names in scope, innermost first.</summary>
internal sealed class Names
{
    private readonly Names? _outer;
    private readonly string _name = "";
    private readonly Lifted? _value;
    private FeelScope? _scope;

    private Names()
    {
    }

    private Names(Names outer, string name, Lifted value)
    {
        _outer = outer;
        _name = FeelNames.Normalise(name);
        _value = value;
    }

    public static Names Empty { get; } = new();

    public Names With(string name, Lifted value) => new(this, name, value);

    public Lifted? Find(string name)
    {
        name = FeelNames.Normalise(name);
        for (var names = this; names._outer is not null; names = names._outer)
        {
            if (names._name == name)
            {
                return names._value;
            }
        }

        return null;
    }

    /// <summary>The scope for parsing a text over these names.</summary>
    public FeelScope Scope()
    {
        if (_scope is not null)
        {
            return _scope;
        }

        var variables = new List<FeelVariable>();
        for (var names = this; names._outer is not null; names = names._outer)
        {
            variables.Add(new FeelVariable(names._name, FeelType.Any));
        }

        return _scope = FeelScope.Of(variables);
    }
}
