using System.Security.Cryptography;
using System.Text;

namespace Comity.Dmn.Editing;

/// <summary>What stands for the texts of a table or an expression in a file that leaves the house, so that what changed meanwhile is known when it comes back.</summary>
internal static class LogicState
{
    /// <summary>The state of texts: 16 hexadecimal digits of their SHA-256.</summary>
    public static string Of(IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', texts))))[..16];

    /// <summary>The state of the logic of a decision or knowledge model; null where it is neither a table nor an expression.</summary>
    /// <param name="xml">The text of a well-formed model.</param>
    /// <param name="elementId">The element's id, as the model has it.</param>
    public static string? In(string xml, string elementId) => TableSource.Find(xml, elementId)?.State ?? LogicSource.Find(xml, elementId)?.State;
}
