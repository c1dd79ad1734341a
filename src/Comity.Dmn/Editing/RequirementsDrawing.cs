namespace Comity.Dmn.Editing;

/// <summary>
/// A drawing of elements and what they require: rows of a bounded number of boxes, each above what it requires, the lines at right angles
/// in the channels between rows and the gaps between columns. So no line meets a box that is not its end, and lines of different elements
/// meet only where they cross. The lines of one element begin as one.
/// </summary>
internal sealed class RequirementsDrawing
{
    /// <summary>Width of a box in pixels.</summary>
    public const int Width = 180;

    /// <summary>Height of a box in pixels.</summary>
    public const int Height = 80;

    private const int MostInRow = 6;
    private const int LineStep = 12;
    private const int Space = 30;
    private const int Sweeps = 24;

    private readonly IReadOnlyList<Line> _lines;
    private readonly List<int>[] _users;
    private readonly List<int>[] _needs;
    private readonly List<List<int>> _rows = [];
    private readonly int[] _row;
    private readonly int[] _column;
    private readonly int _columns;

    // Where things are in pixels: columns of boxes and the gaps before them, rows of boxes and the channels above them.
    private readonly int[] _left;
    private readonly int[] _top;
    private readonly Dictionary<int, int> _lane = [];
    private readonly Dictionary<(int Element, int Channel), int> _track = [];
    private readonly double[] _entry;

    /// <summary>Draws.</summary>
    /// <param name="isAuthority">For each element whether it is only the authority of others, and stands just below them.</param>
    /// <param name="lines">What requires what; there may be cycles.</param>
    public RequirementsDrawing(IReadOnlyList<bool> isAuthority, IReadOnlyList<Line> lines)
    {
        _lines = lines;
        _users = [.. isAuthority.Select(_ => new List<int>())];
        _needs = [.. isAuthority.Select(_ => new List<int>())];
        foreach (var (from, to) in lines)
        {
            _users[from].Add(to);
            _needs[to].Add(from);
        }

        _row = new int[isAuthority.Count];
        _column = new int[isAuthority.Count];
        Stack(isAuthority);
        _columns = _rows.Select(row => row.Count).DefaultIfEmpty().Max();
        Arrange();

        _entry = new double[lines.Count];
        _left = new int[_columns + 1];
        _top = new int[_rows.Count + 1];
        PlaceColumns();
        PlaceRows();
    }

    /// <summary>A requirement: the element that is required, and the one that requires it, by their places in the list.</summary>
    public readonly record struct Line(int From, int To);

    /// <summary>The left upper corner of an element's box.</summary>
    public (int X, int Y) At(int element) => (_left[_column[element]], _top[_row[element]]);

    /// <summary>The points of a line, from the top of the box that is required to the bottom of the one that requires it.</summary>
    /// <param name="line">Its place in the list.</param>
    public IReadOnlyList<(double X, int Y)> Points(int line)
    {
        var (from, to) = _lines[line];
        var (start, end) = ((Middle(from), _top[_row[from]]), (X: _entry[line], Y: _top[_row[to]] + Height));
        var (first, last) = (_row[from], _row[to] + 1);
        var lane = first == last ? end.X : _lane[from];
        List<(double X, int Y)> points = [start];
        Turn(first, lane);
        Turn(last, end.X);
        points.Add(end);
        return points;

        void Turn(int channel, double x)
        {
            if (points[^1].X != x)
            {
                var y = _track[(from, channel)];
                points.Add((points[^1].X, y));
                points.Add((x, y));
            }
        }
    }

    private int Middle(int element) => _left[_column[element]] + (Width / 2);

    // Each below all that require it; authorities in rows of their own, right below the last that they are the authority of.
    private void Stack(IReadOnlyList<bool> isAuthority)
    {
        var depths = Depths(isAuthority);
        foreach (var layer in Elements(authorities: false).GroupBy(element => depths[element]).OrderBy(layer => layer.Key))
        {
            // What requires nothing goes to the lower rows.
            _rows.AddRange(Rows(layer.OrderBy(element => _needs[element].All(need => isAuthority[need]))));
        }

        var waiting = Elements(authorities: true).ToList();
        var above = new HashSet<int>();
        for (var row = 0; row < _rows.Count; row++)
        {
            above.UnionWith(_rows[row]);
            var next = waiting.Where(element => _users[element].Count > 0 && _users[element].TrueForAll(above.Contains)).ToList();
            _rows.InsertRange(row + 1, Rows(next));
            waiting.RemoveAll(next.Contains);
        }

        _rows.AddRange(Rows(waiting));
        foreach (var (number, row) in _rows.Index())
        {
            row.ForEach(element => _row[element] = number);
        }

        IEnumerable<int> Elements(bool authorities) =>
            Enumerable.Range(0, isAuthority.Count).Where(element => isAuthority[element] == authorities);
    }

    // How many stand above each at least. In a cycle, the requirement that closes it does not count.
    private int[] Depths(IReadOnlyList<bool> isAuthority)
    {
        var depths = new int[isAuthority.Count];
        var open = _users.Select(users => users.Count(user => !isAuthority[user])).ToArray();
        var done = new bool[isAuthority.Count];
        var ready = new Queue<int>(Enumerable.Range(0, depths.Length).Where(element => open[element] == 0));
        for (var rest = 0; rest <= depths.Length; rest++)
        {
            while (ready.TryDequeue(out var element))
            {
                if (!done[element])
                {
                    done[element] = true;
                    foreach (var need in _needs[element].Where(need => !isAuthority[element] && !done[need]))
                    {
                        depths[need] = Math.Max(depths[need], depths[element] + 1);
                        if (--open[need] == 0)
                        {
                            ready.Enqueue(need);
                        }
                    }
                }
            }

            // What is left stands in a cycle or under one.
            if (rest < depths.Length)
            {
                ready.Enqueue(rest);
            }
        }

        return depths;
    }

