using System.Globalization;
using Comity.Dmn.Model;
using Comity.Feel.Text;
using Comity.Policy.Editing;
using Comity.Policy.Packs;
using Comity.Policy.Proofs;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Comity.Server.Workbench;

/// <summary>A draft for its page.</summary>
/// <param name="Open">The draft as it stands.</param>
/// <param name="Pack">What its files read as; null where they are no pack.</param>
/// <param name="Against">The version that it is compared with: what decides the draft's day otherwise, or today.</param>
/// <param name="Consequences">What it would do; null while that is still being worked out.</param>
/// <param name="Names">Sign-in names by account.</param>
/// <param name="Today">The day.</param>
public sealed record DraftView(OpenDraft Open, PolicyPack? Pack, PolicyVersion Against, Consequences? Consequences, IReadOnlyDictionary<string, string> Names, DateOnly Today)
{
    /// <summary>The draft's address.</summary>
    public string Path => DraftEndpoints.PathOf(Open.Draft.Id);

    /// <summary>Whether it can be worked on.</summary>
    public bool IsOpen => Open.Draft.State is PolicyDraftState.Open or PolicyDraftState.Requested;

    /// <summary>The first day that is asked for; null before.</summary>
    public DateOnly? From => Open.Draft.EffectiveFrom is { } from ? DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the draft would take back what was published after it was begun.</summary>
    public bool IsBehind => IsOpen && Open.Draft.BaseDigest != Against.Digest;

    /// <summary>The draft's model.</summary>
    public DraftModel Model { get; } = DraftModel.Of(Open.Files);

    /// <summary>The guarantees whose logic changed while their sentences did not.</summary>
    public IReadOnlyList<Guarantee> Reworked { get; } = Pack is null ? [] : Publication.Reworked(Against.Pack, Pack);

    /// <summary>Where a decision's logic is edited.</summary>
    public string AddressOf(DraftLogic logic) => $"{Path}/logic/{Uri.EscapeDataString(logic.Place.Element)}";

    /// <summary>Where something that stands in a file is edited: its table and rule, or the file; null where it stands nowhere in particular.</summary>
    public string? AddressOf(SourceLocation? location)
    {
        if (location is null)
        {
            return null;
        }

        if (location.File == Model.Path)
        {
            foreach (var logic in Model.Logic)
            {
                if (logic.Expression.Location == location || logic.Expression is LiteralExpression literal && literal.Text.Location.Line == location.Line)
                {
                    return AddressOf(logic);
                }

                // A rule, or something in one of its cells: the last rule that begins above it.
                if (logic.Expression is DecisionTable { Rules: [var first, ..] } table && location.Line >= first.Location.Line && location.Line <= LastLine(table))
                {
                    return $"{AddressOf(logic)}#rule-{table.Rules.Index().Last(rule => rule.Item.Location.Line <= location.Line).Index + 1}";
                }
            }
        }

        return location.Line > 0 ? $"{Path}/file?path={Uri.EscapeDataString(location.File)}" : null;
    }

    private static int LastLine(DecisionTable table) => table.Rules[^1].Inputs.Concat(table.Rules[^1].Outputs).Select(cell => cell.Location.Line).Append(table.Rules[^1].Location.Line).Max();
}

/// <summary>Makes the pages of drafts.</summary>
internal sealed partial class DraftViews(PolicyDrafts drafts, PolicyVersions versions, DraftWork work, Publishing publishing,
    WorkbenchViews home, ILogger<DraftViews> logger, TimeProvider clock)
{
    // A page does not wait longer for consequences; it says that they are being worked out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The draft's page.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="problem">What is wrong; null for nothing.</param>
    /// <param name="done">What was done; null for nothing.</param>
    /// <param name="cancellation">Ends with the request.</param>
    /// <param name="conflicts">Edits that were not made; null for none.</param>
    /// <param name="asked">What was said with a request for publication that was refused; null for none.</param>
    public async Task<IResult> DraftAsync(
        string id, int status, string? problem, string? done, CancellationToken cancellation,
        IReadOnlyList<EditConflict>? conflicts = null, PublicationRequest? asked = null) => await ViewAsync(id, cancellation) is { } view
        ? PageResults.Page<DraftPage>(
            status, ("View", view), ("Conflicts", conflicts ?? []), ("Problem", problem), ("Done", done), ("Asked", asked),
            ("Version", view.IsOpen ? await publishing.FreeVersionAsync(view.Open, cancellation) : null))
        : DraftEndpoints.NoDraft();

    [LoggerMessage(LogLevel.Error, "What a draft would do cannot be worked out.")]
    private static partial void Failed(ILogger logger, Exception exception);

    /// <summary>A draft with its consequences; null for none.</summary>
    public async Task<DraftView?> ViewAsync(string id, CancellationToken cancellation)
    {
        if (await drafts.OpenAsync(id, cancellation) is not { } open)
        {
            return null;
        }

        var today = clock.Today();
        var day = open.Draft.EffectiveFrom is { } from ? DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture) : today;

        // What was published is compared with what it replaced.
        var against = open.Draft.State == PolicyDraftState.Published ? versions.All.FirstOrDefault(version => version.Digest == open.Draft.BaseDigest) ?? versions.At(day) : versions.At(day);
        Consequences? known;
        try
        {
            known = await work.ConsequencesAsync(open.Files, against, Patience, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was, the page with "Take the last edit back" stays. The next view tries anew.
            Failed(logger, exception);
            known = Consequences.Unknown(open.Files, against, [new Diagnostic(Severity.Error, "DIAG0002", "What this draft would do cannot be worked out.", null, "Take the last edit back.")]);
        }

        return new DraftView(open, known?.Check?.Pack ?? PackReader.Read(open.Files).Pack, against, known, await home.NamesAsync(cancellation), today);
    }
}
