using System.Globalization;
using System.Text;
using Comity.Feel.Values;
using Comity.Policy.Facts;
using Comity.Policy.Interviews;
using Comity.Policy.Packs;
using Comity.Records.Privacy;
using Microsoft.Extensions.Primitives;

namespace Comity.Server.Officer;

/// <summary>An interview as names and values of an address or a form, so that going back, changing an answer and loading again are plain links.</summary>
/// <param name="State">What the officer has said so far.</param>
/// <param name="DraftId">The draft that answers are saved to; null before the first.</param>
/// <param name="Corrects">The number of the record that is to be corrected; null for a new one.</param>
public sealed record InterviewAddress(InterviewState State, string? DraftId, string? Corrects)
{
    private const int MaximumId = 64;

    /// <summary>The day.</summary>
    public const string On = "on";

    /// <summary>The paper in hand.</summary>
    public const string Paper = "paper";

    /// <summary>A requested action; may be repeated.</summary>
    public const string Action = "act";

    /// <summary>An answer, <c>fact:value</c> or <c>fact:?</c>; may be repeated, and the last about a fact counts.</summary>
    public const string Answer = "a";

    /// <summary>What was typed about the fact that was asked; counts where it is new, or no answer was chosen.</summary>
    public const string Typed = "value";

    /// <summary>What stood there before.</summary>
    public const string TypedBefore = "was";

    /// <summary>Whether facts are asked that only decide which provisions are named.</summary>
    public const string Thorough = "all";

    /// <summary>The draft.</summary>
    public const string Draft = "draft";

    /// <summary>The record that is to be corrected.</summary>
    public const string Correcting = "corrects";

    /// <summary>What stands for "I don't know yet".</summary>
    public const string NotKnown = "?";

    /// <summary>The day that an address or a form names; null where it names none that can be read.</summary>
    public static DateOnly? Day(IEnumerable<KeyValuePair<string, StringValues>> values) =>
        DateOnly.TryParseExact(Last(values.ToLookup(pair => pair.Key, pair => pair.Value), On), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Reads an interview.</summary>
    /// <returns>The interview, or one sentence that says what is wrong with the address.</returns>
    public static (InterviewAddress? At, string? Problem) Read(IEnumerable<KeyValuePair<string, StringValues>> values, PolicyPack pack, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(pack);
        var all = values.ToLookup(pair => pair.Key, pair => pair.Value);
        var day = Last(all, On);
        var on = today;
        if (day is { Length: > 0 } && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out on))
        {
            return (null, $"'{day}' is not a date. Write it as 2025-02-01.");
        }

        var paper = Last(all, Paper) is { Length: > 0 } id ? id : null;
        var document = pack.Documents.FirstOrDefault(document => document.Id == paper);
        if (paper is not null && document is null)
        {
            return (null, $"There is no paper '{paper}' in this policy.");
        }

        var actionFact = pack.Facts.FirstOrDefault(fact => fact.Name == pack.Manifest.Action);
        var actions = new List<FeelValue>();
        foreach (var text in all[Action].SelectMany(value => value))
        {
            if (actionFact?.Read(text ?? "") is not { } action)
            {
                return (null, $"'{text}' is not an action that can be asked for.");
            }

            actions.Add(action);
        }

        var state = new InterviewState(on, paper, actions.Count > 0 ? [.. actions.Distinct()] : document?.Actions ?? [], [], Last(all, Thorough) == "1");
        foreach (var text in all[Answer].SelectMany(value => value).Where(text => !string.IsNullOrEmpty(text)))
        {
            var parts = text!.Split(':', 2);
            var fact = pack.Facts.FirstOrDefault(fact => fact.Name == parts[0] && fact.Name != pack.Manifest.Action);
            var value = parts.Length == 2 ? fact?.Read(parts[1]) : null;
            if (fact is null || (value is null && parts is not [_, NotKnown]))
            {
                return (null, $"'{text}' is not an answer to a question of this policy.");
            }

            // Neither a draft nor a page holds what a record would refuse.
            if (value is { Kind: FeelKind.String } && fact.Kind == FactKind.Text && PersonalData.Check(parts[1]) is { } finding)
            {
                return (null, finding.Message);
            }

            state = state.With(new Answer(fact.Name, value));
        }

        return (new InterviewAddress(state, Text(Draft), Text(Correcting)), null);

        string? Text(string name) => Last(all, name) is { Length: > 0 and <= MaximumId } text ? text : null;
    }

    /// <summary>The names and values of the interview, in order.</summary>
    /// <param name="state">Another state in the place of this one; null for this one.</param>
    public IEnumerable<KeyValuePair<string, string>> Fields(InterviewState? state = null)
    {
        state ??= State;
        if (DraftId is not null)
        {
            yield return KeyValuePair.Create(Draft, DraftId);
        }

        if (Corrects is not null)
        {
            yield return KeyValuePair.Create(Correcting, Corrects);
        }

        yield return KeyValuePair.Create(On, state.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        yield return KeyValuePair.Create(Paper, state.DocumentId ?? "");
        foreach (var action in state.Actions)
        {
            yield return KeyValuePair.Create(Action, Fact.Written(action));
        }

        foreach (var answer in state.Answers)
        {
            yield return KeyValuePair.Create(Answer, Written(answer.Fact, answer.Value));
        }

        if (state.Thorough)
        {
            yield return KeyValuePair.Create(Thorough, "1");
        }
    }

    /// <summary>An answer as a form sends it.</summary>
    public static string Written(string fact, FeelValue? value) => $"{fact}:{(value is { } known ? Fact.Written(known) : NotKnown)}";

    /// <summary>The address of the interview, or of another state of it.</summary>
    /// <param name="state">The other state; null for this one.</param>
    /// <param name="page">The page.</param>
    /// <param name="more">Further names and values.</param>
    public string Of(InterviewState? state = null, string page = OfficerEndpoints.AskPath, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var address = new StringBuilder(page);
        var separator = '?';
        foreach (var (name, value) in Fields(state))
        {
            Append(name, value);
        }

        foreach (var (name, value) in more)
        {
            Append(name, value);
        }

        return address.ToString();

        void Append(string name, string value)
        {
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
    }

    private static string? Last(ILookup<string, StringValues> all, string name) => all[name].SelectMany(value => value).LastOrDefault();
}
