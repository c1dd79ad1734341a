using System.Text;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Appending;

/// <summary>Turns waiting events into rows, under the lock of <see cref="IRecordStorage.BeginAsync"/>. What one event cannot do leaves the others alone.</summary>
internal sealed class Appender(AppendState state, long at)
{
    private readonly Dictionary<long, (StoredRecord Record, byte[]? Content)> _records = state.Records.ToDictionary(item => item.Record.Number);
    private readonly Dictionary<string, StoredEvent> _submitted = state.Submitted.ToDictionary(item => Convert.ToHexString(item.Submission!));
    private readonly List<(PendingEvent Event, Receipt Receipt)> _done = [];
    private long _position = state.Leaves;
    private long _number = state.LastNumber;

    /// <summary>What is to be written.</summary>
    public AppendWrites Writes { get; } = new();

    /// <summary>Takes an event; it is told why where it is refused.</summary>
    public void Add(PendingEvent pending)
    {
        try
        {
            _done.Add((pending, Append(pending)));
        }
        catch (RecordRefusedException exception)
        {
            pending.Done.TrySetException(exception);
        }
    }

    /// <summary>Tells every event that was taken where it is. Call it when everything is on disk.</summary>
    public void Acknowledge() => _done.ForEach(done => done.Event.Done.TrySetResult(done.Receipt));

    private Receipt Append(PendingEvent pending)
    {
        if (pending.Submission is { } submission && _submitted.TryGetValue(Convert.ToHexString(submission), out var earlier))
        {
            return Repeat(pending, earlier);
        }

        StoredRecord? before = null;
        byte[]? content = null;
        if (pending.Number is { } known)
        {
            if (_records.TryGetValue(known, out var found))
            {
                (before, content) = found;
            }
            else if (known != RecordNumber.Policy)
            {
                throw new RecordRefusedException(RecordRefusal.NoSuchRecord, $"No record has the number {RecordNumber.Text(known)}.");
            }

            Check(pending, before);
        }

        var number = pending.Number ?? ++_number;
        var version = (before?.Version ?? 0) + 1;
        var text = SealedEvent.Content(at, pending.By, pending.Data, pending.Kind, number, pending.Submission, version);
        var added = new StoredEvent(_position++, number, version, pending.Kind, at, SealedEvent.Commitment(pending.Salt, text), pending.Submission, pending.Salt, text);
        if (pending.Kind == EventKind.Erasure)
        {
            Erase(number);
        }

        var next = Projection.Write(Writes, before, () => content is null ? null : RecordData.Read(content).Record, added, pending.Record, pending.Situation, at);
        _records[number] = (next, next.Current == added.Position ? text : content);
        if (pending.Submission is not null)
        {
            _submitted[Convert.ToHexString(pending.Submission)] = added;
        }

        var receipt = new Receipt(RecordNumber.Text(number), version, added.Position, Instant.Time(at), false);
        if (pending.Companion is { } companion)
        {
            Writes.Companions.Add(companion(receipt));
        }

        return receipt;
    }

    private static void Check(PendingEvent pending, StoredRecord? before)
    {
        // The policy's file begins with its first event.
        before ??= new StoredRecord(RecordNumber.Policy, 0, 0, 0, "", 0, false, false);
        var number = RecordNumber.Text(before.Number);
        if (before.Erased)
        {
            throw new RecordRefusedException(RecordRefusal.Erased, $"The content of record {number} was erased; nothing can be added to it.");
        }

        if (pending.ExpectedVersion is { } expected && expected != before.Version)
        {
            throw new RecordRefusedException(RecordRefusal.AnotherVersion, $"Record {number} has {before.Version} events, not {expected}: something happened to it meanwhile. Read it again, then decide anew.");
        }

        if (pending.Kind == EventKind.Erasure && before.Held)
        {
            throw new RecordRefusedException(RecordRefusal.OnHold, $"Record {number} is on legal hold and cannot be erased until it is released.");
        }

        if (pending.Kind == EventKind.Release && !before.Held)
        {
            throw new RecordRefusedException(RecordRefusal.DoesNotApply, $"Record {number} is not on legal hold.");
        }
    }

    private static Receipt Repeat(PendingEvent pending, StoredEvent earlier)
    {
        var (by, data) = SealedEvent.Parts(earlier.Content);
        var same = earlier.Kind == pending.Kind && (pending.Number is null ? earlier.Version == 1 : earlier.Number == pending.Number) && by == pending.By && data is not null && RecordData.SayTheSame(pending.Kind, Encoding.UTF8.GetBytes(data), pending.Data);
        return same
            ? new Receipt(RecordNumber.Text(earlier.Number), earlier.Version, earlier.Position, Instant.Time(earlier.At), true)
            : throw new RecordRefusedException(RecordRefusal.SubmissionKeyReused, "This submission key was used for something else. Use a new key for each submission.");
    }

    private void Erase(long number)
    {
        Writes.Erased.Add(number);
        foreach (var key in _submitted.Where(pair => pair.Value.Number == number).Select(pair => pair.Key).ToArray())
        {
            _submitted.Remove(key);
        }

        for (var i = 0; i < Writes.Events.Count; i++)
        {
            if (Writes.Events[i].Number == number)
            {
                Writes.Events[i] = Writes.Events[i] with { Submission = null, Salt = null, Content = null };
            }
        }
    }
}
