using Comity.Records;
using Comity.Records.Privacy;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Http;

namespace Comity.Server.Api.Records;

/// <summary>Why nothing was kept, as a problem.</summary>
/// <param name="Status">The status.</param>
/// <param name="Title">What kind of problem it is.</param>
/// <param name="Detail">What is wrong and how to mend it.</param>
internal sealed record RecordProblem(int Status, string Title, string Detail)
{
    /// <summary>The problem behind an exception of the store; null where it is none of its own.</summary>
    public static RecordProblem? Of(Exception exception) => exception switch
    {
        PersonalDataException personal => new(StatusCodes.Status422UnprocessableEntity, "The text says something about a person", personal.Finding.Message),
        RecordRefusedException refused => refused.Refusal switch
        {
            RecordRefusal.NoSuchRecord => new(StatusCodes.Status404NotFound, "No such record", refused.Message),
            RecordRefusal.AnotherVersion => new(StatusCodes.Status412PreconditionFailed, "The record has another version", refused.Message),
            RecordRefusal.SubmissionKeyReused => new(StatusCodes.Status422UnprocessableEntity, "The key was used for something else", $"{IdempotencyKey.Header}: {refused.Message}"),
            RecordRefusal.Erased => new(StatusCodes.Status410Gone, "The content was erased", refused.Message),
            _ => new(StatusCodes.Status409Conflict, "Does not fit the record", refused.Message),
        },
        RecordStoreException busy when Failures.IsOutage(busy) => new(StatusCodes.Status503ServiceUnavailable, "The database does not answer", $"{busy.Message} Send the same again with the same {IdempotencyKey.Header}."),
        RecordStoreException full when Failures.IsFull(full) => new(StatusCodes.Status507InsufficientStorage, "No room, or no disk", full.Message),
        ArgumentException malformed => new(StatusCodes.Status422UnprocessableEntity, "Cannot be kept", malformed.Message),
        _ => null,
    };
}
