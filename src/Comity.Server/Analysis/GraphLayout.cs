namespace Comity.Server.Analysis;

/// <summary>Where a node stands: its left upper corner in pixels.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From above.</param>
internal readonly record struct GraphPoint(double X, double Y);

/// <summary>
/// A layered drawing of a graph without cycles, from left to right: what needs nothing stands just before what needs it first, a
/// line that passes layers has a place in each, and layers are sorted so that lines cross little (K. Sugiyama, S. Tagawa and M. Toda,
/// "Methods for visual understanding of hierarchical system structures", 1981).
/// </summary>
internal sealed class GraphLayout
{
    /// <summary>Width of a node in pixels.</summary>
    public const int NodeWidth = 196;

    /// <summary>Height of a node in pixels.</summary>
    public const int NodeHeight = 44;

    private const int ColumnStep = NodeWidth + 84;
    private const int NodeStep = NodeHeight + 12;
    private const int LineStep = 14;
    private const int Sweeps = 24;

    private readonly IReadOnlyList<IReadOnlyList<int>> _needs;
    private readonly List<List<Item>> _layers = [];
    private readonly Item[] _items;

    /// <summary>Lays a graph out.</summary>
    /// <param name="needs">For each node the nodes that it needs.</param>
    public GraphLayout(IReadOnlyList<IReadOnlyList<int>> needs)
    {
        _needs = needs;
        var layers = Layers();
        _items = [.. needs.Select((_, node) => new Item(node))];
        foreach (var (node, layer) in layers.Index())
        {
            LayerAt(layer).Add(_items[node]);
        }

        Lines = [.. needs.SelectMany((all, node) => all.Distinct().Select(need => new Line(need, node, Chain(need, node, layers))))];
        Sort();
        Place();
    }

    /// <summary>The lines with the points that they pass, from the node that is needed to the one that needs it.</summary>
    public IReadOnlyList<Line> Lines { get; }

    /// <summary>Width of the drawing in pixels.</summary>
    public int Width => (_layers.Count * ColumnStep) - (ColumnStep - NodeWidth) + 4;

    /// <summary>Height of the drawing in pixels.</summary>
    public int Height => (int)_items.Max(item => item.Y) + NodeHeight + 4;

    /// <summary>Where a node stands.</summary>
    public GraphPoint At(int node) => new(_items[node].X, _items[node].Y);

    // A node stands behind all that it needs; what needs nothing is moved next to what needs it.
    private int[] Layers()
    {
        var layers = Enumerable.Repeat(-1, _needs.Count).ToArray();
        for (var node = 0; node < layers.Length; node++)
        {
            Layer(node);
        }

        for (var node = 0; node < layers.Length; node++)
        {
            var users = Enumerable.Range(0, layers.Length).Where(user => _needs[user].Contains(node)).ToList();
            if (_needs[node].Count == 0 && users.Count > 0)
            {
                layers[node] = users.Min(user => layers[user]) - 1;
            }
        }

        return layers;

        int Layer(int node) => layers[node] >= 0 ? layers[node] : layers[node] = _needs[node].Select(need => Layer(need) + 1).DefaultIfEmpty(0).Max();
    }

    private List<Item> LayerAt(int layer)
    {
        while (_layers.Count <= layer)
        {
            _layers.Add([]);
        }

        return _layers[layer];
    }

    private List<Item> Chain(int need, int node, int[] layers)
    {
        var chain = new List<Item> { _items[need] };
        for (var layer = layers[need] + 1; layer < layers[node]; layer++)
        {
            chain.Add(new Item(-1));
            LayerAt(layer).Add(chain[^1]);
        }

        chain.Add(_items[node]);
        foreach (var (before, after) in chain.Zip(chain.Skip(1)))
        {
            before.After.Add(after);
            after.Before.Add(before);
        }

        return chain;
    }

    // To and fro, each layer in the order of where its neighbours stand on average.
    private void Sort()
    {
        Number();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? _layers : _layers.AsEnumerable().Reverse())
            {
                var sorted = layer.OrderBy(item => (sweep % 2 == 0 ? item.Before : item.After).Select(other => other.Place).DefaultIfEmpty(item.Place).Average()).ToList();
                layer.Clear();
                layer.AddRange(sorted);
                Number();
            }
        }
    }

    private void Number()
    {
        foreach (var layer in _layers)
        {
            foreach (var (place, item) in layer.Index())
            {
                item.Place = (place + 0.5) / layer.Count;
            }
        }
    }

    // Each as near as there is room to where its neighbours stand on average.
    private void Place()
    {
        foreach (var (column, layer) in _layers.Index())
        {
            var y = 0.0;
            foreach (var item in layer)
            {
                (item.X, item.Y) = ((column * ColumnStep) + 2, y);
                y += item.Step;
            }
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? _layers : _layers.AsEnumerable().Reverse())
            {
                Fit(layer, [.. layer.Select(item => item.Before.Concat(item.After).Select(other => other.Middle).DefaultIfEmpty(item.Middle).Average() - (item.Height / 2))]);
            }
        }

        var top = _layers.SelectMany(layer => layer).Min(item => item.Y);
        foreach (var item in _layers.SelectMany(layer => layer))
        {
            item.Y += 2 - top;
        }
    }

    // Least squares under the order and the steps: neighbours that would come too close make a block, which stands at its mean.
    private static void Fit(List<Item> layer, double[] wanted)
    {
        var blocks = new List<(double Sum, int Count)>();
        var offset = 0.0;
        foreach (var (place, item) in layer.Index())
        {
            blocks.Add((wanted[place] - offset, 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Count > blocks[^1].Sum / blocks[^1].Count)
            {
                blocks[^2] = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }

            offset += item.Step;
        }

        (offset, var number) = (0.0, 0);
        foreach (var (sum, count) in blocks)
        {
            for (var i = 0; i < count; i++, number++)
            {
                layer[number].Y = (sum / count) + offset;
                offset += layer[number].Step;
            }
        }
    }

    /// <summary>A line from a node that is needed to one that needs it.</summary>
    internal sealed record Line(int Need, int Node, IReadOnlyList<Item> Chain)
    {
        /// <summary>The points it passes.</summary>
        public IEnumerable<GraphPoint> Points => Chain.Select((item, i) => new GraphPoint(i == 0 ? item.X + NodeWidth : i == Chain.Count - 1 ? item.X : item.X + (NodeWidth / 2), item.Middle));
    }

    /// <summary>A node, or a place that a line has in a layer.</summary>
    internal sealed class Item(int node)
    {
        public List<Item> Before { get; } = [];

        public List<Item> After { get; } = [];

        public double Place { get; set; }

        public double X { get; set; }

        public double Y { get; set; }

        public double Height => node < 0 ? 0 : NodeHeight;

        public double Step => node < 0 ? LineStep : NodeStep;

        public double Middle => Y + (Height / 2);
    }
}
