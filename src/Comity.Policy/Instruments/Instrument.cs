using Comity.Feel.Text;

namespace Comity.Policy.Instruments;

/// <summary>Whether an instrument or provision counts.</summary>
public enum ProvisionStatus
{
    /// <summary>It is in force between its dates.</summary>
    InForce,

    /// <summary>It is not law yet; it is never in force.</summary>
    Proposed,

    /// <summary>It is no longer law; it is never in force.</summary>
    Repealed,

    /// <summary>It is in force between its dates, and counsel has yet to confirm its wording.</summary>
    ToVerify,
}

/// <summary>What gives an instrument its force.</summary>
public enum InstrumentForce
{
    /// <summary>A warrant or order of a court.</summary>
    CourtProcess,

    /// <summary>A statute of the federation.</summary>
    FederalStatute,

    /// <summary>A statute of the state.</summary>
    StateStatute,

    /// <summary>A decision of a court.</summary>
    CaseLaw,

    /// <summary>An order of the executive.</summary>
    ExecutiveOrder,

    /// <summary>A policy that was announced and not enacted.</summary>
    AnnouncedPolicy,
}

/// <summary>When something is in force.</summary>
/// <param name="Status">Whether it counts.</param>
/// <param name="From">First day; null for always.</param>
/// <param name="Until">First day on which it is no longer in force; null for no end.</param>
public sealed record Validity(ProvisionStatus Status, DateOnly? From, DateOnly? Until)
{
    /// <summary>Whether it is in force on a day.</summary>
    public bool Covers(DateOnly on) =>
        Status is ProvisionStatus.InForce or ProvisionStatus.ToVerify && (From is null || From <= on) && (Until is null || on < Until);
}

/// <summary>A source of law or policy.</summary>
/// <param name="Id">Its id in the pack.</param>
/// <param name="Title">Its title.</param>
/// <param name="Citation">How it is cited.</param>
/// <param name="Force">What gives it force.</param>
/// <param name="Validity">When it is in force.</param>
/// <param name="Source">Where its text can be found.</param>
/// <param name="Note">What readers should know; null for nothing.</param>
public sealed record Instrument(string Id, string Title, string Citation, InstrumentForce Force, Validity Validity, string Source, string? Note);

/// <summary>A part of an instrument that says one thing.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Section">Which part.</param>
/// <param name="Title">Its title.</param>
/// <param name="Text">What it says, paraphrased.</param>
/// <param name="Validity">When it is in force; never outside its instrument's time.</param>
/// <param name="Note">What readers should know; null for nothing.</param>
/// <param name="Uncited">Why no answer cites it, where that is intended; null where answers should.</param>
/// <param name="Location">Where it stands.</param>
public sealed record Provision(Instrument Instrument, string Section, string Title, string Text, Validity Validity, string? Note, string? Uncited, SourceLocation Location)
{
    /// <summary>Instrument and section: what tables and scenarios write.</summary>
    public string Key => $"{Instrument.Id} {Section}";

    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForce(DateOnly on) => Instrument.Validity.Covers(on) && Validity.Covers(on);
}
