using System.Text.Json.Nodes;

namespace Comity.Server.Api.Description;

// The shapes of bodies, for the description of the API alone: bodies are read and written without them, by the one code that the
// command line and the records use. A test validates real answers against these.

/// <summary>A request to be decided.</summary>
/// <param name="On">The day of the request; today when it is not given.</param>
/// <param name="Facts">What is known, by name. The requested action may be a list; then each action gets its own determination.</param>
internal sealed record DecideRequestBody(DateOnly? On, JsonObject Facts);

/// <summary>Where an interview stands.</summary>
/// <param name="On">The day of the request; today when it is not given.</param>
/// <param name="Facts">What is known, by name.</param>
/// <param name="Document">Id of the paper in hand.</param>
/// <param name="Unknown">Names of facts that nobody knows yet.</param>
internal sealed record AskRequestBody(DateOnly? On, JsonObject Facts, string? Document, IReadOnlyList<string>? Unknown);

/// <summary>Which policy answered.</summary>
/// <param name="Id">Id of the pack.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">SHA-256 over its files.</param>
internal sealed record PolicyBody(string Id, string Version, string Digest);

/// <summary>A provision applied.</summary>
/// <param name="Id">Id of the instrument.</param>
/// <param name="Section">Its section.</param>
/// <param name="Key">Both together.</param>
/// <param name="Effect"><c>prohibited</c>, <c>permitted</c> or <c>required</c>.</param>
/// <param name="Citation">How it is cited.</param>
/// <param name="Reason">Why it applies, in plain words.</param>
internal sealed record FindingBody(string Id, string Section, string Key, string Effect, string Citation, string Reason);

/// <summary>That counsel should look, and why.</summary>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="Provisions">Keys of the provisions that call for it.</param>
/// <param name="DependsOn">Facts, not known, on which it still depends; empty when it is certain.</param>
internal sealed record ReviewBody(string Reason, IReadOnlyList<string> Provisions, IReadOnlyList<string> DependsOn);

/// <summary>The answer to one requested action.</summary>
/// <param name="Policy">Which policy answered.</param>
/// <param name="On">The day.</param>
/// <param name="Action">The requested action; null while it is not known.</param>
/// <param name="Outcome"><c>prohibited</c>, <c>permitted</c>, <c>required</c>, <c>not-covered</c>, <c>undetermined</c> while facts that matter are not known, or <c>contradictory</c> where the policy contradicts itself.</param>
/// <param name="Provisions">The provisions that certainly apply.</param>
/// <param name="Circumstances">Names of the listed circumstances that apply.</param>
/// <param name="Conditions">What the agency has to keep to.</param>
/// <param name="CounselReview">That counsel should look; null for no.</param>
/// <param name="Missing">Facts on which the answer still depends, and no others.</param>
/// <param name="Next">The fact that is best asked next; null when nothing is left that may be asked.</param>
/// <param name="PossibleProvisions">Provisions that apply or not, depending on facts that are not known.</param>
/// <param name="FurtherFacts">Facts that only decide which provisions are named.</param>
/// <param name="Flaws">What is wrong with the policy's logic here; not there where nothing is.</param>
internal sealed record DeterminationBody(
    PolicyBody Policy, DateOnly On, string? Action, string Outcome, IReadOnlyList<FindingBody> Provisions, IReadOnlyList<string> Circumstances, IReadOnlyList<string> Conditions,
    ReviewBody? CounselReview, IReadOnlyList<string> Missing, string? Next, IReadOnlyList<FindingBody> PossibleProvisions, IReadOnlyList<string> FurtherFacts, IReadOnlyList<FlawBody>? Flaws);

/// <summary>Something wrong with a policy's logic.</summary>
/// <param name="Code">Which kind of mistake it is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where, in the policy's files.</param>
/// <param name="Mend">How to mend it.</param>
internal sealed record FlawBody(string Code, string Message, string? Location, string? Mend);

/// <summary>The answers to several requested actions.</summary>
/// <param name="Determinations">One for each action.</param>
internal sealed record DeterminationListBody(IReadOnlyList<DeterminationBody> Determinations);

/// <summary>One determination, or several where several actions were asked.</summary>
/// <param name="One">One.</param>
/// <param name="Several">Several.</param>
[OneOf]
internal sealed record DecideAnswerBody(DeterminationBody One, DeterminationListBody Several);

/// <summary>A value that a fact may have.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">What people read.</param>
/// <param name="Help">When it is the right one.</param>
internal sealed record ChoiceBody(JsonValue Value, string Label, string? Help);

