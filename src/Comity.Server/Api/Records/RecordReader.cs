using System.Text.Json;
using Comity.Feel.Values;
using Comity.Policy.Interviews;
using Comity.Records;
using Comity.Server.Officer;
using Comity.Server.Records;
using Comity.Server.Web;

namespace Comity.Server.Api.Records;

/// <summary>Reads what programs send to be kept.</summary>
internal static class RecordReader
{
    /// <summary>The member with what is added in words.</summary>
    public const string Note = "note";

    /// <summary>The member with the code of an offered note.</summary>
    public const string NoteCode = "noteCode";

    /// <summary>The member that says why.</summary>
    public const string Reason = "reason";

    /// <summary>The member with the code of an offered reason.</summary>
    public const string ReasonCode = "reasonCode";

    /// <summary>The record of a request: what policy decides by the version at hand, as an officer's interview would have it.</summary>
    /// <param name="interview">The interview of the version.</param>
    /// <param name="body">The request: <c>on</c>, <c>facts</c>, <c>document</c>, <c>unknown</c>, <c>noteCode</c>, <c>note</c>.</param>
    /// <param name="further">Names of members that the caller reads itself.</param>
    public static (NewRecord? Record, IReadOnlyList<string> Problems) Read(Interview interview, JsonElement body, params IReadOnlyList<string> further)
    {
        var pack = interview.Plans.Program.Policy;
        var (state, problems) = AskApi.State(pack, body, null, [Note, NoteCode, .. further]);
        if (state is null)
        {
            return (null, problems);
        }

        var (noteCode, note, problem) = Why(body, Reasons.Notes, NoteCode, Note);
        if (problem is not null)
        {
            return (null, [problem]);
        }

        var step = interview.At(state);
        if (pack.Manifest.Action is { } action && step.Request.Actions.Count == 0)
        {
            return (null, [$"Say what is asked for, in \"facts\" as \"{action}\"."]);
        }

        // What policy forbids to ask is not kept, and not left out in silence either.
        var forbidden = state.Answers.Select(answer => answer.Fact).Except(step.State.Answers.Select(answer => answer.Fact))
            .Select(name => pack.Facts.First(fact => fact.Name == name))
            .Select(fact => $"Policy does not let anybody ask '{fact.Name}' here ({fact.Ask!.ProvisionKey}): {fact.Ask.Reason} Leave it out.").ToList();
        return forbidden.Count > 0 ? (null, forbidden) : (RequestRecord.Of(step, pack, new Dictionary<string, FeelValue>(), noteCode, note), []);
    }

    /// <summary>An offered reason or note and what is written beside it, each null where it is not there; or what is wrong with them.</summary>
    /// <param name="body">The body.</param>
    /// <param name="offered">What is offered.</param>
    /// <param name="codeName">The member with the code.</param>
    /// <param name="name">The member with the words.</param>
    public static (string? Code, string? Written, string? Problem) Why(
        JsonElement body, IReadOnlyList<OfferedReason> offered, string codeName, string name)
    {
        if (!TryText(body, codeName, out var code) || !TryText(body, name, out var written))
        {
            return (null, null, $"\"{codeName}\" and \"{name}\" are texts.");
        }

        written = QueryValues.Text(written?.Trim());
        return Reasons.Problem(offered, code, written) is { } problem ? (null, null, $"\"{codeName}\": {problem}") : (code, written, null);
    }

    /// <summary>A member that is a text; null where it is not there.</summary>
    /// <returns>False where it is something else.</returns>
    public static bool TryText(JsonElement body, string name, out string? text)
    {
        text = null;
        if (!body.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        text = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        return text is not null;
    }
}
