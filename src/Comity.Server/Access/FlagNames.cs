namespace Comity.Server.Access;

/// <summary>The members of a set of flags with their words and what they are for.</summary>
/// <typeparam name="TFlags">The flags; zero is the empty set.</typeparam>
/// <param name="members">Each member once, in the order in which people read them.</param>
internal sealed class FlagNames<TFlags>(params IReadOnlyList<(TFlags Flag, string Word, string Purpose)> members)
    where TFlags : struct, Enum
{
    /// <summary>Every member, once.</summary>
    public IReadOnlyList<TFlags> All { get; } = [.. members.Select(member => member.Flag)];

    /// <summary>The members of a set, one by one.</summary>
    public IEnumerable<TFlags> Each(TFlags set) => All.Where(flag => set.HasFlag(flag));

    /// <summary>A member's word.</summary>
    public string Word(TFlags flag) => Of(flag).Word;

    /// <summary>What a member is for, in one line.</summary>
    public string Purpose(TFlags flag) => Of(flag).Purpose;

    /// <summary>A set in words.</summary>
    public string Words(TFlags set) => Each(set).Any() ? string.Join(", ", Each(set).Select(Word)) : "none";

    /// <summary>The member of that word; the empty set for an unknown word.</summary>
    public TFlags Read(string? word) => members.FirstOrDefault(member => member.Word == word).Flag;

    private (TFlags Flag, string Word, string Purpose) Of(TFlags flag) => members.First(member => EqualityComparer<TFlags>.Default.Equals(member.Flag, flag));
}
