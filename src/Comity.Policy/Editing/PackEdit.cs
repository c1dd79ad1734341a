using System.Text.Json.Serialization;
using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>What an edit gave.</summary>
/// <param name="Files">The files then; null when it does not apply.</param>
/// <param name="Inverse">The edit that gives the files before, byte for byte; null when it does not apply.</param>
/// <param name="Problem">Why it does not apply, with its place; null when it does.</param>
/// <param name="Found">What stands where the edit expects what it replaces; null when there is no such place.</param>
public sealed record EditResult(PackFiles? Files, PackEdit? Inverse, Diagnostic? Problem, string? Found);

/// <summary>
/// A change of a pack's files, as a value: it names its place and what it replaces, so that it never changes something else unseen. It changes the bytes it
/// must and no others.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "edit")]
[JsonDerivedType(typeof(SetCell), "set-cell")]
[JsonDerivedType(typeof(SetLogic), "set-logic")]
[JsonDerivedType(typeof(AddRule), "add-rule")]
[JsonDerivedType(typeof(MoveRule), "move-rule")]
[JsonDerivedType(typeof(RemoveRule), "remove-rule")]
[JsonDerivedType(typeof(AddColumn), "add-column")]
[JsonDerivedType(typeof(RemoveColumn), "remove-column")]
[JsonDerivedType(typeof(SetField), "set-field")]
[JsonDerivedType(typeof(AddItem), "add-item")]
[JsonDerivedType(typeof(ReplaceItem), "replace-item")]
[JsonDerivedType(typeof(RemoveItem), "remove-item")]
[JsonDerivedType(typeof(ReplaceFile), "replace-file")]
[JsonDerivedType(typeof(ChangeText), "change-text")]
public abstract record PackEdit
{
    /// <summary>The path of the file that it changes.</summary>
    [JsonIgnore]
    public abstract string Path { get; }

    /// <summary>What it replaces, as a person would read it; empty for something that is added.</summary>
    [JsonIgnore]
    public abstract string Before { get; }

    /// <summary>What it puts there, as a person would read it; empty for something that is taken away.</summary>
    [JsonIgnore]
    public abstract string After { get; }

    /// <summary>Makes the change.</summary>
    /// <param name="files">The files; they stay as they are.</param>
    public EditResult Apply(PackFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Make(files);
    }

    /// <summary>The edit for other files, in which the same places may have other numbers; null where its place is gone.</summary>
    /// <param name="from">The files that it was made for.</param>
    /// <param name="onto">The other files.</param>
    internal virtual PackEdit? For(PackFiles from, PackFiles onto) => this;

    private protected abstract EditResult Make(PackFiles files);

    private protected EditResult Changed(PackFiles files, EncodedText text, IReadOnlyList<TextChange> changes)
    {
        if (changes.FirstOrDefault(change => !text.Holds(change.Text)) is { } unwritable)
        {
            return Failed("EDIT0003", $"The file's encoding does not have each character of '{unwritable.Text}'.",
                "Save the file as UTF-8 first, and let its XML declaration say so.");
        }

        var inverse = new List<TextStretch>();
        var moved = 0;
        foreach (var change in changes.OrderBy(change => change.Start).ThenBy(change => change.End))
        {
            inverse.Add(new TextStretch(change.Start + moved, change.Text, text.Text[change.Start..change.End]));
            moved += change.Text.Length - (change.End - change.Start);
        }

        return new EditResult(files.With(Path, text.Encode(changes)), new ChangeText(Path, inverse), null, null);
    }

    private protected EditResult Failed(string code, string message, string? mend, string? found = null, SourceLocation? place = null) =>
        new(null, null, new Diagnostic(Severity.Error, code, message, place ?? new SourceLocation(Path, 0, 0), mend), found);

    private protected EditResult Differs(string found, SourceLocation? place) =>
        Failed("EDIT0002", $"Here stands {Said(found)}, where the edit expects {Said(Before)}.", "Look at what stands there now, and make the edit anew.", found, place);

    private protected static string Said(string text) => text.Length == 0 ? "nothing" : $"'{text}'";
}
