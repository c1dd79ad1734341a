using System.Xml;
using Comity.Feel.Text;

namespace Comity.Dmn.Model;

/// <summary>An input that the host of a model declares, so that the model's file need not: its requirements name it by its id.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">The FEEL type of its values, or of the items of its lists: <c>boolean</c>.</param>
/// <param name="AllowedValues">Unary tests that a value must pass; null for none.</param>
/// <param name="IsCollection">Whether a value is a list.</param>
/// <param name="Location">Where the host declares it.</param>
public sealed record HostInput(string Name, string TypeName, string? AllowedValues, bool IsCollection, SourceLocation Location)
{
    /// <summary>
    /// Its id where no element of the model has that: the name, with a dash for each character that an id in XML cannot hold.
    /// </summary>
    public string Id
    {
        get
        {
            var id = string.Concat(Name.Select(character => XmlConvert.IsNCNameChar(character) ? character : '-'));
            return id.Length > 0 && XmlConvert.IsStartNCNameChar(id[0]) ? id : "_" + id;
        }
    }
}
