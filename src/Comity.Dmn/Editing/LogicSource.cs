using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Editing;

/// <summary>The literal expression of a decision or knowledge model in the text of its file.</summary>
public sealed class LogicSource
{
    private readonly string _xml;
    private readonly XmlElementSpan _root;
    private readonly XmlElementSpan _owner;
    private readonly XmlElementSpan _logic;
    private readonly XmlElementSpan _element;
    private readonly IReadOnlyList<HostInput> _host;

    private LogicSource(
        string xml, XmlElementSpan root, XmlElementSpan owner, XmlElementSpan logic, XmlElementSpan element,
        IReadOnlyList<HostInput> host) =>
        (_xml, _root, _owner, _logic, _element, _host) = (xml, root, owner, logic, element, host);

    /// <summary>The FEEL as it is written, without white space at its ends.</summary>
    public string Text => XmlContent.Decode(_xml[_element.ContentStart.._element.ContentEnd]).Trim();

    /// <summary>Stands for the text; another text has another.</summary>
    internal string State => LogicState.Of([Text]);

    /// <summary>Where it begins.</summary>
    public int Place => _element.Start;

    /// <summary>The literal expression of a decision or knowledge model; null where its logic is none.</summary>
    /// <param name="xml">The text of a model that the reader accepts.</param>
    /// <param name="elementId">The id of the decision or knowledge model, as the model has it.</param>
    /// <param name="host">Inputs that the model's host declares; null for none.</param>
    public static LogicSource? Find(string xml, string elementId, IReadOnlyList<HostInput>? host = null)
    {
        ArgumentNullException.ThrowIfNull(xml);
        var root = XmlTree.Read(xml);
        return TableSource.FindOwner(root, elementId) is { } owner
            && (owner.Child("encapsulatedLogic") ?? owner).Child("literalExpression") is { } logic
            && logic.Child("text") is { } text ? new LogicSource(xml, root, owner, logic, text, host ?? []) : null;
    }

    /// <summary>Gives it another text. Input data that it names and the decision does not yet require are required then.</summary>
    public IReadOnlyList<TextChange> Set(string text)
    {
        var change = XmlContent.Change(_xml, _element, text, XmlContent.LineEndOf(_xml));
        return RequirementSource.Added(_xml, _root, _owner, _logic, [text], _host) is { } added ? [added, change] : [change];
    }
}
