using System.Net;
using System.Net.Sockets;
using System.Text;
using Comity.Log.Merkle;
using Comity.Log.Notes;
using Comity.Log.Verification;
using Comity.Records.Audit;

namespace Comity.Records.Tests.Publishing;

public sealed class LogPublisherTests : IDisposable
{
    private static readonly Author By = new("officer", null);

    private readonly TemporaryStore _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task ALeafIsPublishedSoonByItself()
    {
        await using var store = await _file.OpenAsync();
        await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        for (var tries = 0; tries < 200 && Size() < 1; tries++)
        {
            await Task.Delay(50, Stop);
        }

        Assert.Equal(1, Size());
    }

    [Fact]
    public async Task TheKeyIsTheOwnersAloneAndStays()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        var key = await File.ReadAllTextAsync(_file.Folder.KeyFile, Stop);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Folder.KeyFile));
        }

        await (await _file.OpenAsync()).DisposeAsync();
        Assert.Equal(key, await File.ReadAllTextAsync(_file.Folder.KeyFile, Stop));
        Assert.StartsWith("PRIVATE+KEY+example.com/records+", key, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file.Folder.KeyFile, "nonsense", Stop);
        Assert.Equal(RecordStoreProblem.CannotOpen, (await Assert.ThrowsAsync<RecordStoreException>(() => _file.OpenAsync())).Problem);
    }

    [Fact]
    public async Task ANewKeyTakesOver()
    {
        await using (var store = await _file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        var old = _file.Trust;
        LogKeys.Rotate(_file.Folder.KeyFile);
        await using (var store = await _file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
            Assert.Equal(2, (await store.PublishAsync(Stop)).Signatures.Count);
        }

        LogKeys.Retire(_file.Folder.KeyFile);
        await using (var store = await _file.OpenAsync())
        {
            await store.AddAsync(Samples.Record(), By, cancellation: Stop);
        }

        foreach (var trust in new[] { old, _file.Trust })
        {
            Assert.Null((await RecordAudit.RunAsync(_file.Folder, null, new LogVerifyOptions(trust), Stop)).Problem);
        }
    }

    [Fact]
    public async Task TheLogIsWrittenAnewFromTheDatabase()
    {
        await using (var store = await _file.OpenAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => store.AddAsync(Samples.Record(), By)));
        }

        var before = await File.ReadAllTextAsync(Path.Combine(_file.Folder.Log, "checkpoint"), Stop);
        Directory.Delete(_file.Folder.Log, recursive: true);
        await (await _file.OpenAsync()).DisposeAsync();
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(_file.Folder.Log, "checkpoint"), Stop));
        Assert.Null((await RecordAudit.RunAsync(_file.Folder, null, new LogVerifyOptions(_file.Trust), Stop)).Problem);
    }

    [Fact]
    public async Task AWitnessSignsWhatOnlyGrew()
    {
        using var witness = new SmallWitness();
        Directory.CreateDirectory(_file.Folder.Path);
        await File.WriteAllTextAsync(Path.Combine(_file.Folder.Path, "witnesses"), $"{witness.Key} {witness.Address}\n", Stop);
        var clock = new Clock(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        await using (var store = await _file.OpenAsync(clock))
        {
            witness.Log = store.LogTrust;
            for (var day = 0; day < 3; day++)
            {
                await store.AddAsync(Samples.Record(), By, cancellation: Stop);
                clock.Now += TimeSpan.FromDays(1);
                await store.PublishDayAsync(Stop);
                Assert.Equal(2, PublicNote().Signatures.Count);
            }
        }

        // A store that starts anew does not know what the witness saw last, and is told.
        clock.Now += TimeSpan.FromDays(1);
        await (await _file.OpenAsync(clock)).DisposeAsync();
        Assert.Equal(5, witness.Seen!.Size);
        var trust = new LogTrust(_file.Trust.Keys, [witness.Key], 1);
        Assert.Null((await RecordAudit.RunAsync(_file.Folder, null, new LogVerifyOptions(trust), Stop)).Problem);

        // A witness that cannot be reached stops nobody.
        witness.Dispose();
        clock.Now += TimeSpan.FromDays(1);
        await (await _file.OpenAsync(clock)).DisposeAsync();
        Assert.Single(PublicNote().Signatures);
        Assert.NotNull((await RecordAudit.RunAsync(_file.Folder, null, new LogVerifyOptions(trust), Stop)).Problem);
    }

    private SignedNote PublicNote() => SignedNote.Parse(File.ReadAllBytes(Path.Combine(_file.Folder.PublicLog, "checkpoint")));

    private long Size() => Checkpoint.Open(SignedNote.Parse(File.ReadAllBytes(Path.Combine(_file.Folder.Log, "checkpoint"))), _file.Trust).Size;

    /// <summary>A witness as C2SP tlog-witness describes it, in memory.</summary>
    private sealed class SmallWitness : IDisposable
    {
        private readonly NoteSigner _signer = NoteSigner.Create("witness.example/w1", NoteKeyKind.Cosignature);
        private readonly HttpListener _listener = new();

        public SmallWitness()
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add($"{Address}/");
            _listener.Start();
            _ = RunAsync();
        }

        public string Address { get; }

        public NoteKey Key => _signer.Public;

        public LogTrust Log { get; set; } = new([], [], 0);

        public Checkpoint? Seen { get; private set; }

        public void Dispose() => ((IDisposable)_listener).Dispose();

        private async Task RunAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream);
                    var (status, body) = Answer(await reader.ReadToEndAsync());
                    context.Response.StatusCode = status;
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                    context.Response.Close();
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private (int Status, string Body) Answer(string request)
        {
            var end = request.IndexOf("\n\n", StringComparison.Ordinal);
            var lines = request[..end].Split('\n');
            var note = SignedNote.Parse(request[(end + 2)..]);
            if (Log.Keys.Count == 0 || note.SignedBy(Log.Keys).Count == 0)
            {
                return (403, "");
            }

            var next = Checkpoint.Parse(note.Text);
            var old = long.Parse(lines[0]["old ".Length..], null);
            if (old != (Seen?.Size ?? 0))
            {
                return (409, $"{Seen?.Size ?? 0}\n");
            }

            TreeHash[] proof = [.. lines[1..].Select(line => TreeHash.TryParse(line, out var hash) ? hash.Value : throw new FormatException())];
            if (!MerkleProof.Extends(old, next.Size, proof, Seen?.Root ?? TreeHash.Empty, next.Root))
            {
                return (422, "");
            }

            Seen = next;
            return (200, _signer.Sign(note.Text, DateTimeOffset.UtcNow));
        }
    }
}
