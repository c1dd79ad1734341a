namespace Comity.Fuzz.Generation;

/// <summary>Changes texts a little, so that they are nearly right.</summary>
/// <param name="pieces">What is put in: words of the language.</param>
internal sealed class Mutation(string[] pieces)
{
    private static readonly string[] Characters = ["\0", "\t", "\n", "\r\n", " ", "\"", "\\", "/", "*", "'", "é", "\u0301", "名", "😀", "\ud800", "\udc00", "\ufeff", "\u00a0", "\u2028", "9", "-"];

    /// <summary>The choices for an input: the same in every process for the same seed and number (SplitMix64).</summary>
    public static Random RandomOf(ulong seed, long index)
    {
        var mixed = seed + ((ulong)index * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(mixed ^ (mixed >> 31)));
    }

    public string Apply(string text, string other, Random random)
    {
        for (var changes = random.Next(5); changes > 0; changes--)
        {
            text = Once(text, other, random);
        }

        return text;
    }

    private string Once(string text, string other, Random random)
    {
        var start = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 12), text.Length - start);
        return random.Next(8) switch
        {
            0 => text.Remove(start, length),
            1 => text.Insert(start, pieces[random.Next(pieces.Length)]),
            2 => text.Insert(start, " " + pieces[random.Next(pieces.Length)] + " "),
            3 => text.Insert(start, Characters[random.Next(Characters.Length)]),
            4 => text.Insert(start, text.Substring(start, length)),
            5 => string.Concat(text.AsSpan(0, start), string.Concat(Enumerable.Repeat(text.Substring(start, length), random.Next(1, random.Next(8) == 0 ? 400 : 5))), text.AsSpan(start)),
            6 => string.Concat(text.AsSpan(0, start), other.AsSpan(random.Next(other.Length + 1))),
            _ => text.Remove(start, length).Insert(start, pieces[random.Next(pieces.Length)]),
        };
    }
}
