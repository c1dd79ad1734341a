namespace Comity.Records;

/// <summary>Something that happens to the policy that is served.</summary>
public abstract record PolicyEvent;

/// <summary>A policy that decides the requests of a day and all later ones, until the next publication's day.</summary>
/// <param name="PackId">The pack's id.</param>
/// <param name="PackVersion">The pack's version.</param>
/// <param name="PackDigest"><c>sha256:</c> and the digest of the pack's files.</param>
/// <param name="From">The first day whose requests it decides.</param>
/// <param name="Requested">Who asked for the publication; whoever approved it wrote the event.</param>
/// <param name="Reason">Why it is published although scenarios of the pack come out otherwise than they expect; null where none
/// does.</param>
public sealed record PolicyPublication(string PackId, string PackVersion, string PackDigest, DateOnly From, Author Requested,
    string? Reason = null) : PolicyEvent;

/// <summary>A publication that does not come into effect.</summary>
/// <param name="Publication">The version of the event that published it, from 1.</param>
/// <param name="Reason">Why.</param>
public sealed record PolicyWithdrawal(int Publication, string Reason) : PolicyEvent;

/// <summary>Such an event as it is kept.</summary>
/// <param name="Leaf">Its place in the log, from 0.</param>
/// <param name="Version">Its place among these events, from 1.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="By">Who: of a publication, whoever approved it.</param>
/// <param name="Item">What.</param>
public sealed record KeptPolicyEvent(long Leaf, int Version, DateTimeOffset At, Author By, PolicyEvent Item);
