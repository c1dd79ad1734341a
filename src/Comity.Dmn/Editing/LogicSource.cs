using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>The literal expression of a decision or knowledge model in the text of its file.</summary>
public sealed class LogicSource
{
    private readonly string _xml;
    private readonly XmlElementSpan _element;

    private LogicSource(string xml, XmlElementSpan element) => (_xml, _element) = (xml, element);

    /// <summary>The FEEL as it is written, without white space at its ends.</summary>
    public string Text => XmlContent.Decode(_xml[_element.ContentStart.._element.ContentEnd]).Trim();

    /// <summary>Stands for the text; another text has another.</summary>
    internal string State => LogicState.Of([Text]);

    /// <summary>Where it begins.</summary>
    public int Place => _element.Start;

    /// <summary>The literal expression of a decision or knowledge model; null where its logic is none.</summary>
    /// <param name="xml">The text of a model that the reader accepts.</param>
    /// <param name="elementId">The id of the decision or knowledge model, as the model has it.</param>
    public static LogicSource? Find(string xml, string elementId) =>
        TableSource.FindOwner(XmlTree.Read(xml), elementId) is { } owner && (owner.Child("encapsulatedLogic") ?? owner).Child("literalExpression")?.Child("text") is { } text ? new LogicSource(xml, text) : null;

    /// <summary>Gives it another text.</summary>
    public TextChange Set(string text) => XmlContent.Change(_xml, _element, text, _xml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n");
}
