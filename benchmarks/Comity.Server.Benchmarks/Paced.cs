using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Comity.Server.Benchmarks;

/// <summary>
/// Sends requests at a given rate over kept connections, whatever the answers take. A time is counted from the moment at which a request was due, so
/// that an answer which holds up those behind it makes them late, too.
/// </summary>
internal static class Paced
{
    private const int Connections = 64;

    /// <summary>Runs for a while.</summary>
    /// <param name="port">Where on the loopback address.</param>
    /// <param name="request">The request for the given place in the order, as HTTP/1.1 has it.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">For how long.</param>
    /// <returns>The times in milliseconds, ascending.</returns>
    public static async Task<double[]> RunAsync(int port, Func<long, byte[]> request, double rate, TimeSpan duration)
    {
        var due = Channel.CreateUnbounded<(long Number, long At)>(new UnboundedChannelOptions { SingleWriter = true });
        var senders = Enumerable.Range(0, Connections).Select(_ => Task.Run(() => SendAsync(port, request, due.Reader))).ToList();
        var pace = new Thread(() =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var sent = 0L; Stopwatch.GetElapsedTime(start) < duration; Thread.Sleep(1))
            {
                for (var all = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate); sent < all; sent++)
                {
                    due.Writer.TryWrite((sent, start + (long)(sent / rate * Stopwatch.Frequency)));
                }
            }

            due.Writer.Complete();
        });
        pace.Start();
        return [.. (await Task.WhenAll(senders)).SelectMany(times => times).Order()];
    }

    /// <summary>A POST as it goes over the wire.</summary>
    public static byte[] Post(string path, string key, string body, string headers = "") =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    private static async Task<List<double>> SendAsync(int port, Func<long, byte[]> request, ChannelReader<(long Number, long At)> due)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var (times, buffer) = (new List<double>(), new byte[64 * 1024]);
        await foreach (var (number, at) in due.ReadAllAsync())
        {
            await socket.SendAsync(request(number));
            await AnswerAsync(socket, buffer);
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        return times;
    }

    // One answer with a length, or in chunks; nothing else comes behind it.
    private static async Task AnswerAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
            var answer = buffer.AsSpan(0, length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                continue;
            }

            if (!answer.StartsWith("HTTP/1.1 2"u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            }

            var field = answer[..head].IndexOf("Content-Length: "u8);
            if (field < 0 ? answer.EndsWith("0\r\n\r\n"u8) : length == head + 4 + Number(answer[(field + 16)..]))
            {
                return;
            }
        }
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        for (var i = 0; digits[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            number = (number * 10) + (digits[i] - '0');
        }

        return number;
    }
}
