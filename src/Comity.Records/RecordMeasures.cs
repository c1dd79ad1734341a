using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Comity.Records;

/// <summary>What the store measures, for whoever listens (System.Diagnostics.Metrics). None of it holds what an event says.</summary>
public static class RecordMeasures
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Comity.Records";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Kept = Meter.CreateCounter<long>("comity.records.events", "{event}", "Events that were kept, by their kind.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("comity.records.append.duration", "s", "From the call to the acknowledgement: the event is on disk.");
    private static readonly Histogram<int> Size = Meter.CreateHistogram<int>("comity.records.append.batch", "{event}", "How many events shared a transaction.");
    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins a span for an event; null where nobody listens.</summary>
    internal static Activity? Start(string kind) => Source.StartActivity("append " + kind);

    /// <summary>Notes an event that is on disk.</summary>
    internal static void Appended(string kind, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("comity.event", kind);
        Kept.Add(1, tag);
        Duration.Record(duration.TotalSeconds, tag);
    }

    /// <summary>Notes a transaction.</summary>
    internal static void Committed(int events) => Size.Record(events);
}
