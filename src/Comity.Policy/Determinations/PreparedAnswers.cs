using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Comity.Diagrams.Core;
using Comity.Feel.Values;
using Comity.Policy.Facts;

namespace Comity.Policy.Determinations;

/// <summary>
/// Answers requests from bytes to bytes. A determination turns on the day and on the regions of the facts, of which there are few, so
/// its JSON form is written once and then copied with the day put in: the text of <see cref="DeterminationJson"/>, to the byte.
/// Safe for concurrent use.
/// </summary>
public sealed class PreparedAnswers
{
    // Strangers choose what is asked, so that not everything is kept.
    private const int MostBytes = 32 * 1024 * 1024;

    // More facts than any policy has; what is kept on the stack is bounded.
    private const int MostFacts = 128;

    private const int NotSettled = int.MaxValue;

    private readonly PolicyDecider _decider;
    private readonly int _count;
    private readonly int _variables;
    private readonly int _dayLevel;
    private readonly Dictionary<byte[], FactInBytes>.AlternateLookup<ReadOnlySpan<byte>> _facts;
    private readonly ConcurrentDictionary<int[], PreparedAnswer> _answers = new(SequenceComparer<int>.Instance);
    private readonly ConcurrentDictionary<int[], PreparedAnswer>.AlternateLookup<ReadOnlySpan<int>> _known;
    private int _bytes;

    internal PreparedAnswers(PolicyDecider decider)
    {
        _decider = decider;
        _known = _answers.GetAlternateLookup<ReadOnlySpan<int>>();
        var levels = decider.Variables.Index().ToDictionary(entry => entry.Item.Name, entry => entry.Index, StringComparer.Ordinal);
        _variables = levels.Count;
        _dayLevel = levels.GetValueOrDefault(PolicyLogic.DateInput, -1);
        _count = decider.Pack.Facts.Count;
        var facts = new Dictionary<byte[], FactInBytes>(SequenceComparer<byte>.Instance);
        foreach (var (place, fact) in decider.Pack.Facts.Index())
        {
            facts.Add(Encoding.UTF8.GetBytes(fact.Name), new FactInBytes(fact, place, levels.GetValueOrDefault(fact.Name, -1), decider.Variables, fact.Name == decider.Pack.Manifest.Action));
        }

        _facts = facts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>
    /// Answers a plain request: one action or none, each member once, no escapes. Any other is not answered here, and what is no request
    /// is not either: <see cref="RequestReader"/> reads it, and says what is wrong with it.
    /// </summary>
    /// <param name="request">The request in JSON.</param>
    /// <param name="today">The day of a request that names none.</param>
    /// <param name="on">The day of the request.</param>
    /// <param name="answer">The answer for that day.</param>
    public bool TryAnswer(ReadOnlySpan<byte> request, DateOnly today, out DateOnly on, [NotNullWhen(true)] out PreparedAnswer? answer)
    {
        (on, answer) = (today, null);
        if (_count > MostFacts)
        {
            return false;
        }

        // The regions; then which action it is, which the answer repeats.
        Span<int> key = stackalloc int[_variables + 2];
        key.Fill(-1);
        try
        {
            if (!TryRead(request, key, ref on))
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        if (_dayLevel >= 0)
        {
            key[_dayLevel] = _decider.Variables[_dayLevel].RegionOf(FeelValue.From(on));
        }

        key[^1] = NotSettled;
        Span<int> settled = stackalloc int[3];
        if (_decider.Settled(key[.._variables]) is { } found)
        {
            // Nothing is open: facts that make no difference here make no difference to the answer.
            (settled[0], settled[1], settled[2]) = (found.Findings, found.Review, key[^2]);
            key = settled;
        }

        if (!_known.TryGetValue(key, out answer))
        {
            answer = Make(request, today);
            if (answer is not null)
            {
                Keep(key, answer);
            }
        }

        return answer is not null;
    }

    private bool TryRead(ReadOnlySpan<byte> request, Span<int> key, ref DateOnly on)
    {
        var reader = new Utf8JsonReader(request);
        var (dayRead, factsRead) = (false, false);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !reader.ValueIsEscaped)
        {
            if (!dayRead && reader.ValueTextEquals("on"u8))
            {
                dayRead = true;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String || !RequestReader.TryReadDay(reader.ValueSpan, out on))
                {
                    return false;
                }
            }
            else if (!factsRead && reader.ValueTextEquals("facts"u8))
            {
                factsRead = true;
                if (!TryReadFacts(ref reader, key))
                {
                    return false;
                }
            }
            else
            {
                return false;
            }
        }

        // Reading on makes sure that nothing follows.
        return factsRead && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    private bool TryReadFacts(ref Utf8JsonReader reader, Span<int> key)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        Span<bool> seen = stackalloc bool[_count];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped || !_facts.TryGetValue(reader.ValueSpan, out var fact) || seen[fact.Place])
            {
                return false;
            }

