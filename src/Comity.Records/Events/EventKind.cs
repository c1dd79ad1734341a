namespace Comity.Records.Events;

/// <summary>The kinds of event, as they are stored.</summary>
internal static class EventKind
{
    public const string Record = "record", FollowUp = "follow-up", Approval = "approval", Correction = "correction", Hold = "hold", Release = "release", Erasure = "erasure", Publication = "publication", Withdrawal = "withdrawal";

    /// <summary>Whether an event of that kind holds a whole record.</summary>
    public static bool HoldsRecord(string kind) => kind is Record or Correction;
}
