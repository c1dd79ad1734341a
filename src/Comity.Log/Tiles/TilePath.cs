using System.Globalization;
using System.Text.RegularExpressions;

namespace Comity.Log.Tiles;

/// <summary>Where a tile or a bundle of entries is (C2SP tlog-tiles): <c>tile/0/x001/234.p/5</c>, <c>tile/entries/000</c>.</summary>
/// <param name="Level">The tile's level, from 0 to 63; null for a bundle of entries.</param>
/// <param name="Index">Its place within the level, from 0.</param>
/// <param name="Width">How many hashes or entries it holds, from 1 to <see cref="FullWidth"/>; below that it is partial.</param>
public sealed partial record TilePath(int? Level, long Index, int Width)
{
    /// <summary>How many hashes or entries a full one holds.</summary>
    public const int FullWidth = 256;

    /// <summary>How many times an index on one level is divided by two to get the index above.</summary>
    public const int Height = 8;

    /// <summary>Whether it holds fewer than <see cref="FullWidth"/>.</summary>
    public bool IsPartial => Width < FullWidth;

    /// <summary>The same place, full.</summary>
    public TilePath Full => this with { Width = FullWidth };

    /// <summary>The tiles of one level of a tree of that many leaves: how many are full, and how wide the partial one is (0 for none).</summary>
    public static (long Full, int Partial) On(int level, long leaves)
    {
        var hashes = leaves >> (Height * level);
        return (hashes / FullWidth, (int)(hashes % FullWidth));
    }

    /// <summary>The path, relative to the log's prefix, with slashes.</summary>
    public override string ToString()
    {
        var index = (Index % 1_000).ToString("D3", CultureInfo.InvariantCulture);
        for (var rest = Index / 1_000; rest > 0; rest /= 1_000)
        {
            index = $"x{(rest % 1_000).ToString("D3", CultureInfo.InvariantCulture)}/{index}";
        }

        return string.Create(CultureInfo.InvariantCulture, $"tile/{(Level is { } level ? level : "entries")}/{index}{(IsPartial ? $".p/{Width}" : "")}");
    }

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else; null for other text.</summary>
    public static TilePath? Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Form().Match(path) is not { Success: true } match)
        {
            return null;
        }

        int? level = match.Groups["level"].Value is "entries" ? null : int.Parse(match.Groups["level"].ValueSpan, CultureInfo.InvariantCulture);
        var index = long.Parse(match.Groups["index"].Value.Replace("/", "", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var width = match.Groups["width"].Success ? int.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture) : FullWidth;
        var tile = new TilePath(level, index, width);
        return level is null or <= 63 && width is > 0 && tile.ToString() == path ? tile : null;
    }

    [GeneratedRegex("^tile/(?<level>entries|[0-9]{1,2})/(?<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/(?<width>[0-9]{1,3}))?$")]
    private static partial Regex Form();
}