            seen[fact.Place] = true;
            if (!reader.Read() || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.ValueIsEscaped)
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.Null && !fact.MayBeAbsent)
            {
                continue;
            }

            if (!fact.TryRead(reader.ValueSpan, out var region, out var value))
            {
                return false;
            }

            if (fact.Level >= 0)
            {
                key[fact.Level] = region;
            }

            if (fact.IsAction)
            {
                key[^2] = value;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private PreparedAnswer? Make(ReadOnlySpan<byte> request, DateOnly today)
    {
        using var document = JsonDocument.Parse(request.ToArray());
        return RequestReader.Read(_decider.Pack, document.RootElement, today).Request is { } read && _decider.Decide(read) is [var only] ? new PreparedAnswer(only) : null;
    }

    private void Keep(ReadOnlySpan<int> key, PreparedAnswer answer)
    {
        if (Interlocked.Add(ref _bytes, answer.Length) > MostBytes)
        {
            _answers.Clear();
            Interlocked.Exchange(ref _bytes, answer.Length);
        }

        _answers[key.ToArray()] = answer;
    }

    // A fact whose values are found by their bytes.
    private sealed class FactInBytes
    {
        private readonly Fact _fact;
        private readonly DiagramVariable? _variable;
        private readonly Dictionary<byte[], (int Region, int Value)>.AlternateLookup<ReadOnlySpan<byte>>? _values;

        public FactInBytes(Fact fact, int place, int level, IReadOnlyList<DiagramVariable> variables, bool isAction)
        {
            (_fact, Place, Level, IsAction, MayBeAbsent, _variable) = (fact, place, level, isAction, fact.MayBeAbsent, level < 0 ? null : variables[level]);
            if (fact.Kind is FactKind.Boolean or FactKind.Choice)
            {
                var values = new Dictionary<byte[], (int, int)>(SequenceComparer<byte>.Instance);
                if (fact.MayBeAbsent)
                {
                    values.Add(Encoding.UTF8.GetBytes(Fact.Absent), (RegionOf(FeelValue.Null), fact.Values.Count));
                }

                foreach (var (i, choice) in fact.Values.Index())
                {
                    values.TryAdd(Encoding.UTF8.GetBytes(Fact.Written(choice.Value)), (RegionOf(choice.Value), i));
                }

                _values = values.GetAlternateLookup<ReadOnlySpan<byte>>();
            }
        }

        public int Place { get; }

        public int Level { get; }

        public bool IsAction { get; }

        public bool MayBeAbsent { get; }

        // A fact's value is read from its text, however JSON writes it.
        public bool TryRead(ReadOnlySpan<byte> text, out int region, out int value)
        {
            (region, value) = (-1, -1);
            if (_values is { } values)
            {
                var known = values.TryGetValue(text, out var found);
                (region, value) = found;
                return known;
            }

            if (IsAction || !System.Text.Unicode.Utf8.IsValid(text) || _fact.Read(Encoding.UTF8.GetString(text)) is not { } read)
            {
                return false;
            }

            region = RegionOf(read);
            return true;
        }

        private int RegionOf(FeelValue value) => _variable?.RegionOf(value) ?? -1;
    }

    private sealed class SequenceComparer<T> : IEqualityComparer<T[]>, IAlternateEqualityComparer<ReadOnlySpan<T>, T[]>
        where T : unmanaged, IEquatable<T>
    {
        public static SequenceComparer<T> Instance { get; } = new();

        public bool Equals(T[]? x, T[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(T[] obj) => GetHashCode(obj.AsSpan());

        public T[] Create(ReadOnlySpan<T> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<T> alternate, T[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<T> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(alternate));
            return hash.ToHashCode();
        }
    }
}

/// <summary>The JSON form of a determination, in which only the day is open.</summary>
public sealed class PreparedAnswer
{
    private const string DayFormat = "yyyy-MM-dd";

    private readonly byte[] _text;
    private readonly int _day;

    internal PreparedAnswer(Determination determination)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, DeterminationJson.Options))
        {
            DeterminationJson.Write(writer, determination);
        }

        // Within a string of JSON a quotation mark has a backslash before it, so this is the member.
        var member = "\"on\":\""u8;
        _text = stream.ToArray();
        _day = _text.AsSpan().IndexOf(member) + member.Length;
        Outcome = determination.Outcome;
    }

    /// <summary>What it says.</summary>
    public Outcome Outcome { get; }

    /// <summary>How many bytes it has.</summary>
    public int Length => _text.Length;

    /// <summary>Writes it for a day, into at least <see cref="Length"/> bytes.</summary>
    public void CopyTo(Span<byte> destination, DateOnly on)
    {
        _text.CopyTo(destination);
        on.TryFormat(destination[_day..], out _, DayFormat, System.Globalization.CultureInfo.InvariantCulture);
    }
}
