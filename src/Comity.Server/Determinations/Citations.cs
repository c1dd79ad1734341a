using Comity.Policy.Instruments;

namespace Comity.Server.Determinations;

/// <summary>How pages cite a provision: by its key and its instrument's citation, and a decision of a court by the names of the
/// case.</summary>
internal static class Citations
{
    /// <summary>The line for a provision.</summary>
    public static string Of(Provision provision) => Of(provision.Key, Of(provision.Instrument));

    /// <summary>The line for a key and a citation: where the citation holds the section, that is not said twice.</summary>
    public static string Of(string key, string citation) =>
        $"{(key.Split(' ', 2) is [var instrument, var section] && citation.Contains(section, StringComparison.Ordinal) ? instrument : key)} · {citation}";

    /// <summary>The citation of an instrument.</summary>
    public static string Of(Instrument instrument) =>
        instrument.Force == InstrumentForce.CaseLaw ? $"{instrument.Title}, {instrument.Citation}" : instrument.Citation;
}
