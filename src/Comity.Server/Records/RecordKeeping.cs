using Comity.Records;
using Comity.Server.Policies;
using Comity.Server.Review;
using Comity.Server.Web;

namespace Comity.Server.Records;

/// <summary>Keeps records and corrections, of people and programs: the files of their pack first, then the record together with what must be reviewed of it.</summary>
internal sealed class RecordKeeping(RecordStore records, PolicyVersions versions, Reviews reviews, TimeProvider clock)
{
    /// <summary>Keeps a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="submissionKey">A text that is used for nothing else; sending the same again keeps nothing twice.</param>
    /// <param name="keeper">Who keeps it.</param>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Comity.Records.Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordRefusedException">The key was used for something else.</exception>
    public async Task<Receipt> KeepAsync(NewRecord record, string submissionKey, Keeper keeper)
    {
        RefuseTomorrow(record);
        await versions.KeepAsync(record.PackDigest);
        return await records.AddAsync(record, keeper.Author, submissionKey, receipt => reviews.Opened(receipt, record, keeper));
    }

    /// <summary>Keeps a correction; whoever kept a record corrects it.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="correction">The correction.</param>
    /// <param name="submissionKey">As for <see cref="KeepAsync"/>.</param>
    /// <param name="keeper">Who keeps it.</param>
    /// <param name="expectedVersion">How many events the record must have; null where that does not matter.</param>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Comity.Records.Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordRefusedException">It does not fit what was kept before.</exception>
    public async Task<Receipt> CorrectAsync(string number, Correction correction, string submissionKey, Keeper keeper, int? expectedVersion = null)
    {
        if (await reviews.FindAsync(number) is not { } item || !keeper.Kept(item))
        {
            throw await records.FileAsync(number) is null
                ? new RecordRefusedException(RecordRefusal.NoSuchRecord, $"No record has the number {number}. Numbers look like 2026-000123.")
                : new RecordRefusedException(RecordRefusal.DoesNotApply, $"Record {number} was kept by somebody else, or by nobody who has an account here. Whoever kept it corrects it.");
        }

        RefuseTomorrow(correction.Record);
        await versions.KeepAsync(correction.Record.PackDigest);
        return await records.AppendAsync(number, correction, keeper.Author, expectedVersion, submissionKey, _ => reviews.Reopened(item, correction.Record));
    }

    private void RefuseTomorrow(NewRecord record)
    {
        if (record.On > clock.Today())
        {
            throw new ArgumentException($"The day of the request, {record.On:yyyy-MM-dd}, has not come yet. A record is of a request that was made.");
        }
    }
}
