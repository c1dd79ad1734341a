using System.Security.Claims;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Officer;
using Comity.Server.Policies;
using Comity.Server.Review;

namespace Comity.Server.Records;

/// <summary>Keeps records and corrections: the files of their pack first, then the record, then what must be reviewed of it.</summary>
internal sealed class RecordKeeping(RecordStore records, PolicyVersions versions, Reviews reviews, Drafts drafts)
{
    /// <summary>Keeps a record, or a correction of one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="corrects">The number of the record that it corrects; null for a new one.</param>
    /// <param name="reason">What was wrong with that; null for a new one.</param>
    /// <param name="draftId">The draft that it comes from, which ends; sending the same draft again keeps nothing twice.</param>
    /// <param name="user">Who keeps it.</param>
    /// <returns>The record's number.</returns>
    /// <exception cref="ArgumentException">A member is malformed; the message says which.</exception>
    /// <exception cref="Comity.Records.Privacy.PersonalDataException">A text looks like something about a person.</exception>
    /// <exception cref="RecordRefusedException">It does not fit what was kept before.</exception>
    public async Task<string> KeepAsync(NewRecord record, string? corrects, string? reason, string draftId, ClaimsPrincipal user)
    {
        await versions.KeepAsync(record.PackDigest);
        var author = Authors.Of(user, Roles.Officer);
        if (corrects is null)
        {
            corrects = (await records.AddAsync(record, author, draftId)).Number;
            await reviews.OpenAsync(corrects, user.AccountId(), author.Unit);
        }
        else
        {
            if ((await reviews.FindAsync(corrects))?.AccountId != user.AccountId())
            {
                throw new RecordRefusedException(RecordRefusal.DoesNotApply, $"Record {corrects} was kept by somebody else, or by nobody who has an account here. Whoever kept it corrects it.");
            }

            await records.AppendAsync(corrects, new Correction(record, reason ?? ""), author, submissionKey: draftId);
            await reviews.FollowAsync(corrects);
        }

        await drafts.DiscardAsync(draftId, user.AccountId());
        return corrects;
    }
}
