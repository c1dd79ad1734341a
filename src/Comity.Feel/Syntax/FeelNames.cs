namespace Comity.Feel.Syntax;

/// <summary>Names as expressions write them (DMN 1.5 §10.3.1.4).</summary>
public static class FeelNames
{
    /// <summary>The name in the form in which names are compared: one space between words, none elsewhere.</summary>
    public static string Normalise(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return KnownNames.Normalise(name);
    }
}
