namespace Comity.Diagrams.Core;

/// <summary>
/// Reads the arcs that up to three nodes have in common at a level, from the first region on. Nodes may be added to the table on the way.
/// </summary>
internal struct NodeArcs
{
    private readonly NodeTable _table;
    private readonly int _level;
    private readonly int _width;
    private Place _first;
    private Place _second;
    private Place _third;

    internal NodeArcs(NodeTable table, int level, int first, int second, int third)
    {
        (_table, _level, _width) = (table, level, table.Width(level));
        (_first, _second, _third) = (At(first), At(second), At(third));
    }

    /// <summary>The first region of the stretch.</summary>
    public int Start { get; private set; }

    /// <summary>The region behind its last.</summary>
    public int End { get; private set; }

    /// <summary>Where the first node leads, or the only one.</summary>
    public readonly int First => _first.Child;

    /// <summary>Where the second node leads.</summary>
    public readonly int Second => _second.Child;

    /// <summary>Where the third node leads.</summary>
    public readonly int Third => _third.Child;

    /// <summary>Goes on to the next stretch; false behind the last.</summary>
    public bool Next()
    {
        if (End == _width)
        {
            return false;
        }

        var cells = _table.Cells;
        Start = End;
        End = Math.Min(_first.Move(cells, Start, _width), Math.Min(_second.Move(cells, Start, _width), _third.Move(cells, Start, _width)));
        return true;
    }

    // What does not test the level leads to itself.
    private readonly Place At(int id) => _table.Level(id) != _level
        ? new Place { Child = id, End = _width }
        : new Place { IsDense = _table.IsDense(_level), Cell = id + (_table.IsDense(_level) ? 1 : 2) };

    // How far one node was read.
    private struct Place
    {
        public bool IsDense;

        // Where its next arc lies.
        public int Cell;

        // The region behind its present arc, and where that leads.
        public int End;
        public int Child;

        public int Move(int[] cells, int region, int width)
        {
            if (End > region)
            {
                return End;
            }

            if (IsDense)
            {
                Child = cells[Cell++];
                End = region + 1;
                while (End < width && cells[Cell] == Child)
                {
                    (End, Cell) = (End + 1, Cell + 1);
                }
            }
            else
            {
                (End, Child, Cell) = (cells[Cell], cells[Cell + 1], Cell + 2);
            }

            return End;
        }
    }
}
