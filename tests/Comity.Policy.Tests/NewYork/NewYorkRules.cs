using Comity.Feel.Values;
using Comity.Policy.Determinations;

namespace Comity.Policy.Tests.NewYork;

/// <summary>The facts of a request, as the oracle reads them.</summary>
internal sealed record Request(
    string Agency, string Action, bool Civil, string Process, bool Convicted, string Crime, bool Relevant, bool Multinational,
    string Role, bool Investigated, bool Eligibility, bool Law, string Place, bool Related, bool Attending)
{
    /// <summary>Reads the facts by name.</summary>
    public static Request Of(Func<string, FeelValue> value) => Reader(Names)([.. Names.Select(value)]);

    /// <summary>Reads facts that stand in the order of their names.</summary>
    public static Func<FeelValue[], Request> Reader(IReadOnlyList<string> names)
    {
        var places = Names.Select(name => names.ToList().IndexOf(name)).ToArray();
        return values =>
        {
            return new Request(
                Text(0), Text(1), Text(2) == "civil", Text(3), True(4), Text(5), True(6), True(7), Text(8), True(9), True(10), True(11), Text(12), True(13), True(14));

            string Text(int name) => values[places[name]].AsString();
            bool True(int name) => values[places[name]].IsTrue;
        };
    }

    private static readonly string[] Names =
    [
        "agency", "requestedAction", "enforcementPurpose", "judicialProcess", "convictedOfStateCrime", "suspectedImmigrationCrime", "statusRelevantToInvestigation", "suspectedMultinationalCrime",
        "personRole", "underInvestigationForCrime", "statusNeededForEligibility", "requiredByLaw", "place", "arrestRelatedToFacilityProceeding", "attendingCourt",
    ];
}

/// <summary>New York's rules once more, as one chain written by hand from the provisions: an oracle that shares nothing with the pack.</summary>
internal static class NewYorkRules
{
    public static (Outcome Outcome, bool Review) Decide(Request request, DateOnly on)
    {
        var (outcome, review, process) = Rule(request, on);
        var legislation = on >= new DateOnly(2026, 5, 27) && request.Agency != "local-law-enforcement" && outcome != Outcome.Prohibited && !process;
        return (outcome, review || legislation);
    }

    private static (Outcome Outcome, bool Review, bool Process) Rule(Request r, DateOnly on)
    {
        var state = r.Agency != "local-law-enforcement";
        var police = r.Agency == "state-law-enforcement";
        var order = on >= new DateOnly(2017, 9, 15);
        var listed = r.Convicted || r.Crime != "none" || r.Relevant || r.Multinational;
        var onlyCivil = r.Civil && !listed && !r.Investigated;
        var hold = r.Action is "hold-beyond-release" or "arrest";
        var custody = hold || r.Action is "transfer-custody" or "facility-arrest";
        var disclosure = r.Action is "notify-of-release" or "share-other-information" or "database-access";
        var resources = r.Action is "transfer-custody" or "interview-in-custody" or "joint-operation";
        if (r.Process == "court-order-to-agency" && (custody || disclosure))
        {
            return (Outcome.Required, false, true);
        }

        if (r.Process == "judicial-warrant" && custody)
        {
            return (Outcome.Permitted, false, true);
        }

        if (r.Action == "share-immigration-status")
        {
            return (Outcome.Permitted, false, false);
        }

        if (r.Action == "facility-arrest" && r.Civil && (r.Place == "courthouse" || r.Attending) && on >= new DateOnly(2020, 12, 15))
        {
            return (Outcome.Prohibited, false, false);
        }

        if (r.Action == "facility-arrest" && r.Civil && r.Place == "state-facility" && state && on >= new DateOnly(2018, 4, 25))
        {
            return (r.Related ? Outcome.Permitted : Outcome.Prohibited, false, false);
        }

        if (hold && r.Civil && (on >= new DateOnly(2018, 11, 14) || (order && police && onlyCivil)))
        {
            return (Outcome.Prohibited, false, false);
        }

        if (hold && !r.Civil && r.Process == "none")
        {
            return (Outcome.NotCovered, true, false);
        }

        if (r.Action == "inquire-status" && order && state)
        {
            return (police ? (r.Investigated ? Outcome.Permitted : Outcome.Prohibited)
                : r.Law ? Outcome.Required : r.Eligibility ? Outcome.Permitted : Outcome.Prohibited, false, false);
        }

        if ((disclosure || resources) && police && listed && on >= new DateOnly(2025, 1, 28))
        {
            return (Outcome.Permitted, r.Civil, false);
        }

        if (disclosure && r.Civil && state && order)
        {
            return (r.Law ? Outcome.Required : Outcome.Prohibited, false, false);
        }

        return resources && police && onlyCivil && order ? (Outcome.Prohibited, false, false) : (Outcome.NotCovered, false, false);
    }
}
