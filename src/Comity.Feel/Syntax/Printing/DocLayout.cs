using System.Text;

namespace Comity.Feel.Syntax.Printing;

/// <summary>Lays a <see cref="Doc"/> out on lines of a given width.</summary>
internal static class DocLayout
{
    private const int Indent = 2;

    public static string Text(Doc doc, int width)
    {
        var result = new StringBuilder();
        var waiting = new List<string>();
        var column = 0;
        var open = new Stack<(Doc Doc, int Indent, bool Flat)>();
        open.Push((doc, 0, false));
        while (open.TryPop(out var item))
        {
            switch (item.Doc)
            {
                case TextDoc text:
                    result.Append(text.Text);
                    column = text.Text.LastIndexOf('\n') is >= 0 and var end ? text.Text.Length - end - 1 : column + text.Text.Length;
                    break;
                case LineEndDoc text:
                    waiting.Add(text.Text);
                    break;
                case LineDoc { Hard: false } line when item.Flat:
                    result.Append(line.Flat);
                    column += line.Flat.Length;
                    break;
                case LineDoc:
                    EndLine(result, waiting, item.Indent);
                    result.Append('\n').Append(' ', item.Indent);
                    column = item.Indent;
                    break;
                case NestDoc nest:
                    open.Push((nest.Content, item.Indent + Indent, item.Flat));
                    break;
                case GroupDoc group:
                    open.Push((group.Content, item.Indent, item.Flat || (!group.Breaks && Fits(group.Content, width - column, open))));
                    break;
                case ConcatDoc concat:
                    for (var i = concat.Parts.Length - 1; i >= 0; i--)
                    {
                        open.Push((concat.Parts[i], item.Indent, item.Flat));
                    }

                    break;
            }
        }

        EndLine(result, waiting, 0);
        return result.ToString();
    }

    // The first text that waited stands on the line itself, each further one on a line of its own.
    private static void EndLine(StringBuilder result, List<string> waiting, int indent)
    {
        var end = result.Length;
        while (end > 0 && result[end - 1] == ' ')
        {
            end--;
        }

        var isBlank = end == 0 || result[end - 1] == '\n';
        if (!isBlank || waiting.Count == 0)
        {
            result.Length = end;
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            _ = i > 0 ? result.Append('\n').Append(' ', indent) : isBlank ? result : result.Append(' ');
            result.Append(waiting[i]);
        }

        waiting.Clear();
    }

    // Whether the content, on one line, and what follows it up to the next possible end of line have room.
    private static bool Fits(Doc content, int room, Stack<(Doc Doc, int Indent, bool Flat)> behind)
    {
        var open = new Stack<(Doc Doc, bool Flat)>();
        open.Push((content, true));
        using var rest = behind.GetEnumerator();
        while (room >= 0)
        {
            if (!open.TryPop(out var item))
            {
                if (!rest.MoveNext())
                {
                    return true;
                }

                item = (rest.Current.Doc, rest.Current.Flat);
            }

            switch (item.Doc)
            {
                case TextDoc text:
                    room -= text.Text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : text.Text.Length;
                    if (text.Breaks && room >= 0)
                    {
                        return true;
                    }

                    break;
                case LineDoc line when !item.Flat || line.Hard:
                    return true;
                case LineDoc line:
                    room -= line.Flat.Length;
                    break;
                case NestDoc nest:
                    open.Push((nest.Content, item.Flat));
                    break;
                case GroupDoc group:
                    open.Push((group.Content, item.Flat));
                    break;
                case ConcatDoc concat:
                    for (var i = concat.Parts.Length - 1; i >= 0; i--)
                    {
                        open.Push((concat.Parts[i], item.Flat));
                    }

                    break;
            }
        }

        return false;
    }
}
