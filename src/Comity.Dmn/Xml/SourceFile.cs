namespace Comity.Dmn.Xml;

/// <summary>The raw text of an XML file, to say where a character of its content stands.</summary>
internal sealed class SourceFile
{
    private readonly string _raw;
    private readonly List<int> _lineStarts = [0];

    public SourceFile(string raw)
    {
        _raw = raw;
        for (var i = raw.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = raw.IndexOf('\n', i + 1))
        {
            _lineStarts.Add(i + 1);
        }
    }

    /// <summary>The place a number of content characters behind a place; a reference is one character, so is a line end.</summary>
    public (int Line, int Column) Advance(int line, int column, int characters)
    {
        var index = Offset(line, column);
        for (; characters > 0 && index < _raw.Length; characters--, index++)
        {
            if (_raw[index] == '&' && _raw.IndexOf(';', index) is > 0 and var end)
            {
                index = end;
            }
            else if (_raw[index] == '\r' && index + 1 < _raw.Length && _raw[index + 1] == '\n')
            {
                index++;
            }
        }

        return Place(index);
    }

    /// <summary>The index in the raw text of a place.</summary>
    public int Offset(int line, int column) => _lineStarts[Math.Clamp(line - 1, 0, _lineStarts.Count - 1)] + column - 1;

    /// <summary>Line and column, from 1, of a character of the raw text.</summary>
    public (int Line, int Column) Place(int index)
    {
        var found = _lineStarts.BinarySearch(index);
        var lineIndex = found >= 0 ? found : ~found - 1;
        return (lineIndex + 1, index - _lineStarts[lineIndex] + 1);
    }
}