    private static IEnumerable<List<int>> Rows(IEnumerable<int> elements)
    {
        var all = elements.ToList();
        var rows = (all.Count + MostInRow - 1) / MostInRow;
        return rows == 0 ? [] : all.Chunk((all.Count + rows - 1) / rows).Select(row => row.ToList());
    }

    // To and fro, each row in the order of where its neighbors stand on average, as near to there as there is room.
    private void Arrange()
    {
        foreach (var row in _rows)
        {
            Settle(row, place => ((_columns - row.Count) / 2.0) + place);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var row in sweep % 2 == 0 ? _rows : _rows.AsEnumerable().Reverse())
            {
                var wanted = row.ToDictionary(element => element, element =>
                    _users[element].Concat(_needs[element]).Select(other => (double)_column[other])
                        .DefaultIfEmpty(_column[element]).Average());
                row.Sort((one, other) => (wanted[one], _column[one]).CompareTo((wanted[other], _column[other])));
                Settle(row, place => wanted[row[place]]);
            }
        }
    }

    private void Settle(List<int> row, Func<int, double> wanted)
    {
        var next = 0;
        foreach (var (place, element) in row.Index())
        {
            _column[element] = Math.Clamp((int)Math.Round(wanted(place)), next, _columns - row.Count + place);
            next = _column[element] + 1;
        }
    }

    // A line that passes rows does so in one gap; each gap is as wide as its lanes need.
    private void PlaceColumns()
    {
        var passing = Enumerable.Range(0, _row.Length)
            .Where(element => _users[element].Exists(user => _row[user] + 1 != _row[element])).ToList();
        var gaps = passing.ToLookup(element =>
        {
            var ends = _users[element].Append(element).Select(other => _column[other] + 0.5).Order().ToList();
            return (int)Math.Round(ends[ends.Count / 2]);
        });
        var lanes = new Dictionary<int, int>();
        var x = 0;
        for (var gap = 0; gap <= _columns; gap++)
        {
            var count = Share(gaps[gap].Select(element => (element, Channels(element))), lanes, apart: 0);
            foreach (var element in gaps[gap])
            {
                _lane[element] = x + Space + (lanes[element] * LineStep);
            }

            x += (2 * Space) + (Math.Max(count - 1, 0) * LineStep);
            _left[gap] = x;
            x += Width;
        }

        (double First, double Last) Channels(int element)
        {
            var channels = _users[element].Select(user => _row[user] + 1).Append(_row[element]).ToList();
            return (channels.Min(), channels.Max());
        }
    }

    // Lines enter a box from below, in the order in which they come, and never where one could leave the box below; in a channel each
    // element has one track, and each channel is as high as its tracks need.
    private void PlaceRows()
    {
        foreach (var target in _lines.Index().GroupBy(line => line.Item.To))
        {
            var below = target.Where(line => IsBelow(line.Item)).Take(1).ToList();
            below.ForEach(line => _entry[line.Index] = Middle(target.Key));
            var others = target.Except(below)
                .OrderBy(line => _row[line.Item.From] == _row[target.Key] + 1 ? Middle(line.Item.From) : _lane[line.Item.From]).ToList();
            var parts = others.Count + 1 + (others.Count % 2);
            foreach (var (place, line) in others.Index())
            {
                _entry[line.Index] = _left[_column[target.Key]] + ((double)Width * (place + 1) / parts);
            }
        }

        var tracks = new Dictionary<int, int>();
        var ends = _lines.Index().SelectMany(line => Ends(line.Index, line.Item)).ToLookup(end => end.Channel);
        var y = 0;
        for (var channel = 0; channel <= _rows.Count; channel++)
        {
            var stretches = ends[channel].GroupBy(end => end.Element, end => end.X)
                .Select(all => (Element: all.Key, Stretch: (First: all.Min(), Last: all.Max())))
                .Where(stretch => stretch.Stretch.First < stretch.Stretch.Last).ToList();
            var count = Share(stretches, tracks, apart: LineStep);
            foreach (var (element, _) in stretches)
            {
                _track[(element, channel)] = y + Space + (tracks[element] * LineStep);
            }

            y += (2 * Space) + (Math.Max(count - 1, 0) * LineStep);
            _top[channel] = y;
            y += Height;
        }

        bool IsBelow(Line line) => _row[line.From] == _row[line.To] + 1 && _column[line.From] == _column[line.To];

        // Where a line comes to a channel and leaves it.
        IEnumerable<(int Channel, int Element, double X)> Ends(int place, Line line)
        {
            var (first, last) = (_row[line.From], _row[line.To] + 1);
            yield return (first, line.From, Middle(line.From));
            yield return (last, line.From, _entry[place]);
            if (first != last)
            {
                yield return (first, line.From, _lane[line.From]);
                yield return (last, line.From, _lane[line.From]);
            }
        }
    }

    // Gives each stretch the first place in which no other touches it; gives how many places there are.
    private static int Share(
        IEnumerable<(int Element, (double First, double Last) Stretch)> stretches, Dictionary<int, int> places, int apart)
    {
        var ends = new List<double>();
        foreach (var (element, (first, last)) in stretches.OrderBy(stretch => stretch.Stretch))
        {
            var place = ends.FindIndex(end => end < first - apart);
            if (place < 0)
            {
                place = ends.Count;
                ends.Add(last);
            }

            (places[element], ends[place]) = (place, last);
        }

        return ends.Count;
    }
}