/// <summary>A fact and its question.</summary>
/// <param name="Fact">Its name.</param>
/// <param name="Type"><c>boolean</c>, <c>choice</c>, <c>number</c>, <c>date</c> or <c>text</c>.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Question">What an officer is asked.</param>
/// <param name="Help">How to answer.</param>
/// <param name="Proof">Which document proves it.</param>
/// <param name="MayBeAbsent">Whether null is an answer.</param>
/// <param name="RecordedOnly">Whether it decides nothing.</param>
/// <param name="Values">Its values; empty for numbers, dates and texts.</param>
internal sealed record FactQuestionBody(string Fact, string Type, string Label, string Question, string? Help, string? Proof, bool MayBeAbsent, bool RecordedOnly, IReadOnlyList<ChoiceBody> Values);

/// <summary>A question that policy does not let anybody ask.</summary>
/// <param name="Fact">What would be asked.</param>
/// <param name="Provision">Key of the provision that forbids it.</param>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="DependsOn">Facts, not known, on which it depends.</param>
internal sealed record NotAskedBody(string Fact, string Provision, string Reason, IReadOnlyList<string> DependsOn);

/// <summary>The next question, and what is certain already.</summary>
/// <param name="Next">What to ask next; null when nothing is left that matters and may be asked.</param>
/// <param name="Remaining">At most how many questions are left.</param>
/// <param name="NotAsked">Questions that would matter and are not asked.</param>
/// <param name="Determinations">What can be said now, one for each action.</param>
internal sealed record AskAnswerBody(FactQuestionBody? Next, int Remaining, IReadOnlyList<NotAskedBody> NotAsked, IReadOnlyList<DeterminationBody> Determinations);

/// <summary>A paper that an officer may have in hand.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What it is called.</param>
/// <param name="SignedBy">Who signs it.</param>
internal sealed record DocumentBody(string Id, string Title, string SignedBy);

/// <summary>The policy that answers.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">SHA-256 over its files; also the entity tag of every answer.</param>
/// <param name="Title">Its title.</param>
/// <param name="Jurisdiction">Whose policy it is.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Action">The fact that is the requested action.</param>
/// <param name="EffectiveDates">The days on which it changes.</param>
/// <param name="Facts">What it turns on.</param>
/// <param name="Documents">The papers that it knows.</param>
internal sealed record PackBody(
    string Id, string Version, string Digest, string Title, string Jurisdiction, string Summary, string? Action, IReadOnlyList<DateOnly> EffectiveDates, IReadOnlyList<FactQuestionBody> Facts, IReadOnlyList<DocumentBody> Documents);

/// <summary>A provision in force.</summary>
/// <param name="Key">Instrument and section.</param>
/// <param name="Id">Id of the instrument.</param>
/// <param name="Section">Its section.</param>
/// <param name="Title">Its title.</param>
/// <param name="Text">What it says, paraphrased.</param>
/// <param name="Instrument">Title of the instrument.</param>
/// <param name="Citation">How it is cited.</param>
/// <param name="Force">What gives it force.</param>
/// <param name="Status"><c>in-force</c>, or <c>to-verify</c> while counsel has yet to confirm its wording.</param>
/// <param name="InForceFrom">First day; null for always.</param>
/// <param name="InForceUntil">First day on which it is no longer in force; null for no end.</param>
/// <param name="Source">Where its text can be found.</param>
internal sealed record ProvisionBody(
    string Key, string Id, string Section, string Title, string Text, string Instrument, string Citation, string Force, string Status, DateOnly? InForceFrom, DateOnly? InForceUntil, string Source);

/// <summary>The provisions in force on a day, in the order in which they prevail.</summary>
/// <param name="On">The day.</param>
/// <param name="Provisions">The provisions.</param>
internal sealed record ProvisionListBody(DateOnly On, IReadOnlyList<ProvisionBody> Provisions);

/// <summary>Somebody or something (AuthZEN §5). What identifies it is not looked at.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Id">Which one it is.</param>
/// <param name="Properties">Facts, by name.</param>
internal sealed record EvaluationEntityBody(string Type, string Id, JsonObject? Properties = null);

/// <summary>What is asked for (AuthZEN §5.3).</summary>
/// <param name="Name">The requested action.</param>
/// <param name="Properties">Facts, by name.</param>
internal sealed record EvaluationActionBody(string Name, JsonObject? Properties = null);

