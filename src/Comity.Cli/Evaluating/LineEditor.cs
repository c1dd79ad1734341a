using System.Text;

namespace Comity.Cli.Evaluating;

/// <summary>Reads a line in a terminal: arrow keys, Home, End, history, and the keys that shells have (Ctrl+A, E, K, U, W, L, D).</summary>
internal sealed class LineEditor(History history)
{
    private readonly StringBuilder _line = new();
    private int _cursor;
    private int _place;
    private string _started = "";

    /// <summary>The line; null at Ctrl+D on an empty one.</summary>
    public string? ReadLine(string prompt)
    {
        _line.Clear();
        (_cursor, _place, _started) = (0, history.Lines.Count, "");
        var controlC = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                Draw(prompt);
                var key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter)
                {
                    Console.WriteLine();
                    history.Add(_line.ToString());
                    return _line.ToString();
                }

                if (IsControl(key, ConsoleKey.D) && _line.Length == 0)
                {
                    Console.WriteLine();
                    return null;
                }

                Press(key);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = controlC;
        }
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) => key.Modifiers.HasFlag(ConsoleModifiers.Control) && key.Key == letter;

    private void Press(ConsoleKeyInfo key)
    {
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control))
        {
            PressControl(key);
            return;
        }

        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor -= Width(_cursor, -1);
                break;
            case ConsoleKey.RightArrow:
                _cursor += Width(_cursor, 1);
                break;
            case ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End:
                _cursor = _line.Length;
                break;
            case ConsoleKey.UpArrow:
                Recall(-1);
                break;
            case ConsoleKey.DownArrow:
                Recall(1);
                break;
            case ConsoleKey.Backspace:
                var width = Width(_cursor, -1);
                _cursor -= width;
                _line.Remove(_cursor, width);
                break;
            case ConsoleKey.Delete:
                _line.Remove(_cursor, Width(_cursor, 1));
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _line.Insert(_cursor++, key.KeyChar);
                }

                break;
        }
    }

    private void PressControl(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.A:
                _cursor = 0;
                break;
            case ConsoleKey.E:
                _cursor = _line.Length;
                break;
            case ConsoleKey.K:
                _line.Length = _cursor;
                break;
            case ConsoleKey.U:
                _line.Remove(0, _cursor);
                _cursor = 0;
                break;
            case ConsoleKey.W:
                var start = _cursor;
                while (start > 0 && (start == _cursor || !char.IsWhiteSpace(_line[start - 1])))
                {
                    start--;
                }

                _line.Remove(start, _cursor - start);
                _cursor = start;
                break;
            case ConsoleKey.C:
                _line.Clear();
                _cursor = 0;
                break;
            case ConsoleKey.L:
                Console.Clear();
                break;
        }
    }

    // The code units of the character beside the cursor: two for a surrogate pair, none at the end.
    private int Width(int cursor, int direction)
    {
        var (first, second) = direction < 0 ? (cursor - 2, cursor - 1) : (cursor, cursor + 1);
        var beside = direction < 0 ? second : first;
        return beside < 0 || beside >= _line.Length ? 0
            : first >= 0 && second < _line.Length && char.IsSurrogatePair(_line[first], _line[second]) ? 2
            : 1;
    }

    private void Recall(int step)
    {
        var next = Math.Clamp(_place + step, 0, history.Lines.Count);
        if (next == _place)
        {
            return;
        }

        _started = _place == history.Lines.Count ? _line.ToString() : _started;
        _place = next;
        _line.Clear().Append(next == history.Lines.Count ? _started : history.Lines[next]);
        _cursor = _line.Length;
    }

    // A line longer than the window is shown around the cursor.
    private void Draw(string prompt)
    {
        var room = Math.Max(10, (Console.WindowWidth > 0 ? Console.WindowWidth : 80) - prompt.Length - 1);
        var from = Math.Max(0, _cursor - room + 1);
        var shown = _line.ToString(from, Math.Min(room, _line.Length - from));
        Console.Write($"\r{prompt}{shown}\x1b[K\r\x1b[{prompt.Length + _cursor - from}C");
    }
}
