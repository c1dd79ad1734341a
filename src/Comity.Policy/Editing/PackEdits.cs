using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Feel.Text;
using Comity.Policy.Packs;

namespace Comity.Policy.Editing;

/// <summary>Files after several edits.</summary>
/// <param name="Files">The files; null when an edit does not apply.</param>
/// <param name="Failed">Which edit does not apply, from 0; null when all do.</param>
/// <param name="Problem">Why; null when all apply.</param>
public sealed record EditsResult(PackFiles? Files, int? Failed, Diagnostic? Problem);

/// <summary>An edit that others' changes contradict.</summary>
/// <param name="Index">Which edit of the list, from 0.</param>
/// <param name="Edit">The edit as it was made.</param>
/// <param name="Theirs">What stands there now; null where the place is gone.</param>
/// <param name="Problem">Why it does not apply.</param>
public sealed record EditConflict(int Index, PackEdit Edit, string? Theirs, Diagnostic Problem)
{
    /// <summary>What stood there when the edit was made.</summary>
    public string Before => Edit.Before;

    /// <summary>What the edit would put there.</summary>
    public string Mine => Edit.After;
}

/// <summary>Edits brought onto other files.</summary>
/// <param name="Files">The other files with the edits that apply.</param>
/// <param name="Edits">These edits, made for the other files.</param>
/// <param name="Conflicts">The edits that do not apply. None is lost.</param>
public sealed record RebaseResult(PackFiles Files, IReadOnlyList<PackEdit> Edits, IReadOnlyList<EditConflict> Conflicts);

/// <summary>Lists of edits: making them one after the other, bringing them onto other files, and their JSON form.</summary>
public static class PackEdits
{
    /// <summary>How edits are written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <summary>An edit as JSON, its kind in the member <c>edit</c>.</summary>
    public static string Write(PackEdit edit) => JsonSerializer.Serialize(edit, Json);

    /// <summary>Reads an edit that <see cref="Write"/> has written.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static PackEdit Read(string json) => JsonSerializer.Deserialize<PackEdit>(json, Json) ?? throw new JsonException("An edit is expected, not null.");

    /// <summary>Makes edits one after the other, up to the first that does not apply.</summary>
    public static EditsResult Apply(PackFiles files, IEnumerable<PackEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var index = 0;
        foreach (var edit in edits)
        {
            var result = edit.Apply(files);
            if (result.Files is null)
            {
                return new EditsResult(null, index, result.Problem);
            }

            (files, index) = (result.Files, index + 1);
        }

        return new EditsResult(files, null, null);
    }

    /// <summary>
    /// Brings edits onto files that others have changed meanwhile. An edit applies where what it replaces still stands in its place; what others changed there, or took away, is a
    /// conflict. An edit that others have made alike is done already.
    /// </summary>
    /// <param name="from">The files that the edits were made for.</param>
    /// <param name="edits">The edits, which apply to them.</param>
    /// <param name="onto">The other files.</param>
    /// <exception cref="ArgumentException">An edit does not apply to the files that it is said to be made for.</exception>
    public static RebaseResult Rebase(PackFiles from, IReadOnlyList<PackEdit> edits, PackFiles onto)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var (mine, theirs) = (from, onto);
        var (made, conflicts) = (new List<PackEdit>(), new List<EditConflict>());
        for (var i = 0; i < edits.Count; i++)
        {
            var edit = edits[i];
            var own = edit.Apply(mine);
            if (own.Files is null)
            {
                throw new ArgumentException($"Edit {i} does not apply to the files that it was made for: {own.Problem}", nameof(edits));
            }

            var moved = edit.For(mine, theirs);
            var result = moved?.Apply(theirs);
            if (result?.Files is { } files)
            {
                made.Add(moved!);
                theirs = files;
            }
            else if (!(result is not null && result.Found == edit.After
                && edit is SetCell or SetLogic or SetField or ReplaceFile or ReplaceItem or AddItem))
            {
                conflicts.Add(new EditConflict(i, edit, result?.Found, result?.Problem ?? new Diagnostic(
                    Severity.Error, "EDIT0001", "The place of the edit is gone.", new SourceLocation(edit.Path, 0, 0), "Look at what stands there now, and make the edit anew.")));
            }

            mine = own.Files;
        }

        return new RebaseResult(theirs, made, conflicts);
    }
}
