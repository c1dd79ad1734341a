using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>Puts another content in the place of a whole file.</summary>
/// <param name="File">Its path.</param>
/// <param name="Was">Its content as it stands; null where there is no such file.</param>
/// <param name="Content">Its content then; null to take the file away.</param>
public sealed record ReplaceFile(string File, byte[]? Was, byte[]? Content) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => File;

    /// <inheritdoc/>
    public override string Before => Read(Was);

    /// <inheritdoc/>
    public override string After => Read(Content);

    private protected override EditResult Make(PackFiles files)
    {
        if (!PackFiles.IsPath(File))
        {
            return Failed("EDIT0003", $"'{File}' is not the path of a file in a pack.", "Name it from the pack's folder, with '/'.");
        }

        var found = files.Find(File);
        return !(found is null ? Was is null : Was is not null && found.Value.Span.SequenceEqual(Was))
            ? Failed("EDIT0002", $"{File} is not the file that the edit replaces.", "Look at the file as it is now, and make the edit anew.", found is { } other ? Read(other.ToArray()) : "")
            : new EditResult(Content is null ? files.Without(File) : files.With(File, Content), new ReplaceFile(File, Content, Was), null, null);
    }

    private string Read(byte[]? content) => content is null ? "" : FileText.Read(File, content)?.Text ?? $"{content.Length} bytes";
}

/// <summary>A stretch of a file's text.</summary>
/// <param name="Start">Where it begins, in characters from 0.</param>
/// <param name="Was">The text that it replaces.</param>
/// <param name="Text">The text.</param>
public sealed record TextStretch(int Start, string Was, string Text);

/// <summary>Changes stretches of a file's text.</summary>
/// <param name="File">Its path.</param>
/// <param name="Stretches">The stretches, which do not overlap, in their order; their places are those before the edit.</param>
public sealed record ChangeText(string File, IReadOnlyList<TextStretch> Stretches) : PackEdit
{
    /// <inheritdoc/>
    public override string Path => File;

    /// <inheritdoc/>
    public override string Before => string.Join(" … ", Stretches.Select(stretch => stretch.Was));

    /// <inheritdoc/>
    public override string After => string.Join(" … ", Stretches.Select(stretch => stretch.Text));

    // Where the two files differ in one stretch, what lies before it stays and what lies behind it moves; in it, nothing is certain.
    internal override PackEdit? For(PackFiles from, PackFiles onto)
    {
        if (TextIn(from) is not { } mine || TextIn(onto) is not { } theirs)
        {
            return null;
        }

        var prefix = mine.Text.AsSpan().CommonPrefixLength(theirs.Text);
        var most = Math.Min(mine.Text.Length, theirs.Text.Length) - prefix;
        var suffix = 0;
        while (suffix < most && mine.Text[^(suffix + 1)] == theirs.Text[^(suffix + 1)])
        {
            suffix++;
        }

        var moved = theirs.Text.Length - mine.Text.Length;
        var isSame = prefix == mine.Text.Length && moved == 0;
        var stretches = Stretches.Select(stretch =>
            isSame || stretch.Start + stretch.Was.Length < prefix ? stretch
            : stretch.Start > mine.Text.Length - suffix ? stretch with { Start = stretch.Start + moved }
            : null).OfType<TextStretch>().ToList();
        return stretches.Count == Stretches.Count ? this with { Stretches = stretches } : null;
    }

    private protected override EditResult Make(PackFiles files)
    {
        if (TextIn(files) is not { } text)
        {
            return Failed("EDIT0001", $"The pack has no text file {File}.", "The draft or the policy may have been changed; look at it anew.");
        }

        var end = 0;
        foreach (var stretch in Stretches)
        {
            if (stretch.Start < end || stretch.Start + stretch.Was.Length > text.Text.Length)
            {
                return Failed("EDIT0001", $"{File} has no such stretches.", "They have to stand in their order, inside the file, and may not overlap.");
            }

            end = stretch.Start + stretch.Was.Length;
            if (text.Text.AsSpan(stretch.Start, stretch.Was.Length) is var found && !found.SequenceEqual(stretch.Was))
            {
                var before = text.Text.AsSpan(0, stretch.Start);
                return Differs(found.ToString(), new SourceLocation(File, before.Count('\n') + 1, stretch.Start - before.LastIndexOf('\n')));
            }
        }

        return Changed(files, text, [.. Stretches.Select(stretch => new TextChange(stretch.Start, stretch.Start + stretch.Was.Length, stretch.Text))]);
    }

    private EncodedText? TextIn(PackFiles files) => files.Find(File) is { } content ? FileText.Read(File, content.Span) : null;
}
