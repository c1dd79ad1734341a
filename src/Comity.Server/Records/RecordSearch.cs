using Comity.Feel.Text;
using Comity.Policy.Determinations;
using Comity.Policy.Packs;
using Comity.Records;
using Comity.Server.Policies;
using Comity.Server.Web;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Records;

/// <summary>Reads from an address which records are looked for.</summary>
internal static class RecordSearch
{
    /// <summary>What to say where <c>after</c> is no mark of a page.</summary>
    public const string AfterProblem = "\"after\" is what the page before gave as the next one.";

    private static readonly string[] Outcomes = [.. Enum.GetValues<Outcome>().Select(Words.Of)];

    /// <summary>Reads <c>outcome</c>, <c>action</c>, <c>from</c> and <c>to</c>.</summary>
    /// <returns>What is looked for, or what is wrong, one sentence each.</returns>
    public static async Task<(RecordFilter? Filter, IReadOnlyList<string> Problems)> ReadAsync(IQueryCollection query, RecordStore records, PolicyVersions versions, CancellationToken cancellation)
    {
        var problems = new List<string>();
        var (outcome, action) = (QueryValues.Text(query["outcome"]), QueryValues.Text(query["action"]));
        if (outcome is not null && !Outcomes.Contains(outcome))
        {
            problems.Add($"There is no outcome '{outcome}'. {NearestName.Mend(outcome, Outcomes)}".TrimEnd());
        }

        // A policy that is served no more may have had other actions, under which records are found still.
        var actions = versions.All.SelectMany(version => version.Pack.Facts.Where(fact => fact.Name == version.Pack.Manifest.Action).SelectMany(fact => fact.Values))
            .Select(choice => choice.Value.AsString()).Distinct().ToList();
        if (action is not null && !actions.Contains(action) && (await records.ListAsync(new RecordFilter(null, action), null, 1, cancellation)).Records.Count == 0)
        {
            problems.Add($"There is no action '{action}'. {NearestName.Mend(action, actions)}".TrimEnd());
        }

        if (!QueryValues.TryDay(query["from"], out var from) | !QueryValues.TryDay(query["to"], out var to))
        {
            problems.Add(QueryValues.DayProblem);
        }

        if (from > to)
        {
            problems.Add("\"from\" is a later day than \"to\".");
        }

        return problems.Count > 0 ? (null, problems) : (new RecordFilter(outcome, action, from, to), []);
    }
}
