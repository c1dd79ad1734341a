using Comity.Policy.Comparison;
using Comity.Policy.Programs;
using Comity.Records.Situations;

namespace Comity.Server.Analysis;

/// <summary>How far a replay of records has come.</summary>
/// <param name="Done">How many records were decided again.</param>
/// <param name="Total">How many there are.</param>
public sealed record WhatIfProgress(long Done, long Total);

/// <summary>Which recorded determinations would have come out otherwise by another policy.</summary>
public static class WhatIf
{
    /// <summary>Decides all records again.</summary>
    /// <param name="program">The other policy.</param>
    /// <param name="records">The records, as <see cref="RecordSituations"/> or a store reads them.</param>
    /// <param name="progress">Is told how far it has come; null for nobody.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What would have come out; records are named by <see cref="SituatedRecord.Key"/>.</returns>
    public static async Task<ReplayResult> RunAsync(PolicyProgram program, IAsyncEnumerable<SituationBatch> records, IProgress<WhatIfProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var replay = new PolicyReplay(program);
        var done = 0L;
        await foreach (var batch in records.WithCancellation(cancellation).ConfigureAwait(false))
        {
            foreach (var situation in batch.Situations)
            {
                replay.AddSituation(situation.Facts, situation.Determinations.Select(answer => new RecordedAnswer(answer.Action, answer.Outcome, answer.CounselReview)));
            }

            foreach (var record in batch.Records)
            {
                replay.AddRecord(record.Situation, record.On, record.Key);
            }

            progress?.Report(new WhatIfProgress(done += batch.Records.Count, batch.Total));
        }

        return replay.Result();
    }
}
