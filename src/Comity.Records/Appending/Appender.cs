using System.Text;
using Comity.Records.Events;
using Comity.Records.Storage;

namespace Comity.Records.Appending;

/// <summary>
/// Turns waiting events into rows, under the lock of <see cref="IRecordStorage.BeginAsync"/>, in one or several rounds of a
/// transaction. What one event cannot do leaves the others alone.
/// </summary>
internal sealed class Appender
{
    private readonly Dictionary<long, (StoredRecord Record, byte[]? Content)> _records = [];
    private readonly Dictionary<string, StoredEvent> _submitted = [];
    private readonly List<Action> _answers = [];
    private AppendWrites _writes = new();
    private long _position;
    private long _number;
    private long _at;

    /// <summary>Begins a transaction.</summary>
    /// <param name="state">Where it begins.</param>
    /// <param name="at">What time it is, in microseconds since 1970.</param>
    public Appender(AppendState state, long at)
    {
        (_position, _number) = (state.Leaves, state.LastNumber);
        Learn(state.Found, at);
    }

    /// <summary>How many events were appended.</summary>
    public int Count { get; private set; }

    /// <summary>The first event that was appended; null for none.</summary>
    public StoredEvent? First { get; private set; }

    /// <summary>Begins another round: takes in what the storage knows of events that joined, and what time it is now.</summary>
    public void Learn(AppendFound found, long at)
    {
        _at = at;
        foreach (var item in found.Records)
        {
            _records[item.Record.Number] = item;
        }

        foreach (var item in found.Submitted)
        {
            _submitted[Convert.ToHexString(item.Submission!)] = item;
        }
    }

    /// <summary>Takes an event.</summary>
    public void Add(PendingEvent pending)
    {
        try
        {
            var receipt = Append(pending);
            _answers.Add(() => pending.Done.TrySetResult(receipt));
        }
        catch (RecordRefusedException exception)
        {
            // It may be refused for what another event of the same transaction did, so it is told no earlier than that one.
            _answers.Add(() => pending.Done.TrySetException(exception));
        }
    }

    /// <summary>What is to be written of the events since the last call.</summary>
    public AppendWrites Take()
    {
        var writes = _writes;
        _writes = new AppendWrites();
        return writes;
    }

    /// <summary>Tells every event where it is, or why it was refused. Call it when everything is on disk.</summary>
    public void Acknowledge() => _answers.ForEach(answer => answer());

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
        var text = SealedEvent.Content(_at, pending.By, pending.Data, pending.Kind, number, pending.Submission, version);
        var added = new StoredEvent(_position++, number, version, pending.Kind, _at, SealedEvent.Commitment(pending.Salt, text), pending.Submission, pending.Salt, text);
        if (pending.Kind == EventKind.Erasure)
        {
            Erase(number);
        }

        var next = Projection.Write(_writes, before, () => content is null ? null : RecordData.Read(content).Record, added, pending.Record, pending.Situation, _at);
        _records[number] = (next, next.Current == added.Position ? text : content);
        if (pending.Submission is not null)
        {
            _submitted[Convert.ToHexString(pending.Submission)] = added;
        }

        Count++;
        First ??= added;
        var receipt = new Receipt(RecordNumber.Text(number), version, added.Position, Instant.Time(_at), false);
        if (pending.Companion is { } companion)
        {
            _writes.Companions.AddRange(companion(receipt));
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
            throw new RecordRefusedException(RecordRefusal.OnHold,
                $"Record {number} is on legal hold ({Listed(before)}) and cannot be erased until every matter is released.");
        }

        if (pending.Kind == EventKind.Release && !before.Held)
        {
            throw new RecordRefusedException(RecordRefusal.DoesNotApply, $"Record {number} is not on legal hold.");
        }

        if (pending.Kind == EventKind.Release && Matters.Find(before.Matters, RecordData.ReasonOf(pending.Data)) is null)
        {
            throw new RecordRefusedException(
                RecordRefusal.DoesNotApply, $"Record {number} is not on legal hold for that matter. What holds it: {Listed(before)}.");
        }
    }

    private static string Listed(StoredRecord record) => string.Join("; ", Matters.Of(record.Matters));

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
        _writes.Erased.Add(number);
        foreach (var key in _submitted.Where(pair => pair.Value.Number == number).Select(pair => pair.Key).ToArray())
        {
            _submitted.Remove(key);
        }

        for (var i = 0; i < _writes.Events.Count; i++)
        {
            if (_writes.Events[i].Number == number)
            {
                _writes.Events[i] = _writes.Events[i] with { Submission = null, Salt = null, Content = null };
            }
        }
    }
}