/// <summary>One evaluation (AuthZEN §6.1).</summary>
/// <param name="Subject">Who would act.</param>
/// <param name="Action">What is asked for.</param>
/// <param name="Resource">The request it is about.</param>
/// <param name="Context">Facts by name, and <c>on</c>, the day.</param>
internal sealed record EvaluationRequestBody(EvaluationEntityBody Subject, EvaluationActionBody Action, EvaluationEntityBody Resource, JsonObject? Context = null);

/// <summary>How several evaluations are carried out (AuthZEN §7.1.2).</summary>
/// <param name="EvaluationsSemantic"><c>execute_all</c>, <c>deny_on_first_deny</c> or <c>permit_on_first_permit</c>.</param>
internal sealed record EvaluationOptionsBody([property: System.Text.Json.Serialization.JsonPropertyName("evaluations_semantic")] string? EvaluationsSemantic);

/// <summary>A part of an evaluation; what it leaves out, the whole request says.</summary>
/// <param name="Subject">Who would act.</param>
/// <param name="Action">What is asked for.</param>
/// <param name="Resource">The request it is about.</param>
/// <param name="Context">Facts by name, and <c>on</c>, the day.</param>
internal sealed record EvaluationPartBody(EvaluationEntityBody? Subject, EvaluationActionBody? Action, EvaluationEntityBody? Resource, JsonObject? Context = null);

/// <summary>Several evaluations (AuthZEN §7.1).</summary>
/// <param name="Subject">Who would act, unless an evaluation says otherwise.</param>
/// <param name="Action">What is asked for, unless an evaluation says otherwise.</param>
/// <param name="Resource">The request it is about, unless an evaluation says otherwise.</param>
/// <param name="Context">Facts and day, unless an evaluation says otherwise.</param>
/// <param name="Evaluations">The evaluations.</param>
/// <param name="Options">How they are carried out.</param>
internal sealed record EvaluationsRequestBody(
    EvaluationEntityBody? Subject, EvaluationActionBody? Action, EvaluationEntityBody? Resource, JsonObject? Context = null, IReadOnlyList<EvaluationPartBody>? Evaluations = null,
    EvaluationOptionsBody? Options = null);

/// <summary>Names of members that were sent and that no fact has; not there where there are none.</summary>
/// <param name="Ignored">The names.</param>
internal sealed record IgnoredBody(IReadOnlyList<string>? Ignored);

/// <summary>Why it was decided so: the determination, and what was not looked at.</summary>
/// <param name="Determination">The determination.</param>
/// <param name="Ignored">What was not looked at.</param>
[AllOf]
internal sealed record EvaluationReasonsBody(DeterminationBody Determination, IgnoredBody Ignored);

/// <summary>What is wrong with one of several evaluations.</summary>
/// <param name="Status">The status that it would have had alone.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
internal sealed record EvaluationErrorBody(int Status, string Message);

/// <summary>That one of several could not be evaluated.</summary>
/// <param name="Error">What is wrong.</param>
internal sealed record EvaluationFailureBody(EvaluationErrorBody Error);

/// <summary>Why it was decided so, or why it could not be.</summary>
/// <param name="Reasons">Why it was decided so.</param>
/// <param name="Failure">Why it could not be.</param>
[OneOf]
internal sealed record EvaluationContextBody(EvaluationReasonsBody Reasons, EvaluationFailureBody Failure);

/// <summary>A decision (AuthZEN §5.5).</summary>
/// <param name="Decision">True where policy permits or requires the action.</param>
/// <param name="Context">Why.</param>
internal sealed record EvaluationDecisionBody(bool Decision, EvaluationContextBody Context);

/// <summary>Decisions, in the order of the evaluations (AuthZEN §7.2).</summary>
/// <param name="Evaluations">The decisions.</param>
internal sealed record EvaluationDecisionsBody(IReadOnlyList<EvaluationDecisionBody> Evaluations);

/// <summary>Says that a body is one of those that its members name.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OneOfAttribute : Attribute;

/// <summary>Says that a body has the members of all that its members name.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AllOfAttribute : Attribute;

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Type"><c>about:blank</c>.</param>
/// <param name="Title">What kind of problem it is.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Detail">What is wrong and how to mend it; absent where several things are wrong.</param>
/// <param name="Errors">Where several things are wrong, what each is and how to mend it.</param>
internal sealed record ProblemBody(string Type, string Title, int Status, string? Detail, IReadOnlyList<string>? Errors);
