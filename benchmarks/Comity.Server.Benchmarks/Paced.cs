using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Comity.Server.Benchmarks;

/// <summary>
/// Sends requests at a given rate over kept connections, whatever the answers take. A time is counted from the moment at which a request was due, so
/// that an answer which holds up those behind it makes them late, too. One thread serves all connections: what it takes is taken from the server.
/// </summary>
internal sealed class Paced
{
    private const int Connections = 64;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Func<long, byte[]> _request;
    private readonly double _rate;
    private readonly List<double> _times = [];
    private readonly Stack<Connection> _idle = [];
    private readonly Dictionary<Socket, Connection> _busy = [];
    private long _start;

    private Paced(Func<long, byte[]> request, double rate) => (_request, _rate) = (request, rate);

    /// <summary>Runs for a while.</summary>
    /// <param name="port">Where on the loopback address.</param>
    /// <param name="request">The request for the given place in the order, as HTTP/1.1 has it.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">For how long.</param>
    /// <returns>The times in milliseconds, ascending.</returns>
    public static Task<double[]> RunAsync(int port, Func<long, byte[]> request, double rate, TimeSpan duration) =>
        Task.Factory.StartNew(() => new Paced(request, rate).Run(port, (long)(duration.TotalSeconds * rate)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>A POST as it goes over the wire.</summary>
    public static byte[] Post(string path, string key, string body, string headers = "") =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    private double[] Run(int port, long count)
    {
        for (var i = 0; i < Connections; i++)
        {
            _idle.Push(new Connection(port));
        }

        _start = Stopwatch.GetTimestamp();
        for (var sent = 0L; sent < count || _busy.Count > 0;)
        {
            for (; sent < count && Due(sent) <= Stopwatch.GetTimestamp() && _idle.TryPop(out var connection); sent++)
            {
                connection.Send(_request(sent), Due(sent));
                _busy.Add(connection.Socket, connection);
            }

            Receive();
        }

        foreach (var connection in _idle)
        {
            connection.Socket.Dispose();
        }

        return [.. _times.Order()];
    }

    private long Due(long number) => _start + (long)(number / _rate * Stopwatch.Frequency);

    // Waits a moment for answers.
    private void Receive()
    {
        if (_busy.Count == 0)
        {
            Thread.Sleep(Tick);
            return;
        }

        var ready = new List<Socket>(_busy.Keys);
        Socket.Select(ready, null, null, Tick);
        foreach (var socket in ready)
        {
            var connection = _busy[socket];
            if (connection.IsAnswered())
            {
                _times.Add(Stopwatch.GetElapsedTime(connection.Due).TotalMilliseconds);
                _busy.Remove(socket);
                _idle.Push(connection);
            }
        }
    }

    private sealed class Connection
    {
        private readonly byte[] _answer = new byte[64 * 1024];
        private int _length;

        public Connection(int port)
        {
            Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect("127.0.0.1", port);
        }

        public Socket Socket { get; }

        /// <summary>When the request under way was due.</summary>
        public long Due { get; private set; }

        public void Send(byte[] request, long due)
        {
            (Due, _length) = (due, 0);
            Socket.Send(request);
        }

        /// <summary>Reads what is there. One answer with a length, or in chunks; nothing else comes behind it.</summary>
        public bool IsAnswered()
        {
            var read = Socket.Receive(_answer.AsSpan(_length));
            _length += read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
            var answer = _answer.AsSpan(0, _length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return false;
            }

            if (!answer.StartsWith("HTTP/1.1 2"u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            }

            var field = answer[..head].IndexOf("Content-Length: "u8);
            return field < 0 ? answer.EndsWith("0\r\n\r\n"u8) : _length == head + 4 + Number(answer[(field + 16)..]);
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
}
