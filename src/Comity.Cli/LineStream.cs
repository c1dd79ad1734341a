using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Comity.Policy.Determinations;

namespace Comity.Cli;

/// <summary>Answers a stream of JSON, one value a line: in order, on all processors, and each line as soon as it is there.</summary>
internal static class LineStream
{
    /// <summary>How many bytes a line has at most.</summary>
    public const int MaximumLine = 1 << 20;

    // So much is read at once, and answered by one processor.
    private const int Block = 1 << 17;

    /// <summary>Answers each line.</summary>
    /// <param name="input">Where the lines come from.</param>
    /// <param name="output">Where the answers go.</param>
    /// <param name="answer">Writes the answer to a line. It is called by several threads at once.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task AnswerAsync(
        Stream input, Stream output, Action<ReadOnlyMemory<byte>, Utf8JsonWriter> answer, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var blocks = Channel.CreateBounded<Task<ArrayBufferWriter<byte>>>(2 * Environment.ProcessorCount);
        var reading = ReadAsync(input, blocks.Writer, answer, ended.Token);
        try
        {
            await foreach (var block in blocks.Reader.ReadAllAsync(cancellation))
            {
                await output.WriteAsync((await block).WrittenMemory, cancellation);
                await output.FlushAsync(cancellation);
            }
        }
        finally
        {
            // Whoever reads the answers may have gone.
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Writes what is wrong with a line.</summary>
    public static void WriteError(Utf8JsonWriter writer, string problem)
    {
        writer.WriteStartObject();
        writer.WriteString("error", problem);
        writer.WriteEndObject();
    }

    private static async Task ReadAsync(
        Stream input, ChannelWriter<Task<ArrayBufferWriter<byte>>> blocks, Action<ReadOnlyMemory<byte>, Utf8JsonWriter> answer,
        CancellationToken cancellation)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: Block, leaveOpen: true));
        Exception? fault = null;
        try
        {
            var tooLong = false;
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                var (lines, rest) = Split(read.Buffer, read.IsCompleted);
                if (!lines.IsEmpty)
                {
                    var (text, isTail) = (lines.ToArray(), tooLong);
                    tooLong = false;
                    await blocks.WriteAsync(Task.Run(() => Answer(text, isTail, answer), cancellation), cancellation);
                }

                if (rest.Length > MaximumLine)
                {
                    tooLong = true;
                    rest = rest.Slice(rest.End);
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        finally
        {
            blocks.Complete(fault);
            await reader.CompleteAsync();
        }
    }

    // The whole lines that are there, and what has no end yet.
    private static (ReadOnlySequence<byte> Lines, ReadOnlySequence<byte> Tail) Split(ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        if (isCompleted)
        {
            return (buffer, buffer.Slice(buffer.End));
        }

        var end = buffer.Start;
        for (var rest = buffer; rest.PositionOf((byte)'\n') is { } next; rest = buffer.Slice(end))
        {
            end = buffer.GetPosition(1, next);
        }

        return (buffer.Slice(0, end), buffer.Slice(end));
    }

    private static ArrayBufferWriter<byte> Answer(ReadOnlyMemory<byte> text, bool isTail, Action<ReadOnlyMemory<byte>, Utf8JsonWriter> answer)
    {
        var output = new ArrayBufferWriter<byte>(Block);
        using var writer = new Utf8JsonWriter(output, DeterminationJson.Options);
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            writer.Reset(output);
            if (isTail || line.Length > MaximumLine)
            {
                WriteError(writer, $"A line has at most {MaximumLine} bytes.");
            }
            else
            {
                answer(line, writer);
            }

            isTail = false;
            writer.Flush();
            output.Write("\n"u8);
        }

        return output;
    }
}
